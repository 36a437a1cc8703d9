"""The worker's part: the day after a last session the membership ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from holdspace.endings.actions.finishing import finish
from holdspace.endings.queries.finishing import practices_with_endings
from holdspace.kernel.actors import system_actor
from holdspace.vault.scope import acting_as


def finish_all(now: datetime) -> int:
    """End what is over in every practice; doing it again, or in two workers at once, changes nothing."""
    ended = 0
    for practice_id in practices_with_endings():
        with acting_as(system_actor(practice_id)) as system:
            ended += finish(by=system)
    return ended


PERIODIC: tuple[tuple[timedelta, Callable[[datetime], object]], ...] = ((timedelta(hours=1), finish_all),)
"""What the worker calls, and how often."""
