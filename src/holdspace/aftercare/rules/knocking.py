"""How many addresses that open nothing may be tried: enough for a bad copy, too few to look for one."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

MOST_IN_AN_HOUR: Final = 20
"""Addresses that open nothing, from one network within an hour. A household or a ward shares a network."""

COUNTED_FOR: Final = timedelta(hours=1)


def may_knock(tried: int) -> bool:
    """Whether one more address may be tried from where `tried` opened nothing within the hour."""
    return tried < MOST_IN_AN_HOUR
