"""What was tried since the last session, for the next one: on the member's check-in, and in the brief."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import models

from holdspace.kernel.actors import Actor
from holdspace.sessions.models import GroupSession
from holdspace.sessions.queries import start_before
from holdspace.skills.models import Trying
from holdspace.skills.queries.shelf import names_of
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

AT_MOST_BACK = timedelta(weeks=4)
"""How far back what was tried is brought, where the group did not meet in between."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One thing that was tried. The texts are empty where they were left out, or are not for who reads."""

    pk: UUID
    member_id: UUID
    code: str
    name: str
    on: date
    tried: str
    went: str
    learnt: str
    is_read: bool
    """Whether the reader may read the words."""
    brought: bool
    share: str

    @property
    def words(self) -> str:
        """The three touches as one text, for a page with little room."""
        return "\n".join(text for text in (self.tried, self.went, self.learnt) if text)


def noted_for(actor: Actor, session: GroupSession) -> dict[UUID, list[Noted]]:
    """What the members of a session's group tried since the last one and did not leave out, by member.

    For those who read the group's record; three queries or fewer, whatever was tried.
    """
    rows = _between(actor, session).filter(brought=True)
    found: dict[UUID, list[Noted]] = {}
    for each in told(actor, list(rows)):
        found.setdefault(each.member_id, []).append(each)
    return found


def to_bring(actor: Actor, session: GroupSession) -> list[Noted]:
    """What a member tried since the last session, as their check-in shows it; three queries or fewer."""
    return told(actor, list(_between(actor, session).filter(member_id=actor.person_id)))


def told(actor: Actor, rows: list[Trying]) -> list[Noted]:
    """What was tried, as far as the actor may read it."""
    keyring.warm({row.member_id for row in rows}, Domain.NARRATIVE)
    names = names_of(actor, {row.code for row in rows})
    return [_one(actor, row, names.get(row.code, "")) for row in rows]


def _one(actor: Actor, row: Trying, name: str) -> Noted:
    reads = row.member_id == actor.person_id or row.is_for_therapists
    tried, went, learnt = row.texts if reads else ("", "", "")
    return Noted(
        pk=row.pk,
        member_id=row.member_id,
        code=row.code,
        name=name,
        on=row.tried_on,
        tried=tried,
        went=went,
        learnt=learnt,
        is_read=reads,
        brought=row.brought,
        share=row.share,
    )


def _between(actor: Actor, session: GroupSession) -> models.QuerySet[Trying]:
    rows = Trying.visible_to(actor).filter(group=session.group_id, noted_at__lt=session.ends_at)
    return rows.filter(noted_at__gte=_since(actor, session)).order_by("noted_at", "id")


def _since(actor: Actor, session: GroupSession) -> datetime:
    """When the session before this one began, or four weeks ago."""
    newest = start_before(actor, session)
    furthest = session.starts_at - AT_MOST_BACK
    return max(newest, furthest) if newest else furthest
