"""When a signature is a late entry."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

LATE_AFTER = 72
"""Hours after the end of a session from which a signature is called late, where a practice says nothing else.
Our own default: payers and boards differ, and ask each practice to have a rule."""

SHORTEST, LONGEST = 1, 720
"""The hours that a practice can choose: an hour to thirty days."""


def is_late(*, ended: datetime, signed: datetime, hours: int) -> bool:
    """Whether somebody signed more than `hours` hours after the session ended; in time to the second is in
    time."""
    return signed - ended > timedelta(hours=hours)


def hours_after(ended: datetime, moment: datetime) -> int:
    """Whole hours from the end of a session until a moment; none before it."""
    return max(0, math.floor((moment - ended) / timedelta(hours=1)))


def overdue_at(ended: datetime, hours: int) -> datetime:
    """From when on a signature is late."""
    return ended + timedelta(hours=hours)
