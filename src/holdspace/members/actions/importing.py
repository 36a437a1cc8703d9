"""A roster is taken over: all of it or nothing, in one transaction.

Whom a row means is decided in `queries.matching`. Of somebody who is here already the file renews what the
practice's other system knows best (legal name, birth date, language, contacts, identifiers, a death), where
it says anything at all. What people say of themselves (the name to be called by, pronouns, access needs) it
only fills in where nothing stands yet. It never touches an account, nor brings back whoever was erased.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction

from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.members import policies
from holdspace.members.actions import writing
from holdspace.members.models import (
    Contact,
    EmergencyContact,
    Identifier,
    Member,
    RosterImport,
)
from holdspace.members.queries import matched
from holdspace.members.queries.roster import in_parts
from holdspace.members.rules.roster import RosterPerson
from holdspace.practice.models import Practice
from holdspace.vault import keyring
from holdspace.vault.models import Tombstone
from holdspace.vault.roots import Domain

AT_ONCE: Final = 500
"""People who are written in one go: few enough for the memory, enough for the database."""

_OWN_WORDS: Final = ("chosen_name", "pronouns", "access_needs")


class _Match(NamedTuple):
    """A row of the file and who it means."""

    member_id: UUID
    person: RosterPerson


@transaction.atomic
def import_roster(
    *, people: Sequence[RosterPerson], source: str, digest: str = "", by: Actor
) -> RosterImport:
    """Take over a checked roster (`rules.roster.check_roster`); importing it again changes nothing.

    `source` is "fhir" or "csv", `digest` the SHA-256 of the file, for the audit. Raises RosterRefused with
    every row of which it cannot be said whom it means.
    """
    policies.check_can_import(by)
    practice = Practice.visible_to(by).select_for_update().get()  # one import at a time
    found = list(zip(people, matched(people, by), strict=True))
    created = _create((person for person, member_id in found if member_id is None), practice.pk)
    changed = _change([_Match(member_id, person) for person, member_id in found if member_id], by)
    imported = RosterImport.unscoped.create(
        practice=practice,
        by_id=by.account_id,
        at=clock.now(),
        source=source,
        people=len(people),
        created=len(created),
        changed=len(changed),
        unchanged=len(people) - len(created) - len(changed),
    )
    _record(imported, created, changed, digest, by)
    return imported


def _record(imported: RosterImport, created: list[UUID], changed: list[UUID], digest: str, by: Actor) -> None:
    """One entry for the import; and for whom it concerns as many as it takes to keep each of them small."""
    counts = {"people": imported.people, "created": imported.created, "changed": imported.changed}
    record("members.roster_imported", by=by, on=imported, detail={**counts, "sha256": digest})
    for act, concerned in (("members.registered", created), ("members.changed", changed)):
        for some in in_parts(concerned, AT_ONCE):
            record(act, by=by, on=imported, about=some)


def _create(people: Iterable[RosterPerson], practice_id: UUID) -> list[UUID]:
    return [
        member.pk
        for some in in_parts(people, AT_ONCE)
        for member in writing.create(some, practice_id=practice_id)
    ]


def _change(matches: Sequence[_Match], by: Actor) -> list[UUID]:
    """Renew the people who differ from the file; returns them."""
    return [member_id for some in in_parts(matches, AT_ONCE) for member_id in _change_some(some, by)]


def _change_some(matches: Sequence[_Match], by: Actor) -> list[UUID]:
    members = _Members([match.member_id for match in matches], by)
    here = [match for match in matches if match.member_id in members.rows]
    changed = [match.member_id for match in here if members.renew(match.member_id, match.person)]
    members.changes.write()
    return changed


class _Members:
    """Some members with all that identifies them, in a handful of queries; the erased are left out."""

    def __init__(self, member_ids: Sequence[UUID], by: Actor) -> None:
        erased = set(Tombstone.objects.filter(person_id__in=member_ids).values_list("person_id", flat=True))
        here = [member_id for member_id in member_ids if member_id not in erased]
        rows = Member.visible_to(by).filter(pk__in=here).order_by("pk")
        self.rows = {member.pk: member for member in rows.select_for_update()}
        self._contacts: dict[UUID, list[Contact]] = defaultdict(list)
        self._emergency: dict[UUID, list[EmergencyContact]] = defaultdict(list)
        self._indexes: dict[UUID, set[str]] = defaultdict(set)
        self.changes = writing.Changes()
        for contact in Contact.visible_to(by).filter(member__in=here):
            self._contacts[contact.member_id].append(contact)
        for call in EmergencyContact.visible_to(by).filter(member__in=here):
            self._emergency[call.member_id].append(call)
        for identifier in Identifier.visible_to(by).filter(member__in=here).only("member_id", "index"):
            self._indexes[identifier.member_id].add(identifier.index)
        keyring.warm(here, Domain.IDENTITY)

    def renew(self, member_id: UUID, person: RosterPerson) -> bool:
        """Gather what the file says otherwise than the database; returns whether there is anything."""
        member, changes = self.rows[member_id], self.changes
        kept = writing.Reach(self._contacts[member_id], self._emergency[member_id])
        news = writing.different(member, _said(member, person))
        reached = changes.reach(member, person, kept, exactly=False)
        # Numbers that the person did not have yet; those that a file leaves out stay.
        numbered = changes.identifiers(member, person, self._indexes[member_id])
        if news or reached or numbered:
            changes.renew(member, news)
            return True
        return False


def _said(member: Member, person: RosterPerson) -> dict[str, str]:
    """What the file says that counts for this member."""
    spoken = writing.spoken(person)
    said = {name: spoken[name] for name in _OWN_WORDS if spoken[name] and not getattr(member, name)}
    if person.given or person.family:
        said |= {"given_name": person.given, "family_name": person.family}
    if person.birth_date:
        said["birth_date"] = spoken["birth_date"]
    if language := writing.kept_language(person):
        said["language"] = language
    if person.has_died:
        said["status"] = Member.Status.DECEASED
    return said
