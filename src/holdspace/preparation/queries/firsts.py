"""Conditions on memberships: whose first session is still to come, who joined a group that met already."""

from __future__ import annotations

from django.db import models

from holdspace.groups.models import Membership
from holdspace.kernel import clock
from holdspace.practice.spells import running
from holdspace.sessions.models import Attendance, GroupSession


def arriving(rows: models.QuerySet[Membership]) -> models.QuerySet[Membership]:
    """Of these, the running ones whose first session is not over.

    One to which they did not come does not count; one of which nothing is noted does.
    """
    return rows.filter(running()).exclude(_had_first())


def joined_running() -> models.Exists:
    """That the group had met before this membership began; nobody is new where everybody is."""
    held = GroupSession.unscoped.filter(
        group=models.OuterRef("group"),
        status=GroupSession.Status.HELD,
        starts_at__lt=models.OuterRef("starts_at"),
    )
    return models.Exists(held)


def _had_first() -> models.Exists:
    over = models.Q(ends_at__lte=clock.now()) | models.Q(finished_at__isnull=False)
    away = Attendance.unscoped.filter(
        session=models.OuterRef("pk"),
        member=models.OuterRef(models.OuterRef("member")),
        status=Attendance.Status.ABSENT,
    )
    rows = GroupSession.unscoped.filter(
        over, group=models.OuterRef("group"), ends_at__gt=models.OuterRef("starts_at")
    )
    rows = rows.exclude(status=GroupSession.Status.CANCELLED)
    return models.Exists(rows.exclude(models.Exists(away)))
