"""Days and times as people read them: each language orders day, month and year in its own way.

The patterns are Django's date formats, and texts of the catalogue like any other. Nobody writes one into
a page: templates have a filter for each, Python calls the same functions.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import pgettext_lazy

# Translators: Django date formats. Each language orders day, month and time in its own way.
PATTERNS: Final = {
    "moment": pgettext_lazy("date format: weekday, day, month, time", "l j F, H:i"),
    "day": pgettext_lazy("date format: weekday, day, month, year", "l j F Y"),
    "week-day": pgettext_lazy("date format: weekday, day, month", "l j F"),
    "long-day": pgettext_lazy("date format: day, month, year", "j F Y"),
    "plain-day": pgettext_lazy("date format: day, month", "j F"),
    "short-day": pgettext_lazy("date format: day and short month", "j M"),
    "month": pgettext_lazy("date format: month, year", "F Y"),
    "short-month": pgettext_lazy("date format: short month, year", "M Y"),
    "week-time": pgettext_lazy("date format: weekday, time", "l H:i"),
    "time": pgettext_lazy("date format: time of day", "H:i"),
}


def told(at: date | datetime | None, show: str) -> str:
    """`at` in the reader's language, as `show` (one of `PATTERNS`); nothing for nothing. A datetime is told
    as it is: who calls has brought it to the right clock."""
    return date_format(at, str(PATTERNS[show])) if at else ""


def day(at: date | None) -> str:
    """Weekday, day, month and year."""
    return told(at, "day")


def week_day(at: date | None) -> str:
    """Weekday, day and month, where the year is clear."""
    return told(at, "week-day")


def long_day(at: date | None) -> str:
    """Day, month and year."""
    return told(at, "long-day")


def plain_day(at: date | None) -> str:
    """Day and month, where the year is clear."""
    return told(at, "plain-day")


def short_day(at: date | None) -> str:
    """A date as it stands under a chart."""
    return told(at, "short-day")


def month(at: date | None) -> str:
    """Month and year."""
    return told(at, "month")
