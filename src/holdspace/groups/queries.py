"""What is read of groups: circles with chosen names, leaders, whom a clinician treats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import (
    Facilitation,
    Group,
    Membership,
    Proposal,
    RecordOpening,
    circles_of,
    clinical_reach,
)
from holdspace.groups.policies import LEADING
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing
from holdspace.members.models import Member
from holdspace.practice.models import Staff
from holdspace.practice.roles import Permission, Role
from holdspace.practice.spells import running
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

Row = TypeVar("Row", bound=models.Model)

_SEAT = ("seat", "starts_at", "member__chosen_name", "member__pronouns")
"""The columns of a `SeatedMember`."""


@dataclass(frozen=True, slots=True)
class SeatedMember:
    """One seat of a circle: what the others may know of who sits there."""

    member_id: UUID
    name: str
    pronouns: str
    seat: int
    since: datetime
    membership_id: UUID


@dataclass(frozen=True, slots=True)
class Leader:
    """Somebody who leads a group, by the name that members see."""

    staff_id: UUID
    name: str
    role: Facilitation.Role
    facilitation_id: UUID

    @property
    def role_words(self) -> str:
        """The role in words."""
        return str(self.role.label)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A member whom a coordinator proposes to a group's leaders."""

    proposal_id: UUID
    member_id: UUID
    name: str
    pronouns: str
    proposed_at: datetime


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group in a list: how many seats are taken, and who leads."""

    group: Group
    seated: int
    leaders: tuple[Leader, ...]

    @property
    def free(self) -> int:
        """How many places are left."""
        return max(0, self.group.max_size - self.seated)


def groups_of(actor: Actor) -> models.QuerySet[Group]:
    """The groups that are the actor's own now: one's circles, or the groups one leads; by name."""
    if actor.is_member:
        return Group.visible_to(actor).filter(id__in=circles_of(actor)).order_by("name", "id")
    led = Facilitation.unscoped.filter(running(), staff_id=actor.person_id).values("group")
    return Group.visible_to(actor).filter(id__in=led).order_by("name", "id")


def group_for(actor: Actor, pk: UUID) -> Group:
    """A group that the actor may know of; Missing otherwise."""
    return _first_or_missing(Group.visible_to(actor).filter(pk=pk))


def group_led_by(actor: Actor, pk: UUID) -> Group:
    """A group that the actor leads now; Missing otherwise."""
    return _first_or_missing(groups_of(actor).filter(pk=pk) if actor.is_staff else Group.unscoped.none())


def clinical_group(actor: Actor, pk: UUID) -> Group:
    """A group whose clinical record is open to the actor now; Missing otherwise."""
    return _first_or_missing(Group.unscoped.filter(id__in=clinical_reach(actor), pk=pk))


def circle(group: Group, *, at: datetime | None = None) -> list[SeatedMember]:
    """Who sits in the group at a moment (now), in the order of the seats; two queries whatever its size.

    The caller has found `group` through a scope; on PostgreSQL the row policies look again.
    """
    spells = list(
        Membership.unscoped.filter(running(at=at), group=group)
        .select_related("member")
        .only(*_SEAT)
        .order_by("seat", "id")
    )
    keyring.warm((spell.member_id for spell in spells), Domain.IDENTITY)
    return [_seated(spell) for spell in spells]


def circles(actor: Actor, group_ids: Iterable[UUID]) -> dict[UUID, list[SeatedMember]]:
    """Who sits now in each of these groups that the actor may know of, by seat; two queries."""
    spells = list(
        Membership.visible_to(actor)
        .filter(running(), group_id__in=set(group_ids))
        .select_related("member")
        .only("group_id", *_SEAT)
        .order_by("seat", "id")
    )
    keyring.warm({spell.member_id for spell in spells}, Domain.IDENTITY)
    found: dict[UUID, list[SeatedMember]] = defaultdict(list)
    for spell in spells:
        found[spell.group_id].append(_seated(spell))
    return dict(found)


def circle_ids(group: Group, *, at: datetime | None = None, since: datetime | None = None) -> list[UUID]:
    """The ids of those who sit in the group at a moment (now), in the order of the seats.

    With `since`, of those who sat there at that moment already.
    """
    spells = Membership.unscoped.filter(running(at=at), group=group)
    if since is not None:
        spells = spells.filter(starts_at__lte=since)
    return list(spells.order_by("seat", "id").values_list("member_id", flat=True))


def leaders(group: Group, *, at: datetime | None = None) -> list[Leader]:
    """Who leads the group at a moment (now): the leader first, then co-leaders, then trainees."""
    return leaders_of([group.pk], at=at)[group.pk]


def leaders_of(group_ids: Iterable[UUID], *, at: datetime | None = None) -> dict[UUID, list[Leader]]:
    """The leaders of many groups, in one query; every group asked for has an entry."""
    found: dict[UUID, list[Leader]] = {group_id: [] for group_id in group_ids}
    order = [role.value for role in Facilitation.Role]
    rows = Facilitation.unscoped.filter(running(at=at), group_id__in=found).select_related("staff")
    rows = rows.only("group_id", "role", "starts_at", "staff__display_name")
    for row in sorted(rows, key=lambda row: (order.index(row.role), row.starts_at, row.pk)):
        role = Facilitation.Role(row.role)
        found[row.group_id].append(Leader(row.staff_id, row.staff.display_name, role, row.pk))
    return found


def leaders_of_member(actor: Actor) -> list[Leader]:
    """Who leads now a group in which this member sits or once sat; everybody once. Two queries."""
    sat = Membership.unscoped.filter(member_id=actor.person_id, practice_id=actor.practice_id)
    found = leaders_of(sat.values_list("group_id", flat=True))
    return list({leader.staff_id: leader for led in found.values() for leader in led}.values())


def members_led_by(actor: Actor) -> models.QuerySet[Member]:
    """The members whose record the actor may open: with any membership, past ones too, in a group within
    clinical reach. This is the clinicians' only way to `Member` (see `Member.visible_to`)."""
    treated = Membership.unscoped.filter(group__in=clinical_reach(actor)).values("member")
    return Member.visible_to(system_actor(actor.practice_id)).filter(id__in=treated)


def member_for_clinician(actor: Actor, pk: UUID) -> Member:
    """A member whose record the actor may open; Missing otherwise."""
    return _first_or_missing(members_led_by(actor).filter(pk=pk))


def spells_of(actor: Actor, member: Member) -> list[Membership]:
    """The member's memberships in groups that the actor may know of, newest first."""
    rows = Membership.visible_to(actor).filter(member=member).select_related("group")
    return list(rows.order_by("-starts_at", "-id"))


def cards(actor: Actor) -> list[GroupCard]:
    """Every group that the actor may know of, with seats and leaders; two queries."""
    taken = models.Count("memberships", filter=running("memberships__"))
    groups = list(
        Group.visible_to(actor).annotate(seated=taken).select_related("room").order_by("name", "id")
    )
    led = leaders_of(group.pk for group in groups)
    return [GroupCard(group, group.seated, tuple(led[group.pk])) for group in groups]


def proposals(actor: Actor, group: Group) -> list[Proposed]:
    """Who waits for the leaders' answer, the longest first; two queries."""
    rows = list(
        Proposal.visible_to(actor)
        .filter(group=group, answer="")
        .select_related("member")
        .order_by("proposed_at", "id")
    )
    keyring.warm((row.member_id for row in rows), Domain.IDENTITY)
    return [
        Proposed(r.pk, r.member_id, r.member.chosen_name or "", r.member.pronouns or "", r.proposed_at)
        for r in rows
    ]


def open_proposal(actor: Actor, pk: UUID) -> Proposal:
    """A proposal that still waits for an answer; Missing otherwise."""
    rows = Proposal.visible_to(actor).filter(pk=pk, answer="")
    return _first_or_missing(rows.select_related("group", "member"))


def proposable(actor: Actor, group: Group) -> models.QuerySet[Member]:
    """Whom a coordinator could propose: on the roster, active, neither in the group nor proposed to it."""
    seated = Membership.visible_to(actor).filter(running(), group=group).values("member")
    waiting = Proposal.visible_to(actor).filter(group=group, answer="").values("member")
    roster = Member.visible_to(actor).filter(status=Member.Status.ACTIVE)
    return roster.exclude(id__in=seated).exclude(id__in=waiting)


def proposable_named(actor: Actor, group: Group, sought: str, *, limit: int = 20) -> list[tuple[UUID, str]]:
    """Id and full name of those whose name holds what is sought, by name; at most `limit`.

    Names are sealed and cannot be searched by the database, so they are opened one after the other.
    """
    names = ("id", "practice_id", "chosen_name", "given_name", "family_name")
    people = list(proposable(actor, group).only(*names))
    keyring.warm((person.pk for person in people), Domain.IDENTITY)
    names_of = ((person.pk, person.full_name) for person in people)
    found = [(pk, name) for pk, name in names_of if sought.casefold() in name.casefold()]
    return sorted(found, key=lambda pair: pair[1].casefold())[:limit]


def appointable(actor: Actor, group: Group) -> list[Staff]:
    """The therapists of the practice who do not lead the group yet, by name."""
    therapists = Staff.visible_to(actor).filter(
        running("role_spells__"), role_spells__role=Role.THERAPIST, practice_id=group.practice_id
    )
    leading = Facilitation.unscoped.filter(running(), group=group).values("staff")
    return sorted(
        therapists.exclude(id__in=leading).distinct(), key=lambda staff: staff.display_name.casefold()
    )


def openable(actor: Actor) -> models.QuerySet[Group]:
    """The groups whose record a supervisor could open now, by name; none for anybody else."""
    if not actor.may(Permission.RECORD_OPEN):
        return Group.unscoped.none()
    closed = Group.unscoped.filter(practice_id=actor.practice_id).exclude(id__in=clinical_reach(actor))
    return closed.order_by("name", "id")


def openings_by(actor: Actor) -> list[RecordOpening]:
    """What the actor opened, newest first."""
    rows = RecordOpening.visible_to(actor).filter(staff_id=actor.person_id)
    return list(rows.select_related("group", "reviewed_by").order_by("-starts_at", "-id"))


def openings_to_review(actor: Actor) -> list[RecordOpening]:
    """What others opened in groups that the actor answers for, and nobody has reviewed; oldest first."""
    led = Facilitation.unscoped.filter(running(), staff_id=actor.person_id, role__in=LEADING).values("group")
    rows = RecordOpening.visible_to(actor).filter(group__in=led, reviewed_at__isnull=True)
    rows = rows.exclude(staff_id=actor.person_id).select_related("group", "staff").order_by("starts_at", "id")
    openings = list(rows)
    keyring.warm((opening.group_id for opening in openings), Domain.PROGRESS)
    return openings


def practices_left_since(moment: datetime) -> list[UUID]:
    """The practices in which a membership has ended since `moment`; for the worker, acting as the system."""
    rows = Membership.unscoped.filter(ends_at__gt=moment, ends_at__lte=clock.now())
    return list(rows.order_by("practice").values_list("practice", flat=True).distinct())


def _seated(spell: Membership) -> SeatedMember:
    member = spell.member
    return SeatedMember(
        member.pk, member.chosen_name or "", member.pronouns or "", spell.seat, spell.starts_at, spell.pk
    )


def _first_or_missing(rows: models.QuerySet[Row]) -> Row:
    row = rows.first()
    if row is None:
        raise Missing(_("This page does not exist."))
    return row
