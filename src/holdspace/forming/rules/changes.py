"""The smallest set of changes that would give somebody a seat, without anybody losing theirs.

A change is one more hour at which they can come, one more way, one more theme that they would share, a
waiver for one trait, or one more place in a group. Found by a model in which each change is a choice and the
fewest are taken; each set is then applied to the question, solved again and checked before it is offered.
Pairs kept apart, vetoes, closed groups and limits of risk are never offered for change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
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
    keep: Collection[str] = (),
    effort: Effort = Effort(seconds=5),  # noqa: B008 - frozen
) -> tuple[Option, ...]:
    """Up to three sets of fewest changes with which `person` has a seat and all in `keep` still have one.

    Empty when no set of at most three changes does, or none was found in time.
    """
    form = _Stretched(asked, seating(asked), asked.by_id[person])
    if not form.seats_of(person):
        return ()
    for one in sorted({person, *keep}):
        form.model.add_exactly_one(form.seats_of(one))
    form.model.add(sum(form.changes.values()) <= MOST_CHANGES)
    form.model.minimize(sum(form.changes.values()))
    return tuple(_options(form, person, keep, effort))


def _options(form: _Stretched, person: str, keep: Collection[str], effort: Effort) -> Iterator[Option]:
    fewest: int | None = None
    for _ in range(MOST_OPTIONS):
        found = search(form, None, effort, watch=form.changes)
        if found.seats is None:
            return
        taken = tuple(change for change in sorted(form.changes) if change in found.watched)
        if fewest is not None and len(taken) > fewest:
            return
        fewest = len(taken)
        option = _verified(form.asked, person, taken, keep, effort)
        if option is not None:
            yield replace(option, fewest=found.best)
        if not taken:
            return
        form.model.add_bool_or([~form.changes[change] for change in taken])


def _verified(
    asked: Asked, person: str, changes: tuple[Change, ...], keep: Collection[str], effort: Effort
) -> Option | None:
    """The option, when the changed question, solved anew, really seats everybody concerned."""
    changed = applied(asked, person, changes)
    form = Formulation(changed, seating(changed))
    for one in sorted({person, *keep}):
        form.model.add_exactly_one(form.seats_of(one))
    seats = search(form, None, effort).seats
    if seats is None or broken_rules(changed, seats) or not {person, *keep} <= seats.keys():
        return None
    words = tuple(_in_words(change, person) for change in changes)
    return Option(person, seats[person], changes, seats, words)


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
