"""Who is on the way into a group, and which steps are done; never what was written in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models

from holdspace.groups.models import Group, Membership, Proposal, clinical_reach
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.practice.roles import Permission
from holdspace.practice.spells import running
from holdspace.preparation.models import Hopes, StepDone, arriving
from holdspace.preparation.policies import NOT_HERE
from holdspace.preparation.queries.own import path_of, signed_in
from holdspace.preparation.rules.steps import Path, Step, is_late, said
from holdspace.sessions.models import GroupSession
from holdspace.sessions.queries import next_sessions
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """One person on the way into one group."""

    pk: UUID
    """The id of the membership, or of the proposal."""
    group: Group
    member_id: UUID
    name: str
    is_seated: bool
    path: Path
    met_on: date | None
    first: GroupSession | None
    is_late: bool
    shares: bool
    """Whether the reader may read what they hope and fear."""

    @property
    def steps(self) -> list[tuple[str, bool]]:
        """Each step in words, and whether it is done."""
        return [(str(said(step)), step in self.path.done) for step in self.path.steps]

    @property
    def open_words(self) -> list[str]:
        """What is left, in words."""
        return [str(said(step)) for step in self.path.open]


def on_the_way(actor: Actor) -> list[OnTheWay]:
    """All who are proposed or admitted and have not had their first session, by group and name: for
    coordinators the practice's, for leaders their groups'; eleven queries or fewer.
    """
    rows = _seated(actor) + _proposed(actor)
    keyring.warm({row.member_id for row in rows}, Domain.IDENTITY)
    ids = {row.group_id for row in rows}
    days = _days(actor, ids)
    agreed, signed = signed_in(actor, {row.member_id for row in rows}, ids)
    first, shared = next_sessions(actor, ids), _shared(actor, ids)
    found = []
    for row in rows:
        key = (row.group_id, row.member_id)
        done = {*days.get(key, ()), *((Step.AGREEMENT,) if key in signed else ())}
        way = path_of(row.group, done, has_agreement=row.group_id in agreed)
        found.append(_one(row, way, days.get(key, {}), first.get(row.group_id), key in shared))
    return sorted(found, key=lambda each: (each.group.name, str(each.group.pk), each.name.casefold()))


def person_on_the_way(actor: Actor, pk: UUID) -> Membership | Proposal:
    """A seat or an open proposal in a group that the actor may know of; Missing otherwise."""
    seated = _reached(actor).filter(running(), pk=pk)
    proposed = Proposal.visible_to(actor).filter(answer="", pk=pk)
    related = ("member", "group__practice")
    found = seated.select_related(*related).first() or proposed.select_related(*related).first()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def hopes_of(actor: Actor, group: Group, member_id: UUID) -> Hopes:
    """What somebody wrote for their therapists; Missing where there is nothing for the actor."""
    rows = Hopes.visible_to(actor).filter(group=group, member_id=member_id)
    found = rows.select_related("member").first()
    if found is None or actor.is_member:
        raise Missing(NOT_HERE)
    return found


def _seated(actor: Actor) -> list[Membership | Proposal]:
    rows = arriving(_reached(actor).exclude(group__phase=Group.Phase.ENDED))
    return list(rows.select_related("member", "group"))


def _reached(actor: Actor) -> models.QuerySet[Membership]:
    rows = Membership.visible_to(actor)
    return rows if actor.may(Permission.SCHEDULE_EDIT) else rows.filter(group__in=clinical_reach(actor))


def _proposed(actor: Actor) -> list[Membership | Proposal]:
    rows = Proposal.visible_to(actor).filter(answer="").exclude(group__phase=Group.Phase.ENDED)
    return list(rows.select_related("member", "group"))


def _days(actor: Actor, group_ids: set[UUID]) -> dict[tuple[UUID, UUID], dict[Step, date]]:
    found: dict[tuple[UUID, UUID], dict[Step, date]] = {}
    for row in StepDone.visible_to(actor).filter(group__in=group_ids):
        found.setdefault((row.group_id, row.member_id), {})[Step(row.code)] = row.on
    return found


def _shared(actor: Actor, group_ids: set[UUID]) -> set[tuple[UUID, UUID]]:
    rows = Hopes.visible_to(actor).filter(group__in=group_ids)
    return set(rows.values_list("group_id", "member_id"))


def _one(
    row: Membership | Proposal, way: Path, days: dict[Step, date], first: GroupSession | None, shares: bool
) -> OnTheWay:
    seated = isinstance(row, Membership)
    return OnTheWay(
        pk=row.pk,
        group=row.group,
        member_id=row.member_id,
        name=row.member.chosen_name or "",
        is_seated=seated,
        path=way,
        met_on=days.get(Step.MEETING),
        first=first,
        is_late=seated and is_late(way, first.starts_at if first else None, clock.now()),
        shares=shares,
    )
