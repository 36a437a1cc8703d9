"""The pages of agreements: read, sign, publish, and who has still to sign."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_members, for_members_and_staff, for_staff
from holdspace.agreements import actions, policies, queries
from holdspace.agreements.models import Agreement
from holdspace.agreements.rules.sections import sections
from holdspace.agreements.template import default_body
from holdspace.agreements.web.forms import PublishForm, SignForm
from holdspace.groups.policies import check_decides
from holdspace.groups.queries import group_for, member_for_clinician
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.ui.cards import card
from holdspace.ui.posting import posted, put_on_form

FORM = ["GET", "HEAD", "POST"]


@for_members_and_staff(Permission.SESSION_LEAD, Permission.CLINICAL_READ, Permission.SCHEDULE_EDIT)
@require_safe
def read(request: Request, pk: UUID) -> HttpResponse:
    """One version, to read; a member who may sign it finds the place to do so."""
    return _page(request, queries.agreement_for(request.actor, pk), SignForm())


@for_members
@require_http_methods(FORM)
def sign(request: Request, pk: UUID) -> HttpResponse:
    """Sign the newest version."""
    agreement = queries.agreement_for(request.actor, pk)
    group_for(request.actor, agreement.group_id)  # what one signed in a circle of the past is only read
    form = SignForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign(agreement=agreement, signed_name=form.cleaned_data["signed_name"], by=request.actor)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Signed. You can read it again at any time."))
            return redirect("agreements:read", pk)
    return _page(request, agreement, form)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def witness(request: Request, pk: UUID, member: UUID) -> HttpResponse:
    """A leader notes a signature on paper; then back to where they came from."""
    agreement = queries.agreement_for(request.actor, pk)
    person = member_for_clinician(request.actor, member)
    try:
        actions.note_paper_signature(agreement=agreement, member=person, by=request.actor)
    except Missing:
        raise
    except Refused as refusal:
        return _page(request, agreement, SignForm(), refusal=refusal)
    messages.success(request, _("Noted. Keep the sheet with the signature."))
    return redirect(_way_back(request) or reverse("agreements:read", args=[pk]))


def _way_back(request: Request) -> str:
    """Where the form was, when that is in this house."""
    sent = request.POST.get("next", "")
    return sent if url_has_allowed_host_and_scheme(sent, allowed_hosts=None) else ""


@for_staff(Permission.SESSION_LEAD)
@require_http_methods(FORM)
def publish(request: Request, pk: UUID) -> HttpResponse:
    """Leaders write a new version, beginning with the newest one or with a text of ours."""
    group = group_for(request.actor, pk)
    check_decides(request.actor, group)
    newest = queries.newest(group)
    form = PublishForm(
        posted(request),
        initial={"body": newest.body if newest else default_body(group, group.practice.limits)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.publish_agreement(group=group, body=form.cleaned_data["body"], by=request.actor)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Published. Everybody in the circle is asked to sign it."))
            return redirect("agreements:read", made.pk)
    limits = group.practice.limits
    missing = limits if newest is not None and limits not in newest.body else ""
    content = {"group": group, "newest": newest, "form": form, "limits": missing}
    return render(request, "agreements/publish.html", content, status=422 if form.errors else 200)


@for_staff(Permission.SCHEDULE_EDIT)
@require_safe
def chase(request: Request) -> HttpResponse:
    """Who has still to sign, group by group."""
    return render(request, "agreements/chase.html", {"groups": queries.to_chase(request.actor)})


@for_staff(Permission.SCHEDULE_EDIT, Permission.SESSION_LEAD)
@require_safe
def state(request: Request, pk: UUID) -> HttpResponse:
    """A card for the pages of other contexts: which version holds in a group, and who has not signed it."""
    group = group_for(request.actor, pk)
    content = {
        "group": group,
        "newest": queries.newest(group),
        "unsigned": queries.unsigned_members(group),
        "can_publish": policies.can_publish(request.actor, group),
    }
    return card(request, "agreements/state.html", content)


def _page(
    request: Request, agreement: Agreement, form: SignForm, refusal: Refused | None = None
) -> HttpResponse:
    witnesses = policies.can_witness(request.actor, agreement)
    content = {
        "agreement": agreement,
        "sections": sections(agreement.body),
        "newer": queries.newer_than(agreement, request.actor),
        "signature": queries.own_signature(request.actor, agreement),
        "form": form if policies.can_sign(request.actor, agreement) else None,
        "can_publish": policies.can_publish(request.actor, agreement.group),
        "unsigned": queries.unsigned_members(agreement.group) if witnesses else [],
        "refusal": refusal,
    }
    status = 422 if form.errors or refusal else 200
    return render(request, "agreements/read.html", content, status=status)
