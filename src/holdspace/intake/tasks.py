"""Periodic work of intake: what people may have in common is indexed anew when they change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from holdspace.intake.actions import refresh_likenesses
from holdspace.kernel.actors import system_actor
from holdspace.practice.queries import practices
from holdspace.vault.scope import acting_as


def refresh_all_likenesses(now: datetime) -> int:
    """In every practice; returns how many people were indexed anew."""
    known = [practice.pk for practice in practices(system_actor())]
    done = 0
    for practice_id in known:
        with acting_as(system_actor(practice_id)) as system:
            done += refresh_likenesses(by=system)
    return done


PERIODIC: tuple[tuple[timedelta, Callable[[datetime], object]], ...] = (
    (timedelta(minutes=10), refresh_all_likenesses),
)
"""What the worker calls, and how often."""
