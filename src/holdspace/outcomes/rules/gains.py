"""Sudden gains: large, lasting improvements from one session to the next.

Tang & DeRubeis (1999, J. Consult. Clin. Psychol. 67:894–904), with the third criterion adjusted for missing
scores as by Lutz et al. (2013, Psychother. Res. 23:14–24) and in the R package suddengains (Wiedemann et al.
2020, PLoS ONE 15:e0230276). What follows a gain is not caused by the session before it: a gain is a reason to
look, no proof.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import gettext_noop, say
from holdspace.measures.rules.instrument import Better
from holdspace.outcomes.rules.checks import check_points, check_share
from holdspace.outcomes.rules.cutoffs import sign
from holdspace.outcomes.rules.verdicts import Array, Flags

WINDOW = 3
"""So many sessions before and after a gain are compared."""

NOT_A_TABLE = gettext_noop(
    "Sudden gains are looked for in a table: a row for each person, a column for each session."
)


@dataclass(frozen=True, slots=True)
class SuddenGain:
    """A gain of the person in row `person`, after `session` (the first column is session 1).

    `before` and `after` are the two scores; `size` is positive; `reversed` says that more than half of it was
    lost again later.
    """

    person: int
    session: int
    before: float
    after: float
    reversed: bool

    @property
    def size(self) -> float:
        return abs(self.before - self.after)


def sudden_gains(
    *,
    scores: npt.ArrayLike,
    cutoff: float,
    share: float = 0.25,
    alpha: float = 0.05,
    better: Better = Better.LOWER,
) -> list[SuddenGain]:
    """Every sudden gain in `scores` (people × sessions, in points, NaN = missing), by person, then session.

    A gain from one session to the next is (1) at least `cutoff` points, (2) at least `share` of the score
    before it, and (3) large against the noise of the (up to) three sessions on each side: the difference of
    their means exceeds t(1 − alpha/2, n₁ + n₂ − 2) times their pooled SD. With fewer than two scores on
    a side nothing is found.

    Refused for a cut-off or a share that is not above 0, and for what is not a table.
    """
    check_points(cutoff)
    check_share(share, alpha)
    table = np.asarray(scores, float)
    if table.ndim != 2:
        raise Refused(say(NOT_A_TABLE))
    falling = -sign(better) * table
    found: list[SuddenGain] = []
    for column in range(2, table.shape[1] - 1):
        hit = _large(falling, column, cutoff, share) & _lasting(falling, column, alpha)
        lost = _reversed(falling, column)
        found += [_gain(table, int(person), column, lost) for person in np.flatnonzero(hit)]
    return sorted(found, key=lambda gain: (gain.person, gain.session))


def _reversed(falling: Array, column: int) -> Flags:
    """Who lost more than half of a gain into `column` in any later session (Tang & DeRubeis 1999).

    The R package suddengains (0.7) begins to look one session later, which changes nothing in its own data.
    """
    halfway = (falling[:, column - 1] + falling[:, column]) / 2
    later = falling[:, column + 1 :]
    return np.asarray((later > halfway[:, None]).any(axis=1))


@cache
def t_critical(alpha: float, freedom: int) -> float:
    """The two-sided critical value of Student's t, for 2, 3 or 4 degrees of freedom, by bisection."""
    tail, low, high = TAILS[freedom], 0.0, 1e9
    while high - low > 1e-12 * max(1.0, high):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(middle) > alpha / 2 else (low, middle)
    return (low + high) / 2


def _large(falling: Array, column: int, cutoff: float, share: float) -> Flags:
    before = falling[:, column - 1]
    gain = before - falling[:, column]
    return (gain >= cutoff) & (gain >= share * np.abs(before))


def _lasting(falling: Array, column: int, alpha: float) -> Flags:
    n_before, mean_before, squares_before = _window(falling[:, max(0, column - WINDOW) : column])
    n_after, mean_after, squares_after = _window(falling[:, column : column + WINDOW])
    freedom = n_before + n_after - 2
    enough = (n_before >= 2) & (n_after >= 2)
    critical = np.select([freedom == each for each in TAILS], [t_critical(alpha, each) for each in TAILS])
    pooled = np.sqrt((squares_before + squares_after) / np.where(enough, freedom, 1))
    return enough & (mean_before - mean_after > critical * pooled)


def _window(scores: Array) -> tuple[Array, Array, Array]:
    """How many scores, their mean, and the sum of squares about it, by row; 0 where there are none."""
    there = ~np.isnan(scores)
    number = there.sum(axis=1)
    divisor = np.maximum(number, 1)
    mean = np.where(there, scores, 0).sum(axis=1) / divisor
    squares = (np.where(there, scores - mean[:, None], 0) ** 2).sum(axis=1)
    return number, mean, squares


def _gain(table: Array, person: int, column: int, lost: Flags) -> SuddenGain:
    before, after = float(table[person, column - 1]), float(table[person, column])
    return SuddenGain(person, column, before, after, bool(lost[person]))


def _tail_2(t: float) -> float:
    root = math.sqrt(2 + t * t)
    return 1 / (root * (root + t))  # (1 - t/√(2 + t²)) / 2, without cancelling


def _tail_3(t: float) -> float:
    u = t / math.sqrt(3)
    return (math.atan2(1, u) - u / (1 + u * u)) / math.pi


def _tail_4(t: float) -> float:
    u = t / math.sqrt(4 + t * t)
    return (1 - u) ** 2 * (2 + u) / 4


#: P(T > t) for t ≥ 0, by degrees of freedom: two to three scores on each side leave no others.
TAILS: Mapping[int, Callable[[float], float]] = {2: _tail_2, 3: _tail_3, 4: _tail_4}
