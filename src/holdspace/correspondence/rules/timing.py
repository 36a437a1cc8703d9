"""At which instant a message is due: on the wall clock of whoever receives it, and outside their quiet hours.

Wall-clock hours are read as everywhere in the house (RFC 5545, 3.3.5): one that a clock change skips is read
with the offset from before the change, one that happens twice means the first. Quiet hours are an interval
from one such instant to another, so that an hour that happens twice is not quiet, loud and quiet again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from holdspace.sessions.rules.recurrence import localised

ABOUT_A_DAY = 26
"""Hours before a session at which a reminder leaves where nobody chose otherwise: a day, and slack for a
worker that stood still."""

HOURS_BEFORE = (2, 4, 12, ABOUT_A_DAY)
"""The hours before a session that somebody can choose from."""

AT_HAND = timedelta(hours=2)
"""What is said of a session is of use until so long before it; it does not wait for the end of quiet hours
that end later."""

SOONER = timedelta(minutes=30)
"""How long before quiet hours begin a reminder leaves that would come too late after them."""

AHEAD = timedelta(days=4)
"""A reminder is due no longer than this before its session: the day before, and a night's quiet."""

MORNING, EVENING = time(9), time(20)
"""Between which hours a word leaves that nobody waits for."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours at which somebody does not want to be written to, on their own clock; over midnight where they
    end before they begin, none at all where both are the same."""

    begins: time
    ends: time

    def around(self, moment: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        """From when until when it is quiet around `moment` (aware); None where it is not."""
        day = moment.astimezone(zone).date()
        for each in (day - timedelta(days=1), day):
            begins, ends = self._on(each, zone)
            if begins <= moment < ends:
                return begins, ends
        return None

    def _on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        last = day + timedelta(days=1) if self.ends < self.begins else day
        return (
            localised(datetime.combine(day, self.begins), zone),
            localised(datetime.combine(last, self.ends), zone),
        )


USUAL = Quiet(time(21), time(8))
"""The quiet hours of whoever chose none of their own."""

NEVER = Quiet(time(0), time(0))
"""No quiet hours."""


@dataclass(frozen=True, slots=True)
class Lead:
    """How long before a session somebody wants to hear of it: so many hours, or the day before at an hour."""

    hours: int = ABOUT_A_DAY
    day_before_at: int | None = None


def due(starts_at: datetime, lead: Lead, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """When the reminder of a session that begins at `starts_at` (aware) ought to leave.

    What falls into quiet hours waits until they end; where that is too late, it leaves before they begin.
    """
    wished = min(_wished(starts_at, lead, zone), starts_at - AT_HAND)
    around = quiet.around(wished, zone)
    if around is None:
        return wished
    begins, ends = around
    return ends if ends <= starts_at - AT_HAND else begins - SOONER


def _wished(starts_at: datetime, lead: Lead, zone: ZoneInfo) -> datetime:
    if lead.day_before_at is None:
        return starts_at - timedelta(hours=lead.hours)
    day = starts_at.astimezone(zone).date() - timedelta(days=1)
    return localised(datetime.combine(day, time(lead.day_before_at)), zone)


def may_leave(now: datetime, quiet: Quiet, zone: ZoneInfo, *, starts_at: datetime | None = None) -> bool:
    """Whether a message may leave at `now`. `starts_at` is that of the session of which it tells, where it
    could come too late: then it leaves in quiet hours rather than after it is of use.
    """
    around = quiet.around(now, zone)
    return around is None or (starts_at is not None and around[1] > starts_at - AT_HAND)


def is_morning_after(ended_at: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Whether `now` lies on the day after a session, between morning and evening, on the receiver's clock."""
    local = now.astimezone(zone)
    next_day = ended_at.astimezone(zone).date() + timedelta(days=1)
    return local.date() == next_day and MORNING <= local.time() < EVENING
