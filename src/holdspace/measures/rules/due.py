"""When a member is asked a measure: every so many sessions, at points of their course, after they have left.

A session is named by its number in the group. `last` is the number of the session at which a member last
answered (of what they answered between two sessions, the one before). Whoever misses the session at which
they were due is asked at the next one they come to; what was answered since is never asked again.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from holdspace.measures.rules.length import Length

MIDDLE = 6
"""Which of a member's own sessions is the middle of their course where leaders say nothing else."""

SELDOM = 12
"""The most sessions from one time that somebody is asked the same to the next: if weekly, a quarter."""

STILL_NEW = timedelta(days=14)
"""An answer given so shortly before somebody left is their last value; they are not asked for another one."""


SENT_TWICE = timedelta(minutes=10)
"""A form that arrives once more so soon after it was kept is a finger that tapped twice, or a lost answer."""


class Point(StrEnum):
    """A point of somebody's course at which they are asked once. Courses begin with every membership."""

    START = "start"
    MIDDLE = "middle"
    END = "end"
    AFTER_1 = "after-1"
    AFTER_3 = "after-3"
    AFTER_6 = "after-6"


AFTERWARDS = ((Point.END, 0, 1), (Point.AFTER_1, 1, 3), (Point.AFTER_3, 3, 6), (Point.AFTER_6, 6, 9))
"""From which month after the end until which month a point can be answered: each until the next one begins,
so that an answer is never kept under a month to which it does not belong."""

LONGEST_AFTER = timedelta(days=9 * 31)
"""For so long after somebody left there can be something to ask."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How often one measure is asked: every `every` sessions (0: not by their number), and at these points.

    `middle` says which of a member's own sessions is the middle of their course.
    """

    every: int = 0
    points: frozenset[Point] = field(default_factory=frozenset)
    middle: int = MIDDLE

    @property
    def asks_nothing(self) -> bool:
        return not self.every and not self.points

    @property
    def seldom(self) -> int:
        """How seldom it is asked, to compare: once is more seldom than every twelfth session."""
        return self.every or SELDOM + 1


NOTHING = Plan()


@dataclass(frozen=True, slots=True)
class Own:
    """A member's own plan: besides their group's (`adds`), or instead of it. Instead and nothing: never."""

    plan: Plan
    adds: bool = False


def combined(of_group: Plan, own: Own | None) -> Plan:
    """What holds for a member. Of two numbers of sessions the smaller holds."""
    if own is None:
        return of_group
    if not own.adds:
        return own.plan
    numbers = [plan.every for plan in (of_group, own.plan) if plan.every]
    return Plan(min(numbers, default=0), of_group.points | own.plan.points, own.plan.middle)


@dataclass(frozen=True, slots=True)
class Here:
    """A session as a member comes to it: `first` is the number of the first one that could be theirs."""

    number: int
    first: int
    is_last: bool = False


def due_since(plan: Plan, here: Here, last: int | None) -> int | None:
    """The session since which a member owes an answer at the session `here`; None: nothing is due.

    Who never answered is asked at once, so that a newcomer has a first value. What belongs to the last
    session is owed as if for ever, because there is no next one.
    """
    since = [at for at in (_by_number(plan, here, last), *_by_points(plan, here, last)) if at is not None]
    return min(since, default=None)


def _by_number(plan: Plan, here: Here, last: int | None) -> int | None:
    if not plan.every:
        return None
    next_time = here.first if last is None else last + plan.every
    return next_time if last is None or next_time <= here.number else None


def _by_points(plan: Plan, here: Here, last: int | None) -> Iterable[int]:
    middle = here.first + plan.middle - 1
    if Point.START in plan.points and _nothing_since(here.first, last):
        yield here.first
    if Point.MIDDLE in plan.points and middle <= here.number and _nothing_since(middle, last):
        yield middle
    if Point.END in plan.points and here.is_last and _nothing_since(here.number, last):
        yield 0


def _nothing_since(number: int, last: int | None) -> bool:
    return last is None or last < number


@dataclass(frozen=True, slots=True)
class Due:
    """A measure that is due: since which session, how seldom it is asked, how many questions it has."""

    instrument: str
    since: int
    seldom: int
    questions: int


def asked_now(due: Iterable[Due], *, answered: int = 0) -> tuple[list[Due], list[Due]]:
    """What is asked at this session, and what waits for the next, so that a check-in takes what is promised.

    The longest owed comes first; of what is owed alike long, the most often asked: so the most seldom asked
    waits, and next week it goes before the others. A measure that is too long by itself is asked alone.
    `answered` is how many questions were answered for this session already.
    """
    asked: list[Due] = []
    waiting: list[Due] = []
    for each in sorted(due, key=lambda each: (each.since, each.seldom)):
        questions = answered + sum(other.questions for other in asked) + each.questions
        alone = not answered and not asked
        (waiting if Length(questions).is_too_long and not alone else asked).append(each)
    return asked, waiting


def due_afterwards(plan: Plan, *, ended: date, today: date, last: date | None) -> Point | None:
    """What somebody who left on `ended` is asked today, having last answered on `last`; None: nothing."""
    for point, begins, ends in AFTERWARDS:
        opens = months_after(ended, begins)
        if point in plan.points and opens <= today < months_after(ended, ends):
            since = opens - STILL_NEW if point is Point.END else opens
            return point if last is None or last < since else None
    return None


def window_of(point: Point, ended: date) -> tuple[date, date]:
    """From which day until before which day a point can be answered by somebody who left on `ended`."""
    [(begins, ends)] = [(begins, ends) for each, begins, ends in AFTERWARDS if each is point]
    return months_after(ended, begins), months_after(ended, ends)


def opened_lately(ended: date, today: date, within: timedelta) -> Point | None:
    """The point that opened today or shortly before for somebody who left on `ended`, chosen or not."""
    opened = ((point, months_after(ended, begins)) for point, begins, _ in AFTERWARDS)
    return next((point for point, day in opened if day <= today < day + within), None)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the month's last where there is none (31 January → 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
