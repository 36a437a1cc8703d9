"""The session's screen. It works by plain forms; `hs-floor` adds speed, and patience without network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.endings.queries import ahead_in
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing, Refused
from holdspace.live import actions, queries
from holdspace.live.policies import from_elsewhere
from holdspace.live.rules.session_flow import Online, Phase, Role, SeenOff, SessionState, missing
from holdspace.live.rules.speaking import balance
from holdspace.live.web.answers import answered
from holdspace.live.web.facts import changes_in, facts_of, is_silent
from holdspace.live.web.forms import touch_of
from holdspace.live.web.seats import lines_of, seats_of
from holdspace.live.web.voices import rows_of
from holdspace.practice.roles import Permission
from holdspace.safety.policies import can_write_incident
from holdspace.sessions.models import Attendance, GroupSession

SPOKEN_EVERY: Final = 20
"""Seconds."""

SEE_OFF_WORDS: Final = {
    SeenOff.NOT_ALONE: gettext_lazy("Not alone where they are"),
    SeenOff.NOT_ABLE: gettext_lazy("Not able to take part today"),
    SeenOff.NOT_SAFE: gettext_lazy("Not safe for the group"),
    SeenOff.DISTURBS: gettext_lazy("Disturbs the session"),
    SeenOff.OTHER: gettext_lazy("Another reason"),
}


@for_staff(Permission.SESSION_LEAD)
@csp_update({"worker-src": [SELF]})  # type: ignore[arg-type]  # it is only handed on
@require_safe
def session(request: Request, session_id: UUID) -> HttpResponse:
    """The whole page."""
    found = session_of(request, session_id)
    page = floor_of(request, found) | {"goodbyes": ahead_in(request.actor, found)}
    return render(request, "live/session.html", page)


@for_staff(Permission.SESSION_LEAD)
@require_safe
def floor(request: Request, session_id: UUID) -> HttpResponse:
    """The part that changes, fetched when a newer version was announced."""
    return render(request, "live/floor.html", floor_of(request, session_of(request, session_id)))


@for_staff(Permission.SESSION_LEAD)
@require_POST
def touch(request: Request, session_id: UUID) -> HttpResponse:
    """One touch. Answers with the newest floor, whether it was taken or not, and says which."""
    found = session_of(request, session_id)
    return answer(
        request,
        session_id,
        lambda: actions.apply_touch(session=found, touch=_touch(request), by=request.actor),
    )


def answer(request: Request, session_id: UUID, act: Callable[[], object]) -> HttpResponse:
    """Do what a leader asked for, and answer with the newest floor."""
    return answered(
        request,
        act,
        template="live/floor.html",
        page=lambda: floor_of(request, session_of(request, session_id)),
        back=("live:session", session_id),
    )


@for_staff(Permission.SESSION_LEAD)
@require_POST
def step_out(request: Request, session_id: UUID, member_id: UUID) -> HttpResponse:
    """Somebody needs help: the second of two touches, from here to the protocol."""
    try:
        incident = actions.step_out(
            session=session_of(request, session_id), member_id=member_id, by=request.actor
        )
    except Missing:
        raise
    except Refused as problem:
        messages.warning(request, str(problem))
        return redirect("live:session", session_id)
    mine = can_write_incident(request.actor, incident)
    return redirect("safety:crisis" if mine else "safety:take_over", incident.pk)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def left_in_distress(request: Request, session_id: UUID, member_id: UUID) -> HttpResponse:
    """Somebody left before the end, and a leader is worried about them."""
    sent = request.POST.get("rev", "")
    actions.left_in_distress(
        session=session_of(request, session_id),
        member_id=member_id,
        seat_rev=int(sent) if sent.isdecimal() else 0,
        by=request.actor,
    )
    messages.info(request, _("It is a concern now. Whoever has to know of it is told."))
    return redirect("live:session", session_id)


def _touch(request: Request) -> actions.Touch:
    return touch_of(request.POST, request.GET, request.actor.person_id)


def session_of(request: Request, session_id: UUID) -> GroupSession:
    """A session that the actor may hold or read of; missing otherwise."""
    rows = GroupSession.clinical_to(request.actor).select_related("group", "room")
    return get_object_or_404(rows, pk=session_id)


def floor_of(request: Request, found: GroupSession) -> dict[str, Any]:
    """Everything that the floor shows to a leader."""
    screen = queries.screen(found)
    lines = lines_of(screen, request.GET.get("seat", ""))
    state = screen.state
    going = state.round
    me, now = request.actor.person_id, clock.now()
    return (
        _online(screen, me, now)
        | _between(request, screen)
        | {
            "session": found,
            "state": state,
            "agreement": screen.agreement,
            "seats": seats_of(screen),
            "lines": lines,
            "chosen": next((line for line in lines if line.is_chosen), None),
            "holder": screen.name(going.holder) if going and going.holder else "",
            "waiting": [screen.name(person) for person in going.waiting] if going else [],
            "here": len(state.here),
            "is_open": state.phase in (Phase.OPEN, Phase.CLOSING),
            "is_scheduled": state.phase is Phase.SCHEDULED,
            "is_closing": state.phase is Phase.CLOSING,
            "has_ended": state.phase is Phase.ENDED,
            "out": [screen.name(person) for person in state.out if person != request.actor.person_id],
            "is_out": request.actor.person_id in state.out,
            "can_undo": state.undoable is not None,
            "reasons": Attendance.Reason.choices,
            "timer_minutes": (3, 5, 10, 20),
            "now": now,
        }
    )


def _looks_again(state: SessionState, *, now: datetime) -> int:
    """Who has spoken is not announced: while the session runs by screens, it is looked at again by time."""
    soon = changes_in(state, now=now)
    if not state.inside:
        return soon
    return min(soon, SPOKEN_EVERY) if soon else SPOKEN_EVERY


def _between(request: Request, screen: queries.Screen) -> dict[str, Any]:
    """What is for the leaders alone: their words to each other, and who has spoken."""
    tally = queries.tally_of(request.actor, screen.session)
    found = balance(tally, [seat.member_id for seat in screen.state.seats if seat.is_here])
    return {
        "whispers": queries.whispers(request.actor, screen.session),
        "spoken": rows_of(screen, found),
        "leaders": sum(seat.role is Role.LEADER for seat in screen.state.seats),
        "unspoken": [screen.name(person) for person in found.silent],
        "speaker": screen.name(screen.state.speaker.member) if screen.state.speaker else "",
    }


def _online(screen: queries.Screen, me: UUID, now: datetime) -> dict[str, Any]:
    """What a session by screens adds to the floor."""
    state = screen.state
    own = state.seat(me)
    aside = state.aside
    lost = missing(state, now=now)
    return {
        "by_screen": from_elsewhere(screen.session),
        "facts": facts_of(state, me, now=now),
        "changes_in": _looks_again(state, now=now),
        "own": own,
        "at_the_door": [
            {"key": seat.member_id, "name": screen.name(seat.member_id), "rev": seat.rev}
            for seat in sorted(state.seats, key=lambda seat: (seat.online_since is None, seat.online_since))
            if seat.online is Online.WAITING
        ],
        "missing": [(seat, screen.name(seat.member_id)) for seat in lost],
        "hands": [(person, screen.name(person)) for person in state.hands],
        "silent": is_silent(state, now=now),
        "alone": aside and (screen.name(aside.leader), screen.name(aside.member)),
        "leads": screen.name(state.leading) if state.leading else "",
        "other_leaders": [
            (seat.member_id, screen.name(seat.member_id))
            for seat in state.seats
            if seat.role is Role.LEADER and seat.is_here and seat.member_id != state.leading
        ],
        "can_step_aside": aside is None and own is not None and own.online is Online.IN,
        "tablet": screen.name(state.tablet) if state.tablet else "",
        "has_tablet": state.tablet == me,
        "see_off_reasons": SEE_OFF_WORDS.items(),
        "silence_minutes": (1, 2, 3, 5),
    }
