"""The worker's part: what was shared without a name appears with the release of the morning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from holdspace.circle.actions.holding import release_due
from holdspace.circle.queries.waiting import practices_with_coming
from holdspace.kernel.actors import system_actor
from holdspace.vault.scope import acting_as


def release(now: datetime) -> int:
    """Let appear what is due, in every practice; doing it again, or in two workers at once, changes
    nothing.
    """
    released = 0
    for practice_id in practices_with_coming():
        with acting_as(system_actor(practice_id)) as system:
            released += release_due(by=system, now=now)
    return released


PERIODIC: tuple[tuple[timedelta, Callable[[datetime], object]], ...] = ((timedelta(minutes=5), release),)
"""What the worker calls, and how often."""
