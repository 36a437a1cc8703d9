"""Rules as a coordinator speaks of them: every so many weeks, on these days, until that day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from holdspace.sessions.rules.repetition import WEEKDAYS


def weekly_rule(every: int, weekdays: Iterable[int], until: date | None = None) -> str:
    """The value of an RRULE for every `every` weeks on `weekdays` (Monday is 0); `until` is included."""
    parts = ["FREQ=WEEKLY"]
    if every > 1:
        parts.append(f"INTERVAL={every}")
    parts.append("BYDAY=" + ",".join(WEEKDAYS[day] for day in sorted(set(weekdays))))
    if until is not None:
        parts.append(f"UNTIL={until:%Y%m%d}")
    return ";".join(parts)


def clock_change(day: date, time_zone: str) -> timedelta:
    """By how much the clocks of `time_zone` go forward on `day`; negative when they go back, zero mostly."""
    zone = ZoneInfo(time_zone)
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    following = day + timedelta(days=1)
    next_midnight = datetime(following.year, following.month, following.day, tzinfo=zone)
    before, after = midnight.utcoffset(), next_midnight.utcoffset()
    assert before is not None
    assert after is not None
    return after - before
