"""Tuesday's circle as the stories of the live room tell it: who sits where, and the usual steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from holdspace.live.rules.session_flow import (
    MarkArrived,
    MarkLeft,
    OpenSession,
    PassPiece,
    Role,
    SeatState,
    SessionState,
    StartRound,
    Undo,
    apply,
    begin,
)

RUTH, TOMAS, ANA, BO, CHIDI, DANA = (UUID(int=number) for number in range(1, 7))
SIX = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
HALF_PAST_SEVEN = SIX + timedelta(minutes=90)


def minutes(after_six: float) -> datetime:
    return SIX + timedelta(minutes=after_six)


def tuesday() -> SessionState:
    """Clockwise: Ruth, Ana, Bo, Tomás, Chidi."""
    leaders = {RUTH, TOMAS}
    circle = (RUTH, ANA, BO, TOMAS, CHIDI)
    seats = (SeatState(member_id=p, role=Role.LEADER if p in leaders else Role.MEMBER) for p in circle)
    return begin(scheduled_start=SIX, scheduled_end=HALF_PAST_SEVEN, seats=seats)


def seat(state: SessionState, person: UUID) -> SeatState:
    found = state.seat(person)
    assert found is not None
    return found


def rev(state: SessionState, person: UUID) -> int:
    return seat(state, person).rev


def arrive(state: SessionState, person: UUID, at: datetime = SIX) -> SessionState:
    return apply(state, MarkArrived(by=RUTH, at=at, member=person, seat_rev=rev(state, person)))


def leave(state: SessionState, person: UUID, at: datetime = SIX) -> SessionState:
    return apply(state, MarkLeft(by=RUTH, at=at, member=person, seat_rev=rev(state, person)))


def opened() -> SessionState:
    return apply(tuesday(), OpenSession(by=RUTH, at=SIX))


def everyone_here() -> SessionState:
    state = opened()
    for person in (RUTH, ANA, BO, TOMAS, CHIDI):
        state = arrive(state, person)
    return state


def in_a_round(**how: object) -> SessionState:
    return apply(everyone_here(), StartRound(by=RUTH, at=SIX, **how))  # type: ignore[arg-type]


def round_rev(state: SessionState) -> int:
    assert state.round is not None
    return state.round.rev


def pass_piece(state: SessionState) -> SessionState:
    return apply(state, PassPiece(by=RUTH, at=SIX, round_rev=round_rev(state)))


def holder(state: SessionState) -> UUID | None:
    assert state.round is not None
    return state.round.holder


def undo(state: SessionState, at: datetime = SIX) -> SessionState:
    return apply(state, Undo(by=TOMAS, at=at, version=state.version))


def content(state: SessionState) -> SessionState:
    """The state without the counters and the way back: what people see."""
    seats = tuple(replace(one, rev=0) for one in state.seats)
    going = replace(state.round, rev=0) if state.round else None
    return replace(state, seats=seats, round=going, version=0, history=())
