"""Goals of Tuesdays: Ana's, agreed in spring, said anew and looked at again; Chidi's, which is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from holdspace.demo.house import House
from holdspace.kernel import clock
from holdspace.outcomes.actions import Worded, agree_time, change_goal, rate_goals, write_goal
from holdspace.outcomes.models import Goal
from holdspace.outcomes.rules.goal_times import Agreed

REST = Worded(
    "To let the telephone ring.",
    "Once a week, by summer.",
    steps={
        2: "I no longer look who it was.",
        1: "Most evenings.",
        -1: "Once a month.",
        -2: "I answer each time.",
    },
    practices=["a-small-no"],
)
ANEW = "To let the telephone ring, and not to explain it."
ASK = Worded(
    "To say what I need before I am angry.",
    "In one session of three.",
    steps={1: "In most sessions.", -1: "Afterwards, in the corridor."},
    practices=["ask-clearly"],
)


def agree(house: House, today: datetime) -> None:
    """Both with Ruth, who leads the group."""
    group = house.groups["tuesday"]
    ana, chidi = house.members["ana"], house.members["chidi"]
    with clock.held_at(today - timedelta(days=49)), house.acting("ruth") as ruth:
        goal = write_goal(member=ana, group=group, worded=REST, by=ruth)
        agree_time(member=ana, group=group, agreed=Agreed(every=3), by=ruth)
        write_goal(member=chidi, group=group, worded=ASK, by=ruth)
        agree_time(member=chidi, group=group, agreed=Agreed(every=6), by=ruth)
    _look(house, goal, today - timedelta(days=35), -1)
    with clock.held_at(today - timedelta(days=21)), house.acting("ruth") as ruth:
        change_goal(goal=goal, worded=replace(REST, words=ANEW), version=1, by=ruth)
    _look(house, goal, today - timedelta(days=14), 0)
    _look(house, goal, today - timedelta(days=2), 1)


def _look(house: House, goal: Goal, at: datetime, level: int) -> None:
    with clock.held_at(at), house.acting("ruth") as ruth:
        rate_goals(member=goal.member, group=goal.group, levels={goal.pk: level}, by=ruth)
