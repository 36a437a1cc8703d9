"""Whose first sessions are marked, and since when the circle is told that somebody joins."""

from __future__ import annotations

from datetime import date
from typing import Final

from holdspace.kernel.words import Words, say

MARKED: Final = 3
"""For so many sessions somebody who joined a running group is marked as new, for the leaders alone."""

WORDS: Final = {
    1: say("comes for the first time"),
    2: say("comes for the second time"),
    3: say("comes for the third time"),
}


def nth(came_before: int) -> int:
    """The how-manyeth session it is for a newcomer, 0 once they are none any more."""
    return came_before + 1 if came_before < MARKED else 0


def said(number: int) -> Words:
    """ "comes for the second time"."""
    return WORDS[number]


def is_told(from_day: date | None, today: date) -> bool:
    """Whether the circle is told by now; without a day that the leader chose, from the admission on."""
    return from_day is None or from_day <= today
