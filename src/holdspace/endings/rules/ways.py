"""Who gives a word to whom in a farewell."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

Id = TypeVar("Id", bound=Hashable)


def receivers(giver: Id, sitting: Sequence[Id], leaver: Id | None) -> list[Id]:
    """To whom `giver` may write, in the order of the seats.

    When one leaves: who leaves to each of the others, and each of the others to who leaves. When the whole
    circle ends (`leaver` is None): each to each. Nobody to themselves, nobody who does not sit there.
    """
    if giver not in sitting or (leaver is not None and leaver not in sitting):
        return []
    if leaver is None or giver == leaver:
        return [each for each in sitting if each != giver]
    return [leaver]
