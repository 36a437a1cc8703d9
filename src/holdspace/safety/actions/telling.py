"""People are told that a concern waits: at once when it arises, then step by step until one takes it on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction

from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.safety.models import Alert, Concern
from holdspace.safety.queries.telling import due_alerts, escalation_of, roster
from holdspace.vault.scope import acting_as

STUCK = timedelta(minutes=2)
"""A message that was begun so long ago and never left is sent again: its worker is gone."""


def tell(concern: Concern) -> list[Alert]:
    """Tell whoever is due now; the caller holds the concern's row.

    A member whose words raised it may not read who supervises, so the house does it.
    """
    with acting_as(system_actor(concern.practice_id)) as house:
        return _tell(concern, clock.now(), house)


def answered(concern: Concern) -> None:
    """Somebody has taken it on: whoever was not reached yet need not be any more."""
    Alert.unscoped.filter(concern=concern, answered_at__isnull=True).update(answered_at=clock.now())


@transaction.atomic
def escalate(*, concern_id: UUID, now: datetime, by: Actor) -> list[Alert]:
    """Tell whoever became due since; nobody twice for one step, also from two workers at once."""
    rows = Concern.visible_to(by).select_for_update(of=("self",))
    concern = rows.filter(pk=concern_id, acknowledged_at__isnull=True).first()
    return [] if concern is None else _tell(concern, now, by)


@transaction.atomic
def claim(*, by: Actor, now: datetime) -> list[Alert]:
    """The messages that a worker is to send now, taken so that no other sends them too."""
    stuck = models.Q(claimed_at__isnull=True) | models.Q(claimed_at__lt=now - STUCK)
    unsent = Alert.visible_to(by).filter(stuck, mailed_at__isnull=True, answered_at__isnull=True)
    rows = unsent.select_for_update(of=("self",))
    found = list(rows.select_related("staff__user", "practice"))
    Alert.visible_to(by).filter(pk__in=[each.pk for each in found]).update(claimed_at=now)
    return found


@transaction.atomic
def mailed(*, alert: Alert, by: Actor) -> None:
    """The message has left."""
    Alert.visible_to(by).filter(pk=alert.pk).update(mailed_at=clock.now())


@transaction.atomic
def paged(*, alerts: Iterable[Alert], by: Actor) -> None:
    """The practice's own pager took them."""
    Alert.visible_to(by).filter(pk__in=[each.pk for each in alerts]).update(paged_at=clock.now())


@transaction.atomic
def pushed(*, alert: Alert, by: Actor) -> None:
    """One of the person's devices was told."""
    Alert.visible_to(by).filter(pk=alert.pk).update(pushed_at=clock.now())


@transaction.atomic
def give_back(*, alert: Alert, by: Actor) -> None:
    """The message could not be sent: it is taken up again at the next turn."""
    Alert.visible_to(by).filter(pk=alert.pk).update(claimed_at=None)


def _tell(concern: Concern, now: datetime, by: Actor) -> list[Alert]:
    groups = [concern.group_id] if concern.group_id else []
    people = roster(concern.practice_id, groups, at=now).people(concern.group_id)
    found = due_alerts(concern, people, escalation_of(concern.practice_id), now=now)
    made = [
        Alert(
            practice_id=concern.practice_id,
            concern=concern,
            turn=concern.turn,
            step=each.step.value,
            staff_id=each.person,
            opens=each.person not in people.leaders,
            due_at=each.due,
            made_at=clock.now(),
        )
        for each in found
    ]
    Alert.unscoped.bulk_create(made)
    for step in dict.fromkeys(each.step for each in made):
        record("safety.told", by=by, on=concern, about=[concern.member_id], detail={"step": step})
    return made
