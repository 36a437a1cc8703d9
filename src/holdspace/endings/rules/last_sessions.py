"""Which sessions are the last ones, and how much notice a goodbye asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from holdspace.kernel.words import Words, say

MARKED: Final = 3
"""How many sessions before a goodbye are marked: the last, the last but one, the last but two."""

MOST_NOTICE: Final = 12
"""The longest notice that a group may ask for, in sessions."""

_WORDS: Final = (
    say("the last session"),
    say("the last session but one"),
    say("the last session but two"),
)


def left_after(session: datetime, coming: Sequence[datetime], last: datetime) -> int | None:
    """How many sessions follow the one that starts at `session`, up to the one that is on until `last`.

    0 for the last one; None where the goodbye lies behind. `coming` are the starts of the group's sessions
    that take place, in any order.
    """
    if session > last:
        return None
    return sum(session < start <= last for start in coming)


def in_words(left: int | None) -> Words | None:
    """ "the last session but one"; None for a session that is not marked."""
    return _WORDS[left] if left is not None and left < MARKED else None


def earliest(coming: Sequence[datetime], notice: int) -> datetime | None:
    """The first session that can be the last one, so that `notice` sessions are left, itself included.

    None where fewer are planned.
    """
    ahead = sorted(coming)
    place = max(notice, 1) - 1
    return ahead[place] if place < len(ahead) else None
