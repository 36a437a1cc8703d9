"""When a group meets in a usual week: a start such as `tue-18:30`, and the hours of the week it fills."""

from __future__ import annotations

from dataclasses import dataclass

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import say
from holdspace.ui.rules.week import DAYS

MINUTES_OF_A_DAY = 24 * 60
USUAL_MINUTES = 90
"""How long a session lasts where nobody said it."""


@dataclass(frozen=True, slots=True)
class Start:
    """A day of the week and minutes since midnight, on the practice's wall clock."""

    day: str
    minute: int

    @property
    def code(self) -> str:
        """As it is stored: `tue-18:30`."""
        return f"{self.day}-{self.clock}"

    @property
    def clock(self) -> str:
        return f"{self.minute // 60:02}:{self.minute % 60:02}"


def parse(code: str) -> Start:
    """`tue-18:30` or `tue-18`. Raises Refused for what is no hour of a week."""
    day, _, clock = code.partition("-")
    hours, _, minutes = clock.partition(":")
    minute = int(hours) * 60 + int(minutes or 0) if hours.isdigit() and (minutes or "0").isdigit() else -1
    if day not in DAYS or not 0 <= minute < MINUTES_OF_A_DAY:
        raise Refused(say("%(code)s is no hour of the week.", code=code))
    return Start(day, minute)


def filled(start: Start, minutes: int) -> frozenset[str]:
    """The hours of the week that a meeting of so many minutes touches, until midnight."""
    last = min(start.minute + minutes, MINUTES_OF_A_DAY) - 1
    return frozenset(f"{start.day}-{hour}" for hour in range(start.minute // 60, last // 60 + 1))
