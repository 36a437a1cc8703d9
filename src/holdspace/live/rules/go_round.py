"""How the talking piece travels. Each function takes a round and returns the next one; `rev` is stamped
elsewhere.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import say
from holdspace.live.rules.room_events import StartRound
from holdspace.live.rules.room_state import Direction, GoRound, Role, SessionState, Turn


def begun(state: SessionState, event: StartRound) -> GoRound:
    """The round that `event` asks for, with the piece at its first person."""
    order = _chosen(state, event.order) if event.order else _around(state, event)
    if not order:
        raise Refused(say("Nobody is here yet. Mark who has arrived, then begin the round."))
    direction = Direction.CHOSEN if event.order else event.direction
    return GoRound(order=order, holder=order[0], started_at=event.at, direction=direction)


def _chosen(state: SessionState, order: tuple[UUID, ...]) -> tuple[UUID, ...]:
    if len(set(order)) != len(order):
        raise Refused(say("Somebody is named twice in this order."))
    if not state.here.issuperset(order):
        raise Refused(say("Somebody in this order is not here."))
    return order


def _around(state: SessionState, event: StartRound) -> tuple[UUID, ...]:
    if event.direction is Direction.CHOSEN:
        raise Refused(say("Choose the order of the round first."))
    if event.first is not None:
        check_here(state, event.first)
    seated = tuple(seat.member_id for seat in state.seats if _takes_part(state, seat.member_id, event))
    if event.direction is Direction.COUNTER:
        seated = seated[:1] + seated[:0:-1]
    start = seated.index(event.first) if event.first is not None else 0
    return seated[start:] + seated[:start]


def _takes_part(state: SessionState, person: UUID, event: StartRound) -> bool:
    seat = state.seat(person)
    if seat is None or not seat.is_here:
        return False
    return seat.role is Role.MEMBER or event.leaders_too or person == event.first


def check_here(state: SessionState, person: UUID) -> None:
    """Refuse unless `person` is in the room."""
    if person not in state.here:
        raise Refused(say("This person is not here."))


def passed_on(going: GoRound, *, spoke: bool) -> GoRound:
    """The holder's turn is over; the piece goes to the next who waits, or to nobody when all had a turn."""
    if going.holder is None:
        raise Refused(say("Everyone has had the piece. End the round, or give the piece to somebody again."))
    return replace(
        going, turns=(*going.turns, Turn(going.holder, spoke)), holder=next(iter(going.waiting), None)
    )


def taken_back(going: GoRound) -> GoRound:
    """The piece is where it was before the last turn ended."""
    if not going.turns:
        raise Refused(say("The piece has not moved yet."))
    return replace(going, turns=going.turns[:-1], holder=going.turns[-1].member_id)


def skipped(going: GoRound, person: UUID) -> GoRound:
    """`person` does not speak: passes as the holder, or is left out before the piece comes."""
    if person == going.holder:
        return passed_on(going, spoke=False)
    if person not in going.waiting:
        raise Refused(say("The piece is not on its way to this person."))
    return replace(going, set_aside=going.set_aside | {person})


def given(going: GoRound, to: UUID) -> GoRound:
    """The holder has spoken and hands the piece to `to`, who comes into the order after them if need be."""
    if to == going.holder:
        raise Refused(say("This person already holds the piece."))
    turns = going.turns if going.holder is None else (*going.turns, Turn(going.holder, spoke=True))
    return replace(going, order=_with(going, to), turns=turns, holder=to, set_aside=going.set_aside - {to})


def _with(going: GoRound, person: UUID) -> tuple[UUID, ...]:
    if person in going.order:
        return going.order
    after = going.order.index(going.holder) + 1 if going.holder is not None else len(going.order)
    return (*going.order[:after], person, *going.order[after:])


def without_absent(going: GoRound | None, here: frozenset[UUID]) -> GoRound | None:
    """The round of those who are still here; the piece moves on from a holder who left."""
    if going is None or here.issuperset(going.order):
        return going
    holder = going.holder
    if holder is not None and holder not in here:
        holder = next((person for person in going.waiting if person in here), None)
    order = tuple(person for person in going.order if person in here)
    turns = tuple(turn for turn in going.turns if turn.member_id in here)
    if not order:
        return None
    return replace(going, order=order, holder=holder, turns=turns, set_aside=going.set_aside & here)
