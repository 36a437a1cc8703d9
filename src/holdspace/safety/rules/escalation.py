"""Who is told of a concern, and when: step by step, until somebody takes it on.

The first step is told at once, each further one when as much time has passed again without anybody having
taken it on. What is due depends only on when the concern arose and what time it is now: a worker that was
dead tells everything that became due meanwhile, and a clock that was set back takes nothing back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from holdspace.kernel.words import Words, say


class Step(StrEnum):
    """How far a concern has gone."""

    NEAREST = "nearest"
    NEXT = "next"
    SUPERVISOR = "supervisor"


STEP_WORDS: Final[Mapping[Step, Words]] = {
    Step.NEAREST: say("who is nearest"),
    Step.NEXT: say("who comes next"),
    Step.SUPERVISOR: say("the supervisors"),
}

SHORTEST: Final = timedelta(minutes=5)
"""Nobody answers faster than that by rule; a practice cannot ask for less."""


@dataclass(frozen=True, slots=True)
class People:
    """Who could be told of one concern at one moment, by their ids.

    `away` names who is not there, and who stands in for them (None: nobody does).
    """

    leaders: Sequence[UUID] = ()
    on_call_here: Sequence[UUID] = ()
    on_call: Sequence[UUID] = ()
    supervisors: Sequence[UUID] = ()
    away: Mapping[UUID, UUID | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder, and who stands on it."""

    step: Step
    people: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class DueAlert:
    """Somebody who is to be told now; `due` is since when."""

    step: Step
    person: UUID
    due: datetime


def ladder(people: People) -> tuple[Rung, ...]:
    """The steps of one concern: whoever is on call for the group, else its leaders; then who is on call for
    the practice and the leaders who were not told yet; then the supervisors.

    A step without anybody is left out, so that nobody waits for it; whoever is away is replaced by whoever
    stands in for them.
    """
    rungs: list[Rung] = []
    told: set[UUID] = set()
    for step, there in (
        (Step.NEAREST, people.on_call_here or people.leaders),
        (Step.NEXT, (*people.on_call, *people.leaders)),
        (Step.SUPERVISOR, people.supervisors),
    ):
        fresh = tuple(person for person in present(there, people.away) if person not in told)
        if fresh:
            rungs.append(Rung(step, fresh))
            told.update(fresh)
    return tuple(rungs)


def present(people: Iterable[UUID], away: Mapping[UUID, UUID | None]) -> tuple[UUID, ...]:
    """Everybody who is there, or who stands in for somebody who is not; each once, in their order."""
    found = (_there(person, away) for person in people)
    return tuple(dict.fromkeys(person for person in found if person is not None))


def due(
    rungs: Sequence[Rung],
    *,
    raised_at: datetime,
    patience: timedelta,
    now: datetime,
    told: Collection[Step] = (),
) -> tuple[DueAlert, ...]:
    """Who is to be told by `now` and was not: everybody on each step that is due and was not taken yet.

    A step that was taken is never taken again, whoever joined it since.
    """
    found: list[DueAlert] = []
    for number, rung in enumerate(rungs):
        since = raised_at + number * max(patience, SHORTEST)
        if rung.step not in told and (number == 0 or since <= now):
            found += [DueAlert(rung.step, person, since) for person in rung.people]
    return tuple(found)


def _there(person: UUID, away: Mapping[UUID, UUID | None]) -> UUID | None:
    """Who is there in the end: whoever stands in may be away too. None where the chain leads nowhere."""
    seen: set[UUID] = set()
    at: UUID | None = person
    while at is not None and at in away:
        if at in seen:
            return None
        seen.add(at)
        at = away[at]
    return at
