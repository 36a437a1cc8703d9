"""The pages of leaders: assign a skill, see what was tried."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_members_and_staff, for_staff
from holdspace.audit.log import record
from holdspace.groups.policies import can_still_hold, check_still_holds
from holdspace.groups.queries import circle, clinical_group
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.skills.actions import assigning
from holdspace.skills.actions import trying as actions
from holdspace.skills.queries import own as queries
from holdspace.skills.queries import shelf
from holdspace.skills.queries.leading import group_skills
from holdspace.skills.web.forms import AssignmentForm
from holdspace.ui.posting import posted, put_on_form, tell

FORM = ["GET", "HEAD", "POST"]


@for_staff(Permission.CLINICAL_READ)
@require_safe
def group(request: Request, pk: UUID) -> HttpResponse:
    """What runs in a group, and what was tried lately."""
    found = clinical_group(request.actor, pk)
    page = group_skills(request.actor, found)
    if page.members:
        record("skills.tried_read", by=request.actor, group_id=found.pk, about=page.members)
    content = {"group": found, "page": page, "assigns": can_still_hold(request.actor, found)}
    return render(request, "skills/group.html", content)


@for_staff(Permission.SESSION_LEAD)
@require_http_methods(FORM)
def assign(request: Request, pk: UUID) -> HttpResponse:
    """Let the circle, or one of it, try a skill."""
    found = clinical_group(request.actor, pk)
    check_still_holds(request.actor, found)
    form = AssignmentForm(
        posted(request),
        shelf=shelf.area_by_area(request.actor),
        language=get_language() or "en",
        people=circle(found),
        code=request.GET.get("skill", ""),
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            assigning.assign(
                group=found,
                code=said["code"],
                member_id=said["member"],
                until=said["until"],
                note=said["note"],
                by=request.actor,
            )
        except Missing:
            raise
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("It stands on their list now."))
            return redirect("skills:group", pk)
    content = {"group": found, "form": form}
    return render(request, "skills/assign.html", content, status=422 if form.errors else 200)


@for_members_and_staff(Permission.SESSION_LEAD)
@require_POST
def end(request: Request, pk: UUID) -> HttpResponse:
    """It is over: for a leader what was assigned, for a member what they chose."""
    assignment = queries.assignment_for(request.actor, pk)
    words = _("It no longer stands on the list. What was tried stays.")
    tell(request, lambda: assigning.end(assignment=assignment, by=request.actor), words)
    return (
        redirect("skills:mine") if request.actor.is_member else redirect("skills:group", assignment.group_id)
    )


@for_staff(Permission.SESSION_LEAD)
@require_POST
def hide(request: Request, pk: UUID) -> HttpResponse:
    """Take something out of the circle."""
    trying = queries.trying_for(request.actor, pk)
    actions.hide(trying=trying, by=request.actor)
    messages.success(request, _("The circle no longer reads it. Its writer is told so."))
    return redirect("skills:group", trying.group_id)
