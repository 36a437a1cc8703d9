"""A seeded simulation of how people in a group fare: severity, answers, attendance, ratings.

Answers come from a graded-response model (Samejima 1969): each item has a discrimination and thresholds on
the latent severity, so that items correlate as those of a real instrument do. Severity follows its course
plus autocorrelated noise. Nothing here claims that groups work; it only has to look like life.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

#: Weekly autocorrelation of a person's mood around their course, and its standard deviation.
CARRY, SPREAD = 0.6, 0.45


@dataclass(frozen=True, slots=True)
class Course:
    """A person's latent severity week by week, in standard deviations of people who seek help."""

    weeks: tuple[float, ...]


def course(start: float, change: float, weeks: int, rng: Random) -> Course:
    """`change` is what ten weeks would bring without noise."""
    values, noise = [], 0.0
    for week in range(weeks + 1):
        noise = CARRY * noise + rng.gauss(0, SPREAD * math.sqrt(1 - CARRY**2))
        values.append(start + change * min(week, 14) / 10 + noise)
    return Course(tuple(values))


def answers(
    severity: float, items: Sequence[str], highest: int, rng: Random, rare: Sequence[str] = ()
) -> dict[str, int]:
    """One answer per item, 0 to `highest`; `rare` items have thresholds far to the right (item 9)."""
    return {item: _answer(severity, highest, rng, shift=1.9 if item in rare else 0.0) for item in items}


def _answer(severity: float, highest: int, rng: Random, *, shift: float) -> int:
    """A graded response: how many thresholds the noisy severity passes."""
    perceived = severity + rng.gauss(0, 0.55)
    thresholds = (shift - 0.3 + 0.75 * step for step in range(highest))
    return sum(perceived > threshold for threshold in thresholds)


def comes(chance: float, rng: Random) -> bool:
    """Whether somebody comes this week."""
    return rng.random() < chance


def ratings(base: float, drop: float, questions: Sequence[str], rng: Random) -> dict[str, int]:
    """How it was to be in the room, 0 to 10 per question; `drop` is what a rupture takes away."""
    own = rng.gauss(0, 0.8)
    return {q: max(0, min(10, round(base - drop + own + rng.gauss(0, 0.7)))) for q in questions}
