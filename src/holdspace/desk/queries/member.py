"""A member as their clinicians see them: attendance, measures over time, what they shared, contacts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from holdspace.aftercare.queries.planning import shared_plan_stands
from holdspace.desk.rules.glance import Presence
from holdspace.groups.models import Group, Membership, clinical_reach
from holdspace.groups.policies import answers_for
from holdspace.groups.queries import member_for_clinician, spells_of
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.members.models import Contact, EmergencyContact, Member
from holdspace.outcomes.queries import MeasurePath, measure_paths
from holdspace.safety.models import Concern
from holdspace.safety.queries import PlanDoor, of_member, plan_door
from holdspace.sessions.models import CheckIn
from holdspace.sessions.queries import history_of
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

SHOWN = 12
"""How many sessions back attendance and check-ins go."""


@dataclass(frozen=True, slots=True)
class InGroup:
    """A member's spell in one group, and how often they came."""

    spell: Membership
    presence: Presence


@dataclass(frozen=True, slots=True)
class Shared:
    """A check-in as far as its member shares it."""

    row: CheckIn

    @property
    def is_kept(self) -> bool:
        return self.row.share == CheckIn.Share.NOBODY

    @property
    def brings(self) -> str:
        return "" if self.is_kept else (self.row.brings or "")

    @property
    def openness(self) -> int | None:
        return None if self.is_kept else self.row.openness


@dataclass(frozen=True, slots=True)
class MemberPage:
    """Everything on a member's page."""

    member: Member
    groups: list[InGroup]
    courses: list[MeasurePath]
    check_ins: list[Shared]
    concerns: list[Concern]
    plan: PlanDoor
    lapse_plan_stands: bool
    """Whether they let the reader see their plan for a harder time."""
    contacts: list[Contact]
    emergency: list[EmergencyContact]
    led: list[Membership]
    """Their spells in groups of which the reader is a leader now."""


def member_page(actor: Actor, pk: UUID) -> MemberPage:
    """A member whose record the actor may open; Missing otherwise. The caller records the read.

    The number of queries grows with the member's groups, never with sessions, answers or check-ins.
    """
    member = member_for_clinician(actor, pk)
    keyring.warm([member.pk])
    groups = _groups(actor, member)
    return MemberPage(
        member=member,
        groups=groups,
        led=[each.spell for each in groups if answers_for(actor, each.spell.group)],
        courses=measure_paths(actor, [member.pk])[member.pk],
        check_ins=_check_ins(actor, member),
        concerns=of_member(actor, member.pk),
        plan=plan_door(actor, member.pk),
        lapse_plan_stands=shared_plan_stands(actor, member.pk),
        contacts=list(member.contacts.order_by("-preferred", "kind", "id")),
        emergency=list(member.emergency_contacts.order_by("id")),
    )


def _groups(actor: Actor, member: Member) -> list[InGroup]:
    """The newest spell in each group that the actor may read, the running ones first."""
    reach = clinical_reach(actor)
    spells: dict[UUID, Membership] = {}
    for spell in spells_of(actor, member):
        if spell.group_id in reach:
            spells.setdefault(spell.group_id, spell)
    return [InGroup(spell, _presence(spell.group, member)) for spell in spells.values()]


def _presence(group: Group, member: Member) -> Presence:
    history = history_of(group, [member.pk], before=clock.now(), limit=SHOWN)
    return Presence(tuple(history[member.pk]))


def _check_ins(actor: Actor, member: Member) -> list[Shared]:
    rows = CheckIn.visible_to(actor).filter(member=member).select_related("session")
    keyring.warm([member.pk], Domain.NARRATIVE, Domain.SCORES)
    return [Shared(row) for row in rows.order_by("-session__starts_at", "-id")[:SHOWN]]
