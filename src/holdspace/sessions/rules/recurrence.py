"""When a group meets: a recurrence rule (RFC 5545) on the clock on the wall of the practice.

A group that meets at 18:00 meets at 18:00 in summer and in winter, so the rule is expanded in local times
without a zone and each one is put into the zone afterwards. What RFC 5545 (section 3.3.5) says of odd local
times is kept: one that a clock change skips is read with the offset from before the change (02:30 becomes
03:30), one that happens twice means the first. A session's length is elapsed minutes, exact across a change.

Understood: FREQ DAILY, WEEKLY, MONTHLY, YEARLY with INTERVAL, COUNT, UNTIL, BYDAY, BYMONTHDAY, BYMONTH, WKST.
The first session must fit its own rule (RFC 5545 leaves the other case undefined); that also makes sure that
a rule always finds its next date, so that expansion ends at `before`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil import rrule as dateutil_rrule

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import gettext_noop
from holdspace.sessions.rules.repetition import Frequency, Repetition, parse

MOST_OCCURRENCES = 4_000
"""More than ten years of daily sessions in one expansion is a mistake, not a schedule."""

FREQUENCIES: Mapping[Frequency, Literal[0, 1, 2, 3]] = {
    Frequency.YEARLY: dateutil_rrule.YEARLY,
    Frequency.MONTHLY: dateutil_rrule.MONTHLY,
    Frequency.WEEKLY: dateutil_rrule.WEEKLY,
    Frequency.DAILY: dateutil_rrule.DAILY,
}
"""dateutil's names of the frequencies."""

LONGEST = 24 * 60
"""The longest session, in minutes."""

NAIVE = gettext_noop("The first session is a local time and carries no time zone of its own.")
DURATION = gettext_noop("A session lasts between 1 minute and 24 hours.")
ZONE = gettext_noop("This time zone is not known.")
AWARE = gettext_noop("The window to look at is given as moments with a time zone.")
FIRST = gettext_noop("The first session does not fall on a day of this rule.")
ENDLESS = gettext_noop("These are too many sessions to list at once.")


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A series of sessions. Raises Refused, with a sentence, when the rule or the zone cannot be used.

    `first` is naive, on the practice's wall clock; `rrule` is the value of an RRULE ("FREQ=WEEKLY;BYDAY=TU"),
    and empty for a single session; `time_zone` is an IANA name.
    """

    first: datetime
    duration_minutes: int
    rrule: str
    time_zone: str
    repetition: Repetition = field(init=False, repr=False, compare=False)
    zone: ZoneInfo = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.first.tzinfo is not None:
            raise Refused(NAIVE)
        if not 1 <= self.duration_minutes <= LONGEST:
            raise Refused(DURATION)
        object.__setattr__(self, "zone", _zone(self.time_zone))
        object.__setattr__(self, "repetition", parse(self.rrule))
        if not self.repetition.fits(self.first.date()):
            raise Refused(FIRST)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One session: `original_local` names it within its series, even when it has been moved."""

    original_local: datetime
    starts_at: datetime
    ends_at: datetime
    moved: bool


def occurrences(
    recurrence: Recurrence,
    *,
    after: datetime,
    before: datetime,
    cancelled: frozenset[datetime] = frozenset(),
    moved: Mapping[datetime, datetime] | None = None,
) -> list[Occurrence]:
    """The sessions that start at or after `after` and before `before` (aware moments), in order of time.

    `cancelled` and the keys of `moved` are original local times; the values of `moved` are new local times.
    What was moved counts where it now is. A cancelled session is gone even if it was moved before. Times that
    are not in the series are passed over. Raises Refused when the window holds more than MOST_OCCURRENCES.
    """
    if after.tzinfo is None or before.tzinfo is None:
        raise Refused(AWARE)
    moves = dict(moved or {})
    reach = max([_local_after(before, recurrence.zone), *moves])
    found = (
        _occurrence(recurrence, local, moves.get(local))
        for local in _locals(recurrence, reach)
        if local not in cancelled
    )
    return sorted(
        (each for each in found if after <= each.starts_at < before), key=lambda each: each.starts_at
    )


def localised(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment in UTC at which the wall clock of `zone` shows `local` (naive): see the module's opening."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def _occurrence(recurrence: Recurrence, original: datetime, new: datetime | None) -> Occurrence:
    starts_at = localised(new or original, recurrence.zone)
    ends_at = starts_at + timedelta(minutes=recurrence.duration_minutes)
    return Occurrence(original, starts_at, ends_at, moved=new is not None and new != original)


def _locals(recurrence: Recurrence, reach: datetime) -> Iterator[datetime]:
    """The local times of the series up to `reach`, in order."""
    until = recurrence.repetition.until
    for number, local in enumerate(_expanded(recurrence)):
        if local > reach:
            return
        if until is not None and not until.allows(local, localised(local, recurrence.zone)):
            return
        if number >= MOST_OCCURRENCES:
            raise Refused(ENDLESS)
        yield local


def _expanded(recurrence: Recurrence) -> Iterator[datetime]:
    repetition = recurrence.repetition
    if repetition.frequency is None:
        return iter([recurrence.first])
    return iter(
        dateutil_rrule.rrule(
            FREQUENCIES[repetition.frequency],
            dtstart=recurrence.first,
            interval=repetition.interval,
            count=repetition.count,
            wkst=repetition.week_start,
            byweekday=[dateutil_rrule.weekday(day, nth or None) for nth, day in repetition.weekdays] or None,
            bymonthday=repetition.month_days or None,
            bymonth=repetition.months or None,
        )
    )


def _local_after(moment: datetime, zone: ZoneInfo) -> datetime:
    """A local time that is later than every local time that can mean a moment before `moment`."""
    try:
        return moment.astimezone(zone).replace(tzinfo=None) + timedelta(days=1)
    except OverflowError:
        return datetime.max  # noqa: DTZ901 - local times are naive here


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # unknown, a path, a folder of zones
        raise Refused(ZONE) from error
