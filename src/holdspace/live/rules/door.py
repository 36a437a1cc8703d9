"""The door of a session that is joined from elsewhere: who waits, who is let in, who went, who may return.

Pure functions from a state and an event to the next state. A person is let in by a leader, one by one, and
by nothing else: `LineBack` brings back only whoever was inside and lost the connection less than two minutes
ago, and whoever was seen off stays out. Source: `engines.md`, "The room, live".
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from holdspace.kernel.refusals import Conflict, Refused
from holdspace.kernel.words import say
from holdspace.live.rules.room_events import (
    Admit,
    ComeBack,
    Enter,
    Knock,
    Leave,
    LineBack,
    LineLost,
    MarkArrived,
    MarkLeft,
    Mute,
    NotYet,
    OwnEvent,
    SeatEvent,
    SeeOff,
    StepAway,
    Unmute,
    VoiceOff,
    VoiceOn,
)
from holdspace.live.rules.room_state import Online, Phase, Role, SeatState, SessionState
from holdspace.live.rules.seat_marks import marked, now_says

WAITS_BEFORE = timedelta(minutes=15)
"""So long before the beginning members may knock."""

LOST_AFTER = timedelta(seconds=3)
"""A connection that is away so long is said to be lost."""

MISSED_AFTER = timedelta(seconds=10)
"""Then the leaders are told that somebody is missing, from the loss on."""

RETURNS_WITHIN = timedelta(seconds=120)
"""Whoever comes back within this, from the loss on, is inside again; later they knock."""


class Doors(StrEnum):
    """What the door of a session is at a moment."""

    CLOSED = "closed"
    WAITING_ROOM = "waiting_room"
    OPEN = "open"
    ENDED = "ended"


def doors(state: SessionState, *, now: datetime) -> Doors:
    """Closed until a quarter of an hour before; then one may wait; open while the session runs."""
    if state.phase is Phase.ENDED:
        return Doors.ENDED
    if state.phase is not Phase.SCHEDULED:
        return Doors.OPEN
    return Doors.WAITING_ROOM if now >= state.scheduled_start - WAITS_BEFORE else Doors.CLOSED


def through(state: SessionState, event: Any) -> SessionState:
    """What an event of the door makes of the state; refused where it does not fit, and said why."""
    seat = state.seat(event.member)
    if seat is None:
        raise Refused(say("This person has no seat in this session."))
    if isinstance(event, SeatEvent):
        _check_seen(state, seat, event)
        after = _by_a_leader(state, seat, event)
    else:
        after = _by_themselves(state, seat, event)
    if after == seat:
        raise Refused(say("Nothing has changed."))
    after = replace(after, door_rev=state.version + 1)
    return replace(state, seats=tuple(after if other is seat else other for other in state.seats))


def _check_seen(state: SessionState, seat: SeatState, event: SeatEvent) -> None:
    if event.seat_rev != seat.rev:
        words = now_online(seat) if seat.online is not Online.OUTSIDE else now_says(seat)
        raise Conflict(say("Somebody else was a moment faster. %(now)s", now=words), newest=state.version)


_NOW_ONLINE = {
    Online.OUTSIDE: say("They are not at the door."),
    Online.WAITING: say("They wait at the door."),
    Online.IN: say("They are in the room."),
    Online.AWAY: say("They are away from their screen for a moment."),
    Online.DROPPED: say("Their connection is lost."),
    Online.REMOVED: say("They were seen off and cannot come back to this session."),
}


def now_online(seat: SeatState) -> Any:
    """Where somebody is, as a sentence."""
    return _NOW_ONLINE[seat.online]


# What leaders do at the door


def _by_a_leader(state: SessionState, seat: SeatState, event: SeatEvent) -> SeatState:
    match event:
        case Admit():
            _check_is(seat, Online.WAITING)
            return _arrived(state, seat, event.by, event.at)
        case NotYet():
            _check_is(seat, Online.WAITING)
            return _now(seat, Online.OUTSIDE, event.at)
        case SeeOff():
            return _seen_off(state, seat, event)
        case Mute():
            _check_is(seat, Online.IN)
            return replace(seat, muted=True)
    raise TypeError(f"{type(event).__name__} is not for the door")


def _seen_off(state: SessionState, seat: SeatState, event: SeeOff) -> SeatState:
    if seat.role is Role.LEADER:
        raise Refused(say("Who leads this session cannot be seen off."))
    if seat.online is Online.REMOVED or not (seat.is_inside or seat.online is Online.WAITING):
        raise Refused(now_online(seat))
    gone = _gone(state, seat, event.at) if seat.is_inside else seat
    return replace(_now(gone, Online.REMOVED, event.at), seen_off=event.reason)


# What people do themselves, and what happens to their connection


def _by_themselves(state: SessionState, seat: SeatState, event: OwnEvent) -> SeatState:
    match event:
        case Knock():
            return replace(_knocked(state, seat, event.at), voice_off=event.voice_off)
        case Enter():
            return _entered(state, seat, event.at)
        case Leave():
            return _left(state, seat, event.at)
        case StepAway():
            _check_is(seat, Online.IN)
            return _now(seat, Online.AWAY, event.at)
        case ComeBack():
            _check_is(seat, Online.AWAY)
            return _now(seat, Online.IN, event.at)
        case Unmute():
            return replace(seat, muted=False)
        case VoiceOff() | VoiceOn():
            return replace(seat, voice_off=isinstance(event, VoiceOff))
    return _by_the_line(state, seat, event)


def _by_the_line(state: SessionState, seat: SeatState, event: OwnEvent) -> SeatState:
    match event:
        case LineLost():
            return _lost(state, seat, event.at)
        case LineBack():
            return _found(state, seat, event.at)
    raise TypeError(f"{type(event).__name__} is not for the door")


def _knocked(state: SessionState, seat: SeatState, at: datetime) -> SeatState:
    if at < state.scheduled_start - WAITS_BEFORE:
        raise Refused(say("The waiting room opens a quarter of an hour before the session begins."))
    if seat.online is Online.REMOVED:
        raise Refused(say("You cannot come back to this session. Your therapists will speak with you."))
    if seat.online is not Online.OUTSIDE:
        raise Refused(now_online(seat))
    if seat.is_here:
        raise Refused(say("You are marked as here in the room already. Ask your therapists to let you in."))
    return _now(seat, Online.WAITING, at)


def _entered(state: SessionState, seat: SeatState, at: datetime) -> SeatState:
    if seat.role is not Role.LEADER:
        raise Refused(say("Somebody who leads this session lets you in."))
    if seat.online is Online.IN:
        return seat
    return _arrived(state, seat, seat.member_id, at)


def _left(state: SessionState, seat: SeatState, at: datetime) -> SeatState:
    if seat.online is Online.WAITING:
        return _now(seat, Online.OUTSIDE, at)
    if not seat.is_inside:
        raise Refused(now_online(seat))
    return _now(_gone(state, seat, at), Online.OUTSIDE, at)


def _lost(state: SessionState, seat: SeatState, at: datetime) -> SeatState:
    """First said, the seat is kept; said again after two minutes, they have gone when the line was lost."""
    since = seat.online_since or at
    if seat.online is Online.WAITING:
        return _now(seat, Online.OUTSIDE, at)
    if seat.online is Online.DROPPED:
        if at - since < RETURNS_WITHIN:
            return seat
        return _now(_gone(state, seat, since), Online.OUTSIDE, at)
    return _now(seat, Online.DROPPED, max(at, since)) if seat.is_inside else seat


def _found(state: SessionState, seat: SeatState, at: datetime) -> SeatState:
    """Inside again, or at the door where it took too long; nobody who was not inside comes in by this."""
    if seat.online is not Online.DROPPED:
        return seat
    since = seat.online_since or at
    if seat.role is Role.LEADER or at - since <= RETURNS_WITHIN:
        return _now(seat, Online.IN, max(at, since))
    return _now(_gone(state, seat, since), Online.WAITING, at)


# Steps


def _now(seat: SeatState, online: Online, at: datetime) -> SeatState:
    inside = online in (Online.IN, Online.AWAY, Online.DROPPED)
    return replace(seat, online=online, online_since=at, muted=seat.muted and inside)


def _arrived(state: SessionState, seat: SeatState, by: UUID, at: datetime) -> SeatState:
    mark = MarkArrived(by=by, at=at, member=seat.member_id, seat_rev=seat.rev)
    here = seat if seat.is_here else marked(seat, mark, state.scheduled_start)
    return _now(here, Online.IN, at)


def _gone(state: SessionState, seat: SeatState, at: datetime) -> SeatState:
    mark = MarkLeft(by=seat.member_id, at=at, member=seat.member_id, seat_rev=seat.rev)
    return marked(seat, mark, state.scheduled_start)


def _check_is(seat: SeatState, wanted: Online) -> None:
    if seat.online is not wanted:
        raise Refused(now_online(seat))


# Who is together


def together(state: SessionState, person: UUID) -> frozenset[UUID]:
    """The others whom `person` sees and hears by a screen: symmetric, empty for whoever is not inside.

    A leader and a member who speak alone see only each other, and the others do not see them.
    """
    inside = state.inside
    if person not in inside:
        return frozenset()
    alone = frozenset({state.aside.leader, state.aside.member}) if state.aside else frozenset()
    return (inside & alone if person in alone else inside - alone) - {person}


def missing(state: SessionState, *, now: datetime) -> tuple[SeatState, ...]:
    """Whose connection has been lost for so long that a leader should call."""
    return tuple(
        seat
        for seat in state.seats
        if seat.online is Online.DROPPED and seat.online_since and now - seat.online_since >= MISSED_AFTER
    )
