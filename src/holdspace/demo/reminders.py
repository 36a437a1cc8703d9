"""How four of them want to be written to. Everybody else has what the house proposes."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from holdspace.circle.actions.rhythm import choose_rhythm
from holdspace.circle.models import Rhythm
from holdspace.correspondence.actions import Choice, choose_reminders
from holdspace.correspondence.models import Reminder
from holdspace.correspondence.rules.timing import Lead, Quiet
from holdspace.correspondence.rules.ways import Way
from holdspace.demo.house import House
from holdspace.kernel import clock

CHOSEN: Final = {
    "ana": Choice(
        {Reminder.Kind.BEFORE: Way.BOTH, Reminder.Kind.CHANGED: Way.BOTH, Reminder.Kind.RATING: Way.PUSH},
        Lead(day_before_at=18),
        Quiet(time(21), time(8)),
    ),
    "gwen": Choice(
        {Reminder.Kind.BEFORE: Way.NONE, Reminder.Kind.CHANGED: Way.MAIL, Reminder.Kind.RATING: Way.NONE},
        Lead(),
        Quiet(time(20), time(10)),
    ),
    "karim": Choice(
        {Reminder.Kind.BEFORE: Way.MAIL, Reminder.Kind.CHANGED: Way.BOTH},
        Lead(hours=2),
        Quiet(time(22), time(6)),
    ),
    "eve": Choice(
        {Reminder.Kind.CHANGED: Way.MAIL, Reminder.Kind.AFTER: Way.MAIL}, Lead(), Quiet(time(22), time(7))
    ),
}
TOLD: Final = {"ana": Rhythm.Day.THURSDAY, "jonah": Rhythm.Day.SUNDAY}
"""Who wants to hear on which day that something came in the space of Tuesdays."""


def choose(house: House, today: datetime) -> None:
    """Chosen a week ago; two also said when they want to hear that something came."""
    with clock.held_at(today - timedelta(days=7)):
        for who, choice in CHOSEN.items():
            with house.acting(who) as member:
                choose_reminders(choice=choice, by=member)
        for who, day in TOLD.items():
            with house.acting(who) as member:
                choose_rhythm(group=house.groups["tuesday"], day=day, by=member)
