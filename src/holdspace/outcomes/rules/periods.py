"""The periods of which a programme's report can be read: never two that overlap.

Two that do would differ by the people of a few weeks, and a reader could subtract them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from holdspace.intake.rules.fairness import period_before


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day on, until just before `until`; `year` None: the twelve months that ended last."""

    since: date
    until: date
    year: int | None = None


def periods(today: date, first: date | None) -> list[Period]:
    """The last twelve months, then every whole year before them, back to that of the day when `first`
    somebody joined (None: nobody yet). The newest comes first."""
    since, until = period_before(today)
    years = range(since.year - 1, (first or since).year - 1, -1)
    return [Period(since, until), *(Period(date(y, 1, 1), date(y + 1, 1, 1), y) for y in years)]
