"""What members say of a session: what they bring to it, and how it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group, clinical_reach
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.members.models import Member
from holdspace.sessions.models import Attendance, CheckIn, GroupSession, SessionRating
from holdspace.sessions.policies import IN_THE_ROOM, RATING_OPEN
from holdspace.sessions.rules.climate import GroupRating
from holdspace.sessions.rules.rating import shown_rating
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class Brought:
    """What one member brings to a session, as far as they share it; `openness` from 1 to 5."""

    member_id: UUID
    shared: bool
    brings: str
    openness: int | None
    submitted_at: datetime


def own_member(actor: Actor) -> Member:
    """The member who acts; Missing for everybody else."""
    rows = Member.visible_to(actor).filter(id=actor.person_id).select_related("practice")
    member = rows.first() if actor.is_member else None
    if member is None:
        raise Missing(_("This page does not exist."))
    return member


def check_in_of(actor: Actor, session: GroupSession) -> CheckIn | None:
    """The member's own check-in for a session, or None."""
    return CheckIn.visible_to(actor).filter(session=session, member_id=actor.person_id).first()


def brought_to(actor: Actor, session: GroupSession) -> list[Brought]:
    """What members bring to a session, for its clinicians; two queries. The page records the read.

    What a member keeps to themselves (`Share.NOBODY`) is said to be there, and not opened.
    """
    rows = list(
        CheckIn.unscoped.filter(session=session, session__group__in=clinical_reach(actor)).order_by(
            "submitted_at", "id"
        )
    )
    keyring.warm((row.member_id for row in rows), Domain.NARRATIVE, Domain.SCORES)
    return [_brought(row) for row in rows]


def to_rate(actor: Actor) -> list[GroupSession]:
    """The sessions that a member attended and can still say something about, the oldest first."""
    moment = clock.now()
    begun = models.Q(starts_at__lte=moment) | models.Q(began_at__lte=moment)
    rows = GroupSession.visible_to(actor).filter(begun, ends_at__gte=moment - RATING_OPEN)
    was_there = Attendance.visible_to(actor).filter(
        session=models.OuterRef("pk"), member_id=actor.person_id, status__in=IN_THE_ROOM
    )
    rated = SessionRating.visible_to(actor).filter(session=models.OuterRef("pk"), member_id=actor.person_id)
    rows = rows.filter(models.Exists(was_there)).exclude(models.Exists(rated))
    return list(rows.select_related("group").order_by("starts_at", "id"))


def group_ratings(
    group: Group, *, actor: Actor, limit: int = 12
) -> list[tuple[GroupSession, GroupRating | None]]:
    """The group's rating of its last held sessions, in order of time; None with fewer than three answers.

    Only for whom the group's record is open. Opens sealed answers and gives only the group's means away, so
    that a page which shows them opens nobody's record. Three queries.
    """
    sessions = list(
        GroupSession.clinical_to(actor)
        .filter(group=group, status=GroupSession.Status.HELD)
        .order_by("-starts_at", "-id")[:limit]
    )[::-1]
    rows = list(SessionRating.visible_to(actor).filter(session__in=sessions).order_by("submitted_at", "id"))
    keyring.warm((row.member_id for row in rows), Domain.SCORES)
    given: dict[UUID, list[dict[str, int | None]]] = {session.pk: [] for session in sessions}
    for row in rows:
        given[row.session_id].append(row.answers or {})
    return [(session, shown_rating(given[session.pk])) for session in sessions]


def _brought(row: CheckIn) -> Brought:
    if row.share == CheckIn.Share.NOBODY:
        return Brought(row.member_id, False, "", None, row.submitted_at)
    return Brought(row.member_id, True, row.brings or "", row.openness, row.submitted_at)
