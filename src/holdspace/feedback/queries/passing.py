"""Who gave to whom, without a word of what: for the reciprocity picture, and for new pairs."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from holdspace.feedback.models import Feedback
from holdspace.groups.models import Group


def exchanges(group: Group, since: datetime, until: datetime) -> list[tuple[UUID, UUID, datetime]]:
    """Giver, receiver and moment of what was released from `since` until just before `until`, by time.

    Ids of members. The caller has found `group` through a scope. What its receiver declined counts as given.
    """
    rows = Feedback.unscoped.filter(group=group, released_at__gte=since, released_at__lt=until)
    found = rows.order_by("released_at", "id").values_list("giver_id", "receiver_id", "released_at")
    return [(giver, receiver, at) for giver, receiver, at in found if at is not None]


def met(group: Group) -> Counter[frozenset[UUID]]:
    """How often two of the group have given to each other so far, in either direction."""
    rows = Feedback.unscoped.filter(group=group, version__gt=0).values_list("giver_id", "receiver_id")
    return Counter(frozenset(pair) for pair in rows)
