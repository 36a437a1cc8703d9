"""Who is to be told of a concern at this moment, and who was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models

from holdspace.groups.policies import LEADING
from holdspace.groups.queries import leaders_of
from holdspace.kernel.actors import Actor
from holdspace.practice.queries import who_holds
from holdspace.practice.roles import Role
from holdspace.practice.spells import running
from holdspace.safety.models import Alert, Away, Concern, ConcernEvent, Duty, Escalation
from holdspace.safety.rules.escalation import DueAlert, People, Step, due, ladder

STILL_NEWS = timedelta(days=1)
"""A device is told of what waits since so long; what is older stands on every page."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a concern's history: an event, or that somebody was told (`step`)."""

    at: datetime
    event: ConcernEvent | None
    alert: Alert | None


def escalation_of(practice_id: UUID) -> Escalation:
    """How a practice escalates; the defaults where it has not chosen."""
    return Escalation.unscoped.filter(practice_id=practice_id).first() or Escalation(practice_id=practice_id)


@dataclass(frozen=True, slots=True)
class Roster:
    """Who answers for what in one practice at one moment; group None is the whole practice."""

    leaders: Mapping[UUID, Sequence[UUID]]
    on_call: Mapping[UUID | None, Sequence[UUID]]
    supervisors: Sequence[UUID]
    away: Mapping[UUID, UUID | None]

    def people(self, group_id: UUID | None) -> People:
        """Who could be told of something in a group."""
        return People(
            leaders=self.leaders.get(group_id, ()) if group_id else (),
            on_call_here=self.on_call.get(group_id, ()) if group_id else (),
            on_call=self.on_call.get(None, ()),
            supervisors=self.supervisors,
            away=self.away,
        )


def roster(practice_id: UUID, group_ids: Iterable[UUID], *, at: datetime) -> Roster:
    """Of these groups, as the system or somebody who works here knows it; four queries."""
    mine = running(at=at) & models.Q(practice_id=practice_id)
    duties: dict[UUID | None, list[UUID]] = defaultdict(list)
    on_duty = Duty.unscoped.filter(mine).order_by("starts_at", "id")
    for group_id, staff_id in on_duty.values_list("group_id", "staff_id"):
        duties[group_id].append(staff_id)
    gone = Away.unscoped.filter(mine).order_by("starts_at", "id")
    return Roster(
        leaders={
            group_id: [each.staff_id for each in led if each.role in LEADING]  # trainees answer for nobody
            for group_id, led in leaders_of(group_ids, at=at).items()
        },
        on_call=duties,
        supervisors=who_holds(Role.SUPERVISOR, practice_id=practice_id, at=at),
        away=dict(gone.values_list("staff_id", "cover_id")),
    )


def due_alerts(
    concern: Concern, people: People, escalation: Escalation, *, now: datetime
) -> Sequence[DueAlert]:
    """Who is to be told of this concern by `now`, and was not."""
    taken = Alert.unscoped.filter(concern=concern, turn=concern.turn).values_list("step", flat=True)
    return due(
        ladder(people),
        raised_at=concern.raised_at,
        patience=escalation.patience(concern.severity),
        now=now,
        told={Step(step) for step in taken},
    )


def waiting_concerns(practice_id: UUID) -> list[UUID]:
    """The concerns of a practice that nobody has taken on."""
    rows = Concern.unscoped.filter(practice_id=practice_id, acknowledged_at__isnull=True)
    return list(rows.order_by("raised_at").values_list("pk", flat=True))


def practices_with_waiting() -> list[UUID]:
    """The practices in which a concern waits; the system asks."""
    rows = Concern.unscoped.filter(acknowledged_at__isnull=True)
    return sorted(rows.values_list("practice_id", flat=True).distinct())


def practices_with_unsent() -> list[UUID]:
    """The practices in which somebody is still to be mailed; the system asks."""
    rows = Alert.unscoped.filter(mailed_at__isnull=True, answered_at__isnull=True)
    return sorted(rows.values_list("practice_id", flat=True).distinct())


def practices_unpushed(now: datetime, *, accounts: models.QuerySet[Any, Any]) -> list[UUID]:
    """The practices in which somebody of these accounts is still to hear of something; the system asks."""
    rows = Alert.unscoped.filter(_unpushed(now, accounts))
    return sorted(rows.values_list("practice_id", flat=True).distinct())


def unpushed(system: Actor, now: datetime, *, accounts: models.QuerySet[Any, Any]) -> list[UUID]:
    """What people of these accounts have not heard of on their devices."""
    return sorted(Alert.visible_to(system).filter(_unpushed(now, accounts)).values_list("pk", flat=True))


def _unpushed(now: datetime, accounts: models.QuerySet[Any, Any]) -> models.Q:
    theirs = models.Q(staff__user__in=accounts, staff__user__is_active=True)
    return theirs & models.Q(pushed_at__isnull=True, answered_at__isnull=True, made_at__gt=now - STILL_NEWS)


def practices_with_pager() -> list[UUID]:
    """The practices whose own pager is still to hear of something; the system asks."""
    waiting = Alert.unscoped.filter(paged_at__isnull=True, answered_at__isnull=True).values("practice")
    rows = Escalation.unscoped.filter(practice__in=waiting).exclude(pager="")
    return sorted(rows.values_list("practice_id", flat=True))


def to_page(system: Actor) -> list[list[Alert]]:
    """What a practice's own pager has not heard of: one list for each step of each concern."""
    found: dict[tuple[UUID, int, str], list[Alert]] = {}
    for alert in Alert.visible_to(system).filter(paged_at__isnull=True, answered_at__isnull=True):
        found.setdefault((alert.concern_id, alert.turn, alert.step), []).append(alert)
    return list(found.values())


def history(actor: Actor, concern: Concern) -> list[Happened]:
    """What happened to a concern and who was told of it, in its order; two queries."""
    events = ConcernEvent.visible_to(actor).filter(concern=concern).select_related("staff")
    alerts = Alert.visible_to(actor).filter(concern=concern).select_related("staff")
    found = [Happened(each.at, each, None) for each in events]
    found += [Happened(each.made_at, None, each) for each in alerts]
    return sorted(found, key=lambda each: each.at)
