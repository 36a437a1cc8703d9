"""What is asked of the engine: people, groups, who must not meet, what is decided, what matters most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from holdspace.forming.rules.people import Group, Leader, Person
from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say


class Level(StrEnum):
    """What is wanted of a proposal; each is made as good as can be without giving up an earlier one."""

    UNDISTURBED = "undisturbed"  # fewest people who lose the seat that was promised to them
    PLACED = "placed"  # who is urgent and has waited long has a seat
    SEATS = "seats"  # as many people as can be have a seat
    SPREAD = "spread"  # people in one circle have similar strength to work
    STYLES = "styles"  # people in one circle differ in style


RISING = frozenset({Level.PLACED, Level.SEATS})
"""Levels of which more is better; of the others less is."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The practice's own hard numbers.

    `company`: with how many others everyone shares a struggle, at least. `widest`: how many points of
    strength a circle may span. `most_at_risk`: people at high risk in one circle.
    """

    company: int = 1
    widest: int = 6
    most_at_risk: int = 2


@dataclass(frozen=True, slots=True)
class Weights:
    """How placing one person counts: `person` + `urgency` × their urgency + `week` × weeks waited (≤ 52)."""

    person: int = 10
    urgency: int = 10
    week: int = 1


DEFAULT_ORDER = (Level.PLACED, Level.SPREAD, Level.STYLES)


@dataclass(frozen=True)
class Asked:
    """One question to the engine.

    `people` are those who wait and those who are members already; `apart` pairs must not meet; `pins` and
    `vetoes` are (person, group) pairs decided by a clinician; `promised` are seats already offered, for
    `Level.UNDISTURBED`. Check with `check_asked` before solving.
    """

    people: tuple[Person, ...]
    groups: tuple[Group, ...]
    leaders: tuple[Leader, ...] = ()
    apart: frozenset[frozenset[str]] = frozenset()
    pins: frozenset[tuple[str, str]] = frozenset()
    vetoes: frozenset[tuple[str, str]] = frozenset()
    promised: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = Limits()
    weights: Weights = Weights()
    order: tuple[Level, ...] = DEFAULT_ORDER

    @cached_property
    def by_id(self) -> dict[str, Person]:
        """Everybody, by id."""
        return {person.id: person for person in self.people}

    @cached_property
    def group(self) -> dict[str, Group]:
        """Every group, by id."""
        return {group.id: group for group in self.groups}

    @cached_property
    def leader(self) -> dict[str, Leader]:
        """Every leader of whom something is known, by id."""
        return {leader.id: leader for leader in self.leaders}

    @cached_property
    def waiting(self) -> tuple[Person, ...]:
        """Who has no seat yet."""
        return tuple(person for person in self.people if not person.member_of)

    @cached_property
    def members(self) -> dict[str, tuple[Person, ...]]:
        """Who sits in each group already."""
        seated: dict[str, list[Person]] = {group.id: [] for group in self.groups}
        for person in self.people:
            if person.member_of:
                seated[person.member_of].append(person)
        return {group: tuple(people) for group, people in seated.items()}

    @cached_property
    def not_with(self) -> dict[str, frozenset[str]]:
        """For each person, whom they must not meet."""
        found: dict[str, set[str]] = {person.id: set() for person in self.people}
        for pair in self.apart:
            for one in pair & found.keys():
                found[one] |= pair - {one}
        return {one: frozenset(others) for one, others in found.items()}

    def weight(self, person: Person) -> int:
        """How much placing them counts."""
        by = self.weights
        return by.person + by.urgency * person.urgency + by.week * min(person.weeks, 52)


def check_asked(asked: Asked) -> None:
    """Refuse a question that contradicts itself, with every contradiction in `Refused.fields`."""
    found = list(problems(asked))
    if found:
        raise Refused(found[0], fields={str(at): words for at, words in enumerate(found)})


def problems(asked: Asked) -> Iterator[Words]:
    """What is wrong with the question itself, before anything is solved."""
    yield from _twice(asked)
    yield from _strangers(asked)
    for group in asked.groups:
        if not 1 <= group.least <= group.most:
            yield say("%(group)s must hold at least 1 person, and not fewer than its least.", group=group.id)
    if len(set(asked.order)) != len(asked.order) or not asked.order:
        yield say("Each wish can stand only once in the order of importance, and there must be one.")


def _twice(asked: Asked) -> Iterator[Words]:
    for person, times in Counter(each.id for each in asked.people).items():
        if times > 1:
            yield say("%(person)s is in the list %(times)s times.", person=person, times=times)
    for group, times in Counter(each.id for each in asked.groups).items():
        if times > 1:
            yield say("Group %(group)s is in the list %(times)s times.", group=group, times=times)
    for person, times in Counter(person for person, _ in asked.pins).items():
        if times > 1:
            yield say("%(person)s is pinned to more than one group.", person=person)
    for person, group in sorted(asked.pins & asked.vetoes):
        yield say("%(person)s is pinned to %(group)s and kept out of it.", person=person, group=group)


def _strangers(asked: Asked) -> Iterator[Words]:
    people, groups = asked.by_id.keys(), asked.group.keys()
    for person in asked.people:
        if person.member_of and person.member_of not in groups:
            yield _no_such_group(person.member_of)
    for one, group in sorted(asked.pins | asked.vetoes):
        if one not in people or asked.by_id[one].member_of:
            yield say("%(person)s is not among those who wait.", person=one)
        if group not in groups:
            yield _no_such_group(group)
    for pair in asked.apart:
        if len(pair) != 2 or not pair <= people:
            yield say("Two different people of the list are kept apart, not %(pair)s.", pair=_listed(pair))


def _no_such_group(group: str) -> Words:
    return say("There is no group %(group)s.", group=group)


def _listed(ids: frozenset[str]) -> str:
    return ", ".join(sorted(ids))
