"""What is read of outcomes: paths of members, small multiples of groups, reasons to look again."""

from __future__ import annotations

from holdspace.outcomes.queries.group_paths import group_paths
from holdspace.outcomes.queries.measure_path import MeasurePath, measure_paths
from holdspace.outcomes.queries.own_path import own_path
from holdspace.outcomes.queries.paths import member_path
from holdspace.outcomes.queries.series import Answered, Series, answered
from holdspace.outcomes.queries.signals import Signal, signal_for, signals_in

__all__ = [
    "Answered",
    "MeasurePath",
    "Series",
    "Signal",
    "answered",
    "group_paths",
    "measure_paths",
    "member_path",
    "own_path",
    "signal_for",
    "signals_in",
]
