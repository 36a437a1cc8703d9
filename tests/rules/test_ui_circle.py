"""Where the seats stand. Expected places are those of a compass, worked out by hand."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import holdspace.ui
from holdspace.ui.rules.circle import (
    FEWEST_SEATS,
    MOST_SEATS,
    STRETCH,
    Chord,
    Place,
    Seat,
    Shape,
    angles,
    chord_path,
    places,
    ring,
)

CIRCLE_CSS = (Path(holdspace.ui.__file__).parent / "static/ui/circle.css").read_text()
counts = st.integers(FEWEST_SEATS, MOST_SEATS)
shapes = st.sampled_from(list(Shape))


def seats(*names: str) -> list[Seat]:
    return [Seat(name.lower(), name, "quiet", "in the room") for name in names]


def test_four_seats_stand_at_the_points_of_the_compass() -> None:
    north, east, south, west = places(4)
    for place, (x, y) in zip((north, east, south, west), ((0, -1), (1, 0), (0, 1), (-1, 0)), strict=True):
        assert (place.x, place.y) == pytest.approx((x, y), abs=1e-9)


@given(counts, shapes)
def test_the_first_sits_at_the_top_and_the_others_follow_clockwise(count: int, shape: Shape) -> None:
    turns = angles(count, shape)
    assert turns[0] == pytest.approx(-math.pi / 2)
    assert all(later > earlier for earlier, later in pairwise(turns))
    assert turns[-1] < turns[0] + 2 * math.pi


@given(counts, shapes)
def test_the_picture_is_the_same_in_a_mirror(count: int, shape: Shape) -> None:
    standing = places(count, shape)
    for right, left in zip(standing[1:], reversed(standing[1:]), strict=True):
        assert (right.x, right.y) == pytest.approx((-left.x, left.y), abs=1e-9)


def nearest(standing: tuple[Place, ...], stretch: float) -> float:
    return min(
        math.dist((a.x, a.y * stretch), (b.x, b.y * stretch))
        for a, b in zip(standing, (*standing[1:], standing[0]), strict=True)
    )


@given(st.sampled_from(sorted(STRETCH)))
def test_in_a_tall_circle_neighbours_have_more_room_than_in_a_round_one(count: int) -> None:
    even = places(count, Shape.ROUND)
    bent = places(count, Shape.TALL)
    assert nearest(bent, STRETCH[count]) > nearest(even, 1.0)
    assert nearest(bent, STRETCH[count]) > nearest(even, STRETCH[count])


@pytest.mark.parametrize("count", [0, 2, 15])
def test_a_circle_of_too_few_or_too_many_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="seats"):
        places(count)


def test_the_style_sheet_stretches_the_circle_as_the_rule_does() -> None:
    written = re.findall(r'data-count="(\d+)"\] \{ --stretch: ([\d.]+); --reach: ([\d.]+);', CIRCLE_CSS)
    assert {int(count): float(stretch) for count, stretch, _ in written} == dict(STRETCH)
    for count, stretch, reach in written:
        room = nearest(places(int(count), Shape.TALL), float(stretch))
        assert room - 0.002 <= float(reach) <= room + 0.002


def test_the_style_sheet_places_every_seat() -> None:
    for number in range(1, MOST_SEATS + 1):
        assert f"&:nth-child({number}) {{ --i: {number - 1}; }}" in CIRCLE_CSS
    for count in range(FEWEST_SEATS, MOST_SEATS + 1):
        assert f'&[data-count="{count}"] {{ --n: {count}; }}' in CIRCLE_CSS


def test_a_chord_goes_from_giver_to_receiver_by_way_of_the_middle() -> None:
    # From the top (0, -1) to the right (1, 0), 72 % of the way out; the pull is a quarter of (0.5, -0.5).
    assert chord_path(Place(0, -1), Place(1, 0)) == "M0.0 -72.0Q9.0 -9.0 72.0 0.0"


def test_the_ring_carries_its_chords_in_both_shapes() -> None:
    group = seats("Ana", "Bo", "Chidi")
    given_encouragement = [Chord("ana", "chidi", 3)]
    for shape in Shape:
        drawn = ring(group, given_encouragement, shape)
        assert len(drawn.marks) == 3
        assert [line.weight for line in drawn.lines] == [3]
        assert drawn.lines[0].path.startswith("M0.0 -72.0")


def test_a_chord_to_somebody_who_does_not_sit_here_is_an_error() -> None:
    with pytest.raises(KeyError):
        ring(seats("Ana", "Bo", "Chidi"), [Chord("ana", "dana")])


@pytest.mark.parametrize("weight", [0, 6])
def test_a_chord_has_a_weight_of_one_to_five(weight: int) -> None:
    with pytest.raises(ValueError, match="weight"):
        Chord("ana", "bo", weight)


def test_every_tone_but_the_quiet_one_has_an_icon_of_its_own() -> None:
    icons = [
        Seat("a", "Ana", "s", "w", tone=tone).icon  # type: ignore[arg-type]
        for tone in ("present", "concern", "absent", "waiting", "empty")
    ]
    assert all(icons)
    assert len(set(icons)) == len(icons)
    assert Seat("a", "Ana", "s", "w").icon == ""


def test_a_long_word_in_a_name_asks_for_smaller_letters() -> None:
    assert Seat("m", "Margarethe", "s", "w").has_long_name
    assert not Seat("m", "Ana Maria Luz", "s", "w").has_long_name
