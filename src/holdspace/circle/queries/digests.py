"""Who wants to hear today that something came to them, and has something to find."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models

from holdspace.circle.models import Post, Rhythm, Thanks
from holdspace.circle.rules.standing import Standing
from holdspace.correspondence.models import Reminder
from holdspace.correspondence.queries.reminders import Wanted, as_wished
from holdspace.groups.models import Membership
from holdspace.kernel.actors import Actor, system_actor
from holdspace.practice.models import Practice
from holdspace.practice.spells import running
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as

FROM, UNTIL = time(9), time(20)
"""Between which hours of the practice's clock a message about it leaves."""


def due(system: Actor, now: datetime) -> list[Wanted]:
    """The messages of one practice for today: one for each member who chose this day and sits there still,
    when something came within a week. They hang on the group's last session, as every message does."""
    zone = ZoneInfo(Practice.visible_to(system).get().time_zone)
    local = now.astimezone(zone)
    if not FROM <= local.time() < UNTIL:
        return []
    rows = (
        Rhythm.visible_to(system).filter(day=local.weekday()).annotate(session_of=_last_session(system, now))
    )
    rows = rows.filter(_sits(system), _came(system, now - timedelta(days=7)), session_of__isnull=False)
    found = [
        Wanted(member, session, Reminder.Kind.DIGEST, local.date().isoformat())
        for member, session in rows.values_list("member", "session_of")
    ]
    return as_wished(system, found, now)


def practices_with_rhythm() -> list[UUID]:
    """The practices in which somebody wants to hear of it."""
    with acting_as(system_actor()):
        return sorted(Rhythm.unscoped.values_list("practice_id", flat=True).distinct())


def _last_session(system: Actor, now: datetime) -> models.Subquery:
    sessions = GroupSession.visible_to(system).filter(group=models.OuterRef("group"), starts_at__lte=now)
    return models.Subquery(sessions.order_by("-starts_at").values("pk")[:1])


def _sits(system: Actor) -> models.Exists:
    seats = Membership.visible_to(system).filter(running())
    return models.Exists(seats.filter(group=models.OuterRef("group"), member=models.OuterRef("member")))


def _came(system: Actor, since: datetime) -> models.Q:
    meant = models.Q(to__isnull=True) | models.Q(to=models.OuterRef("member"))
    posts = Post.unscoped.filter(
        meant, group=models.OuterRef("group"), standing=Standing.SHOWN, shown_at__gte=since
    )
    thanks = Thanks.unscoped.filter(
        group=models.OuterRef("group"), helper=models.OuterRef("member"), at__gte=since
    )
    others = posts.exclude(author=models.OuterRef("member"))
    return models.Q(models.Exists(others)) | models.Q(models.Exists(thanks))
