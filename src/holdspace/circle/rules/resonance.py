"""Resonance: who else carries this, in their words.

Showing a poor match at a bad moment harms, so silence is preferred to one: what is shown either bears a theme
that the writer's text bears too, or is at least `FLOOR` alike by embedding, and there are never more than
`MOST`. Shared words, the fallback, only rank: where the model is missing, nothing but themes match.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from holdspace.circle.rules import embedding
from holdspace.circle.rules.common_words import CommonWords

FLOOR: Final = 0.50
MOST: Final = 3


@dataclass(frozen=True, eq=False)
class Carried:
    """What somebody put into words, with the themes that they chose or that a therapist gave.

    `vector` is the text's embedding where it was kept; without one it is made when it is needed.
    """

    text: str
    themes: frozenset[str] = field(default_factory=frozenset)
    vector: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class Match:
    """One of the pool that carries a similar struggle."""

    index: int  # in the pool
    score: float  # cosine; for comparing within one answer only, never shown
    shared: frozenset[str]  # themes that both bear


def by_meaning() -> bool:
    """Whether texts are compared by meaning; False says that only their words are (no model installed)."""
    return embedding.model() is not None


def likeness(written: Carried, pool: Sequence[Carried]) -> list[float]:
    """Cosine of a text with each of the pool, in the pool's order: by meaning, or else by words."""
    model = embedding.model()
    if model is None:
        return CommonWords([other.text for other in pool]).likeness(written.text)
    own, *others = _vectors(model, [written, *pool])
    return [float(other @ own) for other in others]


def rank(text: str, pool: Sequence[str]) -> list[tuple[int, float]]:
    """The pool from the most to the least alike, each as (index, score); equals keep the pool's order."""
    return _ranked(likeness(Carried(text), [Carried(other) for other in pool]))


def matches(written: Carried, pool: Sequence[Carried]) -> list[Match]:
    """What the writer may be shown, best first: shared themes before likeness alone; often nothing."""
    ranked = _ranked(likeness(written, pool))
    floor = FLOOR if by_meaning() else float("inf")
    found = [Match(index, score, written.themes & pool[index].themes) for index, score in ranked]
    fitting = [match for match in found if match.shared or match.score >= floor]
    return sorted(fitting, key=lambda match: -len(match.shared))[:MOST]


def _ranked(scores: list[float]) -> list[tuple[int, float]]:
    return sorted(enumerate(scores), key=lambda scored: (-scored[1], scored[0]))


def _vectors(model: embedding.Embedding, carried: Sequence[Carried]) -> list[NDArray[np.float32]]:
    made = iter(model.vectors([each.text for each in carried if each.vector is None]))
    return [next(made) if each.vector is None else each.vector for each in carried]
