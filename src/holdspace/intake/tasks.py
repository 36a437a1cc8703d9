"""Periodic work of intake: likenesses are indexed anew when people change, counts of senders are dropped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from holdspace.intake.actions import forget_sendings, refresh_likenesses
from holdspace.kernel.actors import system_actor
from holdspace.practice.queries import practices
from holdspace.vault.scope import acting_as


def refresh_all_likenesses(now: datetime) -> int:
    """In every practice; returns how many people were indexed anew."""
    return _everywhere(refresh_likenesses)


def forget_all_sendings(now: datetime) -> int:
    """In every practice; returns how many went."""
    return _everywhere(forget_sendings)


def _everywhere(act: Callable[..., int]) -> int:
    known = [practice.pk for practice in practices(system_actor())]
    done = 0
    for practice_id in known:
        with acting_as(system_actor(practice_id)) as system:
            done += act(by=system)
    return done


PERIODIC: tuple[tuple[timedelta, Callable[[datetime], object]], ...] = (
    (timedelta(minutes=10), refresh_all_likenesses),
    (timedelta(hours=1), forget_all_sendings),
)
"""What the worker calls, and how often."""
