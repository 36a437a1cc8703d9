"""A month of a practice: from its first moment until the next one's, on the clock of its wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def after(self) -> Month:
        """The next one."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def before(self) -> Month:
        """The one before."""
        return Month(self.year, self.number - 1) if self.number > 1 else Month(self.year - 1, 12)

    @property
    def code(self) -> str:
        """As an address holds it: 2026-11."""
        return f"{self.year:04}-{self.number:02}"

    def moments(self, time_zone: str) -> tuple[datetime, datetime]:
        """Its first moment and the first after it, aware."""
        zone = ZoneInfo(time_zone)
        begin, end = (datetime.combine(day, time.min, zone) for day in (self.first, self.after.first))
        return begin, end


def month_of(day: date) -> Month:
    """The month in which a day lies."""
    return Month(day.year, day.month)


def month_from(code: str) -> Month | None:
    """The month of a code like 2026-11, within the years that a practice can mean; else None."""
    year, _, number = code.partition("-")
    if not (len(code) == 7 and code.isascii() and year.isdecimal() and number.isdecimal()):
        return None
    if not (1 <= int(number) <= 12 and 2000 <= int(year) <= 2100):
        return None
    return Month(int(year), int(number))
