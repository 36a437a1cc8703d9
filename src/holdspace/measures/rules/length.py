"""How long a check-in takes, so that a group's leaders do not ask for more than members were promised."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from holdspace.measures.rules.instrument import Instrument

PROMISED = 120
"""Seconds that members are told a check-in takes."""

PER_QUESTION = 5
"""Seconds for one question with a few answers to choose from. Our own assumption, not a measurement: who
reads slowly or thinks for long needs more, and every question can be skipped."""

BESIDES = 30
"""Seconds for what every check-in asks besides: what somebody brings, in a sentence, who may read it, and how
open they want to be. Assumed as well."""


@dataclass(frozen=True, slots=True)
class Length:
    """A check-in with so many questions from questionnaires."""

    questions: int

    @property
    def seconds(self) -> int:
        """What it takes by the assumptions above."""
        return BESIDES + self.questions * PER_QUESTION

    @property
    def minutes(self) -> float:
        """The same in minutes, rounded up to half ones: more would pretend to be exact."""
        return math.ceil(self.seconds / 30) / 2

    @property
    def is_too_long(self) -> bool:
        """Whether it takes longer than members are told."""
        return self.seconds > PROMISED


def longest(chosen: Iterable[Instrument]) -> Length:
    """The longest check-in of a group that is asked these instruments, however often each of them.

    Who has never answered owes all of them at once, and so does who missed sessions: the longest check-in
    would hold every question there is. Where that is too long some of them wait (`rules.due`).
    """
    return Length(sum(len(each.items) for each in chosen))
