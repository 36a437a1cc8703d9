"""The smallest set of changes that would give somebody a seat while everybody who has one keeps one.

A change is one of the person: one more hour at which they can come, one more way, one more theme that they
would share, a waiver for one trait. Or it is one of the practice, about a group in which they could sit: one
more place, a room with what is needed, a leader who is free then, a leader who leads one group more. Found by
a model in which each change is a choice and the fewest are taken; each set is then applied to the question,
solved again and checked before it is offered. What a person needs, pairs kept apart, vetoes, closed groups,
limits of risk and two groups at once for one leader are never offered for change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from holdspace.forming.rules.asked import Asked
from holdspace.forming.rules.checker import broken_rules
from holdspace.forming.rules.formulation import Formulation, Kind, Literal, RuleAt
from holdspace.forming.rules.people import Group, Leader, Modality, Person
from holdspace.forming.rules.seating import Bar, Seating, away, how_it_meets, leads, seating
from holdspace.forming.rules.solving import Effort, search
from holdspace.kernel.words import Words, say

MOST_CHANGES = 3
MOST_OPTIONS = 3


class What(StrEnum):
    """The kinds of change."""

    SLOT = "slot"
    MODALITY = "modality"
    THEME = "theme"
    WAIVER = "waiver"
    PLACE = "place"
    ACCESS = "access"
    LEADER = "leader"
    CASELOAD = "caseload"


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One change: `value` is a slot, a modality, a theme, a trait, a group, a need or a leader.

    `group`: where the need would be met, or for which group the leader would also be free. `hours`: those
    that the person would add, when they are others than the slot itself.
    """

    what: What
    value: str
    group: str = ""
    hours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """Changes that together give `person` a seat in `group`; verified: `seats` is the plan that proves it.

    `fewest`: it is proven that fewer changes of these kinds would not do.
    """

    person: str
    group: str
    changes: tuple[Change, ...]
    seats: dict[str, str]
    words: tuple[Words, ...]
    fewest: bool = True


_BY_THE_PRACTICE = frozenset({Bar.ACCESS, Bar.LEADER, Bar.CASELOAD})
"""Reasons that, once removed, keep nobody else away either."""
_CHANGEABLE = frozenset({Bar.SLOT, Bar.MODALITY, Bar.THEME, Bar.FULL}) | _BY_THE_PRACTICE


def smallest_changes(
    asked: Asked,
    person: str,
    *,
    seats: Mapping[str, str] | None = None,
    at_least: int = 0,
    effort: Effort = Effort(seconds=5),  # noqa: B008 - frozen
) -> tuple[Option, ...]:
    """Up to three sets of fewest changes with which `person` has a seat and all in `seats` still have one.

    Sets with which everybody stays where they are come first; people move only where that needs fewer.
    `at_least`: it is known that fewer changes will not do (1 for somebody whom a proven proposal lets wait).
    Empty when no set of at most three changes does, or none was found in time.
    """
    looking = _Looking(asked, person, dict(seats or {}), effort)
    still, _ = looking.options(still=True, most=MOST_CHANGES)
    size = len(still[0].changes) if still else MOST_CHANGES + 1
    if size <= at_least:
        return tuple(still)
    moving, sure = looking.options(still=False, most=size - 1)
    return tuple(moving or [replace(option, fewest=sure) for option in still])


@dataclass(frozen=True, slots=True)
class _Looking:
    """The search for one person's options."""

    asked: Asked
    person: str
    seats: dict[str, str]
    effort: Effort

    def options(self, *, still: bool, most: int) -> tuple[list[Option], bool]:
        """Options of the same, least size; and whether it is certain that there are none of fewer changes."""
        form = _Stretched(self.asked, seating(self.asked), self.asked.by_id[self.person])
        if most < 0 or not form.seats_of(self.person):
            return [], True
        self._keep(form, still=still)
        form.model.add(sum(form.changes.values()) <= most)
        form.model.minimize(sum(form.changes.values()))
        return self._fewest(form, still=still)

    def _fewest(self, form: _Stretched, *, still: bool) -> tuple[list[Option], bool]:
        found = search(form, None, self.effort, watch=form.changes)
        sure, fewest, options = found.best or found.infeasible, len(found.watched), list[Option]()
        while found.seats is not None and len(found.watched) == fewest and len(options) < MOST_OPTIONS:
            taken = tuple(sorted(found.watched))
            option = self._verified(taken, still=still)
            options += [replace(option, fewest=sure)] if option else []
            form.model.add_bool_or([~form.changes[change] for change in taken])
            found = search(form, None, self.effort, watch=form.changes)
        return options, sure

    def _verified(self, changes: tuple[Change, ...], *, still: bool) -> Option | None:
        """The option, when the changed question, solved anew, really seats everybody concerned."""
        changed = applied(self.asked, self.person, changes)
        form = Formulation(changed, seating(changed))
        self._keep(form, still=still)
        seats = search(form, None, self.effort).seats
        if seats is None or broken_rules(changed, seats) or not {self.person, *self.seats} <= seats.keys():
            return None
        words = tuple(_WORDS[change.what](self.asked, change, self.person) for change in changes)
        return Option(self.person, seats[self.person], changes, seats, words)

    def _keep(self, form: Formulation, *, still: bool) -> None:
        """The person has a seat, and everybody who has one keeps one; when `still`, the same one."""
        for one in sorted({self.person, *self.seats}):
            form.model.add_exactly_one(form.seats_of(one))
        for pair in self.seats.items() if still else ():
            form.model.add_bool_or([form.seat[pair]] if pair in form.seat else [])


def applied(asked: Asked, person: str, changes: Collection[Change]) -> Asked:
    """The question as it is after `changes`."""
    for change in changes:
        asked = _APPLIED[change.what](asked, person, change)
    return asked


def _with_person(asked: Asked, person: str, change: Change) -> Asked:
    people = (_changed(each, change) if each.id == person else each for each in asked.people)
    return replace(asked, people=tuple(people))


def _changed(person: Person, change: Change) -> Person:
    match change.what:
        case What.SLOT:
            return replace(person, slots=person.slots | frozenset(change.hours or {change.value}))
        case What.THEME:
            return replace(person, themes=person.themes | {change.value})
        case What.WAIVER:
            return replace(person, waived=person.waived | {change.value})
        case _:
            return replace(person, modality=Modality.ANY)


def _with_place(asked: Asked, person: str, change: Change) -> Asked:
    group = asked.group[change.value]
    return _with_group(asked, replace(group, most=max(group.most, len(asked.members[group.id])) + 1))


def _with_access(asked: Asked, person: str, change: Change) -> Asked:
    group = asked.group[change.group]
    return _with_group(asked, replace(group, access=group.access | {change.value}))


def _with_group(asked: Asked, group: Group) -> Asked:
    return replace(asked, groups=tuple(group if each.id == group.id else each for each in asked.groups))


def _with_hours(asked: Asked, person: str, change: Change) -> Asked:
    leader, cells = asked.leader[change.value], asked.group[change.group].cells
    return _with_leader(asked, replace(leader, slots=(leader.slots or frozenset()) | cells))


def _with_caseload(asked: Asked, person: str, change: Change) -> Asked:
    leader, led = asked.leader[change.value], len(leads(asked, change.value))
    return _with_leader(asked, replace(leader, most_groups=max(leader.most_groups, led) + 1))


def _with_leader(asked: Asked, leader: Leader) -> Asked:
    return replace(asked, leaders=tuple(leader if each.id == leader.id else each for each in asked.leaders))


_APPLIED: dict[What, Callable[[Asked, str, Change], Asked]] = {
    What.SLOT: _with_person,
    What.MODALITY: _with_person,
    What.THEME: _with_person,
    What.WAIVER: _with_person,
    What.PLACE: _with_place,
    What.ACCESS: _with_access,
    What.LEADER: _with_hours,
    What.CASELOAD: _with_caseload,
}


def _in_hours(change: Change) -> str:
    """The slot; the hours after its beginning when only they are new."""
    return change.value if change.value in (change.hours or (change.value,)) else ", ".join(change.hours)


_WORDS: dict[What, Callable[[Asked, Change, str], Words]] = {
    What.SLOT: lambda asked, change, person: say(
        "%(person)s could also come at %(slot)s.", person=person, slot=_in_hours(change)
    ),
    What.MODALITY: lambda asked, change, person: say(
        "%(person)s could also come %(how)s.", person=person, how=how_it_meets(Modality(change.value))
    ),
    What.THEME: lambda asked, change, person: say(
        "%(person)s would also share %(theme)s.", person=person, theme=change.value
    ),
    What.WAIVER: lambda asked, change, person: say(
        "%(person)s would be all right as the only one with “%(trait)s”.", person=person, trait=change.value
    ),
    What.PLACE: lambda asked, change, person: say("%(group)s would have one more place.", group=change.value),
    What.ACCESS: lambda asked, change, person: say(
        "%(group)s would meet where “%(needs)s” is given.", group=change.group, needs=change.value
    ),
    What.LEADER: lambda asked, change, person: say(
        "%(leader)s would also lead at %(slot)s.", leader=change.value, slot=asked.group[change.group].slot
    ),
    What.CASELOAD: lambda asked, change, person: say(
        "%(leader)s would lead one group more.", leader=change.value
    ),
}


class _Stretched(Formulation):
    """A formulation in which one person's wishes, and the groups that they could join, change for a price."""

    def __init__(self, asked: Asked, where: Seating, person: Person) -> None:
        self.person = person
        self.changes: dict[Change, Literal] = {}
        self._used: dict[str, Literal] = {}
        super().__init__(asked, Seating(dict(_reachable(asked, where, person)), where.barred))
        for one, group in self.seat:
            self._pay(asked.by_id[one], asked.group[group])

    def _pay(self, person: Person, group: Group) -> None:
        """A seat behind bars costs the changes that open them."""
        for bar in self.where.barred.get((person.id, group.id), ()):
            for change in _opens(self.asked, bar, person, group):
                self.model.add_implication(self.seat[person.id, group.id], self._change(change))

    def _change(self, change: Change) -> Literal:
        if change not in self.changes:
            self.changes[change] = self.model.new_bool_var(f"change {change}")
        return self.changes[change]

    def more_places(self, group: Group) -> list[Literal]:
        """One more, for a price, where the person could sit."""
        if (self.person.id, group.id) not in self.seat:
            return []
        return [self._change(Change(What.PLACE, group.id))]

    def more_groups(self, rule: RuleAt, groups: tuple[str, ...]) -> list[Literal]:
        """One more of the same leader, for a price, where the person could sit in one of them."""
        could = any((self.person.id, group) in self.seat for group in groups)
        if rule.kind is not Kind.CASELOAD or not could:
            return []
        return [self._change(Change(What.CASELOAD, rule.person))]

    def themes(self, group: Group) -> list[str]:
        """Also those that only members there bear: the person might share one."""
        borne = {theme for member in self.asked.members[group.id] for theme in member.themes}
        return sorted({*super().themes(group), *borne})

    def bearing(self, theme: str, group: Group) -> list[Literal]:
        """Also the person, if they would share it for a price."""
        seats = super().bearing(theme, group)
        return [*seats, self._also(theme, group)] if self._new(theme, group) else seats

    def company_of(self, person: Person, group: Group, shared: dict[str, Literal]) -> list[Literal]:
        """Also themes that the person would share for a price."""
        known = super().company_of(person, group, shared)
        if person is not self.person:
            return known
        return known + [
            self._both(shared[theme], self._also(theme, group)) for theme in shared if self._new(theme, group)
        ]

    def waivers(self, person: Person, trait: str) -> list[Literal]:
        """One for the person, for a price."""
        return [self._change(Change(What.WAIVER, trait))] if person is self.person else []

    def _new(self, theme: str, group: Group) -> bool:
        barred = self.person.themes | group.excludes
        return (self.person.id, group.id) in self.seat and theme not in barred

    def _also(self, theme: str, group: Group) -> Literal:
        """The person sits in `group` and shares `theme` besides their own."""
        name = f"also {theme}@{group.id}"
        if name not in self._used:
            seat, change = self.seat[self.person.id, group.id], self._change(Change(What.THEME, theme))
            self._used[name] = self._both(seat, change)
        return self._used[name]

    def _both(self, one: Literal, other: Literal) -> Literal:
        both = self.model.new_bool_var("both")
        self.model.add_implication(both, one)
        self.model.add_implication(both, other)
        return both


def _reachable(asked: Asked, where: Seating, person: Person) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Where everybody could sit: `person` where nothing but changeable reasons keep them away.

    In those groups others too, when the practice can open them.
    """
    reached = [group.id for group in asked.groups if _barred(where, person, group) <= _CHANGEABLE]
    for one in asked.waiting:
        opened = [group for group in reached if _barred(where, one, asked.group[group]) <= _BY_THE_PRACTICE]
        could = {*where.could[one.id], *(reached if one is person else opened)}
        yield one.id, tuple(group.id for group in asked.groups if group.id in could)


def _barred(where: Seating, person: Person, group: Group) -> set[Bar]:
    return set(where.barred.get((person.id, group.id), ()))


def _opens(asked: Asked, bar: Bar, person: Person, group: Group) -> Iterator[Change]:
    """The changes that together remove `bar`. More places and caseloads are counted by the model itself."""
    match bar:
        case Bar.SLOT:
            missing = tuple(sorted(group.cells - person.slots))
            yield Change(What.SLOT, group.slot, hours=() if missing == (group.slot,) else missing)
        case Bar.MODALITY:
            yield Change(What.MODALITY, group.modality.value)
        case Bar.THEME:
            yield Change(What.THEME, group.theme)
        case Bar.ACCESS:
            yield from (Change(What.ACCESS, need, group.id) for need in sorted(person.needs - group.access))
        case Bar.LEADER:
            leaders = [leader for leader in asked.leaders if leader.id in group.leaders]
            yield from (Change(What.LEADER, each.id, group.id) for each in leaders if away(each, group))
        case _:
            pass
