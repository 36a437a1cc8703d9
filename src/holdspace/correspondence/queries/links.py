"""Whose mails, of which kind, the link of a mail is about."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from holdspace.correspondence.models import Reminder, ReminderChoice
from holdspace.correspondence.rules.links import read
from holdspace.correspondence.rules.ways import Way
from holdspace.kernel.actors import Actor, system_actor
from holdspace.vault.roots import link_key
from holdspace.vault.scope import acting_as


@dataclass(frozen=True, slots=True)
class Named:
    """Whom and which kind a link names."""

    practice_id: UUID
    member_id: UUID
    kind: Reminder.Kind


def named_by(token: str) -> Named | None:
    """What a link names; None for one that is not ours, and for somebody who was never sent anything."""
    found = read(token, link_key())
    if found is None:
        return None
    member, kind = found
    with acting_as(system_actor()), transaction.atomic():
        rows = Reminder.unscoped.filter(member_id=member)
        practice = rows.values_list("practice_id", flat=True).first()
    return Named(practice, member, Reminder.Kind(kind)) if practice else None


def way_of(system: Actor, named: Named) -> Way:
    """By which way messages of that kind reach whom the link names."""
    chosen = ReminderChoice.visible_to(system).filter(member=named.member_id).first()
    return (chosen or ReminderChoice()).way(named.kind)
