"""A person of a roster as the rows of the database: new ones, and what differs from those that are there.

A roster may leave things out. What a file does not say (no telephone, no birth date) is no order to forget
it: an empty field of a file never erases. A form shows everything, so what is empty there is erased
(`exactly`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from holdspace.members.models import (
    LONGEST_TAG,
    Contact,
    EmergencyContact,
    Identifier,
    Member,
    identifier_index,
)
from holdspace.members.queries.roster import in_parts
from holdspace.members.rules.roster import RosterPerson
from holdspace.vault import keyring
from holdspace.vault.records import Record
from holdspace.vault.roots import Domain

MOST_NAMED: Final = 10_000
"""Rows that one statement names; SQLite takes three times as many."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How to reach one member, as it lies in the database."""

    contacts: Sequence[Contact]
    emergency: Sequence[EmergencyContact]


def create(people: Sequence[RosterPerson], *, practice_id: UUID, time_zone: str = "") -> list[Member]:
    """New members with all that is said of them: one statement for each table, and one for their keys."""
    members = [_new(person, practice_id, time_zone) for person in people]
    both = list(zip(members, people, strict=True))
    with keyring.prepared([member.pk for member in members], Domain.IDENTITY):
        Member.unscoped.bulk_create(members)
        Contact.unscoped.bulk_create(row for each in both for row in contact_rows(*each))
        EmergencyContact.unscoped.bulk_create(row for each in both for row in emergency_rows(*each))
        Identifier.unscoped.bulk_create(row for each in both for row in identifier_rows(*each))
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


def identifier_rows(
    member: Member, person: RosterPerson, held: Set[str] = frozenset()
) -> Iterator[Identifier]:
    """A row for each identifier whose index is not among `held`, not saved."""
    for each in person.identifiers:
        if identifier_index(each.system, each.value) not in held:
            yield Identifier.of(member, system=each.system, value=each.value)


def _contacts(person: RosterPerson) -> dict[Contact.Kind, tuple[str, ...]]:
    address = "\n".join(person.address)
    return {
        Contact.Kind.PHONE: person.phones,
        Contact.Kind.EMAIL: person.emails,
        Contact.Kind.ADDRESS: (address,) if address else (),
    }


class Changes:
    """What is to be different about people who are here already: gathered first, then written all at once.

    Whoever anything was gathered about is named to `renew`, once, before `write`.
    """

    def __init__(self) -> None:
        self._gone: dict[type[Record], list[UUID]] = defaultdict(list)
        self._new: dict[type[Record], list[Record]] = defaultdict(list)
        self._members: dict[frozenset[str], list[Member]] = defaultdict(list)

    def reach(self, member: Member, person: RosterPerson, kept: Reach, *, exactly: bool) -> bool:
        """Replace the contacts that differ, each kind as a whole; returns whether any do."""
        said = {kind: values for kind, values in _contacts(person).items() if values or exactly}
        old = [row for row in kept.contacts if row.kind in said]
        differ = {_contact(row) for row in old} != set(_as_contacts(said))
        if differ:
            rows = contact_rows(member, person)
            self._replace(Contact, old, [row for row in rows if row.kind in said])
        return self._emergency(member, person, kept, exactly=exactly) or differ

    def _emergency(self, member: Member, person: RosterPerson, kept: Reach, *, exactly: bool) -> bool:
        said = {(each.name, each.relation, each.phone) for each in person.emergency_contacts}
        if not (said or exactly) or said == {_call(row) for row in kept.emergency}:
            return False
        self._replace(EmergencyContact, kept.emergency, list(emergency_rows(member, person)))
        return True

    def identifiers(self, member: Member, person: RosterPerson, held: Set[str]) -> bool:
        """Add the numbers that are not `held` yet (by their indexes); returns whether there are any."""
        new = list(identifier_rows(member, person, held))
        self._replace(Identifier, [], new)
        return bool(new)

    def _replace(self, model: type[Record], old: Iterable[Record], new: Iterable[Record]) -> None:
        self._gone[model].extend(row.pk for row in old)
        self._new[model].extend(new)

    def renew(self, member: Member, news: dict[str, str]) -> None:
        """Give the member's own fields what is new, and count the version on, as `save` does for one."""
        assign(member, news)
        member.version += 1
        self._members[frozenset({*news, "version"})].append(member)

    def write(self) -> None:
        """Write everything that was gathered: one statement for each table and set of fields."""
        changed = [member.pk for members in self._members.values() for member in members]
        with keyring.prepared(changed, Domain.IDENTITY):
            for names, members in self._members.items():
                _update(members, names)
            for model, gone in self._gone.items():
                for some in in_parts(gone, MOST_NAMED):
                    model.unscoped.filter(pk__in=some).delete()
            for model, new in self._new.items():
                model.unscoped.bulk_create(new)


def _update(members: Sequence[Member], names: Iterable[str]) -> None:
    """Save some fields of many members, in one statement.

    `bulk_update` is of no use for sealed fields. Every row is there and locked: the insertion never happens.
    """
    Member.unscoped.bulk_create(
        members, update_conflicts=True, unique_fields=["id"], update_fields=sorted(names)
    )


def _as_contacts(said: dict[Contact.Kind, tuple[str, ...]]) -> Iterator[tuple[str, str, bool]]:
    for kind, values in said.items():
        yield from ((kind, value, place == 0) for place, value in enumerate(values))


def _contact(row: Contact) -> tuple[str, str, bool]:
    return row.kind, row.value or "", row.preferred


def _call(row: EmergencyContact) -> tuple[str, str, str]:
    return row.name or "", row.relation or "", row.phone or ""
