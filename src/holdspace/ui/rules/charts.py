"""A trajectory over time: bands of severity, a cut-off, the zone of unreliable change, the line, and events.

One axis, no rainbow. The geometry is in the units of the SVG's viewBox (1 unit = 1 CSS pixel at the given
width); the template only writes it down. Values are those of the measure, time is days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from holdspace.kernel.words import figure

EVENTS: Final[Mapping[str, str]] = {
    "joined": "M-4 -5L5 0L-4 5Z",
    "left": "M4 -5L-5 0L4 5Z",
    "missed": "M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5",
}
"""The sign of each kind of event, around its place on the axis of time: told apart by their shapes."""


@dataclass(frozen=True, slots=True)
class Point:
    """One measurement; `words` says it in words ("14, moderate"), else the number stands.

    A point that stands out is drawn with a `mark` (a diamond, "open" or "closed") and has a short `label`.
    """

    when: date
    value: float
    words: str = ""
    mark: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day; `kind` is one of EVENTS, `words` say it in the table."""

    when: date
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Band:
    """A range of values with its name, both ends included."""

    low: float
    high: float
    label: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The outer measures of the picture and the field in which the line is drawn."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def span(self) -> float:
        return self.right - self.left

    @property
    def tick_x(self) -> float:
        return self.left - 8

    @property
    def label_x(self) -> float:
        """Where the names of the bands begin, beside the field."""
        return self.right + 10

    @property
    def time_y(self) -> float:
        return self.height - 10

    @property
    def high_y(self) -> float:
        """Where the words for the highest value stand, just inside the field."""
        return self.top + 18

    @property
    def low_y(self) -> float:
        """Where the words for the lowest value stand, just inside the field."""
        return self.bottom - 6


@dataclass(frozen=True, slots=True)
class Stripe:
    """A horizontal stripe across the field."""

    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text at a height."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A measurement in the picture."""

    x: float
    y: float
    when: date
    number: str
    last: bool
    mark: str = ""
    label: str = ""
    anchor: str = "middle"

    @property
    def label_y(self) -> float:
        """The number stands above its dot, or below where the picture ends."""
        return self.y + 24 if self.y < 34 else self.y - 12

    @property
    def beside(self) -> tuple[float, float]:
        """Where a number that stands beside its dot begins."""
        return self.x + 8, self.y + 4.5

    @property
    def diamond(self) -> str:
        """The outline of a mark around the dot."""
        reach = 9
        steps = ((0, -reach), (reach, 0), (0, reach), (-reach, 0))
        return "M" + "L".join(f"{round(self.x + dx, 1)} {round(self.y + dy, 1)}" for dx, dy in steps) + "Z"


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: at `at` (y of the value axis, x of the time axis)."""

    at: float
    value: float = 0.0
    when: date | None = None

    @property
    def label_at(self) -> float:
        """The baseline that centres a number of 13 units on its mark."""
        return self.at + 4.5


@dataclass(frozen=True, slots=True)
class Sign:
    """An event on the axis of time: where, of which kind, and its shape."""

    x: float
    kind: str

    @property
    def shape(self) -> str:
        return EVENTS[self.kind]


@dataclass(frozen=True, slots=True)
class Trajectory:
    """All that the template draws."""

    frame: Frame
    band_words: tuple[Words, ...]
    unreliable: Stripe | None
    cutoff_y: float | None
    path: str
    dots: tuple[Dot, ...]
    value_ticks: tuple[Tick, ...]
    time_ticks: tuple[Tick, ...]
    signs: tuple[Sign, ...] = ()

    @property
    def has_points(self) -> bool:
        return bool(self.dots)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of events that are drawn."""
        return frozenset(sign.kind for sign in self.signs)

    @property
    def dot_radius(self) -> float:
        """Dots are smaller where they would touch each other."""
        return 4.5 if len(self.dots) * 12 < self.frame.span else 2.5

    @property
    def marks(self) -> frozenset[str]:
        """The kinds of marks that occur."""
        return frozenset(dot.mark for dot in self.dots if dot.mark)

    @property
    def labels(self) -> tuple[tuple[Dot, float], ...]:
        """The dots that have a label, each with its baseline: under it, or above it where the field ends."""
        return tuple(
            (dot, dot.y + 28 if dot.y + 34 < self.frame.bottom else dot.y - 16)
            for dot in self.dots
            if dot.label
        )


@dataclass(frozen=True, slots=True)
class _Scale:
    """Maps a value between `low` and `high` to a place between `start` and `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Values outside are held at the edge; a scale without extent gives its middle."""
        if self.high == self.low:
            return round((self.start + self.end) / 2, 1)
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def trajectory(
    points: Sequence[Point],
    bands: Sequence[Band] = (),
    cutoff: float | None = None,
    unreliable_band: tuple[float, float] | None = None,
    events: Sequence[Event] = (),
    *,
    low: float,
    high: float,
    width: float = 640,
    height: float = 320,
) -> Trajectory:
    """The geometry of `points` between `low` and `high` of the measure, with `events` on the axis of time.

    `unreliable_band` are the two values between which a change from the first measurement is not reliable;
    `cutoff` is the value from which on a score is in the clinical range.
    """
    _check_range(low, high)
    beside = (130 if width >= 480 else 92) if bands else 14
    frame = Frame(width, height, left=34, right=width - beside, top=14, bottom=height - 34)
    ordered = sorted(points, key=lambda point: point.when)
    up = _Scale(low, high, frame.bottom, frame.top)
    days = [point.when for point in ordered] + [event.when for event in events]
    along = _time_scale(days, frame)
    return Trajectory(
        frame=frame,
        band_words=_band_words(bands, up, low, high),
        unreliable=_stripe(*unreliable_band, up) if unreliable_band else None,
        cutoff_y=None if cutoff is None else up(cutoff),
        path=_path(ordered, along, up),
        dots=_dots(ordered, along, up, frame),
        value_ticks=tuple(Tick(up(value), value=value) for value in _tick_values(bands, low, high)),
        time_ticks=_time_ticks(ordered, along, most=3 if width < 480 else 5),
        signs=tuple(Sign(along(event.when.toordinal()), event.kind) for event in events),
    )


def small(
    points: Sequence[Point],
    cutoff: float | None = None,
    unreliable_band: tuple[float, float] | None = None,
    *,
    low: float,
    high: float,
    since: date,
    until: date,
    width: float = 240,
    height: float = 96,
) -> Trajectory:
    """One of many small pictures, to be compared: all of them run from `since` to `until`, without words."""
    _check_range(low, high)
    frame = Frame(width, height, left=6, right=width - 30, top=8, bottom=height - 8)
    ordered = sorted(points, key=lambda point: point.when)
    up = _Scale(low, high, frame.bottom, frame.top)
    along = _Scale(since.toordinal(), until.toordinal(), frame.left + 6, frame.right - 6)
    return Trajectory(
        frame=frame,
        band_words=(),
        unreliable=_stripe(*unreliable_band, up) if unreliable_band else None,
        cutoff_y=None if cutoff is None else up(cutoff),
        path=_path(ordered, along, up),
        dots=_dots(ordered, along, up, frame),
        value_ticks=(Tick(up(low), value=low), Tick(up(high), value=high)),
        time_ticks=(),
    )


def _check_range(low: float, high: float) -> None:
    if high <= low:
        raise ValueError("The highest value of a measure lies above the lowest.")


def number_words(value: float) -> str:
    """A number as the reader writes it: whole where it is whole, else one decimal."""
    return f"{value:.0f}" if float(value).is_integer() else figure(f"{value:.1f}")


def _time_scale(days: Sequence[date], frame: Frame) -> _Scale:
    inset = 18
    ordinals = [day.toordinal() for day in days] or [0]
    return _Scale(min(ordinals), max(ordinals), frame.left + inset, frame.right - inset)


def _stripe(low: float, high: float, up: _Scale) -> Stripe:
    return Stripe(up(high), round(up(low) - up(high), 1))


def _band_words(bands: Sequence[Band], up: _Scale, low: float, high: float) -> tuple[Words, ...]:
    """The names of the bands, each in the middle of its band, one word under the other where there are two.

    A band reaches from its lowest value to the lowest value of the next, as the marks on the axis do.
    """
    ordered = sorted(bands, key=lambda band: band.low)
    edges = [band.low for band in ordered] + [high]
    lines: list[Words] = []
    for band, start, end in zip(ordered, edges, edges[1:], strict=False):
        middle = (up(max(start, low)) + up(end)) / 2
        lines.extend(_lines(band.label, middle))
    return tuple(lines)


def _lines(label: str, middle: float, spacing: float = 14) -> list[Words]:
    words = label.split(" ", 1) if len(label) > 12 else [label]
    first = middle + 4.5 - spacing * (len(words) - 1) / 2
    return [Words(round(first + spacing * index, 1), text) for index, text in enumerate(words)]


def _path(ordered: Sequence[Point], along: _Scale, up: _Scale) -> str:
    steps = (f"{along(point.when.toordinal())} {up(point.value)}" for point in ordered)
    return "M" + "L".join(steps) if ordered else ""


def _dots(ordered: Sequence[Point], along: _Scale, up: _Scale, frame: Frame) -> tuple[Dot, ...]:
    return tuple(
        Dot(
            x := along(point.when.toordinal()),
            up(point.value),
            point.when,
            number_words(point.value),
            last=point is ordered[-1],
            mark=point.mark,
            label=point.label,
            anchor=_anchor(x, frame),
        )
        for point in ordered
    )


def _anchor(x: float, frame: Frame, near: float = 60) -> str:
    """Where a label is held, so that it does not leave the picture at its sides."""
    if x < frame.left + near:
        return "start"
    return "end" if x > frame.right - near else "middle"


def _tick_values(bands: Sequence[Band], low: float, high: float) -> tuple[float, ...]:
    """The lowest value of each band and both ends of the measure: the numbers that mean something.

    Without bands: five even steps.
    """
    if bands:
        return tuple(sorted({low, high, *(band.low for band in bands)}))
    return tuple(low + (high - low) * step / 4 for step in range(5))


def _time_ticks(ordered: Sequence[Point], along: _Scale, *, most: int) -> tuple[Tick, ...]:
    """At most `most` dates, evenly chosen among the measurements, the first and the last among them."""
    days = sorted({point.when for point in ordered})
    if len(days) > most:
        step = (len(days) - 1) / (most - 1)
        days = [days[round(index * step)] for index in range(most)]
    return tuple(Tick(along(day.toordinal()), when=day) for day in days)
