"""Ruth and Tomás lead Tuesdays at 18:00, in summer and in winter.

Clock changes used below (IANA time zone database): New York 8 March 2026 02:00→03:00 and 1 November 2026
02:00→01:00; Madrid 29 March 2026 02:00→03:00 and 25 October 2026 03:00→02:00; Lord Howe moves by 30 minutes
on 5 April 2026 (02:00→01:30) and 4 October 2026 (02:00→02:30).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from holdspace.kernel.refusals import Refused
from holdspace.sessions.rules.description import describe
from holdspace.sessions.rules.recurrence import Occurrence, Recurrence, localised, occurrences

NEW_YORK, MADRID = "America/New_York", "Europe/Madrid"
FOREVER = {"after": datetime(1990, 1, 1, tzinfo=UTC), "before": datetime(2100, 1, 1, tzinfo=UTC)}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def series(first: str, rrule: str, zone: str = NEW_YORK, minutes: int = 90) -> Recurrence:
    return Recurrence(at(first), minutes, rrule, zone)


def starts(recurrence: Recurrence, **window: datetime) -> list[str]:
    found = occurrences(recurrence, **(FOREVER | window))
    return [f"{each.starts_at:%Y-%m-%dT%H:%M}" for each in found]


TUESDAYS = series("2026-02-24T18:00", "FREQ=WEEKLY;BYDAY=TU")


def test_six_o_clock_stays_six_o_clock_in_spring_and_autumn() -> None:
    spring = starts(TUESDAYS, before=at("2026-03-18T00:00+00:00"))
    assert spring == ["2026-02-24T23:00", "2026-03-03T23:00", "2026-03-10T22:00", "2026-03-17T22:00"]
    autumn = {"after": at("2026-10-27T00:00+00:00"), "before": at("2026-11-11T00:00+00:00")}
    assert starts(TUESDAYS, **autumn) == ["2026-10-27T22:00", "2026-11-03T23:00", "2026-11-10T23:00"]
    madrid = series("2026-03-24T18:00", "FREQ=WEEKLY;COUNT=2", MADRID)
    assert starts(madrid) == ["2026-03-24T17:00", "2026-03-31T16:00"]


@pytest.mark.parametrize(
    ("local", "zone", "moment"),
    [
        ("2026-03-08T02:30", NEW_YORK, "2026-03-08T07:30"),  # skipped: read at −5, shown as 03:30
        ("2026-03-08T01:59", NEW_YORK, "2026-03-08T06:59"),
        ("2026-03-08T03:00", NEW_YORK, "2026-03-08T07:00"),
        ("2026-11-01T01:30", NEW_YORK, "2026-11-01T05:30"),  # twice: the first, still at −4
        ("2026-11-01T02:00", NEW_YORK, "2026-11-01T07:00"),
        ("2026-03-29T02:30", MADRID, "2026-03-29T01:30"),
        ("2026-10-25T02:30", MADRID, "2026-10-25T00:30"),
        ("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:45"),  # skipped: read at +10:30
        ("2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45"),  # twice: the first, at +11
        ("2026-01-06T18:00", "Asia/Kathmandu", "2026-01-06T12:15"),
    ],
)
def test_odd_local_times_are_read_as_rfc_5545_says(local: str, zone: str, moment: str) -> None:
    assert localised(at(local), ZoneInfo(zone)) == at(moment).replace(tzinfo=UTC)


def test_a_session_lasts_its_minutes_even_while_the_clock_changes() -> None:
    night = series("2026-03-07T23:30", "", NEW_YORK, minutes=240)
    [found] = occurrences(night, **FOREVER)
    assert found.ends_at - found.starts_at == timedelta(hours=4)
    assert found.ends_at == at("2026-03-08T08:30:00+00:00")  # 04:30 on the wall, five hours later


@pytest.mark.parametrize(
    ("first", "rrule", "dates"),
    [  # RFC 5545, section 3.8.5.3, its examples in New York at 09:00 (a few dates of each)
        ("1997-09-02", "FREQ=DAILY;COUNT=3", "1997-09-02 1997-09-03 1997-09-04"),
        (
            "1997-09-02",
            "FREQ=DAILY;INTERVAL=10;COUNT=5",
            "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12",
        ),
        ("1997-09-02", "FREQ=WEEKLY;COUNT=3", "1997-09-02 1997-09-09 1997-09-16"),
        (
            "1997-09-02",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
            "1997-09-02 1997-09-04 1997-09-16 1997-09-18 1997-09-30 1997-10-02 1997-10-14 1997-10-16",
        ),
        (
            "1997-09-05",
            "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
            "1997-09-05 1997-10-03 1997-11-07 1997-12-05 1998-01-02 1998-02-06 1998-03-06 1998-04-03 "
            "1998-05-01 1998-06-05",
        ),
        (
            "1997-09-22",
            "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
            "1997-09-22 1997-10-20 1997-11-17 1997-12-22 1998-01-19 1998-02-16",
        ),
        (
            "1997-09-28",
            "FREQ=MONTHLY;COUNT=6;BYMONTHDAY=-3",
            "1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29 1998-02-26",
        ),
        (
            "1997-09-30",
            "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
            "1997-09-30 1997-10-01 1997-10-31 1997-11-01 1997-11-30 1997-12-01 1997-12-31 1998-01-01 "
            "1998-01-31 1998-02-01",
        ),
        ("1997-05-19", "FREQ=YEARLY;BYDAY=20MO;COUNT=3", "1997-05-19 1998-05-18 1999-05-17"),
        (
            "1997-06-10",
            "FREQ=YEARLY;COUNT=6;BYMONTH=6,7",
            "1997-06-10 1997-07-10 1998-06-10 1998-07-10 1999-06-10 1999-07-10",
        ),
        (
            "1998-02-13",
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=5",
            "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13",
        ),
        (
            "1997-08-05",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
            "1997-08-05 1997-08-10 1997-08-19 1997-08-24",
        ),
        (
            "1997-08-05",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
            "1997-08-05 1997-08-17 1997-08-19 1997-08-31",
        ),
    ],
)
def test_the_examples_of_the_standard(first: str, rrule: str, dates: str) -> None:
    recurrence = series(f"{first}T09:00", rrule)
    found = [f"{each.original_local:%Y-%m-%d}" for each in occurrences(recurrence, **FOREVER)]
    assert found == dates.split()


@pytest.mark.parametrize(
    ("until", "sessions"),
    [
        ("20260310T220000Z", 3),  # exactly the third session's start
        ("20260310T215959Z", 2),
        ("20260310", 3),  # the whole of that day
        ("20260309", 2),
        ("20260310T180000", 3),
        ("20260310T175959", 2),
    ],
)
def test_the_last_session_is_the_one_at_until(until: str, sessions: int) -> None:
    assert len(starts(series("2026-02-24T18:00", f"FREQ=WEEKLY;BYDAY=TU;UNTIL={until}"))) == sessions


def test_until_inside_the_hour_that_happens_twice() -> None:
    """1 November 2026, New York: 01:30 first means 05:30 UTC, and 06:15 UTC is 01:15 the second time."""
    nights = series("2026-10-31T01:30", "FREQ=DAILY;UNTIL=20261101T061500Z")
    assert starts(nights) == ["2026-10-31T05:30", "2026-11-01T05:30"]


def test_the_window_holds_its_start_and_not_its_end() -> None:
    window = {"after": at("2026-03-03T23:00:00+00:00"), "before": at("2026-03-10T22:00:00+00:00")}
    assert starts(TUESDAYS, **window) == ["2026-03-03T23:00"]
    assert starts(TUESDAYS, after=window["before"], before=window["after"]) == []


def test_cancelled_and_moved_sessions() -> None:
    second, third, fourth = at("2026-03-03T18:00"), at("2026-03-10T18:00"), at("2026-03-17T18:00")
    found = occurrences(
        TUESDAYS,
        after=at("2026-03-01T00:00:00+00:00"),
        before=at("2026-03-20T00:00:00+00:00"),
        cancelled=frozenset({second, at("2026-03-04T18:00")}),
        moved={third: at("2026-03-12T17:00"), second: at("2026-03-05T18:00"), fourth: at("2026-03-09T09:00")},
    )
    assert found == [
        Occurrence(fourth, at("2026-03-09T13:00:00+00:00"), at("2026-03-09T14:30:00+00:00"), moved=True),
        Occurrence(third, at("2026-03-12T21:00:00+00:00"), at("2026-03-12T22:30:00+00:00"), moved=True),
    ]


def test_a_session_moved_into_or_out_of_the_window_counts_where_it_is_now() -> None:
    summer, march = at("2026-07-07T18:00"), at("2026-03-03T18:00")
    window = {"after": at("2026-03-01T00:00:00+00:00"), "before": at("2026-03-08T00:00:00+00:00")}
    moved = {summer: at("2026-03-06T18:00"), march: at("2026-04-02T18:00")}
    assert [each.original_local for each in occurrences(TUESDAYS, **window, moved=moved)] == [summer]
    [kept] = occurrences(TUESDAYS, **window, moved={march: march})
    assert not kept.moved


def test_a_single_session_needs_no_rule() -> None:
    single = series("2026-03-03T18:00", "")
    assert starts(single) == ["2026-03-03T23:00"]
    assert starts(single, before=at("2026-03-03T23:00:00+00:00")) == []


@pytest.mark.parametrize(
    ("rrule", "sentence"),
    [
        ("FREQ=HOURLY", "at most once a day"),
        ("FREQ=SECONDLY;INTERVAL=1", "at most once a day"),
        ("FREQ=WEEKLY;BYHOUR=9,18", "do not know"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1", "do not know"),
        ("FREQ=FORTNIGHTLY", "cannot be read"),
        ("BYDAY=TU", "cannot be read"),
        ("FREQ", "cannot be read"),
        ("FREQ=WEEKLY;", None),
        ("rrule:freq=weekly;byday=tu", None),
        ("FREQ=WEEKLY;FREQ=DAILY", "cannot be read"),
        ("FREQ=WEEKLY;BYDAY=", "cannot be read"),
        ("FREQ=WEEKLY;BYDAY=TU,", "cannot be read"),
        ("FREQ=WEEKLY;BYDAY=XX", "cannot be read"),
        ("FREQ=WEEKLY;WKST=1", "cannot be read"),
        ("FREQ=WEEKLY;X-GROUP=1", "cannot be read"),
        ("FREQ=WEEKLY\nEXDATE:20260303T180000", "cannot be read"),
        ("FREQ=WEEKLY;INTERVAL=0", "outside what is possible"),
        ("FREQ=WEEKLY;INTERVAL=-1", "outside what is possible"),
        ("FREQ=WEEKLY;INTERVAL=99999", "outside what is possible"),
        ("FREQ=WEEKLY;INTERVAL=two", "cannot be read"),
        ("FREQ=WEEKLY;INTERVAL=²", "cannot be read"),
        ("FREQ=WEEKLY;COUNT=0", "outside what is possible"),
        ("FREQ=WEEKLY;COUNT=3;UNTIL=20270101", "not by both"),
        ("FREQ=WEEKLY;UNTIL=20261301", "cannot be read"),
        ("FREQ=WEEKLY;UNTIL=20260101T990000Z", "cannot be read"),
        ("FREQ=WEEKLY;UNTIL=soon", "cannot be read"),
        ("FREQ=WEEKLY;BYDAY=1TU", "which weekday of the month"),
        ("FREQ=DAILY;BYDAY=-1TU", "which weekday of the month"),
        ("FREQ=MONTHLY;BYDAY=TU,-1FR", "with its place"),
        ("FREQ=MONTHLY;BYDAY=6TU", "outside what is possible"),
        ("FREQ=YEARLY;BYMONTH=2;BYDAY=-6TU", "outside what is possible"),
        ("FREQ=YEARLY;BYDAY=54TU", "outside what is possible"),
        ("FREQ=MONTHLY;BYDAY=0TU", "outside what is possible"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "outside what is possible"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "outside what is possible"),
        ("FREQ=YEARLY;BYMONTH=13", "outside what is possible"),
        ("FREQ=WEEKLY;BYMONTHDAY=24", "names weekdays"),
        ("FREQ=WEEKLY;BYDAY=WE", "does not fall on a day"),
        ("FREQ=YEARLY;BYMONTH=3", "does not fall on a day"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "does not fall on a day"),
        ("FREQ=MONTHLY;BYDAY=-2TU", "does not fall on a day"),
    ],
)
def test_a_bad_rule_is_refused_with_a_sentence(rrule: str, sentence: str | None) -> None:
    """24 February 2026 is the fourth and last Tuesday of its month."""
    if sentence is None:
        assert starts(series("2026-02-24T18:00", rrule), before=at("2026-03-05T00:00:00+00:00"))
        return
    with pytest.raises(Refused, match=sentence):
        series("2026-02-24T18:00", rrule)


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "America", "x\0y"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(Refused, match="time zone"):
        series("2026-02-24T18:00", "", zone)


def test_times_of_the_wrong_kind_are_refused() -> None:
    with pytest.raises(Refused, match="local time"):
        series("2026-02-24T18:00+00:00", "")
    for minutes in (0, -30, 1441):
        with pytest.raises(Refused, match="between 1 minute"):
            series("2026-02-24T18:00", "", minutes=minutes)
    with pytest.raises(Refused, match="moments"):
        occurrences(TUESDAYS, after=at("2026-02-24T18:00"), before=at("2026-03-24T18:00+00:00"))


def test_an_endless_expansion_is_refused_and_ends() -> None:
    days = series("2026-02-24T18:00", "FREQ=DAILY")
    with pytest.raises(Refused, match="too many"):
        occurrences(days, after=FOREVER["after"], before=datetime.max.replace(tzinfo=UTC))
    leap = series("2028-02-29T18:00", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29")
    assert len(starts(leap)) == 18  # 2028, 2032, … 2096


ZONES = st.sampled_from(
    [NEW_YORK, MADRID, "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago", "UTC"]
)
FIRSTS = st.datetimes(min_value=at("2020-01-01"), max_value=at("2035-01-01")).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


@st.composite
def rules(draw: st.DrawFn, first: datetime) -> str:
    """A rule that `first` fits."""
    weekday = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[first.weekday()]
    extra = draw(st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), unique=True))
    days = ",".join([weekday, *(day for day in extra if day != weekday)])
    shape = draw(
        st.sampled_from(
            [
                "FREQ=DAILY", "FREQ=WEEKLY", f"FREQ=WEEKLY;BYDAY={days}", f"FREQ=MONTHLY;BYDAY={days}",
                "FREQ=MONTHLY", f"FREQ=MONTHLY;BYMONTHDAY={first.day},-1", "FREQ=YEARLY",
                f"FREQ=MONTHLY;BYDAY={(first.day - 1) // 7 + 1}{weekday}",
                f"FREQ=YEARLY;BYMONTH={first.month};BYDAY={days}",
            ]
        )
    )  # fmt: skip
    return f"{shape};INTERVAL={draw(st.integers(1, 4))};COUNT={draw(st.integers(1, 40))}"


@given(st.data(), FIRSTS, ZONES)
def test_it_agrees_with_dateutil_on_the_wall_and_with_the_zone_on_the_moment(
    data: st.DataObject, first: datetime, zone: str
) -> None:
    rrule = data.draw(rules(first))
    found = occurrences(
        Recurrence(first, 50, rrule, zone), **FOREVER | {"before": datetime(2999, 1, 1, tzinfo=UTC)}
    )
    assert [each.original_local for each in sorted(found, key=lambda each: each.original_local)] == list(
        rrulestr(rrule, dtstart=first)
    )
    for each in found:
        shown = each.starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert shown == each.original_local or timedelta() < shown - each.original_local <= timedelta(hours=1)
        assert each.ends_at - each.starts_at == timedelta(minutes=50)


@given(FIRSTS, ZONES, st.integers(0, 400), st.integers(0, 60), st.integers(0, 60))
def test_two_windows_side_by_side_hold_what_one_holds(
    first: datetime, zone: str, offset: int, one: int, two: int
) -> None:
    recurrence = Recurrence(first, 90, "FREQ=WEEKLY;INTERVAL=2", zone)
    start = first.replace(tzinfo=UTC) + timedelta(days=offset - 5)
    middle, end = start + timedelta(days=one), start + timedelta(days=one + two)
    halves = occurrences(recurrence, after=start, before=middle) + occurrences(
        recurrence, after=middle, before=end
    )
    assert halves == occurrences(recurrence, after=start, before=end)


@pytest.mark.parametrize(
    ("first", "rrule", "words"),
    [
        ("2026-02-24T18:00", "FREQ=WEEKLY;BYDAY=TU", "every Tuesday at 18:00"),
        ("2026-02-24T18:00", "FREQ=WEEKLY", "every Tuesday at 18:00"),
        ("2026-02-24T09:05", "FREQ=WEEKLY;BYDAY=TH,TU", "every Tuesday and Thursday at 09:05"),
        ("2026-02-24T18:00", "FREQ=WEEKLY;INTERVAL=2", "every 2 weeks on Tuesday at 18:00"),
        ("2026-02-24T18:00", "FREQ=WEEKLY;COUNT=12", "every Tuesday at 18:00, 12 times"),
        ("2026-02-24T18:00", "FREQ=WEEKLY;COUNT=1", "every Tuesday at 18:00, once"),
        ("2026-02-24T18:00", "FREQ=WEEKLY;UNTIL=20260701", "every Tuesday at 18:00, until 1 July 2026"),
        (
            "2026-02-24T18:00",
            "FREQ=WEEKLY;UNTIL=20260701T030000Z",
            "every Tuesday at 18:00, until 30 June 2026",
        ),
        ("2026-02-24T18:00", "FREQ=DAILY", "every day at 18:00"),
        ("2026-02-24T18:00", "FREQ=DAILY;INTERVAL=3", "every 3 days at 18:00"),
        ("2026-02-24T18:00", "FREQ=MONTHLY;BYDAY=-1TU", "every month on the last Tuesday at 18:00"),
        ("2026-02-24T18:00", "FREQ=MONTHLY;BYDAY=4TU", "every month on the fourth Tuesday at 18:00"),
        ("2026-02-24T18:00", "FREQ=MONTHLY", "every month on day 24 at 18:00"),
        ("2026-02-28T18:00", "FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day at 18:00"),
        (
            "2026-02-24T18:00",
            "FREQ=MONTHLY;BYMONTHDAY=-5,1",
            "every month on day 5 from the end and day 1 at 18:00",
        ),
        (
            "2026-02-24T18:00",
            "FREQ=MONTHLY;BYMONTH=2,9;BYDAY=TU",
            "every month on Tuesday in February and September at 18:00",
        ),
        ("2026-02-24T18:00", "FREQ=YEARLY", "every year on 24 February at 18:00"),
        ("2026-02-24T18:00", "FREQ=YEARLY;BYDAY=8TU", "every year on Tuesday number 8 at 18:00"),
        ("2026-02-24T18:00", "", "once, on 24 February 2026 at 18:00"),
    ],
)  # fmt: skip
def test_a_series_in_words(first: str, rrule: str, words: str) -> None:
    assert describe(series(first, rrule)) == words


def test_a_series_in_the_words_of_another_language() -> None:
    spanish = {
        "every {days}": "cada {days}",
        "Tuesday": "martes",
        "{how_often} at {time}": "{how_often} a las {time}",
    }
    assert describe(TUESDAYS, lambda words: spanish.get(words, words)) == "cada martes a las 18:00"
