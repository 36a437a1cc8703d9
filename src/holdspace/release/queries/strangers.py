"""Everybody of the practice who is not the person of the package: whom the finished files must not hold.

It is asked as the system: somebody who prepares a package may not know of the others, and never sees more
of them than what stands in the text before them already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from holdspace.groups.models import Membership
from holdspace.kernel.actors import system_actor
from holdspace.members.models import Contact, EmergencyContact, Identifier, Member
from holdspace.notes.rules.discretion import Person
from holdspace.practice.models import Practice, Staff
from holdspace.release.rules.scan import Stranger
from holdspace.vault import keyring
from holdspace.vault.roots import Domain
from holdspace.vault.scope import acting_as


@dataclass(frozen=True, slots=True)
class Everybody:
    """Who is looked for, the people of the member's circles more closely, and who may stand."""

    strangers: tuple[Stranger, ...]
    circle: tuple[Person, ...]
    staff: tuple[str, ...]
    own: tuple[str, ...]
    own_id: UUID
    region: str


def everybody(practice_id: UUID, member_id: UUID) -> Everybody:
    """Everybody of a practice as seen from one member; a constant number of queries."""
    with acting_as(system_actor(practice_id)) as system:
        people = list(Member.visible_to(system).select_related("user"))
        keyring.warm((each.pk for each in people), Domain.IDENTITY)
        reach = _Reach(system)
        sat = Membership.visible_to(system).filter(member=member_id).values_list("group_id", flat=True)
        near = set(
            Membership.visible_to(system).filter(group__in=list(sat)).values_list("member_id", flat=True)
        )
        staff = [
            name
            for each in Staff.visible_to(system)
            for name in (each.display_name, each.given_name, each.licence)
        ]
        practice = Practice.visible_to(system).get(pk=practice_id)
        return Everybody(
            strangers=tuple(reach.stranger(each) for each in people if each.pk != member_id),
            circle=tuple(reach.person(each) for each in people if each.pk in near | {member_id}),
            staff=(*filter(None, staff), practice.name),
            own=tuple(name for each in people if each.pk == member_id for name in reach.all_of(each)),
            own_id=member_id,
            region=practice.region,
        )


class _Reach:
    """Contacts and numbers of everybody, by the member."""

    def __init__(self, system: object) -> None:
        self.contacts: dict[UUID, list[str]] = {}
        self.numbers: dict[UUID, list[str]] = {}
        for contact in Contact.visible_to(system):  # type: ignore[arg-type]
            self._keep(self.contacts, contact.member_id, contact.value)
        for relative in EmergencyContact.visible_to(system):  # type: ignore[arg-type]
            self._keep(self.contacts, relative.member_id, relative.name, relative.phone)
        for identifier in Identifier.visible_to(system):  # type: ignore[arg-type]
            self._keep(self.numbers, identifier.member_id, identifier.value)

    def _keep(self, where: dict[UUID, list[str]], member_id: UUID, *values: str | None) -> None:
        where.setdefault(member_id, []).extend(value for value in values if value)

    def stranger(self, member: Member) -> Stranger:
        """Somebody as they are looked for in files."""
        full = " ".join(filter(None, (member.given_name, member.family_name)))
        called = " ".join(filter(None, (member.chosen_name, member.family_name)))
        return Stranger(
            names=tuple(_names(member)),
            full=tuple(dict.fromkeys(filter(None, (full, called)))),
            contacts=(*self.contacts.get(member.pk, ()), *_address(member)),
            numbers=tuple(self.numbers.get(member.pk, ())),
        )

    def person(self, member: Member) -> Person:
        """Somebody as the editor of notes looks for them."""
        return Person(member.pk, tuple(_names(member)), tuple(self.contacts.get(member.pk, ())))

    def all_of(self, member: Member) -> Iterator[str]:
        """Everything by which the person of the package themselves is known."""
        yield from _names(member)
        full = [member.given_name, member.family_name]
        yield " ".join(filter(None, full))
        yield " ".join(filter(None, (member.chosen_name, member.family_name)))
        yield from self.contacts.get(member.pk, ())
        yield from self.numbers.get(member.pk, ())
        yield from _address(member)


def _names(member: Member) -> Iterator[str]:
    yield from filter(None, (member.chosen_name, member.given_name, member.family_name))


def _address(member: Member) -> Iterator[str]:
    if member.user is not None:
        yield member.user.email
