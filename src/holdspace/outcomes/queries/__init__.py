"""What is read of outcomes: paths, small multiples, reasons to look again, climate."""

from __future__ import annotations

from holdspace.outcomes.queries.asked_together import AskedTogether, Stand, asked_together
from holdspace.outcomes.queries.climate import (
    ClimatePage,
    Evening,
    LowSession,
    Picture,
    TogetherPage,
    climate_page,
    evenings,
    low_session,
    repair_of,
    together_page,
)
from holdspace.outcomes.queries.goal_times import goals_due
from holdspace.outcomes.queries.goals import (
    HIGHEST_T,
    IN_WORDS,
    LOWEST_T,
    Goals,
    goal_for,
    goals_of,
    in_words,
    worded_before,
)
from holdspace.outcomes.queries.group_paths import group_paths
from holdspace.outcomes.queries.measure_path import MeasurePath, measure_paths
from holdspace.outcomes.queries.own_path import own_path
from holdspace.outcomes.queries.paths import member_path
from holdspace.outcomes.queries.programme import Programme, programme
from holdspace.outcomes.queries.series import Answered, Series, answered
from holdspace.outcomes.queries.sheets import Sheet, cell_words, held_back, sheets, step_words
from holdspace.outcomes.queries.signals import ENDS, Signal, signal_for, signals_in

__all__ = [
    "ENDS",
    "HIGHEST_T",
    "IN_WORDS",
    "LOWEST_T",
    "Answered",
    "AskedTogether",
    "ClimatePage",
    "Evening",
    "Goals",
    "LowSession",
    "MeasurePath",
    "Picture",
    "Programme",
    "Series",
    "Sheet",
    "Signal",
    "Stand",
    "TogetherPage",
    "answered",
    "asked_together",
    "cell_words",
    "climate_page",
    "evenings",
    "goal_for",
    "goals_due",
    "goals_of",
    "group_paths",
    "held_back",
    "in_words",
    "low_session",
    "measure_paths",
    "member_path",
    "own_path",
    "programme",
    "repair_of",
    "sheets",
    "signal_for",
    "signals_in",
    "step_words",
    "together_page",
    "worded_before",
]
