"""A member says where they are before a session that they join from elsewhere; it is kept for a day."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.safety import policies
from holdspace.safety.actions.concerns import heed
from holdspace.safety.models import Whereabouts
from holdspace.safety.models.whereabouts import KEPT_FOR


@transaction.atomic
def say_where(
    *, member: Member, group: Group, session_id: UUID, place: str, near: str, phone: str, by: Actor
) -> Whereabouts:
    """Keep it for this session, in the place of what was said before. Its words are heeded as all others."""
    policies.check_says_where(by, member, group)
    said = Whereabouts.unscoped.filter(session_id=session_id, member=member).first() or Whereabouts(
        practice_id=group.practice_id, member=member, group=group, session_id=session_id
    )
    said.place, said.near, said.phone = place.strip(), near.strip(), phone.strip()
    said.said_at = clock.now()
    said.save()
    record("safety.said_where", by=by, on=said, about=[member.pk])
    heed(text=f"{place}\n\n{near}", member=member, group=group, source_id=said.pk, by=by)
    return said


@transaction.atomic
def forget_whereabouts(*, now: datetime, by: Actor) -> int:
    """Drop what was said for sessions that are over; returns how many."""
    return Whereabouts.visible_to(by).filter(said_at__lt=now - KEPT_FOR).delete()[0]
