"""The periods that can be chosen, and the funnel as a drawing."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.intake.rules.fairness import Cell, Mark
from holdspace.outcomes.rules.funnel import BROAD, Tone, funnel_drawing, steps
from holdspace.outcomes.rules.periods import periods
from holdspace.outcomes.rules.report import Funnel, Verdict

DAYS = st.dates(date(2001, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("today", "first", "years"),
    [
        (date(2027, 7, 15), None, [None]),
        (date(2027, 7, 15), date(2027, 1, 2), [None]),
        (date(2027, 7, 15), date(2024, 5, 5), [None, 2025, 2024]),  # 2026 ends in the last twelve months
        (date(2028, 1, 1), date(2026, 5, 5), [None, 2026]),  # these are 2027
        (date(2027, 12, 31), date(2026, 5, 5), [None]),  # these begin in December 2026
    ],
)
def test_a_year_is_offered_when_it_is_over_before_the_last_twelve_months(
    today: date, first: date | None, years: list[int | None]
) -> None:
    assert [each.year for each in periods(today, first)] == years


@given(DAYS, DAYS)
def test_no_two_periods_share_a_day(today: date, first: date) -> None:
    found = periods(today, first)
    assert found[0].until <= today < found[0].until + timedelta(days=31)
    assert all(earlier.until <= later.since for later, earlier in pairwise(found))


def shown(*numbers: int | None) -> Funnel:
    cells = [Cell(Mark.HELD) if n is None else Cell(Mark.NUMBER, n) for n in numbers]
    return Funnel(*cells[:3], verdicts=dict(zip(Verdict, cells[3:], strict=True)), lacks={})


def test_a_bar_is_as_long_as_its_share_of_those_who_joined() -> None:
    drawing = funnel_drawing(steps(shown(80, 60, 40, 20, 10, 10, 0)), BROAD)
    assert [bar.length for bar in drawing.bars] == [
        576,
        432,
        288,
        144,
        72,
        72,
        0,
    ]  # 640 without 64, in shares
    assert [bar.step.tone for bar in drawing.bars[3:]] == [Tone.BETTER, Tone.PART, Tone.SAME, Tone.WORSE]
    assert drawing.bars[-1].number_y < drawing.height


def test_the_length_of_what_is_not_shown_tells_nothing() -> None:
    drawing = funnel_drawing(steps(shown(80, 60, 40, None, 10, None, 5)), BROAD)
    assert drawing.bars[3].length == drawing.bars[5].length == 576
    nobody = funnel_drawing(steps(shown(0, 0, 0, 0, 0, 0, 0)), BROAD)
    assert {bar.length for bar in nobody.bars} == {0}
    assert funnel_drawing([], BROAD).bars == ()
