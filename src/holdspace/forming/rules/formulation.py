"""The hard rules as a CP-SAT model. See `engines.md`, Forming.

Variables: `seat[p, g]` for possible pairs only; `takes[g]`, the group takes somebody new (and, when nobody is
in it yet, opens); `shared[t, g]`, the theme has enough bearers there; `span[g]`, one interval of strength for
each group, of which exactly one is chosen when the group takes somebody (much tighter than least and most).

Every rule is posted as an instance (`RuleAt`). In a guarded formulation each instance has a literal that
switches it on, so that a contradiction can be traced to the rules that make it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from ortools.sat.python import cp_model

from holdspace.forming.rules.asked import Asked
from holdspace.forming.rules.people import LEAST_STRENGTH, MOST_STRENGTH, Group, Person
from holdspace.forming.rules.seating import Seating, leads

Literal: TypeAlias = "cp_model.IntVar"
Span: TypeAlias = tuple[int, int]


class Kind(StrEnum):
    """The kinds of rules of which instances are posted."""

    MOST = "most"
    LEAST = "least"
    COMPANY = "company"
    ALONE = "alone"
    STRENGTH = "strength"
    APART = "apart"
    RISK = "risk"
    LEADER = "leader"
    ROOM = "room"
    CASELOAD = "caseload"
    OFFER = "offer"
    PIN = "pin"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, order=True)
class RuleAt:
    """One instance of a rule: about a group, a person or a pair, and what it concerns (a trait, a slot)."""

    kind: Kind
    group: str = ""
    person: str = ""
    what: str = ""


class Formulation:
    """The model of one question; objectives are added by `levels`."""

    def __init__(self, asked: Asked, where: Seating, *, guarded: bool = False) -> None:
        self.asked = asked
        self.where = where
        self.model = cp_model.CpModel()
        self.guards: dict[RuleAt, Literal] | None = {} if guarded else None
        self.seat = {pair: self.model.new_bool_var(f"{pair[0]}@{pair[1]}") for pair in where.pairs}
        self.candidates = self._candidates()
        self.takes = {group: self.model.new_bool_var(f"takes {group}") for group in self.candidates}
        self.span: dict[str, dict[Span, Literal]] = {}
        self._post_all()

    def _candidates(self) -> dict[str, tuple[Person, ...]]:
        """For each group that somebody could join, who could."""
        found: dict[str, list[Person]] = defaultdict(list)
        for person, group in self.seat:
            found[group].append(self.asked.by_id[person])
        return {g.id: tuple(found[g.id]) for g in self.asked.groups if g.id in found}

    def _post_all(self) -> None:
        for person in self.asked.waiting:
            self.model.add_at_most_one(self.seats_of(person.id))
        for group in self.candidates:
            self._post_group(self.asked.group[group])
        self._post_times()
        self._post_pins()

    def _post_group(self, group: Group) -> None:
        for person in self.candidates[group.id]:
            self.model.add_implication(self.seat[person.id, group.id], self.takes[group.id])
        self._post_size(group)
        self._post_company(group)
        self._post_alone(group)
        self._post_strength(group)
        self._post_apart(group)
        self._post_risk(group)

    def post(self, rule: RuleAt, constraint: cp_model.Constraint) -> None:
        """Add `constraint` as an instance of `rule`, with its literal when this formulation is guarded."""
        if self.guards is None:
            return
        if rule not in self.guards:
            self.guards[rule] = self.model.new_bool_var(f"guard {rule}")
        constraint.only_enforce_if(self.guards[rule])

    def seats_of(self, person: str) -> list[Literal]:
        """The seats that `person` could have."""
        return [self.seat[person, group] for group in self.where.could.get(person, ())]

    def newcomers(self, group: str) -> list[Literal]:
        """The seats that somebody could have in `group`."""
        return [self.seat[person.id, group] for person in self.candidates.get(group, ())]

    # Inside one group

    def _post_size(self, group: Group) -> None:
        there, new, takes = len(self.asked.members[group.id]), self.newcomers(group.id), self.takes[group.id]
        places = max(0, group.most - there) * takes + sum(self.more_places(group))
        self.post(RuleAt(Kind.MOST, group.id), self.model.add(sum(new) <= places))
        self.model.add(sum(new) >= takes)
        self.post(RuleAt(Kind.LEAST, group.id), self.model.add(sum(new) >= (group.least - there) * takes))

    def _post_company(self, group: Group) -> None:
        shared = {theme: self._shared(theme, group) for theme in self.themes(group)}
        for person in self.candidates[group.id]:
            reasons = self.company_of(person, group, shared)
            clause = self.model.add_bool_or([*reasons, ~self.seat[person.id, group.id]])
            self.post(RuleAt(Kind.COMPANY, group.id, person.id), clause)

    def _shared(self, theme: str, group: Group) -> Literal:
        """A literal that can be true only when enough people there bear `theme`."""
        literal = self.model.new_bool_var(f"shared {theme}@{group.id}")
        there = sum(theme in member.themes for member in self.asked.members[group.id])
        new = self.bearing(theme, group)
        self.model.add(sum(new) + there >= (self.asked.limits.company + 1) * literal)
        return literal

    # What `changes` stretches

    def more_places(self, group: Group) -> list[Literal]:
        """Literals that each give `group` one more place."""
        return []

    def themes(self, group: Group) -> list[str]:
        """The themes that may be shared in `group`."""
        return sorted({theme for person in self.candidates[group.id] for theme in person.themes})

    def bearing(self, theme: str, group: Group) -> list[Literal]:
        """The seats of newcomers of `group` who bear `theme`."""
        return [self.seat[p.id, group.id] for p in self.candidates[group.id] if theme in p.themes]

    def company_of(self, person: Person, group: Group, shared: dict[str, Literal]) -> list[Literal]:
        """Literals of which one must be true for `person` to have company in `group`."""
        return [shared[theme] for theme in sorted(person.themes)]

    def more_groups(self, rule: RuleAt, groups: tuple[str, ...]) -> list[Literal]:
        """Literals that each let one more of `groups` open in spite of `rule`."""
        return []

    def waivers(self, person: Person, trait: str) -> list[Literal]:
        """Literals that let `person` be the only one with `trait`."""
        return []

    def _post_alone(self, group: Group) -> None:
        for person in self.candidates[group.id]:
            for trait in sorted(person.not_alone_with):
                if any(trait in member.traits for member in self.asked.members[group.id]):
                    continue
                others = [*self._others_with(trait, person, group), *self.waivers(person, trait)]
                clause = self.model.add_bool_or([*others, ~self.seat[person.id, group.id]])
                self.post(RuleAt(Kind.ALONE, group.id, person.id, trait), clause)

    def _others_with(self, trait: str, person: Person, group: Group) -> Iterator[Literal]:
        for other in self.candidates[group.id]:
            if other is not person and trait in other.traits:
                yield self.seat[other.id, group.id]

    def _post_strength(self, group: Group) -> None:
        spans = {s: self.model.new_bool_var(f"span {s}@{group.id}") for s in self._spans(group)}
        self.span[group.id] = spans
        self.model.add(sum(spans.values()) == self.takes[group.id])
        by_strength: dict[int, list[Literal]] = defaultdict(list)
        for person in self.candidates[group.id]:
            by_strength[person.strength].append(self.seat[person.id, group.id])
        for points, seats in by_strength.items():
            inside = [literal for (low, high), literal in spans.items() if low <= points <= high]
            for seat in seats:
                clause = self.model.add_bool_or([*inside, ~seat])
                self.post(RuleAt(Kind.STRENGTH, group.id), clause)

    def _spans(self, group: Group) -> Iterator[Span]:
        """Every interval that holds the members there and is not too wide."""
        there = [member.strength for member in self.asked.members[group.id]]
        known = sorted({*there, *(person.strength for person in self.candidates[group.id])})
        widest = max(self.asked.limits.widest, max(there) - min(there) if there else 0)
        lowest, highest = min(there, default=MOST_STRENGTH), max(there, default=LEAST_STRENGTH)
        return (
            (low, high)
            for low in known
            for high in known
            if low <= high <= low + widest and low <= lowest and highest <= high
        )

    def _post_apart(self, group: Group) -> None:
        here = {person.id for person in self.candidates[group.id]}
        for pair in sorted(sorted(pair) for pair in self.asked.apart if pair <= here):
            one, other = pair
            clause = self.model.add_bool_or(~self.seat[one, group.id], ~self.seat[other, group.id])
            self.post(RuleAt(Kind.APART, "", one, other), clause)

    def _post_risk(self, group: Group) -> None:
        there = sum(member.high_risk for member in self.asked.members[group.id])
        new = [self.seat[p.id, group.id] for p in self.candidates[group.id] if p.high_risk]
        room = max(0, self.asked.limits.most_at_risk - there)
        if len(new) > room:
            self.post(RuleAt(Kind.RISK, group.id), self.model.add(sum(new) <= room))

    # Between groups

    def _post_times(self) -> None:
        for rule, groups, most in times(self.asked, self.candidates):
            opening = [self.takes[group] for group in groups]
            more = sum(self.more_groups(rule, groups))
            self.post(rule, self.model.add(sum(opening) <= most + more))

    def _post_pins(self) -> None:
        for person, group in sorted(self.asked.pins):
            literal = self.seat.get((person, group))
            clause = self.model.add_bool_or([literal] if literal is not None else [])
            self.post(RuleAt(Kind.PIN, group, person), clause)


def times(asked: Asked, candidates: Iterable[str]) -> Iterator[tuple[RuleAt, tuple[str, ...], int]]:
    """Sets of groups that could open anew, of which only so many can: leaders, rooms, caseloads, offers."""
    fresh = [asked.group[group] for group in candidates if not asked.members[group]]
    yield from ((rule, groups, 1) for rule, groups in _clashes(fresh))
    yield from _caseloads(asked, fresh)


def _clashes(fresh: list[Group]) -> Iterator[tuple[RuleAt, tuple[str, ...]]]:
    """Groups that need the same in one cell of the week; a set inside another adds nothing to it."""
    sets: dict[RuleAt, list[str]] = defaultdict(list)
    for group in fresh:
        for rule in _takes(group):
            sets[rule].append(group.id)
    several = [(rule, tuple(groups)) for rule, groups in sets.items() if len(groups) > 1]
    told: set[tuple[Kind, str, tuple[str, ...]]] = set()
    for rule, groups in several:
        alike = [
            set(more) for other, more in several if (other.kind, other.person) == (rule.kind, rule.person)
        ]
        new = (rule.kind, rule.person, groups) not in told
        if new and not any(set(groups) < more for more in alike):
            told.add((rule.kind, rule.person, groups))
            yield rule, groups


def _takes(group: Group) -> Iterator[RuleAt]:
    """What only one group can have: its leaders and its room in each cell of its hours, and its offer."""
    cells = sorted(group.cells)
    for leader in sorted(group.leaders):
        yield from (RuleAt(Kind.LEADER, what=cell, person=leader) for cell in cells)
    if group.room:
        yield from (RuleAt(Kind.ROOM, what=f"{group.room}, {cell}") for cell in cells)
    if group.offer:
        yield RuleAt(Kind.OFFER, what=group.offer)


def _caseloads(asked: Asked, fresh: list[Group]) -> Iterator[tuple[RuleAt, tuple[str, ...], int]]:
    for leader in asked.leaders:
        led = len(leads(asked, leader.id))
        could = tuple(group.id for group in fresh if leader.id in group.leaders)
        if len(could) > max(0, leader.most_groups - led):
            yield RuleAt(Kind.CASELOAD, person=leader.id), could, max(0, leader.most_groups - led)
