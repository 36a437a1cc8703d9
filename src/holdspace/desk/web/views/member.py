"""A member's pages: home, check-in, my circle, my record."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from holdspace.accounts.access import Request, for_members
from holdspace.aftercare.queries.staying import staying
from holdspace.desk import actions
from holdspace.desk.queries import home as queries
from holdspace.desk.queries.record import own_record
from holdspace.desk.web.forms import CheckInSheet, number_of
from holdspace.endings.queries import on_home as goodbyes
from holdspace.groups.queries import leaders
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Refused
from holdspace.measures.queries import answered_for, asked_at, asks_for_help
from holdspace.measures.questions import sent_in
from holdspace.safety.actions import heed_refused
from holdspace.safety.queries import has_plan, help_beside, told_about, was_heard
from holdspace.sessions.models import GroupSession
from holdspace.sessions.policies import can_check_in
from holdspace.sessions.queries import check_in_of, own_member, session_for
from holdspace.skills.queries import on_home, to_bring
from holdspace.ui.drafts import draft_secret
from holdspace.ui.posting import typed, with_version


@for_members
@require_safe
def home(request: Request) -> HttpResponse:
    """One thing to do at a time, and when and where the next session is."""
    actor = request.actor
    page = {
        "home": queries.home(actor),
        "told": told_about(actor),
        "has_plan": has_plan(actor),
        "skills": on_home(actor),
        "goodbyes": goodbyes(actor),
        "secret": draft_secret(actor),
        "staying": staying(actor),
    }
    return render(request, "desk/home.html", page)


@for_members
@require_safe
def circle(request: Request) -> HttpResponse:
    """Who sits in my circle, who leads it, what we agreed on, when we meet."""
    return render(request, "desk/circle.html", {"circles": queries.own_circles(request.actor)})


@for_members
@require_safe
def record(request: Request) -> HttpResponse:
    """What I signed, and who opened my record."""
    before = number_of(request.GET.get("before", ""))
    return render(
        request, "desk/record.html", {"record": own_record(request.actor, before), "before": before}
    )


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: Request, pk: UUID) -> HttpResponse:
    """What I bring to a session; it can be changed until the session ends."""
    session = session_for(request.actor, pk)
    if request.method == "POST":
        return _keep(request, session)
    if not can_check_in(request.actor, session, own_member(request.actor)):
        page = {"session": session, "kept": check_in_of(request.actor, session)}
        return render(request, "desk/check_in_over.html", page)
    return _sheet(request, session, _filled_in(request.actor, session))


@for_members
@require_safe
def checked_in(request: Request, pk: UUID) -> HttpResponse:
    """A calm word that it is kept; and help at once, where an answer asked for it."""
    actor, session = request.actor, session_for(request.actor, pk)
    kept = check_in_of(actor, session)
    page = {
        "session": session,
        "kept": kept,
        "heard": kept is not None and was_heard(actor, kept.pk),
        "readers": _readers(session),
        **help_beside(actor, always=asks_for_help(actor.person_id, session)),
    }
    return render(request, "desk/checked_in.html", page)


def _keep(request: Request, session: GroupSession) -> HttpResponse:
    sheet = _filled_in(request.actor, session, request.POST)
    if not sheet.is_valid():
        return _sheet(request, session, sheet, status=422)
    try:
        actions.check_in(session=session, brings=sheet.cleaned(), by=request.actor)
    except Conflict as conflict:
        renewed = _filled_in(request.actor, session, with_version(request.POST, conflict.newest))
        return _sheet(request, session, renewed, refusal=conflict, status=409)
    except Refused as refusal:
        return _sheet(request, session, sheet, refusal=refusal, status=422)
    return redirect("desk:checked_in", session.pk)


def _filled_in(actor: Actor, session: GroupSession, data: QueryDict | None = None) -> CheckInSheet:
    return CheckInSheet(
        readers=_readers(session),
        asked=asked_at(actor.person_id, session, sent=sent_in(data or ())),
        language=get_language() or "en",
        data=data,
        kept=check_in_of(actor, session),
        given=answered_for(actor.person_id, session),
        tried=to_bring(actor, session),
    )


def _sheet(
    request: Request,
    session: GroupSession,
    sheet: CheckInSheet,
    *,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    page = {
        "session": session,
        "sheet": sheet,
        "readers": _readers(session),
        "refusal": refusal,
        "kept": check_in_of(request.actor, session) if isinstance(refusal, Conflict) else None,
        "version": sheet.brings["version"].value(),
        "secret": draft_secret(request.actor),
    }
    if status == 422:
        heed_refused(text=typed(sheet.brings), group=session.group, by=request.actor)
    if status != 200:
        page |= help_beside(request.actor)
    return render(request, "desk/check_in.html", page, status=status)


def _readers(session: GroupSession) -> str:
    return queries.names_in_words([leader.name for leader in leaders(session.group)])
