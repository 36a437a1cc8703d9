"""What a move would do, why somebody sits where they sit, two plans side by side: counted, not searched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from holdspace.forming.models import Plan
from holdspace.forming.queries.names import Names
from holdspace.forming.queries.question import Question
from holdspace.forming.queries.seats import seats_of
from holdspace.forming.rules.asked import Asked, Level
from holdspace.forming.rules.scores import better, scores
from holdspace.forming.rules.seating import in_words as bar_in_words
from holdspace.forming.rules.seating import seating
from holdspace.forming.rules.what_if import Difference, check_known, effect
from holdspace.forming.rules.what_if import in_words as difference_in_words
from holdspace.forming.rules.why import why_here
from holdspace.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Weighed:
    """A move: whom, from where, to where (empty: they wait), what it breaks, what is lost and what is won."""

    person: str
    name: str
    before: str
    to: str
    place: str
    broken: tuple[str, ...]
    lost: tuple[str, ...]
    won: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        """Whether no hard rule would be broken."""
        return not self.broken

    @property
    def changes_nothing(self) -> bool:
        return not (self.broken or self.lost or self.won)


@dataclass(frozen=True, slots=True)
class Compared:
    """One wish in two plans; the verdict is 1 where the second plan meets it better, -1 where worse."""

    label: str
    first: int
    second: int
    verdict: int


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody who sits elsewhere in the second plan."""

    name: str
    first: str
    second: str


LEVEL_WORDS = {
    Level.UNDISTURBED: lambda: _("Promised seats that change"),
    Level.PLACED: lambda: _("Urgency and waiting placed"),
    Level.SEATS: lambda: _("People with a seat"),
    Level.SPREAD: lambda: _("Spread of strength, in points"),
    Level.STYLES: lambda: _("Pairs of the same style"),
}
"""What each level is called."""


def progress_of(plan: Plan) -> list[tuple[str, int]]:
    """How far a search has come: each level that is done, and what it reached."""
    return [(LEVEL_WORDS[Level(step["level"])](), step["value"]) for step in plan.progress]


def weighed(actor: Actor, plan: Plan, now: Question, person: str, to: str | None) -> Weighed:
    """The effect of a move, everybody else staying where they are. Refused for unknown ids."""
    check_known(now.asked, person, to)
    seats = seats_of(plan, now)
    after = {one: place for one, place in seats.items() if one != person} | ({person: to} if to else {})
    names = Names(actor, now)
    found = effect(now.asked, seats, now.asked, after)
    return Weighed(
        person=person,
        name=names.person(person),
        before=names.place(seats[person]) if person in seats else "",
        to=names.place(to) if to else "",
        place=to or "",
        broken=tuple(names.say(each.words) for each in found.broken),
        lost=tuple(_told(names, each) for each in found.changes if each.worse),
        won=tuple(_told(names, each) for each in found.changes if not each.worse),
    )


def _told(names: Names, difference: Difference) -> str:
    return names.say(difference_in_words(difference))


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody sits where they sit (`here`), and why some groups are closed to them (`not_there`)."""

    name: str
    place: str
    here: tuple[str, ...]
    not_there: tuple[tuple[str, tuple[str, ...]], ...]


def why(actor: Actor, plan: Plan, now: Question, person: str) -> Why:
    """What somebody shares with whom, what every other group would have cost, and which they cannot join."""
    check_known(now.asked, person, None)
    seats, names = seats_of(plan, now), Names(actor, now)
    here = why_here(now.asked, seats, person).words if person in seats else ()
    return Why(
        name=names.person(person),
        place=names.place(seats[person]) if person in seats else "",
        here=tuple(map(names.say, here)),
        not_there=tuple(_barred(now, names, person)),
    )


def _barred(now: Question, names: Names, person: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """For each group that somebody cannot join at all, whoever else comes, the plain reasons."""
    where, one = seating(now.asked), now.asked.by_id[person]
    for group in now.asked.groups:
        bars = where.barred.get((person, group.id), ())
        if bars and group.id in now.candidates:
            yield names.place(group.id), tuple(names.say(bar_in_words(bar, one, group)) for bar in bars)


def compared(actor: Actor, first: Plan, second: Plan, now: Question) -> tuple[list[Compared], list[Moved]]:
    """Two plans side by side, both counted as things are now; and who sits elsewhere."""
    one, other = seats_of(first, now), seats_of(second, now)
    names = Names(actor, now)
    moved = [
        Moved(names.person(p), _place(names, one.get(p)), _place(names, other.get(p)))
        for p in sorted({*one, *other})
        if one.get(p) != other.get(p)
    ]
    return _levels(now.asked, one, other), sorted(moved, key=lambda each: each.name.casefold())


def _levels(asked: Asked, one: Mapping[str, str], other: Mapping[str, str]) -> list[Compared]:
    was, now = scores(asked, one), scores(asked, other)
    levels = list(dict.fromkeys((Level.SEATS, *asked.order)))
    return [
        Compared(LEVEL_WORDS[level](), was[level], now[level], _verdict(level, was[level], now[level]))
        for level in levels
    ]


def _verdict(level: Level, was: int, now: int) -> int:
    return 0 if was == now else (-1 if better(level, was, now) else 1)


def _place(names: Names, place: str | None) -> str:
    return names.place(place) if place else _("waits")
