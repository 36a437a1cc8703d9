"""The smallest set of changes that would give somebody a seat while everybody who has one keeps one.

A change is one more hour at which they can come, one more way, one more theme that they would share, a
waiver for one trait, or one more place in a group. Found by a model in which each change is a choice and the
fewest are taken; each set is then applied to the question, solved again and checked before it is offered.
Pairs kept apart, vetoes, closed groups and limits of risk are never offered for change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from holdspace.forming.rules.asked import Asked
from holdspace.forming.rules.checker import broken_rules
from holdspace.forming.rules.formulation import Formulation, Literal
from holdspace.forming.rules.people import Group, Modality, Person
from holdspace.forming.rules.seating import Bar, Seating, how_it_meets, seating
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


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One change: `value` is a slot, a modality, a theme, a trait or a group."""

    what: What
    value: str


@dataclass(frozen=True, slots=True)
class Option:
    """Changes that together give `person` a seat in `group`; verified: `seats` is the plan that proves it.

    `fewest`: it is proven that fewer changes would not do.
    """

    person: str
    group: str
    changes: tuple[Change, ...]
    seats: dict[str, str]
    words: tuple[Words, ...]
    fewest: bool = True


_CHANGEABLE = frozenset({Bar.SLOT, Bar.MODALITY, Bar.THEME, Bar.FULL})


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
        words = tuple(_in_words(change, self.person) for change in changes)
        return Option(self.person, seats[self.person], changes, seats, words)

    def _keep(self, form: Formulation, *, still: bool) -> None:
        """The person has a seat, and everybody who has one keeps one; when `still`, the same one."""
        for one in sorted({self.person, *self.seats}):
            form.model.add_exactly_one(form.seats_of(one))
        for pair in self.seats.items() if still else ():
            form.model.add_bool_or([form.seat[pair]] if pair in form.seat else [])


def applied(asked: Asked, person: str, changes: Collection[Change]) -> Asked:
    """The question as it is after `changes`."""
    one, groups = asked.by_id[person], dict(asked.group)
    for change in changes:
        if change.what is What.PLACE:
            group = groups[change.value]
            there = len(asked.members[group.id])
            groups[change.value] = replace(group, most=max(group.most, there) + 1)
        else:
            one = _changed(one, change)
    people = tuple(one if each.id == person else each for each in asked.people)
    return replace(asked, people=people, groups=tuple(groups.values()))


def _changed(person: Person, change: Change) -> Person:
    match change.what:
        case What.SLOT:
            return replace(person, slots=person.slots | {change.value})
        case What.THEME:
            return replace(person, themes=person.themes | {change.value})
        case What.WAIVER:
            return replace(person, waived=person.waived | {change.value})
        case _:
            return replace(person, modality=Modality.ANY)


def _in_words(change: Change, person: str) -> Words:
    match change.what:
        case What.SLOT:
            return say("%(person)s could also come at %(slot)s.", person=person, slot=change.value)
        case What.THEME:
            return say("%(person)s would also share %(theme)s.", person=person, theme=change.value)
        case What.WAIVER:
            return say(
                "%(person)s would be all right as the only one with “%(trait)s”.",
                person=person,
                trait=change.value,
            )
        case What.PLACE:
            return say("%(group)s would have one more place.", group=change.value)
        case What.MODALITY:
            how = how_it_meets(Modality(change.value))
            return say("%(person)s could also come %(how)s.", person=person, how=how)


class _Stretched(Formulation):
    """A formulation in which one person's wishes, and the places of groups, can be changed for a price."""

    def __init__(self, asked: Asked, where: Seating, person: Person) -> None:
        self.person = person
        self.changes: dict[Change, Literal] = {}
        self._used: dict[str, Literal] = {}
        could = {**where.could, person.id: tuple(_reachable(asked, where, person))}
        super().__init__(asked, Seating(could, where.barred))
        for group in could[person.id]:
            self._pay(asked.group[group], where.barred.get((person.id, group), ()))

    def _pay(self, group: Group, bars: tuple[Bar, ...]) -> None:
        """A seat behind bars costs the changes that open them."""
        for bar in bars:
            if bar is not Bar.FULL:
                self.model.add_implication(
                    self.seat[self.person.id, group.id], self._change(_opens(bar, group))
                )

    def _change(self, change: Change) -> Literal:
        if change not in self.changes:
            self.changes[change] = self.model.new_bool_var(f"change {change}")
        return self.changes[change]

    def more_places(self, group: Group) -> list[Literal]:
        """One more, for a price, where the person could sit."""
        if (self.person.id, group.id) not in self.seat:
            return []
        return [self._change(Change(What.PLACE, group.id))]

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


def _reachable(asked: Asked, where: Seating, person: Person) -> Iterator[str]:
    """The groups that nothing but changeable reasons keep from `person`."""
    for group in asked.groups:
        if set(where.barred.get((person.id, group.id), ())) <= _CHANGEABLE:
            yield group.id


def _opens(bar: Bar, group: Group) -> Change:
    match bar:
        case Bar.SLOT:
            return Change(What.SLOT, group.slot)
        case Bar.MODALITY:
            return Change(What.MODALITY, group.modality.value)
        case _:
            return Change(What.THEME, group.theme)
