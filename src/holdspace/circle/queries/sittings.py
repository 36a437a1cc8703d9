"""Who sits and sat in circles, as the rules of telling need it: ids and times, never names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from holdspace.circle.rules.telling import Sitting
from holdspace.groups.models import Membership
from holdspace.kernel.actors import Actor, system_actor


def sittings_in(group_ids: Iterable[UUID], actor: Actor) -> dict[UUID, list[Sitting]]:
    """Who sits and sat in each of these circles, from when until when; one query.

    It is read as the system does: what leaves it goes through the rules of telling alone.
    """
    found: dict[UUID, list[Sitting]] = {group_id: [] for group_id in group_ids}
    rows = Membership.visible_to(system_actor(actor.practice_id)).filter(group_id__in=found)
    for group_id, person, since, until in rows.values_list("group_id", "member_id", "starts_at", "ends_at"):
        found[group_id].append(Sitting(person, since, until))
    return found


def sittings_around(actor: Actor) -> list[list[Sitting]]:
    """Who sits and sat in each circle in which a member ever sat; two queries."""
    rows = Membership.visible_to(system_actor(actor.practice_id)).filter(member_id=actor.person_id)
    return list(sittings_in(set(rows.values_list("group_id", flat=True)), actor).values())


def met(actor: Actor) -> dict[UUID, datetime]:
    """Since when a member knows each who ever sat in a circle of theirs, themselves included; two queries.

    Those who had left before count as known from the member's first day there: others may speak of them.
    """
    rows = Membership.visible_to(system_actor(actor.practice_id)).order_by("starts_at")
    own: dict[UUID, datetime] = {}
    for group_id, since in rows.filter(member_id=actor.person_id).values_list("group_id", "starts_at"):
        own.setdefault(group_id, since)
    found: dict[UUID, datetime] = {}
    for group_id, person, since in rows.filter(group_id__in=own).values_list(
        "group_id", "member_id", "starts_at"
    ):
        known = max(since, own[group_id])
        found[person] = min(known, found.get(person, known))
    return found
