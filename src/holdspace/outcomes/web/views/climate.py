"""A group's climate: the leaders' page, what they write after a low session, the picture for the group."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.outcomes import actions, queries
from holdspace.outcomes.models import RepairStep
from holdspace.outcomes.policies import check_writes_repair
from holdspace.outcomes.web.forms import RepairForm
from holdspace.practice.roles import Permission
from holdspace.sessions.models import GroupSession
from holdspace.sessions.queries import clinical_session
from holdspace.ui.drafts import draft_secret
from holdspace.ui.posting import posted, put_on_form, with_version


@for_staff(Permission.CLINICAL_READ)
@require_safe
def climate(request: Request, pk: UUID) -> HttpResponse:
    """How a group's sessions were, which lay low, and whether it was repaired."""
    return render(request, "outcomes/climate.html", {"page": queries.climate_page(request.actor, pk)})


@for_staff(Permission.CLINICAL_READ)
@require_safe
def together(request: Request, pk: UUID) -> HttpResponse:
    """A picture that leaders show to their group, on a tablet in the room."""
    return render(request, "outcomes/together.html", {"page": queries.together_page(request.actor, pk)})


@for_staff(Permission.SESSION_LEAD)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def repair(request: Request, pk: UUID) -> HttpResponse:
    """What happened in a session that lies low, and a step; never overwritten silently."""
    session = clinical_session(request.actor, pk)
    check_writes_repair(request.actor, session)
    kept = queries.repair_of(session, request.actor)
    form = RepairForm(posted(request), kept=kept)
    if request.method != "POST":
        return _sheet(request, session, form)
    if not form.is_valid():
        return _sheet(request, session, form, status=422)
    return _keep(request, session, form)


def _keep(request: Request, session: GroupSession, form: RepairForm) -> HttpResponse:
    try:
        actions.write_repair(session=session, by=request.actor, **form.cleaned_data)
    except Conflict as conflict:
        return _crossed(request, session, conflict)
    except Missing:
        raise
    except Refused as refusal:
        put_on_form(form, refusal)
        return _sheet(request, session, form, status=422)
    messages.success(request, _("Saved."), extra_tags=_draft_key(session))
    return redirect("outcomes:climate", session.group_id)


def _crossed(request: Request, session: GroupSession, conflict: Conflict) -> HttpResponse:
    """Both texts: one's own in the form, what the other one saved above it."""
    sent: QueryDict = with_version(request.POST, conflict.newest)
    theirs = queries.repair_of(session, request.actor)
    again = RepairForm(sent, kept=theirs)
    return _sheet(request, session, again, conflict=conflict, theirs=theirs, status=409)


def _sheet(
    request: Request,
    session: GroupSession,
    form: RepairForm,
    *,
    conflict: Conflict | None = None,
    theirs: RepairStep | None = None,
    status: int = 200,
) -> HttpResponse:
    content = {
        "session": session,
        "form": form,
        "version": form["version"].value(),
        "conflict": conflict,
        "theirs": theirs,
        "draft_key": _draft_key(session),
        "secret": draft_secret(request.actor),
    }
    return render(request, "outcomes/repair.html", content, status=status)


def _draft_key(session: GroupSession) -> str:
    return f"repair-{session.pk}"
