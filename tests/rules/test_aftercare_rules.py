"""Rules of the time after a group, by hand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.aftercare.rules.knocking import may_knock
from holdspace.aftercare.rules.lapse_plan import first_sign
from holdspace.intake.rules.returning import priority_of
from holdspace.measures.rules.due import AFTERWARDS, Plan, Point, due_afterwards, window_of
from holdspace.safety.rules.safety_plan import Contents, PlanStep

LEFT = date(2027, 1, 31)


@pytest.mark.parametrize(
    ("point", "opens", "closes"),
    [
        (Point.END, date(2027, 1, 31), date(2027, 2, 28)),
        (Point.AFTER_1, date(2027, 2, 28), date(2027, 4, 30)),
        (Point.AFTER_3, date(2027, 4, 30), date(2027, 7, 31)),
        (Point.AFTER_6, date(2027, 7, 31), date(2027, 10, 31)),
    ],
)
def test_a_point_opens_until_the_next_begins(point: Point, opens: date, closes: date) -> None:
    assert window_of(point, LEFT) == (opens, closes)


@given(st.sampled_from([point for point, _, _ in AFTERWARDS]), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_an_address_opens_exactly_as_long_as_its_point_is_asked(point: Point, ended: date) -> None:
    opens, closes = window_of(point, ended)
    plan = Plan(0, frozenset({point}))
    asked = [due_afterwards(plan, ended=ended, today=day, last=None) for day in (opens, closes)]
    assert asked == [point, None]


@pytest.mark.parametrize(
    ("given", "was_here", "first", "priority"),
    [(0, True, True, 1), (0, True, False, 0), (0, False, True, 0), (2, True, True, 2), (3, False, True, 3)],
)
def test_who_comes_back_gets_one_step_where_nobody_gave_another(
    given: int, was_here: bool, first: bool, priority: int
) -> None:
    assert priority_of(given, was_here=was_here, first_among_equals=first) == priority


def test_the_first_sign_is_the_first_line() -> None:
    assert first_sign(Contents(lines={PlanStep.SIGNS: ("quiet", "loud")})) == "quiet"
    assert first_sign(Contents(lines={PlanStep.ALONE: ("a walk",)})) == ""


def test_twenty_may_be_tried_in_an_hour() -> None:
    assert may_knock(19)
    assert not may_knock(20)
