"""Where somebody said that they are, for those who would send help there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from holdspace.kernel.actors import Actor
from holdspace.safety.models import Whereabouts
from holdspace.safety.models.whereabouts import KEPT_FOR


def where_of(actor: Actor, *, session_id: UUID | None, member_id: UUID) -> Whereabouts | None:
    """What a member said before a session; None where they said nothing, or not to `actor`."""
    if session_id is None:
        return None
    return Whereabouts.visible_to(actor).filter(session_id=session_id, member_id=member_id).first()


def said_where(actor: Actor, session_ids: Iterable[UUID]) -> set[UUID]:
    """For which of these sessions a member said where they are; no query where there is no session."""
    wanted = list(session_ids)
    if not wanted:
        return set()
    rows = Whereabouts.visible_to(actor).filter(session_id__in=wanted, member_id=actor.person_id)
    return set(rows.values_list("session_id", flat=True))


def practices_to_forget(now: datetime) -> list[UUID]:
    """The practices in which something was said too long ago to be kept; the system asks."""
    rows = Whereabouts.unscoped.filter(said_at__lt=now - KEPT_FOR)
    return sorted(rows.values_list("practice_id", flat=True).distinct())
