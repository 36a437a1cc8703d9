"""Whose goals are to be looked at together again, as it was agreed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Max
from django.utils.timezone import localtime

from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.outcomes.models import Attainment, Goal, GoalTime
from holdspace.outcomes.rules.goal_times import Agreed, is_due
from holdspace.sessions.models import GroupSession

Key = tuple[UUID, UUID]
"""A group and one of its members."""


def goals_due(actor: Actor, groups: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Group → the members whose goals are due; four queries, for any number of groups, people and sessions.

    Whoever has no goal in use, or no time agreed, is never due. The caller asks who sits there now.
    """
    times = list(GoalTime.visible_to(actor).filter(group__in=groups))
    keys = {(each.group_id, each.member_id) for each in times}
    if not keys:
        return {}
    in_use, looked, held = _in_use(actor, groups), _looked(actor, groups), _held(actor, times)
    due: dict[UUID, set[UUID]] = {}
    for each in times:
        key = (each.group_id, each.member_id)
        if key in in_use and _is_due(each, looked.get(key), held[each.group_id], actor):
            due.setdefault(each.group_id, set()).add(each.member_id)
    return due


def _is_due(each: GoalTime, looked_on: date | None, held: Iterable[date], actor: Actor) -> bool:
    agreed_on = localtime(each.agreed_at).date()
    since = max(agreed_on, looked_on) if looked_on else agreed_on
    return is_due(
        Agreed(each.on, each.every),
        today=clock.today(actor.practice_zone or "UTC"),
        looked_on=looked_on,
        held=sum(day > since for day in held),
    )


def _in_use(actor: Actor, groups: Collection[UUID]) -> set[Key]:
    rows = Goal.visible_to(actor).filter(group__in=groups, put_away_at__isnull=True)
    return set(rows.values_list("group_id", "member_id"))


def _looked(actor: Actor, groups: Collection[UUID]) -> dict[Key, date]:
    rows = Attainment.visible_to(actor).filter(group__in=groups).values_list("group_id", "member_id")
    return {(group, member): day for group, member, day in rows.annotate(newest=Max("rated_on"))}


def _held(actor: Actor, times: list[GoalTime]) -> dict[UUID, list[date]]:
    """The days on which each group met since the earliest agreement."""
    days: dict[UUID, list[date]] = {each.group_id: [] for each in times}
    rows = GroupSession.clinical_to(actor).filter(group__in=days, status=GroupSession.Status.HELD)
    rows = rows.filter(starts_at__gte=min(each.agreed_at for each in times))
    for group, starts_at in rows.values_list("group_id", "starts_at"):
        days[group].append(localtime(starts_at).date())
    return days
