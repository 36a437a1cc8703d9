"""Everything about charges that stands in other rooms, gathered in a constant number of queries.

Of a note only whether it is signed: it is asked as the system, and nothing else of it is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from holdspace.billing.models import Account, Charge, Insurer, PracticeBilling, ProviderBilling
from holdspace.billing.rules.fees import Kind
from holdspace.billing.rules.missing import ClaimFacts
from holdspace.billing.rules.profile import Person, RenderingProvider
from holdspace.groups.models import Facilitation
from holdspace.kernel.actors import Actor, system_actor
from holdspace.members.models import Member
from holdspace.notes.models import MemberNote
from holdspace.practice.models import Practice, Staff
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.sessions.policies import IN_THE_ROOM
from holdspace.vault import keyring
from holdspace.vault.roots import Domain
from holdspace.vault.scope import acting_as

Seat = tuple[UUID, UUID]
"""A session and a member."""


def practice_for(actor: Actor) -> Practice:
    """The actor's practice."""
    return Practice.visible_to(actor).get()


def billing_of(practice_id: UUID) -> PracticeBilling:
    """How a practice bills; unsaved and empty where nothing was set up yet."""
    found = PracticeBilling.visible_to(system_actor(practice_id)).first()
    return found or PracticeBilling(practice_id=practice_id)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is known of some charges, by session, member and staff."""

    billing: PracticeBilling
    members: Mapping[UUID, Member]
    accounts: Mapping[UUID, Account]
    insurers: Mapping[UUID, Insurer]
    signed: frozenset[Seat]
    headcounts: Mapping[UUID, int]
    leaders: Mapping[UUID, Staff]
    providers: Mapping[UUID, RenderingProvider]

    def rendering(self, session_id: UUID) -> RenderingProvider:
        """Who led a session, as claims name them."""
        leader = self.leaders.get(session_id)
        return self.providers.get(leader.pk, RenderingProvider()) if leader else RenderingProvider()

    def patient(self, member_id: UUID) -> Person:
        """The member as claims name them."""
        member, profile = self.members[member_id], self.account(member_id).profile
        born = member.born.isoformat() if member.born else ""
        family, given = member.family_name or "", member.given_name or ""
        return Person(family, given, born, profile.sex, profile.address)

    def account(self, member_id: UUID) -> Account:
        """Their account; unsaved and empty where there is none yet."""
        return self.accounts.get(member_id) or Account(member_id=member_id)

    def facts(self, charge: Charge) -> ClaimFacts:
        """Everything on which it rests whether this charge can be claimed."""
        account = self.account(charge.member_id)
        insurer = self.insurers.get(charge.insurer_id) if charge.insurer_id else None
        return ClaimFacts(
            kind=Kind(charge.kind),
            provider=self.billing.values,
            rendering=self.rendering(charge.session_id),
            payer=insurer.values if insurer else None,
            profile=account.profile,
            patient=self.patient(charge.member_id),
            diagnoses=account.codes,
            note_signed=(charge.session_id, charge.member_id) in self.signed,
            headcount=self.headcounts.get(charge.session_id),
        )


def gather(practice_id: UUID, charges: Sequence[Charge]) -> Gathered:
    """What is known of these charges. The caller has found them through a scope."""
    sessions = {charge.session_id for charge in charges}
    people = {charge.member_id for charge in charges}
    with acting_as(system_actor(practice_id)) as house:
        keyring.warm(people, Domain.IDENTITY, Domain.PROGRESS)
        leaders = leaders_of(house, sessions)
        return Gathered(
            billing=billing_of(practice_id),
            members=Member.visible_to(house).in_bulk(list(people)),
            accounts=accounts_of(house, people),
            insurers=Insurer.visible_to(house).in_bulk(),
            signed=signed_notes(house, sessions),
            headcounts=headcounts(house, sessions),
            leaders=leaders,
            providers=providers_of(house),
        )


def accounts_of(house: Actor, people: Iterable[UUID]) -> dict[UUID, Account]:
    """The accounts that are there, by member."""
    rows = Account.visible_to(house).filter(member_id__in=list(people))
    return {row.member_id: row for row in rows}


def signed_notes(house: Actor, sessions: Iterable[UUID]) -> frozenset[Seat]:
    """Whose own note of which session is signed, and co-signed where that is needed."""
    rows = MemberNote.visible_to(house).filter(session_id__in=list(sessions), signed_at__isnull=False)
    whole = rows.filter(models.Q(needs_cosignature=False) | models.Q(cosigned_at__isnull=False))
    return frozenset(whole.values_list("session_id", "member_id"))


def headcounts(house: Actor, sessions: Iterable[UUID]) -> dict[UUID, int]:
    """How many came to each session; a session of which nothing was noted is not among them."""
    rows = Attendance.visible_to(house).filter(session_id__in=list(sessions))
    came = models.Count("id", filter=models.Q(status__in=IN_THE_ROOM))
    counted = rows.order_by().values("session_id").annotate(came=came)
    return {row["session_id"]: row["came"] for row in counted}


def leaders_of(house: Actor, sessions: Iterable[UUID]) -> dict[UUID, Staff]:
    """Who led each session: the group's leader at its beginning, the longest in that role."""
    rows = GroupSession.visible_to(house).filter(pk__in=list(sessions))
    leading = Facilitation.visible_to(house).filter(
        role=Facilitation.Role.LEADER, group__in=rows.values("group")
    )
    spells: dict[UUID, list[Facilitation]] = defaultdict(list)
    for spell in leading.select_related("staff").order_by("starts_at", "id"):
        spells[spell.group_id].append(spell)
    found = {}
    for session in rows:
        held = [spell for spell in spells[session.group_id] if spell.runs(session.starts_at)]
        if held:
            found[session.pk] = held[0].staff
    return found


def providers_of(house: Actor) -> dict[UUID, RenderingProvider]:
    """The details of everybody on the staff who has any."""
    return {row.staff_id: row.values for row in ProviderBilling.visible_to(house)}


def name_in_lists(member: Member | None) -> str:
    """What a member is called where bills are kept: the name on the roster."""
    return member.full_name if member else ""


def by_key(rows: Iterable[Any], name: str) -> dict[UUID, list[Any]]:
    """Rows in lists, by one of their ids."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
