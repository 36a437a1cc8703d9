"""When groups meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.sessions.models import GroupSession, Series
from holdspace.vault import scope


def session_for(actor: Actor, pk: UUID) -> GroupSession:
    """A session that the actor may know of, with its group; Missing otherwise."""
    return _one(GroupSession.visible_to(actor).filter(pk=pk))


def clinical_session(actor: Actor, pk: UUID) -> GroupSession:
    """A session whose clinical content is open to the actor now; Missing otherwise."""
    return _one(GroupSession.clinical_to(actor).filter(pk=pk))


def next_session(group: Group, *, actor: Actor) -> GroupSession | None:
    """The group's next session that has not ended and is not cancelled, or None."""
    rows = GroupSession.visible_to(actor).filter(
        group=group, status=GroupSession.Status.PLANNED, ends_at__gt=clock.now()
    )
    return rows.select_related("group", "room").order_by("starts_at", "id").first()


def next_sessions(actor: Actor, group_ids: Iterable[UUID]) -> dict[UUID, GroupSession]:
    """The next session of each of many groups, in one query; groups without one are left out."""
    rows = GroupSession.visible_to(actor).filter(
        group__in=list(group_ids), status=GroupSession.Status.PLANNED, ends_at__gt=clock.now()
    )
    first = rows.filter(group=models.OuterRef("group")).order_by("starts_at", "id").values("pk")[:1]
    found = rows.filter(pk=models.Subquery(first)).select_related("group", "room")
    return {session.group_id: session for session in found}


def start_before(actor: Actor, session: GroupSession) -> datetime | None:
    """When the group's session before this one was to begin, as far as the actor may know of it; None for
    the first. Asked once in a request.
    """
    question = ("start before", actor, session.pk, session.starts_at)
    return scope.once(question, lambda: _starts_before(actor, session).first())


def sessions_between(actor: Actor, start: datetime, end: datetime) -> list[GroupSession]:
    """The sessions that start at or after `start` and before `end`, cancelled ones too, in order of time."""
    rows = GroupSession.visible_to(actor).filter(starts_at__gte=start, starts_at__lt=end)
    return list(rows.select_related("group", "room", "series").order_by("starts_at", "group__name", "id"))


def past_sessions(
    group: Group, *, actor: Actor, before: datetime | None = None, limit: int = 12
) -> list[GroupSession]:
    """The last sessions of the group that were held or have ended, in order of time."""
    moment = before or clock.now()
    rows = GroupSession.visible_to(actor).filter(group=group, starts_at__lt=moment)
    rows = rows.exclude(status=GroupSession.Status.CANCELLED).filter(
        models.Q(status=GroupSession.Status.HELD) | models.Q(ends_at__lte=clock.now())
    )
    return list(rows.select_related("practice").order_by("-starts_at", "-id")[:limit])[::-1]


def all_series(actor: Actor) -> list[Series]:
    """Every series that has not ended, with its group and room, by group."""
    rows = Series.visible_to(actor).filter(ended_on__isnull=True)
    return list(rows.select_related("group", "room").order_by("group__name", "first_local", "id"))


def series_for(actor: Actor, pk: UUID) -> Series:
    """A series that the actor may know of, with its group; Missing otherwise."""
    series = Series.visible_to(actor).filter(pk=pk).select_related("group", "room").first()
    if series is None:
        raise Missing(_("This page does not exist."))
    return series


def series_of(actor: Actor, group: Group) -> list[Series]:
    """The group's series that have not ended, the oldest first."""
    rows = Series.visible_to(actor).filter(group=group, ended_on__isnull=True)
    return list(rows.select_related("room").order_by("first_local", "id"))


def running_series() -> list[Series]:
    """Every series of every practice that may have sessions to come; for the worker, acting as the system."""
    rows = Series.unscoped.filter(ended_on__isnull=True).exclude(group__phase=Group.Phase.ENDED)
    return list(rows.select_related("group__practice").order_by("practice", "id"))


@dataclass(frozen=True, slots=True)
class WeeklyMeeting:
    """When a group meets in a usual week: `weekday` 0 is Monday, `minute` counts from midnight."""

    weekday: int
    minute: int
    minutes: int


def weekly_meetings(actor: Actor, group_ids: Iterable[UUID]) -> dict[UUID, WeeklyMeeting]:
    """The usual hour of each of many groups, by its newest series that has not ended; one query.

    A group that meets on several days of a week, or every other week, counts with its first day: whoever
    joins has to be free at that hour in any case.
    """
    rows = Series.visible_to(actor).filter(group__in=list(group_ids), ended_on__isnull=True)
    return {row.group_id: _meeting(row) for row in rows.order_by("first_local", "id")}


def _meeting(series: Series) -> WeeklyMeeting:
    first = datetime.fromisoformat(series.first_local)
    return WeeklyMeeting(first.weekday(), first.hour * 60 + first.minute, series.minutes)


def practices_that_meet(start: datetime, end: datetime) -> list[UUID]:
    """The practices with a session that starts in a span of time; for the worker, acting as the system."""
    rows = GroupSession.unscoped.filter(starts_at__gte=start, starts_at__lt=end)
    return list(rows.order_by("practice").values_list("practice", flat=True).distinct())


def _starts_before(actor: Actor, session: GroupSession) -> models.QuerySet[GroupSession, datetime]:
    earlier = GroupSession.visible_to(actor) if actor.is_member else GroupSession.clinical_to(actor)
    rows = earlier.filter(group=session.group_id, starts_at__lt=session.starts_at)
    rows = rows.exclude(status=GroupSession.Status.CANCELLED).order_by("-starts_at")
    return rows.values_list("starts_at", flat=True)


def _one(rows: models.QuerySet[GroupSession]) -> GroupSession:
    session = rows.select_related("group", "room", "practice").first()
    if session is None:
        raise Missing(_("This session does not exist."))
    return session
