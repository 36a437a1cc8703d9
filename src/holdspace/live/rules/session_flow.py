"""The session's room as a reducer: (state, event) → state, or a refusal. The door to this package.

Why. Two leaders hold one session on two tablets, one of them with a bad connection. So every tap is an
event that names what its sender saw; the server applies it to the newest state or says in a sentence why
not. Marks at different seats both win; a mark at a seat that has changed since is a `Conflict`; a double
tap cannot move the talking piece twice; and anything can be taken back by anyone. The log of accepted
events is the session: `replay(first, log) == state`.

How. `begin` makes the first state. `accept` is for what arrives now: it clamps the device's time to
[scheduled start − 60 minutes, now] and returns the state together with the event as it is to be stored.
`apply` and `replay` are for stored events and need no clock. Source: `engines.md`, "The room, live".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from holdspace.kernel.refusals import Conflict, Refused
from holdspace.kernel.words import say
from holdspace.live.rules import door, go_round, phases, together
from holdspace.live.rules.attendance import Attendance, AttendanceMark, attendance
from holdspace.live.rules.codec import decode, encode
from holdspace.live.rules.door import (
    LOST_AFTER,
    MISSED_AFTER,
    RETURNS_WITHIN,
    WAITS_BEFORE,
    Doors,
    doors,
    missing,
)
from holdspace.live.rules.own import check_own
from holdspace.live.rules.phases import LONGEST_LABEL, LONGEST_TIMER
from holdspace.live.rules.room_events import (
    Admit,
    BackPiece,
    BeginAside,
    BeginClosing,
    BeginSilence,
    ClearMark,
    ComeBack,
    EndAside,
    EndRound,
    EndSession,
    EndSilence,
    Enter,
    Event,
    GivePiece,
    HandOver,
    Knock,
    Leave,
    LineBack,
    LineLost,
    LowerHand,
    MarkAbsent,
    MarkArrived,
    MarkLate,
    MarkLeft,
    Mute,
    NotYet,
    OpenSession,
    PassPiece,
    PlaceTablet,
    RaiseHand,
    RoundEvent,
    SeatEvent,
    SeeOff,
    SkipSeat,
    Speaks,
    StartRound,
    StartTimer,
    StepAway,
    StepIn,
    StepOut,
    StopTimer,
    TakeTablet,
    Undo,
    Unmute,
    VoiceOff,
    VoiceOn,
    event_from_json,
    event_to_json,
    kind_of,
)
from holdspace.live.rules.room_state import (
    HISTORY_DEPTH,
    LATE_AFTER,
    OPENS_BEFORE,
    REOPENS_WITHIN,
    AbsenceReason,
    Aside,
    Direction,
    GoRound,
    Online,
    Past,
    Phase,
    Presence,
    Role,
    SeatState,
    SeenOff,
    SessionState,
    Stage,
    Timer,
    Turn,
)
from holdspace.live.rules.seat_marks import marked, now_says

__all__ = [
    "HISTORY_DEPTH",
    "LATE_AFTER",
    "LONGEST_LABEL",
    "LONGEST_TIMER",
    "LOST_AFTER",
    "MISSED_AFTER",
    "OPENS_BEFORE",
    "REOPENS_WITHIN",
    "RETURNS_WITHIN",
    "SCHEMA",
    "WAITS_BEFORE",
    "AbsenceReason",
    "Admit",
    "Aside",
    "Attendance",
    "AttendanceMark",
    "BackPiece",
    "BeginAside",
    "BeginClosing",
    "BeginSilence",
    "ClearMark",
    "ComeBack",
    "Direction",
    "Doors",
    "EndAside",
    "EndRound",
    "EndSession",
    "EndSilence",
    "Enter",
    "Event",
    "GivePiece",
    "GoRound",
    "HandOver",
    "Knock",
    "Leave",
    "LineBack",
    "LineLost",
    "LowerHand",
    "MarkAbsent",
    "MarkArrived",
    "MarkLate",
    "MarkLeft",
    "Mute",
    "NotYet",
    "Online",
    "OpenSession",
    "PassPiece",
    "Past",
    "Phase",
    "PlaceTablet",
    "Presence",
    "RaiseHand",
    "Role",
    "RoundEvent",
    "SeatEvent",
    "SeatState",
    "SeeOff",
    "SeenOff",
    "SessionState",
    "SkipSeat",
    "Speaks",
    "Stage",
    "StartRound",
    "StartTimer",
    "StepAway",
    "StepIn",
    "StepOut",
    "StopTimer",
    "TakeTablet",
    "Timer",
    "Turn",
    "Undo",
    "Unmute",
    "VoiceOff",
    "VoiceOn",
    "accept",
    "apply",
    "attendance",
    "begin",
    "check_own",
    "clamped",
    "doors",
    "event_from_json",
    "event_to_json",
    "from_json",
    "kind_of",
    "missing",
    "replay",
    "to_json",
]

SCHEMA = 1
"""The form of a stored state. Raised with every change of form, together with a reader of the former one."""


def begin(*, scheduled_start: datetime, scheduled_end: datetime, seats: Iterable[SeatState]) -> SessionState:
    """The state before anything happened; `seats` clockwise, each person once."""
    seated = tuple(seats)
    if len({seat.member_id for seat in seated}) != len(seated):
        raise ValueError("A person can have only one seat.")
    return SessionState(scheduled_start=scheduled_start, scheduled_end=scheduled_end, seats=seated)


def clamped(state: SessionState, event: Event, *, now: datetime) -> Event:
    """`event` with a time that can be believed; refused when it is too early for this session at all."""
    earliest = state.scheduled_start - OPENS_BEFORE
    if now < earliest:
        raise Refused(say("This session's room opens an hour before the session begins."))
    return replace(event, at=min(max(event.at, earliest), now))


def accept(state: SessionState, event: Event, *, now: datetime) -> tuple[SessionState, Event]:
    """What arrives now: the next state, and the event with its believable time, to be stored with it."""
    believed = clamped(state, event, now=now)
    return apply(state, believed), believed


def replay(first: SessionState, events: Iterable[Event]) -> SessionState:
    """The state after `events`, which were accepted in this order."""
    state = first
    for event in events:
        state = apply(state, event)
    return state


def apply(state: SessionState, event: Event) -> SessionState:
    """The next state, one version on; raises `Refused`, or `Conflict` when somebody else was first."""
    if isinstance(event, Undo):
        return _undone(state, event)
    if state.phase is Phase.ENDED:
        raise Refused(say("This session has ended."))
    after = _settled(_STEPS[type(event)](state, event))
    if type(event) in _NOT_UNDONE:
        return _stamped(state, after)
    return replace(
        _stamped(state, after), history=(*state.history, _past(state, after, event))[-HISTORY_DEPTH:]
    )


# Seats


def _mark(state: SessionState, event: SeatEvent) -> SessionState:
    seat = state.seat(event.member)
    if seat is None:
        raise Refused(say("This person has no seat in this session."))
    if event.seat_rev != seat.rev:
        raise Conflict(
            say("Somebody else was a moment faster. %(now)s", now=now_says(seat)), newest=state.version
        )
    if seat.is_inside or seat.online is Online.WAITING:
        raise Refused(door.now_online(seat))
    if seat.online is Online.REMOVED and isinstance(event, MarkArrived | MarkLate):
        raise Refused(door.now_online(seat))
    after = marked(seat, event, state.scheduled_start)
    return replace(state, seats=tuple(after if other is seat else other for other in state.seats))


# The round


def _start_round(state: SessionState, event: StartRound) -> SessionState:
    phases.check_running(state)
    if state.round is not None:
        raise Conflict(say("A round is already going."), newest=state.version)
    return replace(state, round=go_round.begun(state, event))


def _move_piece(state: SessionState, event: RoundEvent) -> SessionState:
    going = state.round
    if going is None:
        raise Conflict(say("The round has already ended."), newest=state.version)
    if event.round_rev != going.rev:
        raise Conflict(say("The piece has already moved on."), newest=state.version)
    return replace(state, round=_moved(state, going, event))


def _moved(state: SessionState, going: GoRound, event: RoundEvent) -> GoRound | None:
    match event:
        case PassPiece():
            return go_round.passed_on(going, spoke=True)
        case BackPiece():
            return go_round.taken_back(going)
        case SkipSeat():
            return go_round.skipped(going, event.member)
        case GivePiece():
            go_round.check_here(state, event.to)
            return go_round.given(going, event.to)
        case EndRound():
            return None
    raise TypeError(f"{type(event).__name__} does not move the piece")


# What follows from every event


def _settled(state: SessionState) -> SessionState:
    """Only people who are here are in the round, have a hand up, or speak alone with a leader."""
    return together.settled(replace(state, round=go_round.without_absent(state.round, state.here)))


def _stamped(before: SessionState, after: SessionState) -> SessionState:
    """`after`, one version on; what differs from `before` carries that version as its revision."""
    version = before.version + 1
    seats = tuple(
        new if new == old else replace(new, rev=version)
        for old, new in zip(before.seats, after.seats, strict=True)
    )
    going = after.round
    if going is not None and _piece_moved(before.round, going):
        going = replace(going, rev=version)
    return replace(after, seats=seats, round=going, version=version)


def _piece_moved(before: GoRound | None, after: GoRound) -> bool:
    return before is None or (before.holder, before.turns) != (after.holder, after.turns)


def _past(before: SessionState, after: SessionState, event: Event) -> Past:
    changed = tuple(old for old, new in zip(before.seats, after.seats, strict=True) if old != new)
    return Past(
        kind=kind_of(event),
        by=event.by,
        at=event.at,
        stage=before.stage,
        seats=changed,
        round=before.round,
        timer=before.timer,
    )


# Undo


def _undone(state: SessionState, event: Undo) -> SessionState:
    past = state.undoable
    if event.version != state.version:
        raise Conflict(
            say("Something else has happened since, so nothing was undone. Look again."), newest=state.version
        )
    if past is None:
        raise Refused(say("There is nothing to undo."))
    _check_may_reopen(state, event)
    return _stamped(state, _settled(_restored(state, past)))


def _check_may_reopen(state: SessionState, event: Undo) -> None:
    ended_at = state.stage.ended_at
    if ended_at is not None and event.at > ended_at + REOPENS_WITHIN:
        raise Refused(say("This session ended more than 15 minutes ago, so it stays ended."))


def _restored(state: SessionState, past: Past) -> SessionState:
    """The former content. A round keeps the revision of now where the piece stays, so that no old tap fits
    again; a seat whose person came or went through the door since stays as it is.
    """
    former = {(seat.member_id, seat.door_rev): seat for seat in past.seats}
    seats = tuple(former.get((seat.member_id, seat.door_rev), seat) for seat in state.seats)
    going = past.round
    if going is not None and state.round is not None:
        going = replace(going, rev=state.round.rev)
    return replace(
        state, stage=past.stage, seats=seats, round=going, timer=past.timer, history=state.history[:-1]
    )


_DOOR: tuple[type[Event], ...] = (
    Knock,
    Enter,
    Leave,
    StepAway,
    ComeBack,
    LineLost,
    LineBack,
    Unmute,
    VoiceOff,
    VoiceOn,
    Admit,
    NotYet,
    SeeOff,
    Mute,
)

_STEPS: dict[type[Event], Callable[[SessionState, Any], SessionState]] = {
    OpenSession: phases.opened,
    BeginClosing: phases.closing_begun,
    EndSession: phases.ended,
    MarkArrived: _mark,
    MarkLate: _mark,
    MarkLeft: _mark,
    MarkAbsent: _mark,
    ClearMark: _mark,
    StartRound: _start_round,
    PassPiece: _move_piece,
    BackPiece: _move_piece,
    SkipSeat: _move_piece,
    GivePiece: _move_piece,
    EndRound: _move_piece,
    StartTimer: phases.timer_started,
    StopTimer: phases.timer_stopped,
    StepOut: phases.out_or_in,
    StepIn: phases.out_or_in,
    **dict.fromkeys(_DOOR, door.through),
    RaiseHand: together.hand,
    LowerHand: together.hand,
    BeginSilence: together.silence_begun,
    EndSilence: together.silence_ended,
    BeginAside: together.aside_begun,
    EndAside: together.aside_ended,
    HandOver: together.handed_over,
    PlaceTablet: together.tablet_placed,
    TakeTablet: together.tablet_placed,
    Speaks: together.speaks,
}

_NOT_UNDONE = {
    StepOut,
    StepIn,
    *_DOOR,
    RaiseHand,
    LowerHand,
    BeginSilence,
    EndSilence,
    BeginAside,
    EndAside,
    HandOver,
    PlaceTablet,
    TakeTablet,
    Speaks,
}
"""What no undo takes back: it concerns where people are, or has its own way back beside it."""


# Stored form


Stored: TypeAlias = dict[str, Any]


def to_json(state: SessionState) -> Stored:
    """`state` as plain JSON values, with the number of its form."""
    return {"schema": SCHEMA, **encode(state)}


def from_json(stored: Stored) -> SessionState:
    """The state that `to_json` wrote; `ValueError` for a form that this version does not know."""
    content = dict(stored)
    schema = content.pop("schema", None)
    if schema != SCHEMA:
        raise ValueError(f"A stored session of form {schema!r} cannot be read.")
    return decode(SessionState, content)
