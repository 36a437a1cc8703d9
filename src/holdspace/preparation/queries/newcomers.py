"""Who is new in a circle: for the leaders, and how far the circle is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.db.models.functions import Coalesce

from holdspace.groups.models import Group, Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.practice.spells import running
from holdspace.preparation.models import BuddyAsk, Hopes, Welcome, arriving, joined_running
from holdspace.preparation.rules.newcomers import is_told, nth
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who joined, as the group's leaders see them."""

    member_id: UUID
    name: str
    nth: int
    welcome: Welcome | None
    asks: list[BuddyAsk]
    shares: bool
    """Whether they wrote hopes or fears for the therapists."""

    @property
    def ask(self) -> BuddyAsk | None:
        """The question that stands, or was answered with yes."""
        return next((each for each in self.asks if each.answer in ("", "yes")), None)


def newcomers_at(session: GroupSession) -> dict[UUID, int]:
    """For whom a session is the first, second or third one since they joined a group that had met before.

    The caller has found `session` through a scope. One query.
    """
    spells = _joined(session.practice_id, session.group_id).annotate(came=_came(session))
    return {
        member: number for member, came in spells.values_list("member_id", "came") if (number := nth(came))
    }


def newcomers_of(actor: Actor, group: Group, session: GroupSession | None) -> list[Newcomer]:
    """Who is new in a group that the actor leads, with how the circle is told and who was asked."""
    spells = list(_joined(group.practice_id, group.pk).select_related("member"))
    new = newcomers_at(session) if session else {spell.member_id: nth(0) for spell in spells}
    keyring.warm(new, Domain.IDENTITY)
    welcomes = {row.member_id: row for row in Welcome.visible_to(actor).filter(group=group)}
    asks = _asks(actor, group, new)
    shared = shares_hopes(actor, group)
    return [
        Newcomer(
            member_id=spell.member_id,
            name=spell.member.chosen_name or "",
            nth=new[spell.member_id],
            welcome=welcomes.get(spell.member_id),
            asks=[ask for ask in asks if ask.receiver_id == spell.member_id],
            shares=spell.member_id in shared,
        )
        for spell in spells
        if spell.member_id in new
    ]


def shares_hopes(actor: Actor, group: Group) -> frozenset[UUID]:
    """Who wrote something before joining that the actor may read; one query, and nothing is opened."""
    rows = Hopes.visible_to(actor).filter(group=group)
    return frozenset(rows.values_list("member_id", flat=True))


def settled_buddy(actor: Actor, group: Group, people: Iterable[UUID]) -> UUID | None:
    """Who said yes to sit with a newcomer of the group and sits there still, as far as one may know it."""
    rows = BuddyAsk.visible_to(actor).filter(group=group, answer=BuddyAsk.Answer.YES, giver__in=list(people))
    rows = rows.filter(receiver__in=_joined(group.practice_id, group.pk).values("member"))
    return rows.order_by("-answered_at").values_list("giver_id", flat=True).first()


def hidden_in(actor: Actor, group_ids: Iterable[UUID]) -> dict[UUID, Mapping[UUID, bool]]:
    """Newcomers of these circles whose name the circle does not read yet, by group; the value says whether it
    is told by now that somebody joins. Never oneself. Two queries.
    """
    rows = arriving(Membership.visible_to(actor).filter(joined_running(), group__in=list(group_ids)))
    coming = list(rows.exclude(member_id=actor.person_id).values_list("group_id", "member_id"))
    found = Welcome.visible_to(actor).filter(group__in={group for group, _member in coming})
    welcomes = {(row.group_id, row.member_id): row for row in found} if coming else {}
    today = clock.today(actor.time_zone)
    hidden: dict[UUID, dict[UUID, bool]] = {}
    for key in coming:
        welcome = welcomes.get(key)
        told = is_told(welcome.told_from if welcome else None, today)
        if not (told and welcome is not None and welcome.is_named):
            hidden.setdefault(key[0], {})[key[1]] = told
    return dict(hidden)


def _joined(practice_id: UUID, group_id: UUID) -> models.QuerySet[Membership]:
    """Who sits in a group and joined it when it had met already, in the order of the seats."""
    rows = Membership.visible_to(system_actor(practice_id))
    rows = rows.filter(running(), joined_running(), group_id=group_id)
    return rows.order_by("seat", "id")


def _came(before: GroupSession) -> Coalesce:
    """To how many sessions before this one whoever sits in a row's spell came since it began."""
    rows = Attendance.visible_to(system_actor(before.practice_id)).filter(
        member=models.OuterRef("member"),
        session__group=before.group_id,
        session__starts_at__lt=before.starts_at,
        session__ends_at__gt=models.OuterRef("starts_at"),
    )
    there = rows.exclude(status=Attendance.Status.ABSENT).order_by().values("member")
    return Coalesce(models.Subquery(there.annotate(times=models.Count("id")).values("times")), 0)


def _asks(actor: Actor, group: Group, members: Iterable[UUID]) -> list[BuddyAsk]:
    rows = BuddyAsk.visible_to(actor).filter(group=group, receiver__in=list(members))
    found = list(rows.select_related("giver"))
    keyring.warm({row.giver_id for row in found}, Domain.IDENTITY)
    return found
