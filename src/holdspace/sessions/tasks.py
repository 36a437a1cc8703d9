"""Periodic work of sessions: keep the sessions of the next 26 weeks on the schedule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from holdspace.kernel.actors import system_actor
from holdspace.sessions.actions import extend_series
from holdspace.sessions.queries import running_series
from holdspace.vault.scope import acting_as


def extend_all_series(now: datetime) -> int:
    """Extend every running series of every practice; returns how many sessions were added."""
    added = 0
    for series in running_series():
        with acting_as(system_actor(series.practice_id)) as system:
            added += extend_series(series=series, by=system)
    return added


PERIODIC: tuple[tuple[timedelta, Callable[[datetime], object]], ...] = (
    (timedelta(hours=6), extend_all_series),
)
"""What the worker calls, and how often."""
