"""The session's phases and its timer. Pure functions from a state and an event to the next content."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from holdspace.kernel.refusals import Conflict, Refused
from holdspace.kernel.words import say
from holdspace.live.rules.room_events import (
    BeginClosing,
    EndSession,
    OpenSession,
    StartTimer,
    StepIn,
    StepOut,
    StopTimer,
)
from holdspace.live.rules.room_state import Online, Phase, Presence, Role, SeatState, SessionState, Timer

LONGEST_TIMER = 3 * 60 * 60
"""Seconds."""

LONGEST_LABEL = 80
"""Characters."""


def opened(state: SessionState, event: OpenSession) -> SessionState:
    """The session has begun."""
    if state.phase is not Phase.SCHEDULED:
        raise Conflict(say("The session has already begun."), newest=state.version)
    return replace(state, stage=replace(state.stage, phase=Phase.OPEN, opened_at=event.at))


def closing_begun(state: SessionState, event: BeginClosing) -> SessionState:
    """The last part has begun; a round or a timer goes on."""
    check_running(state)
    if state.phase is Phase.CLOSING:
        raise Conflict(say("The closing has already begun."), newest=state.version)
    at = _not_before(event.at, state.stage.opened_at)
    return replace(state, stage=replace(state.stage, phase=Phase.CLOSING, closing_at=at))


def ended(state: SessionState, event: EndSession) -> SessionState:
    """The session is over, with or without a closing; the round and the timer end with it.

    Whose connection was lost and did not come back left when it was lost.
    """
    check_running(state)
    at = _not_before(event.at, state.stage.closing_at or state.stage.opened_at)
    stage = replace(state.stage, phase=Phase.ENDED, ended_at=at)
    seats = tuple(_left_when_lost(seat) for seat in state.seats)
    return replace(
        state,
        stage=stage,
        seats=seats,
        round=None,
        timer=None,
        silence=None,
        aside=None,
        speaker=None,
        hands=(),
    )


def _left_when_lost(seat: SeatState) -> SeatState:
    if seat.online is not Online.DROPPED or seat.arrived_at is None or seat.online_since is None:
        return seat
    return replace(seat, presence=Presence.LEFT, left_at=max(seat.arrived_at, seat.online_since))


def check_running(state: SessionState) -> None:
    """Refuse while the session has not begun."""
    if state.phase is Phase.SCHEDULED:
        raise Refused(say("The session has not begun yet."))


def _not_before(at: datetime, earlier: datetime | None) -> datetime:
    return max(at, earlier) if earlier else at


def timer_started(state: SessionState, event: StartTimer) -> SessionState:
    """A countdown runs; one that ran before is replaced."""
    check_running(state)
    if not 1 <= event.seconds <= LONGEST_TIMER:
        raise Refused(say("A timer runs between one second and three hours."))
    if len(event.label) > LONGEST_LABEL:
        raise Refused(say("This label is too long: %(most)s characters are possible.", most=LONGEST_LABEL))
    return replace(state, timer=Timer(event.at, event.seconds, event.label))


def timer_stopped(state: SessionState, event: StopTimer) -> SessionState:
    """No countdown is on the screens."""
    if state.timer is None:
        raise Conflict(say("The timer has already stopped."), newest=state.version)
    return replace(state, timer=None)


def out_or_in(state: SessionState, event: StepOut | StepIn) -> SessionState:
    """A leader is with somebody outside, or is back; said twice it stays as it is."""
    seat = state.seat(event.by)
    if seat is None or seat.role is not Role.LEADER:
        raise Refused(say("Only who leads this session can hold it or leave it to others."))
    return replace(
        state, out=state.out | {event.by} if isinstance(event, StepOut) else state.out - {event.by}
    )
