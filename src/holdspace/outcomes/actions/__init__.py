"""What changes in outcomes."""

from __future__ import annotations

from holdspace.outcomes.actions.goals import (
    HEAVIEST,
    LONGEST_GOAL,
    STEP_FIELDS,
    Worded,
    agree_time,
    change_goal,
    put_goal_away,
    rate_goals,
    write_goal,
)
from holdspace.outcomes.actions.programme import export_programme, read_programme
from holdspace.outcomes.actions.repairs import LONGEST, write_repair
from holdspace.outcomes.actions.silencing import silence

__all__ = [
    "HEAVIEST",
    "LONGEST",
    "LONGEST_GOAL",
    "STEP_FIELDS",
    "Worded",
    "agree_time",
    "change_goal",
    "export_programme",
    "put_goal_away",
    "rate_goals",
    "read_programme",
    "silence",
    "write_goal",
    "write_repair",
]
