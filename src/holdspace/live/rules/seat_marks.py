"""One seat's marks: arrived, late, left, absent, or nothing. Pure functions from a seat to the next seat."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say
from holdspace.live.rules.room_events import ClearMark, MarkAbsent, MarkArrived, MarkLate, MarkLeft, SeatEvent
from holdspace.live.rules.room_state import LATE_AFTER, Presence, SeatState


def marked(seat: SeatState, event: SeatEvent, scheduled_start: datetime) -> SeatState:
    """`seat` after `event`; refused when there would be nothing to change."""
    after = _marked(seat, event, scheduled_start)
    if after == seat:
        raise Refused(now_says(seat))
    return after


def _marked(seat: SeatState, event: SeatEvent, scheduled_start: datetime) -> SeatState:
    match event:
        case MarkArrived():
            return _arrived(seat, event.at, late=event.at > scheduled_start + LATE_AFTER)
        case MarkLate():
            return _arrived(seat, event.at, late=True)
        case MarkLeft():
            return _left(seat, event.at)
        case MarkAbsent():
            return replace(_cleared(seat), presence=Presence.ABSENT, absence_reason=event.reason)
        case ClearMark():
            return _cleared(seat)
    raise TypeError(f"{type(event).__name__} is not a mark")


def _cleared(seat: SeatState) -> SeatState:
    return replace(
        seat, presence=Presence.EXPECTED, late=False, arrived_at=None, left_at=None, absence_reason=None
    )


def _arrived(seat: SeatState, at: datetime, *, late: bool) -> SeatState:
    """Somebody who left and comes back keeps the time of their first arrival, and is not made late by it."""
    if seat.presence is Presence.LEFT:
        at, late = seat.arrived_at or at, seat.late
    presence = Presence.LATE if late else Presence.PRESENT
    return replace(_cleared(seat), presence=presence, late=late, arrived_at=at)


def _left(seat: SeatState, at: datetime) -> SeatState:
    """Nobody leaves before they arrive: an earlier time becomes that of the arrival."""
    if seat.arrived_at is None:
        raise Refused(say("This person has not arrived, so they cannot have left."))
    return replace(seat, presence=Presence.LEFT, left_at=max(at, seat.arrived_at))


_NOW_SAYS = {
    Presence.EXPECTED: say("Nothing is marked at this seat now."),
    Presence.PRESENT: say("This seat now says: here."),
    Presence.LATE: say("This seat now says: here, came late."),
    Presence.LEFT: say("This seat now says: left early."),
    Presence.ABSENT: say("This seat now says: absent."),
}


def now_says(seat: SeatState) -> Words:
    """What is marked at `seat`, as a sentence."""
    return _NOW_SAYS[seat.presence]
