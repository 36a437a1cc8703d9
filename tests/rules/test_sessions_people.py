"""Who was there on Tuesdays, for how long, and how it was for the group."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.sessions.rules.attendance import (
    WORDS,
    Attendance,
    Status,
    attendance_summary,
    late,
    left_early,
    minutes_present,
    missed_in_a_row,
)
from holdspace.sessions.rules.climate import GroupRating, group_rating

START = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
END = START + timedelta(minutes=90)


def minute(number: float) -> datetime:
    return START + timedelta(minutes=number)


def history(statuses: str) -> list[Attendance]:
    """One letter a week: a(ttended), l(ate), m(issed), e(xcused), x for expected."""
    known = {
        "a": Status.ATTENDED,
        "l": Status.ATTENDED,
        "m": Status.MISSED,
        "e": Status.EXCUSED,
        "x": Status.EXPECTED,
    }
    weeks = [timedelta(weeks=number) for number in range(len(statuses))]
    return [
        Attendance(
            known[letter],
            START + week,
            END + week,
            START + week + timedelta(minutes=6) if letter == "l" else None,
        )
        for letter, week in zip(statuses, weeks, strict=True)
    ]


@pytest.mark.parametrize(
    ("arrived", "left", "minutes"),
    [
        (0, None, 90), (0, 90, 90), (-10, 100, 90), (10, None, 80), (10, 60, 50), (None, None, 0),
        (None, 40, 0), (95, None, 0), (60, 30, 0), (-20, -5, 0), (0.5, 1.4, 0), (0, 45.9, 45),
    ],
)  # fmt: skip
def test_minutes_inside_the_session(arrived: float | None, left: float | None, minutes: int) -> None:
    came = None if arrived is None else minute(arrived)
    went = None if left is None else minute(left)
    assert minutes_present(START, END, came, went) == minutes


@pytest.mark.parametrize(
    ("after", "expected"), [(-5, False), (0, False), (5, False), (5.02, True), (20, True)]
)
def test_late_is_more_than_five_minutes(after: float, expected: bool) -> None:
    assert late(START, minute(after)) is expected
    assert left_early(END, END - timedelta(minutes=after)) is expected


def test_without_a_time_nobody_is_late_or_early() -> None:
    assert not late(START, None)
    assert not left_early(END, None)


@pytest.mark.parametrize(
    ("weeks", "missed"),
    [
        ("", 0), ("a", 0), ("m", 1), ("amm", 2), ("mma", 0),
        ("mmam", 1), ("amem", 2), ("ame", 1), ("ammx", 2), ("lmm", 2),
    ],
)  # fmt: skip
def test_missed_in_a_row(weeks: str, missed: int) -> None:
    assert missed_in_a_row(history(weeks)) == missed
    assert missed_in_a_row(history(weeks)[::-1]) == missed


def test_a_history_in_four_numbers() -> None:
    assert attendance_summary(history("aalmmexa")) == (4, 2, 1, 1)
    assert attendance_summary([]) == (0, 0, 0, 0)


def test_every_status_has_words() -> None:
    assert set(WORDS) == set(Status)


@given(st.floats(-200, 200), st.floats(-200, 200))
def test_nobody_is_present_longer_than_the_session(arrived: float, left: float) -> None:
    assert 0 <= minutes_present(START, END, minute(arrived), minute(left)) <= 90


def test_a_group_s_rating_is_a_mean_of_at_least_three() -> None:
    ratings = [{"heard": 9, "overall": 8}, {"heard": 6, "overall": None}, {"heard": 9, "overall": 4}]
    assert group_rating(ratings) == GroupRating(3, {"heard": 8.0})
    assert group_rating(ratings[:2]) is None
    assert group_rating([]) is None


def test_an_empty_form_is_not_an_answer() -> None:
    ratings = [{"heard": 9}, {"heard": 6}, {"heard": None}, {}]
    assert group_rating(ratings) is None
    assert group_rating([*ratings, {"heard": 3}]) == GroupRating(3, {"heard": 6.0})


def test_the_minimum_can_only_be_raised() -> None:
    ratings = [{"heard": 5}] * 4
    assert group_rating(ratings, minimum=5) is None
    with pytest.raises(ValueError, match="at least 3"):
        group_rating(ratings, minimum=2)


@given(st.lists(st.dictionaries(st.sampled_from("abcd"), st.one_of(st.none(), st.integers(0, 10)))))
def test_no_mean_stands_on_fewer_than_three(ratings: list[dict[str, int | None]]) -> None:
    result = group_rating(ratings)
    for question in "abcd":
        given_ = [points for rating in ratings if (points := rating.get(question)) is not None]
        shown = result is not None and question in result.means
        assert shown == (len(given_) >= 3)
        if shown and result is not None:
            assert min(given_) <= result.means[question] <= max(given_)
