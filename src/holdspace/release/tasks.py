"""The worker's part: files whose day is over go, and approved erasures are done a day later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from holdspace.kernel.actors import system_actor
from holdspace.practice.queries import practices
from holdspace.release.actions import carry_out_due, expire_due
from holdspace.vault.scope import acting_as


def expire_all(now: datetime) -> int:
    """Let go of every file whose last day is over, in every practice."""
    ended = 0
    for practice in list(practices(system_actor())):
        with acting_as(system_actor(practice.pk)) as system:
            ended += expire_due(by=system, now=now)
    return ended


def erase_all_due(now: datetime) -> int:
    """Erase whoever two people approved a day ago, in every practice."""
    erased = 0
    for practice in list(practices(system_actor())):
        with acting_as(system_actor(practice.pk)) as system:
            erased += carry_out_due(by=system, now=now)
    return erased


PERIODIC: tuple[tuple[timedelta, Callable[[datetime], object]], ...] = (
    (timedelta(minutes=30), expire_all),
    (timedelta(minutes=30), erase_all_due),
)
"""What the worker calls, and how often."""
