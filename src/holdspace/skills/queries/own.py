"""Skills as a member sees them: what is to be tried, what they tried, what their circle shows, words back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.members.models import Member
from holdspace.skills.models import Assignment, Trying, WordBack
from holdspace.skills.policies import NOT_HERE
from holdspace.skills.queries.bringing import Noted, told
from holdspace.skills.queries.shelf import names_of
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

SHOWN = 40
"""How many tryings stand on a page."""

WORDS_AT_ONCE = 3
"""How many words back stand on a member's home."""


@dataclass(frozen=True, slots=True)
class ToTry:
    """One skill that somebody is to try, or chose to."""

    pk: UUID
    group_id: UUID
    code: str
    name: str
    chosen: bool
    to_circle: bool
    note: str
    until: date | None
    member_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """ "I tried what you suggested": who says so, of which skill, in which words."""

    pk: UUID
    by: str
    skill: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that one of the circle shows to it."""

    by: str
    own: bool
    brought: Noted


@dataclass(frozen=True, slots=True)
class OnHome:
    """What a member's home says of skills."""

    words: list[Said]
    to_try: list[ToTry]


def on_home(actor: Actor) -> OnHome:
    """Words that came back and were not put away yet, and what is to be tried; five queries or fewer."""
    rows = _received(actor).filter(opened_at__isnull=True)[:WORDS_AT_ONCE]
    return OnHome(_said(actor, rows), to_try(actor))


def words_back(actor: Actor, limit: int | None = SHOWN) -> list[Said]:
    """Every word that came back to a member, the newest first."""
    return _said(actor, _received(actor)[:limit])


def word_for(actor: Actor, pk: UUID) -> WordBack:
    """A word that the actor may read; Missing otherwise."""
    found = WordBack.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def to_try(actor: Actor, group: Group | None = None) -> list[ToTry]:
    """What runs now: for a member in all their circles, for leaders in one group; two queries or three."""
    rows = Assignment.visible_to(actor).filter(running(actor))
    if group is not None:
        rows = rows.filter(group=group)
    return told_to_try(actor, list(rows))


def running(actor: Actor) -> models.Q:
    """That an assignment is not over, by the clock on the practice's wall."""
    today = clock.today(actor.practice_zone or "UTC")
    return models.Q(ended_at__isnull=True) & (models.Q(until__isnull=True) | models.Q(until__gte=today))


def told_to_try(actor: Actor, rows: list[Assignment]) -> list[ToTry]:
    """The same, as a page shows them."""
    keyring.warm({row.whose_id for row in rows}, Domain.NARRATIVE)
    names = names_of(actor, {row.code for row in rows})
    return [
        ToTry(
            pk=row.pk,
            group_id=row.group_id,
            code=row.code,
            name=names.get(row.code, ""),
            chosen=row.chosen,
            to_circle=row.to_circle,
            note=row.note or "",
            until=row.until,
            member_id=row.member_id,
        )
        for row in rows
        if row.code in names
    ]


def assignment_for(actor: Actor, pk: UUID) -> Assignment:
    """An assignment that the actor may read; Missing otherwise."""
    found = Assignment.visible_to(actor).select_related("group__practice").filter(pk=pk).first()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def own_tryings(actor: Actor, limit: int | None = SHOWN) -> list[Noted]:
    """What a member tried, the newest first; without `limit` all of it."""
    return told(actor, list(Trying.visible_to(actor).filter(member_id=actor.person_id)[:limit]))


def trying_for(actor: Actor, pk: UUID) -> Trying:
    """Something tried that the actor may read, with its group; Missing otherwise."""
    rows = Trying.visible_to(actor).select_related("group__practice")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def word_of(actor: Actor, trying: Trying) -> WordBack | None:
    """The word that went back to who suggested it, as its giver sees it."""
    rows = WordBack.visible_to(actor).filter(trying=trying, giver_id=trying.member_id)
    return rows.prefetch_related("receiver").first()


def shown_in(actor: Actor, group: Group) -> list[Shown]:
    """What those who sit in a circle show to it, the newest first; four queries or fewer."""
    rows = Trying.visible_to(actor).filter(group=group, to_circle=True).order_by("-shown_at", "-id")
    found = list(rows.prefetch_related("member")[:SHOWN])
    keyring.warm({row.member_id for row in found}, Domain.IDENTITY)
    return [
        Shown(called(row, "member"), row.member_id == actor.person_id, brought)
        for row, brought in zip(found, told(actor, found), strict=True)
        if any(row.texts)
    ]


def called(row: models.Model, side: str) -> str:
    """What the circle calls somebody. PostgreSQL shows members nobody who has left."""
    try:
        member: Member | None = getattr(row, side)
    except Member.DoesNotExist:
        member = None
    return (member.chosen_name if member else "") or _("Somebody")


def _received(actor: Actor) -> models.QuerySet[WordBack]:
    rows = WordBack.visible_to(actor).filter(receiver_id=actor.person_id, released_at__isnull=False)
    return rows.prefetch_related("giver").order_by("-at", "-id")


def _said(actor: Actor, words: Iterable[WordBack]) -> list[Said]:
    rows = list(words)
    keyring.warm({row.giver_id for row in rows}, Domain.IDENTITY, Domain.NARRATIVE)
    names = names_of(actor, {row.code for row in rows})
    return [
        Said(row.pk, called(row, "giver"), names.get(row.code, ""), row.text or "", row.at) for row in rows
    ]
