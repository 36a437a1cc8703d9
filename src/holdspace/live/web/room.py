"""A member's way into a session by a screen, and their room: they see the circle and touch for themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from holdspace.accounts.access import Request, for_members
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing
from holdspace.live import actions, queries
from holdspace.live.policies import from_elsewhere
from holdspace.live.rules.session_flow import WAITS_BEFORE, Doors, Online, SessionState, doors
from holdspace.live.web.answers import answered
from holdspace.live.web.facts import changes_in, facts_of, is_silent
from holdspace.live.web.forms import own_touch_of
from holdspace.live.web.seats import seats_seen
from holdspace.safety.queries.whereabouts import where_of
from holdspace.sessions.models import GroupSession

LOOKS_AGAIN: Final = 600
"""Seconds after which a page before a closed door looks again."""


@for_members
@csp_update({"worker-src": [SELF]})  # type: ignore[arg-type]  # it is only handed on
@require_safe
def room(request: Request, session_id: UUID) -> HttpResponse:
    """The whole page."""
    return render(request, "live/room.html", _page(request, _own(request, session_id)))


@for_members
@require_safe
def inside(request: Request, session_id: UUID) -> HttpResponse:
    """The part that changes, fetched when something newer was announced."""
    return render(request, "live/inside.html", _page(request, _own(request, session_id)))


@for_members
@require_POST
def mine(request: Request, session_id: UUID) -> HttpResponse:
    """One touch for oneself. Answers with the newest part of the page, whether it was taken or not."""
    found = _own(request, session_id)
    me = request.actor.person_id
    return answered(
        request,
        lambda: actions.apply_touch(session=found, touch=own_touch_of(request.POST, me), by=request.actor),
        template="live/inside.html",
        page=lambda: _page(request, found),
        back=("live:room", session_id),
    )


def _own(request: Request, session_id: UUID) -> GroupSession:
    """A session of one's own circle, where it can be joined by a screen; anything else is not there."""
    rows = GroupSession.visible_to(request.actor).select_related("group", "room")
    found = get_object_or_404(rows, pk=session_id)
    if not from_elsewhere(found):
        raise Missing(_("There is no such session."))
    return found


def _page(request: Request, found: GroupSession) -> dict[str, Any]:
    me, now = request.actor.person_id, clock.now()
    screen = queries.member_screen(found)
    state, seat = screen.state, screen.state.seat(me)
    going = state.round
    where = where_of(request.actor, session_id=found.pk, member_id=me)
    return {
        "session": found,
        "state": state,
        "stage": _stage(found, state, me),
        "doors": doors(state, now=now),
        "opens_at": found.starts_at - WAITS_BEFORE,
        "changes_in": changes_in(state, now=now) or _opens_in(found, now=now),
        "seat": seat,
        "own_name": screen.name(me),
        "seats": seats_seen(screen, me),
        "leaders": [screen.name(each.member_id) for each in state.seats if each.role == "leader"],
        "facts": facts_of(state, me, now=now),
        "where": where,
        "must_sign": me in screen.kept_out,
        "agreement": screen.agreement,
        "holder": screen.name(going.holder) if going and going.holder else "",
        "holds": going is not None and going.holder == me,
        "waiting": [screen.name(person) for person in going.waiting] if going else [],
        "hand": me in state.hands,
        "silent": is_silent(state, now=now),
        "alone_with": _alone_with(screen, me),
        "leaderless": not state.leading,
        "here": len(state.here),
        "now": now,
    }


def _stage(found: GroupSession, state: SessionState, me: UUID) -> str:
    """What the page shows: enter, waiting, inside, removed, ended or cancelled."""
    seat = state.seat(me)
    if found.status == GroupSession.Status.CANCELLED:
        return "cancelled"
    if doors(state, now=clock.now()) is Doors.ENDED:
        return "ended"
    if seat is None or seat.online is Online.OUTSIDE:
        return "enter"
    return {Online.WAITING: "waiting", Online.REMOVED: "removed"}.get(seat.online, "inside")


def _opens_in(found: GroupSession, *, now: Any) -> int:
    """Seconds until the door opens, or until it is looked again whether it does."""
    until: timedelta = found.starts_at - WAITS_BEFORE - now
    return min(int(until.total_seconds()) + 1, LOOKS_AGAIN) if timedelta() < until < timedelta(hours=2) else 0


def _alone_with(screen: queries.Screen, me: UUID) -> str:
    aside = screen.state.aside
    return screen.name(aside.leader) if aside is not None and aside.member == me else ""
