"""Opening a group's record for a reason, and reviewing that somebody did."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from holdspace.accounts.access import Request, for_staff
from holdspace.groups import actions, policies, queries
from holdspace.groups.models import RecordOpening
from holdspace.groups.web.forms import OpenRecordForm
from holdspace.kernel.refusals import Refused
from holdspace.practice.roles import Permission
from holdspace.ui.posting import posted, put_on_form

FORM = ["GET", "HEAD", "POST"]


@for_staff(Permission.RECORD_OPEN, step_up=True)
@require_http_methods(FORM)
def open_record(request: Request) -> HttpResponse:
    """A supervisor says why and sees the record for an hour; and what they opened before."""
    form = OpenRecordForm(posted(request), groups=queries.openable(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_record(by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("The record is open to you for one hour. Its leaders can see that."))
            return redirect("groups:open_record")
    content = {"form": form, "openings": queries.openings_by(request.actor), "minutes": policies.OPENING}
    return render(request, "groups/open_record.html", content, status=422 if form.errors else 200)


@for_staff(Permission.RECORD_OPEN)
@require_POST
def close_record(request: Request, pk: UUID) -> HttpResponse:
    """Close a record before its hour is over."""
    opening = get_object_or_404(RecordOpening.visible_to(request.actor), pk=pk)
    actions.close_record(opening=opening, by=request.actor)
    messages.success(request, _("The record is closed."))
    return redirect("groups:open_record")


@for_staff(Permission.SESSION_LEAD)
@require_http_methods(FORM)
def review_opening(request: Request, pk: UUID) -> HttpResponse:
    """A leader reads who opened the record, when and why, and confirms it."""
    rows = RecordOpening.visible_to(request.actor).select_related("group", "staff", "reviewed_by")
    opening = get_object_or_404(rows, pk=pk)
    if request.method != "POST":
        return render(request, "groups/review_opening.html", {"opening": opening})
    try:
        actions.review_opening(opening=opening, by=request.actor)
    except Refused as refusal:
        content = {"opening": opening, "refusal": refusal}
        return render(request, "groups/review_opening.html", content, status=422)
    messages.success(request, _("Reviewed."))
    return redirect("groups:proposals")
