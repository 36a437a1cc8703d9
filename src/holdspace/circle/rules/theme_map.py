"""The theme map for leaders: which struggles are present, who is alone with one, how it moves over weeks.

It shows what members chose or leaders gave as themes of texts, and nothing is inferred, weighed or ranked: a
theme that is silent may be healed, hidden or tired, and only people can tell. Themes that leaders gave or
took away are simply what the caller passes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations
from typing import Final

from holdspace.kernel.words import Words, say

SHOWN: Final = 12
"""Weeks that a row shows."""

CARRIED: Final = 8
"""Somebody carries a theme while it stood in something of theirs within so many weeks."""

RECENT: Final = 4
"""What is called recent, in weeks; a theme that was silent for longer has gone quieter."""


class Movement(StrEnum):
    """How a theme moved."""

    NEW = "new"
    BACK = "back"
    THERE = "there"
    QUIETER = "quieter"
    GONE = "gone"


MOVES: Final = {
    Movement.NEW: say("new in the last four weeks"),
    Movement.BACK: say("came back after eight weeks or more"),
    Movement.THERE: say("present"),
    Movement.QUIETER: say("not heard for four weeks"),
    Movement.GONE: say("not heard for eight weeks"),
}


@dataclass(frozen=True, slots=True)
class Borne:
    """One thing that a member shared: its themes, a day of its week, and the key of the post."""

    member: str
    themes: frozenset[str]
    on: date
    post: str


@dataclass(frozen=True, slots=True)
class Row:
    """One theme. `weeks` says for each week shown, the earliest first, whether it was present.

    `bearers` are the members of the present circle who carry it now, `posts` where it stands in the weeks
    shown, the latest first. Who has left is among neither the bearers nor those who are alone.
    """

    theme: str
    weeks: tuple[bool, ...]
    bearers: tuple[str, ...]
    posts: tuple[str, ...]
    movement: Movement

    @property
    def alone(self) -> str | None:
        """Who is the only one of the present circle to carry it."""
        return self.bearers[0] if len(self.bearers) == 1 else None

    @property
    def present_in(self) -> int:
        """In how many of the weeks shown it was present."""
        return sum(self.weeks)

    @property
    def moved(self) -> Words:
        """How it moved, in words."""
        return MOVES[self.movement]


@dataclass(frozen=True, slots=True)
class Link:
    """Two themes that the same members carry now."""

    themes: tuple[str, str]
    bearers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeMap:
    """The map of one week: `mondays` head the columns, the earliest first."""

    mondays: tuple[date, ...]
    rows: tuple[Row, ...]
    links: tuple[Link, ...]

    def of(self, member: str) -> tuple[Row, ...]:
        """The themes that one member carries now."""
        return tuple(row for row in self.rows if member in row.bearers)


def theme_map(
    borne: Iterable[Borne], circle: Sequence[str], *, today: date, themes: Sequence[str] = ()
) -> ThemeMap:
    """The map of the week of `today`.

    `borne` reaches as far back as the circle does, or a theme that came back would be called new. `circle`
    are the present members in their order; `themes` gives the rows theirs, others follow by their code. A
    theme that nobody bore in the weeks shown has no row.
    """
    this_week = _monday(today)
    held = [each for each in borne if _monday(each.on) <= this_week]
    mondays = tuple(this_week - timedelta(weeks=back) for back in reversed(range(SHOWN)))
    carried = _carried(held, circle, this_week)
    present = {theme for each in held if _monday(each.on) >= mondays[0] for theme in each.themes}
    rows = tuple(
        _row(theme, [each for each in held if theme in each.themes], mondays, carried)
        for theme in _ordered(present, themes)
    )
    return ThemeMap(mondays, rows, tuple(_links([row.theme for row in rows], carried)))


def _row(theme: str, borne: Collection[Borne], mondays: Sequence[date], carried: dict[str, set[str]]) -> Row:
    found = {_monday(each.on) for each in borne}
    shown = sorted((each for each in borne if _monday(each.on) >= mondays[0]), key=lambda each: each.on)
    return Row(
        theme=theme,
        weeks=tuple(monday in found for monday in mondays),
        bearers=tuple(member for member, their_themes in carried.items() if theme in their_themes),
        posts=tuple(dict.fromkeys(each.post for each in reversed(shown))),
        movement=_movement({(mondays[-1] - monday).days // 7 for monday in found}),
    )


def _movement(weeks_ago: Collection[int]) -> Movement:
    """By the weeks, counted back from this one, in which the theme was present."""
    latest, earliest = min(weeks_ago), max(weeks_ago)
    if latest >= CARRIED:
        return Movement.GONE
    if latest >= RECENT:
        return Movement.QUIETER
    if earliest < RECENT:
        return Movement.NEW
    earlier = min(week for week in weeks_ago if week >= RECENT)
    return Movement.BACK if earlier >= RECENT + CARRIED else Movement.THERE


def _carried(borne: Iterable[Borne], circle: Sequence[str], this_week: date) -> dict[str, set[str]]:
    """What each present member carries now."""
    since = this_week - timedelta(weeks=CARRIED - 1)
    found: dict[str, set[str]] = {member: set() for member in circle}
    for each in borne:
        if each.member in found and _monday(each.on) >= since:
            found[each.member] |= each.themes
    return found


def _links(themes: Sequence[str], carried: dict[str, set[str]]) -> Iterator[Link]:
    for pair in combinations(themes, 2):
        bearers = tuple(member for member, theirs in carried.items() if theirs.issuperset(pair))
        if bearers:
            yield Link(pair, bearers)


def _ordered(present: Collection[str], themes: Sequence[str]) -> list[str]:
    known = [theme for theme in dict.fromkeys(themes) if theme in present]
    return [*known, *sorted(set(present) - set(known))]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
