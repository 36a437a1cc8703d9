"""When a member and their leaders look at goals together again: on a day, or after so many sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

SELDOMEST: Final = 26
"""The most sessions from one look to the next: if weekly, half a year."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed: a day, every so many sessions (0: not by their number), or both."""

    on: date | None = None
    every: int = 0


def is_due(agreed: Agreed, *, today: date, looked_on: date | None, held: int) -> bool:
    """Whether goals are to be looked at now.

    `looked_on` is the day on which they were rated last (None: never since it was agreed); `held` is how many
    sessions were held since that, or since it was agreed. A day that was named waits until it is kept.
    """
    by_day = agreed.on is not None and agreed.on <= today and (looked_on is None or looked_on < agreed.on)
    return by_day or 0 < agreed.every <= held
