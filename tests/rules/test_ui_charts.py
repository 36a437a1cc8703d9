"""The geometry of a trajectory, worked out by hand for a picture of 340 × 290 and one of 660 × 330."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.ui.rules.charts import Band, Point, Words, number_words, trajectory

JANUARY = date(2026, 1, 6)
PHQ_BANDS = [Band(0, 4, "none"), Band(5, 9, "mild"), Band(10, 14, "moderate"), Band(15, 27, "strong")]


def weekly(*values: float) -> list[Point]:
    return [Point(JANUARY + timedelta(weeks=week), value) for week, value in enumerate(values)]


def test_the_lowest_value_lies_at_the_bottom_and_the_highest_at_the_top() -> None:
    # The field reaches from y = 14 to y = 290 - 34 = 256; the middle value lies at (14 + 256) / 2.
    drawn = trajectory(weekly(0, 10, 5), low=0, high=10, width=340, height=290)
    assert [dot.y for dot in drawn.dots] == [256, 14, 135]


def test_time_runs_from_left_to_right_evenly() -> None:
    # Without bands the field reaches from x = 34 to 340 - 14 = 326; dots keep 18 from its edges: 52 to 308.
    drawn = trajectory(weekly(1, 2, 3), low=0, high=10, width=340, height=290)
    assert [dot.x for dot in drawn.dots] == [52, 180, 308]
    assert drawn.path == "M52.0 231.8L180.0 207.6L308.0 183.4"


def test_points_are_drawn_in_the_order_of_time() -> None:
    drawn = trajectory(list(reversed(weekly(1, 2, 3))), low=0, high=10)
    assert [dot.number for dot in drawn.dots] == ["1", "2", "3"]
    assert [dot.last for dot in drawn.dots] == [False, False, True]


def test_the_marks_of_the_axis_are_where_a_band_begins() -> None:
    drawn = trajectory(weekly(3), PHQ_BANDS, low=0, high=27)
    assert [tick.value for tick in drawn.value_ticks] == [0, 5, 10, 15, 27]


def test_the_zone_of_unreliable_change_and_the_cut_off_lie_at_their_values() -> None:
    # 242 units for 10 values: 24.2 each. 4 to 8 is 4 × 24.2 = 96.8 high, from 256 - 8 × 24.2 = 62.4.
    drawn = trajectory(weekly(6, 5), cutoff=5, unreliable_band=(4, 8), low=0, high=10, width=340, height=290)
    assert drawn.unreliable is not None
    assert (drawn.unreliable.y, drawn.unreliable.height) == (62.4, 96.8)
    assert drawn.cutoff_y == 135


def test_the_zone_ends_where_the_measure_ends() -> None:
    drawn = trajectory(weekly(2), unreliable_band=(-3, 7), low=0, high=10, width=340, height=290)
    assert drawn.unreliable is not None
    assert drawn.unreliable.y + drawn.unreliable.height == 256


def test_a_long_name_of_a_band_stands_in_two_lines_around_its_middle() -> None:
    # One band from 0 to 10: its middle is y = 135; two lines stand half of 14 above and below 139.5.
    drawn = trajectory(weekly(2), [Band(0, 10, "moderately strong")], low=0, high=10, width=340, height=290)
    assert drawn.band_words == (Words(132.5, "moderately"), Words(146.5, "strong"))


def test_nothing_measured_yet_draws_an_empty_field() -> None:
    drawn = trajectory([], PHQ_BANDS, low=0, high=27)
    assert not drawn.has_points
    assert drawn.path == ""
    assert drawn.time_ticks == ()


def test_a_single_measurement_stands_in_the_middle() -> None:
    drawn = trajectory(weekly(4), low=0, high=10, width=340, height=290)
    assert drawn.dots[0].x == 180


def test_dates_are_few_and_hold_the_first_and_the_last() -> None:
    drawn = trajectory(weekly(*range(10)), low=0, high=10, width=340)
    days = [tick.when for tick in drawn.time_ticks]
    assert len(days) == 3
    assert (days[0], days[-1]) == (JANUARY, JANUARY + timedelta(weeks=9))


def test_a_measure_without_extent_is_an_error() -> None:
    with pytest.raises(ValueError, match="above the lowest"):
        trajectory(weekly(1), low=5, high=5)


@pytest.mark.parametrize(("value", "words"), [(7.0, "7"), (7.5, "7.5"), (0, "0")])
def test_numbers_carry_no_needless_decimal(value: float, words: str) -> None:
    assert number_words(value) == words


@given(
    st.lists(st.floats(-50, 150, allow_nan=False), max_size=30),
    st.sampled_from([340.0, 660.0]),
)
def test_nothing_is_ever_drawn_outside_the_field(values: list[float], width: float) -> None:
    drawn = trajectory(weekly(*values), PHQ_BANDS, low=0, high=27, width=width)
    for dot in drawn.dots:
        assert drawn.frame.left <= dot.x <= drawn.frame.right
        assert drawn.frame.top <= dot.y <= drawn.frame.bottom


def test_a_point_that_stands_out_is_a_diamond_with_its_words_under_it() -> None:
    # As above: x = 180 in the middle, y = 135 for the middle value; the corners of the diamond lie 9 away.
    low = Point(JANUARY + timedelta(weeks=1), 5, mark="open", label="a heavier time")
    drawn = trajectory([*weekly(8), low, weekly(0, 0, 8)[2]], low=0, high=10, width=340, height=290)
    assert drawn.marks == {"open"}
    assert drawn.dots[1].diamond == "M180.0 126.0L189.0 135.0L180.0 144.0L171.0 135.0Z"
    assert drawn.labels == ((drawn.dots[1], 135 + 28),)


def test_words_keep_inside_the_picture() -> None:
    # Within 60 of the sides of the field they begin or end at their dot; at its foot they stand above it.
    ends = [Point(JANUARY + timedelta(weeks=week), 0, label="low") for week in (0, 1, 2)]
    drawn = trajectory(ends, low=0, high=10, width=340, height=290)
    assert [dot.anchor for dot, _ in drawn.labels] == ["start", "middle", "end"]
    assert {at for _, at in drawn.labels} == {256 - 16}


def test_three_years_of_weeks_have_smaller_dots_than_one_quarter() -> None:
    quarter, years = (trajectory(weekly(*[5] * weeks), low=0, high=10, width=660) for weeks in (13, 156))
    assert quarter.dot_radius > years.dot_radius
