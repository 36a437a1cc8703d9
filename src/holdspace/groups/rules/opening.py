"""The hours in which a circle may write between sessions, on the practice's wall clock.

They are cells of a usual week, written as in `ui.rules.week`: `tue-18` is Tuesday from 18:00 to 19:00. No
cells at all mean that it is always open.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from holdspace.ui.rules.week import DAYS

_WEEK_OF_HOURS = 7 * 24


def is_open(cells: Collection[str], at: datetime, zone: str) -> bool:
    """Whether the circle is open at a moment (aware), where the wall clock shows `zone` (IANA name)."""
    return not cells or _cell(at, zone) in cells


def opens_next(cells: Collection[str], at: datetime, zone: str) -> datetime | None:
    """When it opens next, in UTC; None while it is open, or where no hour of the week is among `cells`.

    Full hours are stepped through in UTC, so that a change of the clock neither skips nor doubles one.
    """
    if is_open(cells, at, zone):
        return None
    hour = _last_full_hour(at, zone)
    following = (hour + timedelta(hours=step) for step in range(1, _WEEK_OF_HOURS + 2))
    return next((moment for moment in following if _cell(moment, zone) in cells), None)


def _cell(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{DAYS[local.weekday()]}-{local.hour}"


def _last_full_hour(at: datetime, zone: str) -> datetime:
    """The last moment at which the wall clock showed a full hour (zones may lie half an hour apart)."""
    local = at.astimezone(ZoneInfo(zone))
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return at - past
