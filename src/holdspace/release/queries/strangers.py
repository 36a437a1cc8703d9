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
from holdspace.members.models import Member
from holdspace.notes.queries.material import person_of
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
        rows = Member.visible_to(system).select_related("user")
        people = list(rows.prefetch_related("contacts", "emergency_contacts", "identifiers"))
        keyring.warm((each.pk for each in people), Domain.IDENTITY)
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
            strangers=tuple(_stranger(each) for each in people if each.pk != member_id),
            circle=tuple(person_of(each) for each in people if each.pk in near | {member_id}),
            staff=(*filter(None, staff), practice.name),
            own=tuple(name for each in people if each.pk == member_id for name in _all_of(each)),
            own_id=member_id,
            region=practice.region,
        )


def _stranger(member: Member) -> Stranger:
    """Somebody as they are looked for in files."""
    known = person_of(member)
    return Stranger(
        names=known.names,
        full=tuple(dict.fromkeys(_whole_names(member))),
        contacts=(*known.contacts, *_address(member)),
        numbers=tuple(_numbers(member)),
    )


def _all_of(member: Member) -> Iterator[str]:
    """Everything by which the person of the package themselves is known."""
    known = person_of(member)
    yield from known.names
    yield from _whole_names(member)
    yield from known.contacts
    yield from _numbers(member)
    yield from _address(member)


def _whole_names(member: Member) -> Iterator[str]:
    for first in (member.given_name, member.chosen_name):
        if whole := " ".join(filter(None, (first, member.family_name))):
            yield whole


def _numbers(member: Member) -> Iterator[str]:
    return (each.value for each in member.identifiers.all() if each.value)


def _address(member: Member) -> Iterator[str]:
    if member.user is not None:
        yield member.user.email
