"""The hours at which nobody wants to be written to, on the clock on the practice's wall."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

EVENING, MORNING = time(21), time(8)


def quiet(moment: datetime, time_zone: str) -> bool:
    """Whether `moment` (aware) lies between 21:00 and 8:00 in `time_zone` (an IANA name)."""
    local = moment.astimezone(ZoneInfo(time_zone)).time()
    return local >= EVENING or local < MORNING
