"""The worker's part: words between leaders that nobody kept go a day later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from holdspace.kernel.actors import system_actor
from holdspace.live.actions import WHISPERS_KEPT, forget_whispers
from holdspace.live.queries import practices_with_whispers
from holdspace.vault.scope import acting_as


def forget_all_whispers(now: datetime) -> int:
    """Drop what leaders said to each other in a session, unless one of them kept it."""
    forgotten = 0
    for practice_id in practices_with_whispers(now - WHISPERS_KEPT):
        with acting_as(system_actor(practice_id)) as system:
            forgotten += forget_whispers(now=now, by=system)
    return forgotten


PERIODIC: tuple[tuple[timedelta, Callable[[datetime], object]], ...] = (
    (timedelta(minutes=30), forget_all_whispers),
)
"""What the worker calls, and how often."""
