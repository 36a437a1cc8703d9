"""The funnel as a drawing: a bar for each step and each outcome, as long as its share of those who joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from holdspace.intake.rules.fairness import Cell
from holdspace.outcomes.rules.report import Funnel, Verdict

BROAD, NARROW = 640.0, 320.0
"""Widths of the drawing, in its own units: for a page and for a phone."""

_ROW: Final = 48.0
_BAR: Final = 20.0
_WORDS: Final = 15.0
_NUMBER: Final = 64.0
"""What is kept free at the end of the longest bar, for its number."""


class Tone(StrEnum):
    """How a bar is filled; the words beside it say the same."""

    STEP = "step"
    BETTER = "better"
    PART = "part"
    SAME = "same"
    WORSE = "worse"


TONES: Final[dict[Verdict, Tone]] = {
    Verdict.RECOVERED: Tone.BETTER,
    Verdict.IMPROVED: Tone.PART,
    Verdict.UNCHANGED: Tone.SAME,
    Verdict.DETERIORATED: Tone.WORSE,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the funnel: its code, what is shown of it, and its tone."""

    code: str
    cell: Cell
    tone: Tone


@dataclass(frozen=True, slots=True)
class Bar:
    """Where a step is drawn. `length` is 0 for nobody; what is not shown has the length of all who joined."""

    step: Step
    words_y: float
    y: float
    length: float
    number_x: float
    number_y: float


@dataclass(frozen=True, slots=True)
class FunnelDrawing:
    """Every bar, and the size of the picture."""

    width: float
    height: float
    thick: float
    bars: tuple[Bar, ...]


def steps(funnel: Funnel) -> list[Step]:
    """The three steps, then the four outcomes of those at the last."""
    nested = {"joined": funnel.joined, "attended": funnel.attended, "paired": funnel.paired}
    first = [Step(code, cell, Tone.STEP) for code, cell in nested.items()]
    return first + [Step(kind.value, cell, TONES[kind]) for kind, cell in funnel.verdicts.items()]


def funnel_drawing(lines: Sequence[Step], width: float) -> FunnelDrawing:
    """The drawing of `lines`, of which the first holds all the others; of no lines, an empty one."""
    whole = lines[0].cell.number if lines else 0
    bars = tuple(_bar(step, at, whole, width - _NUMBER) for at, step in enumerate(lines))
    return FunnelDrawing(width, len(lines) * _ROW, _BAR, bars)


def _bar(step: Step, at: int, whole: int, longest: float) -> Bar:
    top = at * _ROW
    length = longest * step.cell.number / whole if step.cell.is_shown and whole else 0.0
    if not step.cell.is_shown:
        length = longest
    y = top + _WORDS + 5
    return Bar(step, top + _WORDS, y, round(length, 1), round(length + 8, 1), y + _BAR - 4)
