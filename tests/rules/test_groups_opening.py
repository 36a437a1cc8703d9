"""The hours in which a circle may write: on the practice's wall clock, across a change of the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.groups.rules.opening import is_open, opens_next
from holdspace.ui.rules.week import DAYS, HOURS

EVENINGS = {"tue-18", "tue-19", "thu-12"}
LONDON = "Europe/London"

CELLS = st.sets(st.builds("{}-{}".format, st.sampled_from(DAYS), st.sampled_from(list(HOURS))), min_size=1)
START, END = (datetime(year, 1, 1) for year in (2026, 2028))  # noqa: DTZ001 - Hypothesis gives them the zone
MOMENTS = st.datetimes(START, END, timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("at", "open_now"),
    [
        (datetime(2026, 3, 24, 18, 0, tzinfo=UTC), True),  # a Tuesday in winter: the wall shows UTC
        (datetime(2026, 3, 24, 19, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 24, 20, 0, tzinfo=UTC), False),
        (datetime(2026, 3, 31, 18, 0, tzinfo=UTC), True),  # a week later: summer time, 19:00 on the wall
        (datetime(2026, 3, 31, 19, 0, tzinfo=UTC), False),
        (datetime(2026, 3, 31, 17, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 25, 18, 0, tzinfo=UTC), False),
    ],
)
def test_open_on_the_wall_clock(at: datetime, open_now: bool) -> None:
    assert is_open(EVENINGS, at, LONDON) is open_now


def test_without_hours_it_is_always_open() -> None:
    at = datetime(2026, 3, 24, 3, 17, tzinfo=UTC)
    assert is_open((), at, LONDON)
    assert opens_next((), at, LONDON) is None


def test_opens_next_across_the_change_of_the_clock() -> None:
    after_the_last = datetime(2026, 3, 26, 13, 5, tzinfo=UTC)  # Thursday, after twelve
    assert opens_next(EVENINGS, after_the_last, LONDON) == datetime(2026, 3, 31, 17, 0, tzinfo=UTC)


def test_in_a_zone_half_an_hour_apart() -> None:
    at = datetime(2026, 3, 24, 10, 0, tzinfo=UTC)  # 15:30 in Kolkata
    assert opens_next({"tue-18"}, at, "Asia/Kolkata") == datetime(2026, 3, 24, 12, 30, tzinfo=UTC)


@given(CELLS, MOMENTS)
def test_it_opens_when_it_says_and_not_before(cells: set[str], at: datetime) -> None:
    opens = opens_next(cells, at, LONDON)
    if opens is None:
        assert is_open(cells, at, LONDON)
        return
    assert is_open(cells, opens, LONDON)
    assert at < opens <= at + timedelta(days=7, hours=1)
    assert not is_open(cells, opens - timedelta(seconds=1), LONDON)
