"""Which agreement holds, who has signed it, and who has not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.agreements.models import Agreement, Signature
from holdspace.groups.models import Group, Membership
from holdspace.groups.queries import SeatedMember, circle, groups_of
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.practice.spells import running
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class ToChase:
    """A group, the version that holds (None: nothing published yet), and who has not signed it."""

    group: Group
    agreement: Agreement | None
    seated: int
    waiting: tuple[str, ...]

    @property
    def signed(self) -> int:
        """How many have signed the newest version."""
        return self.seated - len(self.waiting) if self.agreement else 0


def newest(group: Group) -> Agreement | None:
    """The version that holds, or None when nothing has been published."""
    return Agreement.unscoped.filter(group=group).order_by("-version").first()


def newer_than(agreement: Agreement, actor: Actor) -> Agreement | None:
    """The newest version after this one that the actor may read; none for who has left since."""
    rows = Agreement.visible_to(actor).filter(group=agreement.group_id, version__gt=agreement.version)
    return rows.order_by("-version").first()


def agreement_for(actor: Actor, pk: UUID) -> Agreement:
    """A version that the actor may read; Missing otherwise."""
    rows = Agreement.visible_to(actor).filter(pk=pk)
    found = rows.select_related("group", "published_by").first()
    if found is None:
        raise Missing(_("This document does not exist."))
    return found


def to_sign(actor: Actor) -> list[Agreement]:
    """The newest agreements of a member's circles that they have not signed; none for anybody else."""
    if not actor.is_member:
        return []
    signed = Signature.visible_to(actor).filter(member_id=actor.person_id).values("agreement")
    rows = _holding(groups_of(actor)).exclude(id__in=signed)
    return list(rows.select_related("group").order_by("published_at", "id"))


def signatures_of(actor: Actor) -> list[Signature]:
    """What a member has signed, newest first, with its agreement and group."""
    rows = Signature.visible_to(actor).filter(member_id=actor.person_id)
    return list(rows.select_related("agreement__group").order_by("-signed_at", "-id"))


def own_signature(actor: Actor, agreement: Agreement) -> Signature | None:
    """The actor's own signature under a version, or None."""
    rows = Signature.visible_to(actor).filter(agreement=agreement, member_id=actor.person_id)
    return rows.select_related("witnessed_by").first()


def unsigned(group: Group, member_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Who of these has not signed the newest version; nobody while there is none. Two queries."""
    return unsigned_under(newest(group), member_ids)


def unsigned_under(agreement: Agreement | None, member_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Who of these has not signed this version; nobody under none. One query."""
    if agreement is None:
        return frozenset()
    members = frozenset(member_ids)
    rows = Signature.unscoped.filter(agreement=agreement, member_id__in=members)
    return members - set(rows.values_list("member_id", flat=True))


def unsigned_members(group: Group) -> list[SeatedMember]:
    """Those of the circle who have not signed the newest version, in the order of the seats."""
    seated = circle(group)
    waiting = unsigned(group, [person.member_id for person in seated])
    return [person for person in seated if person.member_id in waiting]


def to_chase(actor: Actor) -> list[ToChase]:
    """Every group that the actor may know of, and who has still to sign; five queries in all."""
    groups = list(Group.visible_to(actor).exclude(phase=Group.Phase.ENDED).order_by("name", "id"))
    holding = {each.group_id: each for each in _holding(groups)}
    rows = Signature.visible_to(actor).filter(agreement__in=list(holding.values()))
    signed = set(rows.values_list("agreement__group", "member"))
    seats = _seats(actor, groups)
    return [_to_chase(group, holding.get(group.pk), seats.get(group.pk, []), signed) for group in groups]


def _holding(groups: Iterable[Group]) -> models.QuerySet[Agreement]:
    """The newest version of each of these groups that has published one."""
    newer = Agreement.unscoped.filter(group=models.OuterRef("group"), version__gt=models.OuterRef("version"))
    return Agreement.unscoped.filter(~models.Exists(newer), group__in=groups)


def _seats(actor: Actor, groups: list[Group]) -> dict[UUID, list[Membership]]:
    rows = Membership.visible_to(actor).filter(running(), group__in=groups).select_related("member")
    seats: dict[UUID, list[Membership]] = {}
    for row in rows.order_by("seat", "id"):
        seats.setdefault(row.group_id, []).append(row)
    keyring.warm((row.member_id for group in seats.values() for row in group), Domain.IDENTITY)
    return seats


def _to_chase(
    group: Group, agreement: Agreement | None, seats: list[Membership], signed: set[tuple[UUID, UUID]]
) -> ToChase:
    waiting = [row for row in seats if agreement and (group.pk, row.member_id) not in signed]
    names = tuple(row.member.chosen_name or "" for row in waiting)
    return ToChase(group, agreement, len(seats), names)
