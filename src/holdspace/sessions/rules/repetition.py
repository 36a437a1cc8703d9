"""Reads the value of an RRULE (RFC 5545, section 3.3.10) and says which dates fit it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import gettext_noop

BAD_RULE = gettext_noop("This repetition rule cannot be read.")
SUB_DAILY = gettext_noop("A group can meet at most once a day by rule.")
UNSUPPORTED = gettext_noop(
    "This repetition rule uses a part that schedules here do not know. "
    "Days, weeks, months, years, weekdays, days of the month and months are known."
)
COUNT_AND_UNTIL = gettext_noop("A repetition rule ends by a number of sessions or by a date, not by both.")
NTH_WEEKDAY = gettext_noop("Only a monthly or yearly rule can say which weekday of the month it means.")
MIXED = gettext_noop("A repetition rule names every weekday with its place in the month, or none of them.")
MONTH_DAY = gettext_noop("A weekly rule names weekdays, not days of the month.")
BAD_NUMBER = gettext_noop("A number in this repetition rule is outside what is possible.")

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST"})
RFC_5545 = KNOWN | {"BYSECOND", "BYMINUTE", "BYHOUR", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"}
HIGHEST = 10_000
"""The largest INTERVAL and COUNT that are read; anything above is a mistake."""


class Frequency(StrEnum):
    """How often a rule looks for dates."""

    YEARLY = "YEARLY"
    MONTHLY = "MONTHLY"
    WEEKLY = "WEEKLY"
    DAILY = "DAILY"


@dataclass(frozen=True, slots=True)
class Until:
    """The end of a rule: a moment (as RFC 5545 asks), or a local time where no zone was written."""

    moment: datetime | None = None
    local: datetime | None = None

    def allows(self, local: datetime, moment: datetime) -> bool:
        """Whether a session at `local`, which is `moment`, is still in the series; the end is included."""
        if self.moment is not None:
            return moment <= self.moment
        return self.local is None or local <= self.local


@dataclass(frozen=True, slots=True)
class Repetition:
    """A rule, read. `weekdays` holds (nth, day), Monday is 0: (0, 1) every Tuesday, (-1, 1) the last one."""

    frequency: Frequency | None = None
    interval: int = 1
    count: int | None = None
    until: Until | None = None
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    week_start: int = 0

    def fits(self, day: date) -> bool:
        """Whether `day` fits the named weekdays, days of the month and months; INTERVAL is not looked at."""
        return self._month_fits(day) and self._month_day_fits(day) and self._weekday_fits(day)

    def _month_fits(self, day: date) -> bool:
        return not self.months or day.month in self.months

    def _month_day_fits(self, day: date) -> bool:
        days_left = calendar.monthrange(day.year, day.month)[1] - day.day
        return not self.month_days or day.day in self.month_days or -days_left - 1 in self.month_days

    def _weekday_fits(self, day: date) -> bool:
        return not self.weekdays or any(
            weekday == day.weekday() and self._nth_fits(nth, day) for nth, weekday in self.weekdays
        )

    def _nth_fits(self, nth: int, day: date) -> bool:
        """Whether `day` is the nth of its weekday, from the start or the end of its month or year."""
        if nth == 0:
            return True
        if self.frequency is Frequency.YEARLY and not self.months:
            before = day.timetuple().tm_yday - 1
            behind = (366 if calendar.isleap(day.year) else 365) - before - 1
        else:
            before = day.day - 1
            behind = calendar.monthrange(day.year, day.month)[1] - day.day
        return nth == before // 7 + 1 if nth > 0 else -nth == behind // 7 + 1


def parse(rrule: str) -> Repetition:
    """Read the value of an RRULE; empty means a single session. Raises Refused with a sentence."""
    text = rrule.strip().upper().removeprefix("RRULE:")
    if not text:
        return Repetition()
    parts = _parts(text)
    repetition = Repetition(
        frequency=_frequency(parts),
        interval=_number(parts.get("INTERVAL", "1"), 1, HIGHEST),
        count=_number(parts["COUNT"], 1, HIGHEST) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        weekdays=tuple(_weekday(each) for each in _list(parts, "BYDAY")),
        month_days=tuple(_signed(each, 31) for each in _list(parts, "BYMONTHDAY")),
        months=tuple(_number(each, 1, 12) for each in _list(parts, "BYMONTH")),
        week_start=_weekday_number(parts.get("WKST", "MO")),
    )
    _check(repetition)
    return repetition


def _parts(text: str) -> Mapping[str, str]:
    pairs = [part.partition("=") for part in text.rstrip(";").split(";")]
    parts = {name: value for name, _, value in pairs}
    if len(parts) != len(pairs) or not all(value for value in parts.values()) or "FREQ" not in parts:
        raise Refused(BAD_RULE)
    if not parts.keys() <= KNOWN:
        raise Refused(UNSUPPORTED if parts.keys() <= RFC_5545 else BAD_RULE)
    return parts


def _frequency(parts: Mapping[str, str]) -> Frequency:
    if parts["FREQ"] in {"HOURLY", "MINUTELY", "SECONDLY"}:
        raise Refused(SUB_DAILY)
    try:
        return Frequency[parts["FREQ"]]
    except KeyError as error:
        raise Refused(BAD_RULE) from error


def _until(value: str) -> Until:
    """A date means that whole day, on the local clock."""
    read = re.fullmatch(r"(\d{8})(?:T(\d{6})(Z?))?", value, re.ASCII)
    if read is None:
        raise Refused(BAD_RULE)
    day, hour, utc = read.groups()
    try:
        if hour is None:
            return Until(local=datetime.combine(datetime.strptime(day, "%Y%m%d"), time.max))  # noqa: DTZ007
        moment = datetime.strptime(day + hour, "%Y%m%d%H%M%S")  # noqa: DTZ007 - its zone is told by the Z
    except ValueError as error:
        raise Refused(BAD_RULE) from error
    return Until(moment=moment.replace(tzinfo=UTC)) if utc else Until(local=moment)


def _list(parts: Mapping[str, str], name: str) -> list[str]:
    return parts[name].split(",") if name in parts else []


def _weekday(value: str) -> tuple[int, int]:
    read = re.fullmatch(r"([+-]?\d{1,2})?([A-Z]{2})", value, re.ASCII)
    if read is None:
        raise Refused(BAD_RULE)
    nth = _signed(read[1], 53) if read[1] else 0
    return nth, _weekday_number(read[2])


def _weekday_number(value: str) -> int:
    if value not in WEEKDAYS:
        raise Refused(BAD_RULE)
    return WEEKDAYS.index(value)


def _number(value: str, lowest: int, highest: int) -> int:
    if not re.fullmatch(r"[+-]?\d{1,9}", value, re.ASCII):
        raise Refused(BAD_RULE)
    if not lowest <= int(value) <= highest:
        raise Refused(BAD_NUMBER)
    return int(value)


def _signed(value: str, highest: int) -> int:
    """A place counted from the start (1 …) or the end (-1 …); there is no place 0."""
    number = _number(value, -highest, highest)
    if number == 0:
        raise Refused(BAD_NUMBER)
    return number


def _check(repetition: Repetition) -> None:
    """What RFC 5545 forbids although each part can be read."""
    if repetition.count is not None and repetition.until is not None:
        raise Refused(COUNT_AND_UNTIL)
    if repetition.frequency is Frequency.WEEKLY and repetition.month_days:
        raise Refused(MONTH_DAY)
    if any(nth for nth, _ in repetition.weekdays):
        _check_nth(repetition)


def _check_nth(repetition: Repetition) -> None:
    """Weekdays with their place: only by month or year, never mixed (dateutil would read "and" for "or")."""
    if repetition.frequency not in {Frequency.MONTHLY, Frequency.YEARLY}:
        raise Refused(NTH_WEEKDAY)
    places = [nth for nth, _ in repetition.weekdays]
    if 0 in places:
        raise Refused(MIXED)
    in_month = repetition.frequency is Frequency.MONTHLY or repetition.months
    if in_month and any(abs(nth) > 5 for nth in places):
        raise Refused(BAD_NUMBER)
