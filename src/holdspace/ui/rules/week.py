"""The hours of a usual week, on the practice's wall clock: when somebody can come.

An hour is written `tue-18`: Tuesday from 18:00 to 19:00. It belongs to no date and no time zone; a series of
sessions gives it both. What is stored and posted are these texts; unknown ones are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from holdspace.kernel.words import gettext_noop as _

Translate = Callable[[str], str]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = range(8, 22)
DAY_NAMES = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)

# The element hs-week-grid fills in the same sentences in the browser.
SPAN = _("{start}–{end}")
SPANS = _("{before}, {next}")
DAY = _("{day} {hours}")
SENTENCES = _("{before}; {next}")
CELL = _("{day}, {time}")
NOTHING = _("No hours are marked.")

_SHAPE = re.compile(r"([a-z]{3})-([1-9][0-9]?)", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Hour:
    """One hour of the week: `day` is 0 (Monday) to 6, `start` the hour at which it begins."""

    day: int
    start: int

    def __str__(self) -> str:
        return f"{DAYS[self.day]}-{self.start}"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Hours of one day without a gap, from `start` to `end`, which itself is no longer part of it."""

    day: int
    start: int
    end: int

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(str(Hour(self.day, start)) for start in range(self.start, self.end))


def cell(day: str, hour: int) -> str:
    """The text of an hour; ValueError where the week has none like it."""
    if day not in DAYS or hour not in HOURS:
        raise ValueError(f"There is no hour {hour} on {day!r} in this week.")
    return f"{day}-{hour}"


def parse(text: str) -> Hour:
    """The hour that `text` names; ValueError for every text that `cell` would not write."""
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        raise ValueError(f"{text!r} is no hour of a week.")
    day, start = shape[1], int(shape[2])
    cell(day, start)
    return Hour(DAYS.index(day), start)


def in_order(cells: Iterable[str]) -> tuple[str, ...]:
    """Each of `cells` once, from Monday morning on; ValueError for an unknown one."""
    return tuple(str(hour) for hour in sorted(set(map(parse, cells))))


def spans(cells: Iterable[str]) -> tuple[Span, ...]:
    """`cells` with neighbours of a day joined, from Monday morning on; ValueError for an unknown one."""
    return tuple(_joined(sorted(set(map(parse, cells)))))


def _joined(hours: Sequence[Hour]) -> Iterator[Span]:
    span: Span | None = None
    for hour in hours:
        if span is not None and (hour.day, hour.start) == (span.day, span.end):
            span = Span(span.day, span.start, hour.start + 1)
            continue
        if span is not None:
            yield span
        span = Span(hour.day, hour.start, hour.start + 1)
    if span is not None:
        yield span


def clock(hour: int) -> str:
    """A full hour as it stands on the wall."""
    return f"{hour:02}:00"


def describe(cells: Iterable[str], translate: Translate = str) -> str:
    """ "Tuesday 18:00–21:00; Thursday 12:00–13:00".

    `translate` is a gettext; without one the words are English. ValueError for an unknown cell.
    """
    joined = spans(cells)
    days = (_of_day([span for span in joined if span.day == day], translate) for day in range(len(DAYS)))
    said = [words for words in days if words]
    return _listed(said, translate(SENTENCES)) if said else translate(NOTHING)


def _of_day(of_day: Sequence[Span], translate: Translate) -> str:
    if not of_day:
        return ""
    hours = [translate(SPAN).format(start=clock(span.start), end=clock(span.end)) for span in of_day]
    name = translate(DAY_NAMES[of_day[0].day])
    return translate(DAY).format(day=name, hours=_listed(hours, translate(SPANS)))


def _listed(parts: Sequence[str], pattern: str) -> str:
    return reduce(lambda before, following: pattern.format(before=before, next=following), parts)
