"""The worker's part: what has no name appears with the morning; who wants to hears that something came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from holdspace.circle.actions.holding import release_due
from holdspace.circle.queries.digests import due, practices_with_rhythm
from holdspace.circle.queries.waiting import practices_with_coming
from holdspace.correspondence.actions import queue_reminders
from holdspace.correspondence.tasks import deliver
from holdspace.kernel.actors import system_actor
from holdspace.vault.scope import acting_as


def send_digests(now: datetime) -> int:
    """Queue the neutral message that something is there, for who chose this day; never twice for one day."""
    queued = 0
    for practice_id in practices_with_rhythm():
        with acting_as(system_actor(practice_id)) as system, transaction.atomic():
            for reminder in queue_reminders(wanted=due(system, now), by=system):
                deliver.enqueue(str(practice_id), str(reminder.pk))
                queued += 1
    return queued


def release(now: datetime) -> int:
    """Let appear what is due, in every practice; doing it again, or in two workers at once, changes
    nothing.
    """
    released = 0
    for practice_id in practices_with_coming():
        with acting_as(system_actor(practice_id)) as system:
            released += release_due(by=system, now=now)
    return released


PERIODIC: tuple[tuple[timedelta, Callable[[datetime], object]], ...] = (
    (timedelta(minutes=5), release),
    (timedelta(minutes=30), send_digests),
)
"""What the worker calls, and how often."""
