"""What if somebody sat elsewhere: at once, by counting, with everybody else where they are.

No search: `broken` are hard rules that the move would break and that hold now, `mended` those that it would
put right, `changes` what becomes better or worse at each level. To see what a search would make of it, pin or
veto and form again (`replanning`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from holdspace.forming.rules.asked import Asked, Level
from holdspace.forming.rules.checker import Broken, broken_rules
from holdspace.forming.rules.scores import better, scores
from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say


@dataclass(frozen=True, slots=True)
class Difference:
    """One level before and after."""

    level: Level
    before: int
    after: int

    @property
    def worse(self) -> bool:
        """Whether something is lost."""
        return better(self.level, self.before, self.after)


@dataclass(frozen=True, slots=True)
class Effect:
    """What comes of a move: the seats after it, what breaks, what is put right, what levels gain or lose."""

    seats: Mapping[str, str]
    broken: tuple[Broken, ...]
    mended: tuple[Broken, ...]
    changes: tuple[Difference, ...]

    @property
    def allowed(self) -> bool:
        """Whether no hard rule would be broken by it."""
        return not self.broken

    @property
    def words(self) -> tuple[Words, ...]:
        """Everything as sentences: what breaks first, then what is lost or won."""
        return (*(each.words for each in self.broken), *map(in_words, self.changes))


def move(asked: Asked, seats: Mapping[str, str], person: str, to: str | None) -> Effect:
    """The effect of giving `person` the seat in group `to`, or of letting them wait (None).

    Raises Refused when there is no such person or group.
    """
    check_known(asked, person, to)
    after = {one: where for one, where in seats.items() if one != person}
    if to is not None:
        after[person] = to
    return effect(asked, seats, asked, after)


def pin(asked: Asked, seats: Mapping[str, str], person: str, group: str) -> tuple[Asked, Effect]:
    """`person` must sit in `group`: the new question, and what it does to the plan as it is."""
    check_known(asked, person, group)
    others = frozenset(pair for pair in asked.pins if pair[0] != person)
    pinned = replace(asked, pins=others | {(person, group)}, vetoes=asked.vetoes - {(person, group)})
    return pinned, effect(asked, seats, pinned, {**seats, person: group})


def veto(asked: Asked, seats: Mapping[str, str], person: str, group: str) -> tuple[Asked, Effect]:
    """`person` must not sit in `group`: the new question, and what it does to the plan as it is."""
    check_known(asked, person, group)
    vetoed = replace(asked, vetoes=asked.vetoes | {(person, group)}, pins=asked.pins - {(person, group)})
    after = {one: where for one, where in seats.items() if (one, where) != (person, group)}
    return vetoed, effect(asked, seats, vetoed, after)


def check_known(asked: Asked, person: str, group: str | None) -> None:
    """Refuse ids that nobody who waits, and no group, has."""
    if person not in asked.by_id or asked.by_id[person].member_of:
        raise Refused(say("%(person)s is not among those who wait.", person=person))
    if group is not None and group not in asked.group:
        raise Refused(say("There is no group %(group)s.", group=group))


def effect(asked: Asked, seats: Mapping[str, str], then: Asked, after: Mapping[str, str]) -> Effect:
    """What is different when `seats` of `asked` become `after` of `then`."""
    was, now = broken_rules(asked, seats), broken_rules(then, after)
    before, later = scores(asked, seats), scores(then, after)
    return Effect(
        seats=after,
        broken=tuple(each for each in now if each not in was),
        mended=tuple(each for each in was if each not in now),
        changes=tuple(_differences(asked, before, later)),
    )


def _differences(
    asked: Asked, before: Mapping[Level, int], later: Mapping[Level, int]
) -> Iterator[Difference]:
    for level in asked.order:
        if before[level] != later[level]:
            yield Difference(level, before[level], later[level])


def in_words(difference: Difference) -> Words:
    """A difference as a sentence that says by how much, and whether it is a loss."""
    known = {"before": difference.before, "after": difference.after}
    match difference.level:
        case Level.UNDISTURBED:
            return say("Promised seats that change: %(after)s instead of %(before)s.", **known)
        case Level.PLACED:
            return say("Urgency and waiting placed: %(after)s instead of %(before)s.", **known)
        case Level.SEATS:
            return say("People with a seat: %(after)s instead of %(before)s.", **known)
        case Level.SPREAD:
            return say("Spread of strength: %(after)s points instead of %(before)s.", **known)
        case Level.STYLES:
            return say("Pairs of the same style: %(after)s instead of %(before)s.", **known)
