"""At which instant a message is due: on somebody's own clock, across its changes, outside their quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.correspondence.rules.timing import (
    AHEAD,
    AT_HAND,
    NEVER,
    USUAL,
    Lead,
    Quiet,
    due,
    is_morning_after,
    may_leave,
)

LONDON, BERLIN, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
ZONES = [LONDON, BERLIN, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Apia"), ZoneInfo("UTC")]
"""Lord Howe changes by half an hour; Apia left out 30 December 2011."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "is_quiet"),
    [
        ("2027-07-01T19:59", False),  # 20:59 in London in summer
        ("2027-07-01T20:00", True),
        ("2027-07-01T06:59", True),
        ("2027-07-01T07:00", False),
        ("2027-01-01T07:00", True),  # 7:00 in winter
    ],
)
def test_quiet_hours_are_those_of_the_clock_on_the_wall(moment: str, is_quiet: bool) -> None:
    assert (USUAL.around(utc(moment), LONDON) is not None) is is_quiet


@pytest.mark.parametrize(
    ("begins", "ends", "local", "is_quiet"),
    [
        ("22:00", "07:00", "23:30", True),
        ("22:00", "07:00", "07:00", False),
        ("22:00", "07:00", "21:59", False),
        ("13:00", "15:00", "14:59", True),
        ("13:00", "15:00", "15:00", False),
        ("13:00", "15:00", "12:59", False),
        ("08:00", "08:00", "08:00", False),  # the same twice: none
        ("00:00", "06:00", "00:00", True),
    ],
)
def test_quiet_hours_over_midnight_and_within_a_day(
    begins: str, ends: str, local: str, is_quiet: bool
) -> None:
    moment = datetime.fromisoformat(f"2027-05-12T{local}").replace(tzinfo=BERLIN)
    quiet = Quiet(time.fromisoformat(begins), time.fromisoformat(ends))
    assert (quiet.around(moment, BERLIN) is not None) is is_quiet


# Berlin: on 28 March 2027 the clock goes from 2:00 to 3:00 (1:00 UTC), on 31 October from 3:00 to 2:00 (1:00 UTC).
@pytest.mark.parametrize(
    ("begins", "ends", "from_", "until"),
    [
        ("21:00", "08:00", "2027-03-27T20:00", "2027-03-28T06:00"),  # ten hours instead of eleven
        ("21:00", "08:00", "2027-10-30T19:00", "2027-10-31T07:00"),  # twelve
        ("23:00", "02:30", "2027-03-27T22:00", "2027-03-28T01:30"),  # 2:30 is skipped: 3:30 summer time
        ("23:00", "02:30", "2027-10-30T21:00", "2027-10-31T00:30"),  # 2:30 comes twice: the first
    ],
)
def test_nights_in_which_the_clock_changes(begins: str, ends: str, from_: str, until: str) -> None:
    quiet = Quiet(time.fromisoformat(begins), time.fromisoformat(ends))
    assert quiet.around(utc(from_), BERLIN) == (utc(from_), utc(until))
    assert quiet.around(utc(until), BERLIN) is None
    assert quiet.around(utc(from_) - timedelta(seconds=1), BERLIN) is None


@pytest.mark.parametrize(
    ("starts", "lead", "quiet", "expected"),
    [
        # 18:00 in London in winter: a day and slack before; two hours; the evening before at 19:00
        ("2027-01-12T18:00", Lead(), USUAL, "2027-01-11T16:00"),
        ("2027-01-12T18:00", Lead(2), USUAL, "2027-01-12T16:00"),
        ("2027-01-12T18:00", Lead(day_before_at=19), USUAL, "2027-01-11T19:00"),
        # the day before, 19:00, where the clock goes forward in the night: 19:00 winter time
        ("2027-03-28T17:00", Lead(day_before_at=19), USUAL, "2027-03-27T19:00"),
        # and back: 19:00 summer time is 18:00 UTC
        ("2027-10-31T18:00", Lead(day_before_at=19), USUAL, "2027-10-30T18:00"),
        # noon, twelve hours before is midnight: it waits for eight in the morning, four hours before
        ("2027-01-12T12:00", Lead(12), USUAL, "2027-01-12T08:00"),
        # nine in the morning, four hours before is five; eight would be too late: the evening before, 20:30
        ("2027-01-12T09:00", Lead(4), USUAL, "2027-01-11T20:30"),
        # ten in the morning: eight is just in time
        ("2027-01-12T10:00", Lead(4), USUAL, "2027-01-12T08:00"),
        # half past midnight: "the day before" is the evening that just was
        ("2027-01-13T00:30", Lead(day_before_at=18), NEVER, "2027-01-12T18:00"),
        # 23:00, the day before at 22:00 is quiet: eight in the morning
        ("2027-01-12T23:00", Lead(day_before_at=22), USUAL, "2027-01-12T08:00"),
    ],
)
def test_when_a_session_is_reminded_of(starts: str, lead: Lead, quiet: Quiet, expected: str) -> None:
    assert due(utc(starts), lead, quiet, LONDON) == utc(expected)


def test_whoever_lives_elsewhere_hears_by_their_own_clock() -> None:
    """18:00 in London is 13:00 in New York; the day before at 19:00 there is midnight in London."""
    assert due(utc("2027-01-12T18:00"), Lead(day_before_at=19), USUAL, NEW_YORK) == utc("2027-01-12T00:00")


MOMENTS = st.integers(1_293_840_000, 2_208_988_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
"""From 2011 until 2040."""

LEADS = st.one_of(
    st.sampled_from((2, 4, 12, 26)).map(Lead), st.integers(0, 23).map(lambda hour: Lead(day_before_at=hour))
)
HOURS = st.integers(0, 23).map(time)
QUIETS = st.builds(Quiet, HOURS, HOURS)


@given(MOMENTS, LEADS, QUIETS, st.sampled_from(ZONES))
def test_it_is_always_due_in_time_and_never_absurdly_early(
    starts: datetime, lead: Lead, quiet: Quiet, zone: ZoneInfo
) -> None:
    assert starts - AHEAD <= due(starts, lead, quiet, zone) <= starts - AT_HAND


@given(MOMENTS, LEADS, st.sampled_from(ZONES))
def test_a_reminder_that_is_due_may_leave_where_nights_are_quiet(
    starts: datetime, lead: Lead, zone: ZoneInfo
) -> None:
    moment = due(starts, lead, USUAL, zone)
    assert may_leave(moment, USUAL, zone, starts_at=starts)
    assert USUAL.around(moment, zone) is None


@given(MOMENTS, QUIETS, st.sampled_from(ZONES))
def test_what_waits_leaves_when_quiet_ends(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> None:
    around = quiet.around(moment, zone)
    assert may_leave(moment, quiet, zone) is (around is None)
    if around is not None:
        begins, ends = around
        assert begins <= moment < ends <= begins + timedelta(hours=26)


@given(MOMENTS, QUIETS, st.sampled_from(ZONES))
def test_what_is_at_hand_never_waits_until_it_is_too_late(
    moment: datetime, quiet: Quiet, zone: ZoneInfo
) -> None:
    around = quiet.around(moment, zone)
    if around is not None:
        assert may_leave(moment, quiet, zone, starts_at=around[1] + timedelta(minutes=119))
        assert not may_leave(moment, quiet, zone, starts_at=around[1] + AT_HAND)


@pytest.mark.parametrize(
    ("now", "is_it"),
    [
        ("2027-03-02T22:00", False),  # the same evening
        ("2027-03-03T08:59", False),
        ("2027-03-03T09:00", True),
        ("2027-03-03T19:59", True),
        ("2027-03-03T20:00", False),
        ("2027-03-04T09:00", False),  # a day later it would be strange
    ],
)
def test_the_morning_after(now: str, is_it: bool) -> None:
    assert is_morning_after(utc("2027-03-02T19:30"), utc(now), LONDON) is is_it
