"""When Ana is asked again, what waits until next week, and what she is asked after she has left."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.measures.rules.due import (
    AFTERWARDS,
    NOTHING,
    Due,
    Here,
    Own,
    Plan,
    Point,
    asked_now,
    combined,
    due_afterwards,
    due_since,
    months_after,
    opened_lately,
)

START, MIDDLE, END = Plan(0, frozenset({Point.START})), Plan(0, frozenset({Point.MIDDLE})), Point.END
LAST = Plan(0, frozenset({Point.END}))


def is_due(plan: Plan, number: int, last: int | None, *, first: int = 1, is_last: bool = False) -> bool:
    return due_since(plan, Here(number, first, is_last), last) is not None


@pytest.mark.parametrize(
    ("number", "every", "last", "due"),
    [
        (1, 1, None, True),  # the first session
        (9, 4, None, True),  # a newcomer in session 9 gives a first value
        (2, 1, 1, True),  # every session
        (5, 4, 1, True),  # four sessions later
        (4, 4, 1, False),  # one too early
        (6, 4, 1, True),  # missed at 5, asked at 6
        (5, 4, 5, False),  # answered for this one
        (9, 0, None, False),  # not asked by number at all
    ],
)
def test_every_so_many_sessions(number: int, every: int, last: int | None, due: bool) -> None:
    assert is_due(Plan(every), number, last) is due


@pytest.mark.parametrize(
    ("number", "first", "last", "due"),
    [
        (1, 1, None, True),
        (7, 7, None, True),  # a newcomer in an open group
        (8, 7, None, True),  # missed the first, asked at the second
        (8, 7, 7, False),  # once
        (30, 7, 9, False),
        (7, 7, 3, True),  # somebody who comes back begins again
    ],
)
def test_at_the_start_once(number: int, first: int, last: int | None, due: bool) -> None:
    assert is_due(START, number, last, first=first) is due


@pytest.mark.parametrize(
    ("number", "first", "last", "due"),
    [
        (5, 1, 1, False),  # their fifth
        (6, 1, 1, True),  # their sixth
        (8, 1, 1, True),  # was away at the sixth and the seventh
        (7, 1, 6, False),  # once
        (11, 7, 7, False),  # a newcomer counts their own sessions: this is their fifth
        (12, 7, 7, True),
    ],
)
def test_in_the_middle_of_their_own_course_once(number: int, first: int, last: int, due: bool) -> None:
    assert is_due(MIDDLE, number, last, first=first) is due


def test_leaders_say_which_session_is_the_middle() -> None:
    early = Plan(0, frozenset({Point.MIDDLE}), middle=3)
    assert [is_due(early, number, 1) for number in (2, 3)] == [False, True]


@pytest.mark.parametrize(
    ("is_last", "last", "due"),
    [(False, 3, False), (True, 3, True), (True, None, True), (True, 9, False)],
)
def test_in_the_last_session_once(is_last: bool, last: int | None, due: bool) -> None:
    assert is_due(LAST, 9, last, is_last=is_last) is due


@given(
    every=st.integers(0, 12),
    points=st.frozensets(st.sampled_from([Point.START, Point.MIDDLE, Point.END])),
    middle=st.integers(1, 20),
    first=st.integers(1, 30),
    came=st.lists(st.booleans(), min_size=1, max_size=60),
)
def test_nobody_is_asked_twice_and_nothing_that_was_missed_is_lost(
    every: int, points: frozenset[Point], middle: int, first: int, came: list[bool]
) -> None:
    """Walks through a membership with absences; everybody who is asked answers."""
    plan, answered = Plan(every, points, middle), list[int]()
    final = first + len(came) - 1
    for number, here in enumerate(came, start=first):
        last = answered[-1] if answered else None
        if here and is_due(plan, number, last, first=first, is_last=number == final):
            answered.append(number)
            assert not is_due(plan, number, number, first=first, is_last=number == final)
    there = [number for number, here in enumerate(came, start=first) if here]
    if there and (every or Point.START in points):
        assert answered[0] == there[0]  # a newcomer is asked at once
    if not every:
        assert len(answered) <= len(points)
    after_middle = [number for number in there if number >= first + middle - 1]
    if Point.MIDDLE in points and after_middle:
        assert any(number >= after_middle[0] for number in answered)
    if every and not points:
        assert all(after - before >= every for before, after in pairwise(answered))
    if Point.END in points and came[-1]:
        assert answered[-1] == final


# a member's own


GROUP = Plan(4, frozenset({Point.START}))


@pytest.mark.parametrize(
    ("own", "holds"),
    [
        (None, GROUP),
        (Own(Plan(2, frozenset({Point.END}))), Plan(2, frozenset({Point.END}))),
        (Own(Plan(2, frozenset({Point.END})), adds=True), Plan(2, frozenset({Point.START, Point.END}))),
        (Own(Plan(6), adds=True), GROUP),  # of two numbers the smaller
        (
            Own(Plan(0, frozenset({Point.AFTER_1})), adds=True),
            Plan(4, frozenset({Point.START, Point.AFTER_1})),
        ),
        (Own(NOTHING), NOTHING),  # not this person
    ],
)
def test_a_members_own_adds_or_replaces(own: Own | None, holds: Plan) -> None:
    assert combined(GROUP, own) == holds


# two minutes


def due(name: str, questions: int, *, since: int = 1, seldom: int = 1) -> Due:
    return Due(name, since, seldom, questions)


def names(found: list[Due]) -> list[str]:
    return [each.instrument for each in found]


@pytest.mark.parametrize(
    ("owed", "now", "later"),
    [
        # 10 + 7 questions: 115 seconds
        ([due("phq-9", 10), due("gad-7", 7)], ["phq-9", "gad-7"], []),
        # with twenty more it would be 215: what is asked once waits
        ([due("pcl-5", 20, seldom=13), due("phq-9", 10), due("gad-7", 7)], ["phq-9", "gad-7"], ["pcl-5"]),
        # a week later it is the only one that is owed since last week; alone it takes 130
        ([due("phq-9", 10, since=2), due("pcl-5", 20, seldom=13)], ["pcl-5"], ["phq-9"]),
        # the short one still fits beside the long one's turn
        ([due("k6", 6), due("phq-9", 10, seldom=4), due("audit-c", 3, seldom=13)],
         ["k6", "phq-9"], ["audit-c"]),
        ([due("k6", 6), due("phq-9", 13, seldom=4), due("audit-c", 3, seldom=13)],
         ["k6", "audit-c"], ["phq-9"]),
        ([], [], []),
    ],
)  # fmt: skip
def test_the_most_seldom_asked_waits_until_next_week(
    owed: list[Due], now: list[str], later: list[str]
) -> None:
    asked, waiting = asked_now(owed)
    assert (names(asked), names(waiting)) == (now, later)


def test_what_was_answered_for_this_session_counts() -> None:
    """PHQ-9 and GAD-7 are answered; what waited does not slip in when the page is opened again."""
    asked, waiting = asked_now([due("pcl-5", 20)], answered=17)
    assert (asked, names(waiting)) == ([], ["pcl-5"])


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 12)), min_size=1, max_size=6))
def test_nothing_waits_for_ever(measures: list[tuple[int, int]]) -> None:
    """Somebody who comes every week and answers is asked everything within as many weeks as there are measures,
    and never longer than two minutes, except where a single measure is longer."""
    last: dict[str, int] = {}
    plans = {str(at): (Plan(every), questions) for at, (questions, every) in enumerate(measures)}
    for number in range(1, len(measures) + 1):
        here = Here(number, 1)
        owed = [
            Due(name, since, plan.seldom, questions)
            for name, (plan, questions) in plans.items()
            if (since := due_since(plan, here, last.get(name))) is not None
        ]
        asked, _ = asked_now(owed)
        assert len(asked) <= 1 or 30 + 5 * sum(each.questions for each in asked) <= 120
        last |= {each.instrument: number for each in asked}
    assert set(last) == set(plans)


# afterwards


LEFT = date(2026, 1, 31)
ALL = Plan(0, frozenset({Point.END, Point.AFTER_1, Point.AFTER_3, Point.AFTER_6}))


@pytest.mark.parametrize(
    ("today", "last", "point"),
    [
        (date(2026, 1, 31), None, Point.END),
        (date(2026, 2, 10), date(2026, 1, 27), None),  # answered in the last session
        (date(2026, 2, 10), date(2026, 1, 13), Point.END),
        (date(2026, 2, 28), date(2026, 2, 1), Point.AFTER_1),  # a month after the 31st
        (date(2026, 3, 15), date(2026, 2, 28), None),
        (date(2026, 4, 29), None, Point.AFTER_1),  # late, and still the first month's
        (date(2026, 4, 30), date(2026, 4, 29), Point.AFTER_3),
        (date(2026, 7, 31), None, Point.AFTER_6),
        (date(2026, 10, 30), None, Point.AFTER_6),
        (date(2026, 10, 31), None, None),
    ],
)
def test_after_the_end(today: date, last: date | None, point: Point | None) -> None:
    assert due_afterwards(ALL, ended=LEFT, today=today, last=last) == point


def test_only_what_was_chosen_is_asked_afterwards() -> None:
    assert due_afterwards(Plan(1), ended=LEFT, today=date(2026, 3, 1), last=None) is None
    after = Plan(0, frozenset({Point.AFTER_3}))
    found = [due_afterwards(after, ended=LEFT, today=LEFT + timedelta(days=n), last=None) for n in range(300)]
    assert set(found) == {None, Point.AFTER_3}


@given(
    ended=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    points=st.frozensets(st.sampled_from([point for point, _, _ in AFTERWARDS])),
    days=st.sets(st.integers(0, 400)),
)
def test_after_the_end_each_point_is_asked_once(
    ended: date, points: frozenset[Point], days: set[int]
) -> None:
    """Somebody looks in on these days and answers whenever they are asked."""
    asked, last = list[Point](), None
    for day in sorted(days):
        today = ended + timedelta(days=day)
        point = due_afterwards(Plan(0, points), ended=ended, today=today, last=last)
        if point is not None:
            asked.append(point)
            last = today
    assert len(asked) == len(set(asked))
    assert set(asked) <= points
    assert asked == [point for point, _, _ in AFTERWARDS if point in asked]


@pytest.mark.parametrize(
    ("today", "point"),
    [
        (date(2026, 2, 27), None),
        (date(2026, 2, 28), Point.AFTER_1),
        (date(2026, 3, 2), Point.AFTER_1),
        (date(2026, 3, 3), None),
        (date(2026, 4, 30), Point.AFTER_3),
    ],
)
def test_what_opened_in_the_last_three_days(today: date, point: Point | None) -> None:
    assert opened_lately(LEFT, today, timedelta(days=3)) == point


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 24))
def test_months_keep_the_day_or_end_with_the_month(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)
