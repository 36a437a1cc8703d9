"""A person of a roster as the rows of the database: new ones, and what differs from those that are there.

A roster may leave things out. What a file does not say (no telephone, no birth date) is no order to forget
it: an empty field of a file never erases. A form shows everything, so what is empty there is erased
(`exactly`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from holdspace.members.models import LONGEST_TAG, Contact, EmergencyContact, Identifier, Member
from holdspace.members.rules.roster import RosterPerson
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class Reach:
    """How to reach one member, as it lies in the database."""

    contacts: Sequence[Contact]
    emergency: Sequence[EmergencyContact]


def create(people: Sequence[RosterPerson], *, practice_id: UUID, time_zone: str = "") -> list[Member]:
    """New members with all that is said of them: one statement for each table, and one for their keys."""
    members = [_new(person, practice_id, time_zone) for person in people]
    both = list(zip(members, people, strict=True))
    keyring.prepare([member.pk for member in members], Domain.IDENTITY)
    Member.unscoped.bulk_create(members)
    Contact.unscoped.bulk_create(row for member, person in both for row in contact_rows(member, person))
    EmergencyContact.unscoped.bulk_create(
        row for member, person in both for row in emergency_rows(member, person)
    )
    Identifier.unscoped.bulk_create(
        Identifier.of(member, system=each.system, value=each.value)
        for member, person in both
        for each in person.identifiers
    )
    return members


def _new(person: RosterPerson, practice_id: UUID, time_zone: str) -> Member:
    return Member(
        practice_id=practice_id,
        status=_first_status(person),
        language=kept_language(person),
        time_zone=time_zone,
        **{name: value or None for name, value in spoken(person).items()},
    )


def _first_status(person: RosterPerson) -> Member.Status:
    if person.has_died:
        return Member.Status.DECEASED
    return Member.Status.ACTIVE if person.active else Member.Status.LEFT


def spoken(person: RosterPerson) -> dict[str, str]:
    """What is kept sealed in the member's own row, by the names of its fields."""
    return {
        "chosen_name": person.chosen_name,
        "given_name": person.given,
        "family_name": person.family,
        "pronouns": person.pronouns,
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "access_needs": person.access_needs,
    }


def kept_language(person: RosterPerson) -> str:
    """The preferred language as a tag that fits: too long a one loses subtags from its end (RFC 4647)."""
    tag = next(iter(person.languages), "")
    while len(tag) > LONGEST_TAG:
        tag = tag.rpartition("-")[0]
    return tag


def different(member: Member, said: dict[str, str]) -> dict[str, str]:
    """Those of `said` that are other than what `member` has; nothing and None are the same."""
    return {name: value for name, value in said.items() if (getattr(member, name) or "") != value}


def assign(member: Member, news: dict[str, str]) -> None:
    """Write `news` into the fields of `member`, without saving; an empty sealed field lies as NULL."""
    for name, value in news.items():
        setattr(member, name, value if name in ("language", "time_zone", "status") else value or None)


def save(member: Member, names: Iterable[str]) -> None:
    """Save the fields named, and count the version on, so that a form opened before cannot overwrite them."""
    member.version += 1
    member.save(update_fields=[*names, "version"])


def contact_rows(member: Member, person: RosterPerson) -> Iterator[Contact]:
    """A row for each contact, not saved; the first of each kind is the preferred one."""
    for kind, values in _contacts(person).items():
        for place, value in enumerate(values):
            yield Contact(
                practice_id=member.practice_id,
                member_id=member.pk,
                kind=kind,
                value=value,
                preferred=place == 0,
            )


def emergency_rows(member: Member, person: RosterPerson) -> Iterator[EmergencyContact]:
    """A row for each emergency contact, not saved."""
    for each in person.emergency_contacts:
        yield EmergencyContact(
            practice_id=member.practice_id,
            member_id=member.pk,
            name=each.name or None,
            relation=each.relation or None,
            phone=each.phone or None,
        )


def _contacts(person: RosterPerson) -> dict[Contact.Kind, tuple[str, ...]]:
    address = "\n".join(person.address)
    return {
        Contact.Kind.PHONE: person.phones,
        Contact.Kind.EMAIL: person.emails,
        Contact.Kind.ADDRESS: (address,) if address else (),
    }


def write_reach(member: Member, person: RosterPerson, kept: Reach, *, exactly: bool) -> bool:
    """Replace the contacts that differ, each kind as a whole; returns whether any did."""
    wanted = [kind for kind, values in _contacts(person).items() if values or exactly]
    old = [row for row in kept.contacts if row.kind in wanted]
    new = [row for row in contact_rows(member, person) if row.kind in wanted]
    changed = False
    if {_contact(row) for row in old} != {_contact(row) for row in new}:
        Contact.unscoped.filter(pk__in=[row.pk for row in old]).delete()
        Contact.unscoped.bulk_create(new)
        changed = True
    return _write_emergency(member, person, kept, exactly=exactly) or changed


def _write_emergency(member: Member, person: RosterPerson, kept: Reach, *, exactly: bool) -> bool:
    new = list(emergency_rows(member, person))
    if not (new or exactly) or {_call(row) for row in new} == {_call(row) for row in kept.emergency}:
        return False
    EmergencyContact.unscoped.filter(pk__in=[row.pk for row in kept.emergency]).delete()
    EmergencyContact.unscoped.bulk_create(new)
    return True


def _contact(row: Contact) -> tuple[str, str, bool]:
    return row.kind, row.value or "", row.preferred


def _call(row: EmergencyContact) -> tuple[str, str, str]:
    return row.name or "", row.relation or "", row.phone or ""
