"""Who must not meet, and about whom a clinician should ask, because two people have something in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from holdspace.groups.queries import groups_of, leaders_of, members_led_by
from holdspace.intake.models import Acquaintance, Apart, Asked, Likeness, Waiting
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.members.models import Member
from holdspace.practice.spells import running
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class KeptApart:
    """Somebody whom a person must not meet. `name` is empty for somebody whom the actor may not know of."""

    apart: Apart
    other_id: UUID
    name: str

    @property
    def words(self) -> str:
        return str(Apart.Kind(self.apart.kind).label) if self.apart.kind in Apart.Kind.values else ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody who has something in common with a person: a reason to ask, nothing more."""

    member_id: UUID
    name: str


def kept_apart(actor: Actor) -> frozenset[frozenset[UUID]]:
    """Every pair that must not meet, as ids; for forming."""
    rows = Apart.visible_to(actor).filter(lifted_at__isnull=True).values_list("member_id", "other_id")
    return frozenset(frozenset(pair) for pair in rows)


def aparts_of(actor: Actor, member: Member) -> list[KeptApart]:
    """Whom somebody must not meet, oldest first; three queries."""
    rows = Apart.visible_to(actor).filter(Q(member=member) | Q(other=member), lifted_at__isnull=True)
    aparts = list(rows.select_related("noted_by").order_by("noted_at", "id"))
    keyring.warm((apart.member_id for apart in aparts), Domain.PROGRESS)
    others = {a.pk: a.other_id if a.member_id == member.pk else a.member_id for a in aparts}
    names = names_of(actor, set(others.values()))
    return [KeptApart(a, others[a.pk], names.get(others[a.pk], "")) for a in aparts]


def asks(actor: Actor, member: Member) -> list[Ask]:
    """Whom to ask about: who shares a surname, an address, a telephone or a mailbox with somebody.

    Not those who are kept apart already, nor what was asked before. What they share is not said: it may be
    chance, and it is theirs.
    """
    found = _alike(actor, member) - _asked(actor, member)
    people = {other for other, _kind in found}
    settled = {kept.other_id for kept in aparts_of(actor, member)} if people else set()
    names = names_of(actor, people - settled)
    return sorted(
        (Ask(pk, name) for pk, name in names.items()), key=lambda ask: (ask.name.casefold(), ask.member_id)
    )


def shared_kinds(actor: Actor, one: Member, other: Member) -> list[str]:
    """Of which kinds two people have something in common."""
    return sorted(kind for who, kind in _alike(actor, one) if who == other.pk)


def _alike(actor: Actor, member: Member) -> set[tuple[UUID, str]]:
    """Who has something in common with somebody, and of which kind; two queries."""
    known = Likeness.visible_to(actor)
    mine = known.filter(member=member).exclude(index="").values_list("kind", "index")
    alike = Q(pk__in=[])
    for kind, index in mine:
        alike |= Q(kind=kind, index=index)
    return set(known.filter(alike).exclude(member=member).values_list("member_id", "kind"))


def _asked(actor: Actor, member: Member) -> set[tuple[UUID, str]]:
    """About whom and what somebody was asked before."""
    rows = Asked.visible_to(actor).filter(Q(member=member) | Q(other=member))
    return {
        (other if one == member.pk else one, kind)
        for one, other, kind in rows.values_list("member_id", "other_id", "kind")
    }


def people_known_to(actor: Actor) -> list[tuple[Member, bool]]:
    """Whom a clinician may name: who waits, and who sits or sat in their groups; by name.

    Each with whether they wait.
    """
    waiting = {wait.member_id: wait.member for wait in _running_waits(actor)}
    people = waiting | {member.pk: member for member in members_led_by(actor)}
    keyring.warm(people, Domain.IDENTITY)
    known = [(member, member.pk in waiting) for member in people.values()]
    return sorted(known, key=lambda each: ((each[0].chosen_name or "").casefold(), each[0].pk))


def _running_waits(actor: Actor) -> QuerySet[Waiting]:
    return Waiting.visible_to(actor).filter(running()).select_related("member")


def names_of(actor: Actor, member_ids: set[UUID]) -> dict[UUID, str]:
    """What these people are called, of those whom the clinician may know: who waits, and who they treat."""
    if not member_ids:
        return {}
    people = [wait.member for wait in _running_waits(actor).filter(member__in=member_ids)] + list(
        members_led_by(actor).filter(id__in=member_ids)
    )
    keyring.warm((person.pk for person in people), Domain.IDENTITY)
    return {person.pk: person.chosen_name or "—" for person in people}


def apart_for(actor: Actor, pk: UUID) -> Apart:
    """One pair that must not meet; Missing otherwise."""
    return _first(Apart.visible_to(actor).filter(pk=pk, lifted_at__isnull=True))


def acquaintance_for(actor: Actor, pk: UUID) -> Acquaintance:
    """What a member told about whom they know, not settled yet; Missing otherwise."""
    return _first(Acquaintance.visible_to(actor).filter(pk=pk, settled_at__isnull=True))


def acquaintances(actor: Actor) -> list[Acquaintance]:
    """What was told and waits for a talk, oldest first; two queries."""
    rows = Acquaintance.visible_to(actor).filter(settled_at__isnull=True).select_related("member")
    found = list(rows.order_by("said_at", "id"))
    keyring.warm((each.member_id for each in found), Domain.IDENTITY, Domain.NARRATIVE)
    return found


def acquaintances_waiting(actor: Actor) -> int:
    """How many times somebody told that they know a person here, and nobody has talked with them yet."""
    return Acquaintance.visible_to(actor).filter(settled_at__isnull=True).count()


def told_by(actor: Actor) -> list[Acquaintance]:
    """What a member told themselves and has not talked about yet, newest first."""
    rows = Acquaintance.visible_to(actor).filter(member_id=actor.person_id, settled_at__isnull=True)
    keyring.warm([actor.person_id], Domain.NARRATIVE)
    return list(rows.order_by("-said_at", "-id"))


def readers_of(actor: Actor) -> list[str]:
    """The names of the therapists who read what a member tells; none for who sits in no circle.

    While a member waits for a place, whoever screens reads it too; then nobody is named.
    """
    if Waiting.visible_to(actor).filter(running()).exists():
        return []
    led = leaders_of(groups_of(actor).values_list("id", flat=True))
    names = (leader.name for leaders in led.values() for leader in leaders)
    return list(dict.fromkeys(names))


def _first(rows: QuerySet[Row]) -> Row:
    row = rows.first()
    if row is None:
        raise Missing(_("This page does not exist."))
    return row
