"""Rules that say whether a change counts, and where the line between unwell and well is.

A rule is a value with everything it rests on (thresholds, source), so that whatever it decides can say why.
All answer the same questions (`Rule`); scores are arrays of one shape, NaN = missing. Here: those in points
and in percent, in `reliable` those of reliable change. The tests of reliable change are strict (beyond the
critical value), those in points and percent inclusive (at least): that is how each is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, figure, gettext_noop, say
from holdspace.measures.rules.instrument import Better
from holdspace.outcomes.rules.checks import check_points, check_share
from holdspace.outcomes.rules.cutoffs import sign

Array: TypeAlias = npt.NDArray[np.float64]
Verdicts: TypeAlias = npt.NDArray[np.int8]
Flags: TypeAlias = npt.NDArray[np.bool_]

DIFFERENT = gettext_noop("There have to be as many scores after as before.")
BY_POINTS = gettext_noop("A change of at least %(points)s points counts (%(source)s).")
BY_SHARE = gettext_noop("A change of at least %(percent)s %% of the first score counts (%(source)s).")


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The line between unwell and well. At the line somebody is neither; `unwell_at` makes them unwell, as
    in "a case from 10 points on"."""

    value: float
    source: str
    better: Better = Better.LOWER
    unwell_at: bool = False

    def unwell(self, scores: Array) -> Flags:
        """Who is on the worse side."""
        distance = sign(self.better) * (scores - self.value)
        return distance <= 0 if self.unwell_at else distance < 0

    def well(self, scores: Array) -> Flags:
        """Who is on the better side, never at the line."""
        return sign(self.better) * (scores - self.value) > 0


class Rule(Protocol):
    """What a rule of change can be asked."""

    @property
    def better(self) -> Better:
        """The direction in which scores get better."""

    def verdicts(self, before: Array, after: Array) -> Verdicts:
        """+1, 0 or -1 for each pair; 0 where a score is missing."""

    def crossed(self, before: Array, after: Array, cutoff: Cutoff) -> tuple[Flags, Flags]:
        """Who passed the cut-off to the better side; who was not unwell and is not well."""

    def severity(self, before: float, after: float) -> float:
        """A loss, as a multiple of the least one that counts; negative for a gain."""

    def words(self, before: float, after: float) -> Words:
        """The rule in a sentence, with its numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A change of at least so many points: a minimal important difference, or a published rule of thumb.

    `worse` None: as many as for getting better.
    """

    points: float
    source: str
    worse: float | None = None
    better: Better = Better.LOWER

    def __post_init__(self) -> None:
        check_points(self.points, self._loss)

    @property
    def _loss(self) -> float:
        return self.points if self.worse is None else self.worse

    def verdicts(self, before: Array, after: Array) -> Verdicts:
        gain = sign(self.better) * (after - before)
        return verdicts_of(gain >= self.points, gain <= -self._loss)

    def crossed(self, before: Array, after: Array, cutoff: Cutoff) -> tuple[Flags, Flags]:
        return crossed_line(before, after, cutoff)

    def severity(self, before: float, after: float) -> float:
        return sign(self.better) * (before - after) / self._loss

    def words(self, before: float, after: float) -> Words:
        points = self._loss if self.severity(before, after) > 0 else self.points
        return say(BY_POINTS, points=plain(points), source=self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentage:
    """A change of at least this share (0.5 = 50 %) of the first score. `worse` None: the same share.

    A first score of 0 has no shares: from there, every change counts, and each point as a whole one.
    """

    share: float
    source: str
    worse: float | None = None
    better: Better = Better.LOWER

    def __post_init__(self) -> None:
        check_share(self.share)
        check_points(self._loss)

    @property
    def _loss(self) -> float:
        return self.share if self.worse is None else self.worse

    def verdicts(self, before: Array, after: Array) -> Verdicts:
        gain, whole = sign(self.better) * (after - before), np.abs(before)
        moved = gain != 0
        return verdicts_of(moved & (gain >= self.share * whole), moved & (gain <= -self._loss * whole))

    def crossed(self, before: Array, after: Array, cutoff: Cutoff) -> tuple[Flags, Flags]:
        return crossed_line(before, after, cutoff)

    def severity(self, before: float, after: float) -> float:
        least = self._loss * abs(before) if before else 1.0
        return sign(self.better) * (before - after) / least

    def words(self, before: float, after: float) -> Words:
        share = self._loss if self.severity(before, after) > 0 else self.share
        return say(BY_SHARE, percent=plain(100 * share), source=self.source)


def paired(before: npt.ArrayLike, after: npt.ArrayLike) -> tuple[Array, Array]:
    """Both as arrays of floats; Refused when their shapes differ."""
    first, second = np.asarray(before, float), np.asarray(after, float)
    if first.shape != second.shape:
        raise Refused(say(DIFFERENT))
    return first, second


def plain(number: float, digits: int = 2) -> str:
    """A number as the reader writes it: at most `digits` decimals, none that are zero."""
    return figure(f"{round(number, digits) + 0.0:.{digits}f}".rstrip("0").rstrip("."))


def verdicts_of(better: Flags, worse: Flags) -> Verdicts:
    """+1 where better, -1 where worse, 0 elsewhere."""
    return better.astype(np.int8) - worse.astype(np.int8)


def crossed_line(before: Array, after: Array, cutoff: Cutoff) -> tuple[Flags, Flags]:
    """`Rule.crossed` for every rule that asks for the scores only."""
    unwell, well = cutoff.unwell(before), cutoff.well(after)
    return unwell & well, ~unwell & ~well
