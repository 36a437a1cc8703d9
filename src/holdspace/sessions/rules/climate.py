"""How a session was for the group: members' ratings as means, and only when nobody can be singled out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

MINIMUM = 3
"""The fewest answers behind any number that is shown (issue 2: "visible … as the group's, at least 3")."""


@dataclass(frozen=True, slots=True)
class GroupRating:
    """`people` answered at least one question; `means` per question with enough answers, on its own scale.

    Means that are shown while answers still arrive can be subtracted from each other and give one person
    away: show a rating once, when the time to answer has ended.
    """

    people: int
    means: Mapping[str, float]


def group_rating(ratings: Sequence[Mapping[str, int | None]], minimum: int = MINIMUM) -> GroupRating | None:
    """The mean of each question over `ratings` (one mapping per member: question → points, None = skipped).

    A question with fewer than `minimum` answers is left out; None when no question is left. `minimum` can be
    raised, never lowered below MINIMUM (ValueError).
    """
    if minimum < MINIMUM:
        raise ValueError(f"A group's rating needs at least {MINIMUM} answers.")
    answers: dict[str, list[int]] = {}
    for rating in ratings:
        for question, points in rating.items():
            if points is not None:
                answers.setdefault(question, []).append(points)
    means = {question: fmean(given) for question, given in answers.items() if len(given) >= minimum}
    people = sum(any(points is not None for points in rating.values()) for rating in ratings)
    return GroupRating(people, means) if means else None
