"""Resonance: who else carries this, in their words.

Showing a poor match at a bad moment harms, so silence is preferred to one: what is shown either bears a theme
that the writer's text bears too, or is at least `FLOOR` alike by embedding, and there are never more than
`MOST`. Shared words, the fallback, only rank: where the model is missing, nothing but themes match.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from holdspace.circle.rules import embedding
from holdspace.circle.rules.common_words import CommonWords

FLOOR: Final = 0.50
MOST: Final = 3


@dataclass(frozen=True)
class Carried:
    """What somebody put into words, with the themes that they chose or that a therapist gave."""

    text: str
    themes: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Match:
    """One of the pool that carries a similar struggle."""

    index: int  # in the pool
    score: float  # cosine; for comparing within one answer only, never shown
    shared: frozenset[str]  # themes that both bear


def by_meaning() -> bool:
    """Whether texts are compared by meaning; False says that only their words are (no model installed)."""
    return embedding.model() is not None


def likeness(text: str, pool: Sequence[str]) -> list[float]:
    """Cosine of the text with each of the pool, in the pool's order: by meaning, or else by words."""
    model = embedding.model()
    if model is None:
        return CommonWords(pool).likeness(text)
    vectors = model.vectors([text, *pool])
    return [float(score) for score in vectors[1:] @ vectors[0]]


def rank(text: str, pool: Sequence[str]) -> list[tuple[int, float]]:
    """The pool from the most to the least alike, each as (index, score); equals keep the pool's order."""
    return sorted(enumerate(likeness(text, pool)), key=lambda scored: (-scored[1], scored[0]))


def matches(written: Carried, pool: Sequence[Carried]) -> list[Match]:
    """What the writer may be shown, best first: shared themes before likeness alone; often nothing."""
    ranked = rank(written.text, [other.text for other in pool])
    floor = FLOOR if by_meaning() else float("inf")
    found = [Match(index, score, written.themes & pool[index].themes) for index, score in ranked]
    fitting = [match for match in found if match.shared or match.score >= floor]
    return sorted(fitting, key=lambda match: -len(match.shared))[:MOST]
