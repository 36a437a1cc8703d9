"""When goals are looked at together again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.outcomes.rules.goal_times import Agreed, is_due

DAY = date(2026, 3, 10)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("agreed", "today", "looked_on", "held", "due"),
    [
        (Agreed(), DAY, None, 99, False),
        (Agreed(on=DAY), BEFORE, None, 0, False),
        (Agreed(on=DAY), DAY, None, 0, True),
        (Agreed(on=DAY), AFTER, BEFORE, 0, True),
        (Agreed(on=DAY), AFTER, DAY, 0, False),
        (Agreed(every=6), DAY, None, 5, False),
        (Agreed(every=6), DAY, None, 6, True),
        (Agreed(on=DAY, every=6), AFTER, AFTER, 5, False),
        (Agreed(on=DAY, every=6), AFTER, AFTER, 6, True),
        (Agreed(on=DAY, every=6), DAY, None, 0, True),
    ],
)
def test_by_day_and_by_sessions(
    agreed: Agreed, today: date, looked_on: date | None, held: int, due: bool
) -> None:
    assert is_due(agreed, today=today, looked_on=looked_on, held=held) is due


@given(on=st.dates(), every=st.integers(0, 26), ahead=st.integers(0, 400), held=st.integers(0, 300))
def test_what_is_due_stays_due_until_it_is_done(on: date, every: int, ahead: int, held: int) -> None:
    agreed = Agreed(on, every)
    later = date.max if (date.max - on).days < ahead else on + timedelta(days=ahead)
    assert is_due(agreed, today=later, looked_on=None, held=held)
    by_day = Agreed(on)
    assert not is_due(by_day, today=later, looked_on=later, held=held)
