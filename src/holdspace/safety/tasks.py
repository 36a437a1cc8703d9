"""The worker's part: whoever became due is told that a concern waits; what was said for one day goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from holdspace.kernel.actors import system_actor
from holdspace.safety.actions.telling import escalate
from holdspace.safety.actions.whereabouts import forget_whereabouts
from holdspace.safety.queries.telling import practices_with_waiting, waiting_concerns
from holdspace.safety.queries.whereabouts import practices_to_forget
from holdspace.vault.scope import acting_as


def escalate_waiting(now: datetime) -> int:
    """Take every step that is due, in every practice; again, or in two workers, it tells nobody twice."""
    told = 0
    for practice_id in practices_with_waiting():
        with acting_as(system_actor(practice_id)) as system:
            for concern_id in waiting_concerns(practice_id):
                told += len(escalate(concern_id=concern_id, now=now, by=system))
    return told


def forget_all_whereabouts(now: datetime) -> int:
    """Drop what members said of where they are, a day after they said it."""
    forgotten = 0
    for practice_id in practices_to_forget(now):
        with acting_as(system_actor(practice_id)) as system:
            forgotten += forget_whereabouts(now=now, by=system)
    return forgotten


PERIODIC: tuple[tuple[timedelta, Callable[[datetime], object]], ...] = (
    (timedelta(minutes=1), escalate_waiting),
    (timedelta(minutes=30), forget_all_whereabouts),
)
"""What the worker calls, and how often."""
