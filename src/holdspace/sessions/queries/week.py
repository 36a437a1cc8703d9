"""One week of the practice, day by day, on the clock on its wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from holdspace.groups.queries import Leader, leaders_of
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.sessions.bookings import clashing
from holdspace.sessions.models import GroupSession
from holdspace.sessions.queries.schedule import sessions_between
from holdspace.sessions.rules.weekly import clock_change


@dataclass(frozen=True, slots=True)
class Slot:
    """One session on the schedule."""

    session: GroupSession
    leaders: tuple[Leader, ...]
    clashes: bool

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not be."""
        return self.session.status == GroupSession.Status.CANCELLED

    @property
    def can_change(self) -> bool:
        """Whether it can still be cancelled or moved."""
        waits = self.session.began_at is None and self.session.starts_at > clock.now()
        return waits and not self.is_cancelled


@dataclass(frozen=True, slots=True)
class Day:
    """One day; `change` is by how much the clocks go forward on it."""

    date: date
    slots: tuple[Slot, ...]
    change: timedelta
    is_today: bool


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday."""

    days: tuple[Day, ...]

    @property
    def monday(self) -> date:
        """Its first day."""
        return self.days[0].date

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.days[-1].date

    @property
    def change(self) -> Day | None:
        """The day on which the clocks change, if one does."""
        return next((day for day in self.days if day.change), None)

    @property
    def is_empty(self) -> bool:
        """Whether no group meets."""
        return not any(day.slots for day in self.days)


def week_of(actor: Actor, monday: date, time_zone: str) -> Week:
    """The week of `monday` where clocks show `time_zone`; four queries whatever it holds.

    Sessions that fell away with their whole series are left out.
    """
    start, end = (_midnight(monday + timedelta(days=days), time_zone) for days in (0, 7))
    sessions = [session for session in sessions_between(actor, start, end) if not _fell_away(session)]
    slots = _slots(sessions)
    today = clock.today(time_zone)
    days = []
    for number in range(7):
        day = monday + timedelta(days=number)
        own = tuple(slot for slot in slots if _local_date(slot.session, time_zone) == day)
        days.append(Day(day, own, clock_change(day, time_zone), day == today))
    return Week(tuple(days))


def _slots(sessions: Sequence[GroupSession]) -> list[Slot]:
    led = leaders_of({session.group_id for session in sessions})
    clashes = clashing(sessions)
    return [Slot(session, tuple(led[session.group_id]), session.pk in clashes) for session in sessions]


def _midnight(day: date, time_zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(time_zone))


def _local_date(session: GroupSession, time_zone: str) -> date:
    return session.starts_at.astimezone(ZoneInfo(time_zone)).date()


def _fell_away(session: GroupSession) -> bool:
    ended = session.series is not None and session.series.ended_on is not None
    return ended and session.status == GroupSession.Status.CANCELLED
