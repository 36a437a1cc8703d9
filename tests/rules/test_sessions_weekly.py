"""Weekly rules as a coordinator says them, and the days on which clocks change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.sessions.rules.repetition import parse
from holdspace.sessions.rules.weekly import clock_change, weekly_rule


@pytest.mark.parametrize(
    ("every", "days", "until", "rule"),
    [
        (1, [1], None, "FREQ=WEEKLY;BYDAY=TU"),
        (2, [3, 1, 3], None, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH"),
        (1, [6], date(2027, 6, 1), "FREQ=WEEKLY;BYDAY=SU;UNTIL=20270601"),
    ],
)
def test_a_rule_as_the_standard_writes_it(every: int, days: list[int], until: date | None, rule: str) -> None:
    assert weekly_rule(every, days, until) == rule


@given(st.integers(1, 8), st.sets(st.integers(0, 6), min_size=1))
def test_every_rule_is_understood(every: int, days: set[int]) -> None:
    read = parse(weekly_rule(every, days))
    assert (read.interval, {day for _nth, day in read.weekdays}) == (every, days)


@pytest.mark.parametrize(
    ("day", "zone", "change"),
    [
        (date(2027, 3, 28), "Europe/London", timedelta(hours=1)),  # the last Sunday of March
        (date(2027, 10, 31), "Europe/London", timedelta(hours=-1)),  # and of October
        (date(2027, 3, 27), "Europe/London", timedelta()),
        (date(2027, 3, 14), "America/New_York", timedelta(hours=1)),  # the second Sunday of March
        (date(2027, 4, 4), "Australia/Lord_Howe", timedelta(minutes=-30)),  # the first Sunday of April
        (date(2027, 3, 28), "Asia/Tokyo", timedelta()),
    ],
)
def test_the_days_on_which_clocks_change(day: date, zone: str, change: timedelta) -> None:
    assert clock_change(day, zone) == change
