"""Where the seats of a circle stand, and the lines between them.

Positions are in units of the circle: x and y from -1 to 1, y downwards as in SVG, the first seat at the top
and the others clockwise, as one would go round the room. `static/ui/circle.css` computes the same positions
for the seats themselves, because the content security policy forbids style attributes; a browser test
holds that both agree.

On a narrow screen a large circle becomes a tall oval. Seats at equal angles would crowd at the ends of an
oval, so the angle is bent: for an ellipse with the half-axes 1 and k, points at t = a - c sin(2a) with
c = (k - 1) / (2 (k + 1)) move at the same speed at the ends of both axes, that is, stand about equally far
apart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

FEWEST_SEATS = 3
MOST_SEATS = 14

Tone = Literal["quiet", "present", "concern", "absent", "waiting", "empty"]
Role = Literal["member", "leader"]

# How much taller than wide the oval of a narrow screen is, by number of seats. Chosen so that neighbours
# keep room for a name at 320 px; up to 7 seats a round circle has that room.
STRETCH: Mapping[int, float] = {8: 1.1, 9: 1.2, 10: 1.35, 11: 1.5, 12: 1.7, 13: 1.85, 14: 2.0}

ICONS: Mapping[str, str] = {
    "quiet": "",
    "present": "check",
    "concern": "alert",
    "absent": "absent",
    "waiting": "clock",
    "empty": "plus",
}


class Shape(StrEnum):
    """Round where there is room, tall on a narrow screen."""

    ROUND = "round"
    TALL = "tall"


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat as it is drawn: who sits there and how it stands with them, in words."""

    key: str
    name: str
    state: str
    state_words: str
    detail: str = ""
    role: Role = "member"
    url: str = ""
    action: str = ""
    tone: Tone = "quiet"
    holds_piece: bool = False
    badge: str = ""
    has_face: bool = False
    """A moving picture of the person may stand in this seat."""

    @property
    def icon(self) -> str:
        """The icon that carries the tone for those who do not see its colour; empty for none."""
        return ICONS[self.tone]

    @property
    def has_long_name(self) -> bool:
        """Whether one word of the name needs smaller letters on a phone."""
        return max((len(word) for word in self.name.split()), default=0) > 8

    @property
    def leads(self) -> bool:
        return self.role == "leader"


@dataclass(frozen=True, slots=True)
class Chord:
    """A line from one seat to another: who gave something to whom. `weight` is 1 (thin) to 5."""

    giver: str
    receiver: str
    weight: int = 1
    words: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.weight <= 5:
            raise ValueError("The weight of a chord is 1 to 5.")


@dataclass(frozen=True, slots=True)
class Place:
    """A point of the circle, x and y from -1 to 1."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A chord as an SVG path in units of 1/100 of the circle."""

    path: str
    weight: int


@dataclass(frozen=True, slots=True)
class Ring:
    """The picture under the seats in one shape; `marks` are where seats stand, in hundredths."""

    shape: Shape
    marks: tuple[Place, ...]
    lines: tuple[Line, ...]


def angles(count: int, shape: Shape = Shape.ROUND) -> tuple[float, ...]:
    """The angle of each seat in radians, clockwise, from -pi/2 (the top)."""
    if not FEWEST_SEATS <= count <= MOST_SEATS:
        raise ValueError(f"A circle has {FEWEST_SEATS} to {MOST_SEATS} seats, not {count}.")
    stretch = STRETCH.get(count, 1.0) if shape is Shape.TALL else 1.0
    bend = (stretch - 1) / (2 * (stretch + 1))
    even = (-math.pi / 2 + 2 * math.pi * index / count for index in range(count))
    return tuple(angle - bend * math.sin(2 * angle) for angle in even)


def places(count: int, shape: Shape = Shape.ROUND) -> tuple[Place, ...]:
    """Where `count` seats stand, each axis measured in its own half-axis."""
    return tuple(Place(math.cos(angle), math.sin(angle)) for angle in angles(count, shape))


def chord_path(start: Place, end: Place) -> str:
    """A curve between two seats, drawn towards the middle so that neighbours' lines stay apart.

    It ends at 72 % of the way out, before the seats begin.
    """
    reach, pull = 72.0, 0.25
    first, last = (f"{point.x * reach:.1f} {point.y * reach:.1f}" for point in (start, end))
    middle_x = (start.x + end.x) / 2 * reach * pull
    middle_y = (start.y + end.y) / 2 * reach * pull
    return f"M{first}Q{middle_x:.1f} {middle_y:.1f} {last}"


def ring(seats: Sequence[Seat], chords: Sequence[Chord] = (), shape: Shape = Shape.ROUND) -> Ring:
    """The picture under `seats`; a chord whose ends do not both sit here is an error of the caller."""
    standing = places(len(seats), shape)
    by_key = {seat.key: place for seat, place in zip(seats, standing, strict=True)}
    lines = tuple(
        Line(chord_path(by_key[chord.giver], by_key[chord.receiver]), chord.weight) for chord in chords
    )
    marks = tuple(Place(round(place.x * 100, 1), round(place.y * 100, 1)) for place in standing)
    return Ring(shape, marks, lines)
