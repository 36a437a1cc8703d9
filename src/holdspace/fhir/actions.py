"""A file of people is taken over: read and checked first, then written in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from holdspace.fhir.intake import RosterFile, read_roster
from holdspace.fhir.reading import ByteSource
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.members.actions import import_roster
from holdspace.members.models import RosterImport
from holdspace.members.policies import RosterRefused, check_can_import
from holdspace.members.rules.roster import Skipped
from holdspace.practice.queries import practice_of


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file: the import with its counts, and the rows that were left out on purpose."""

    imported: RosterImport
    skipped: tuple[Skipped, ...]


def take_roster(*, stream: ByteSource, most_people: int | None = None, by: Actor) -> Taken:
    """Take over everybody in a file (FHIR R4 or CSV), or nobody; twice changes nothing.

    Raises Refused when the file as a whole is none, RosterRefused with each row that is wrong.
    """
    check_can_import(by)
    practice = practice_of(by)
    file = RosterFile(stream)
    roster = read_roster(
        file, today=clock.today(practice.time_zone), region=practice.region, most_people=most_people
    )
    if not roster.is_good:
        raise RosterRefused(roster.problems, read_to_end=roster.read_to_end)
    imported = import_roster(people=roster.people, source=file.form.value, digest=file.sha256, by=by)
    return Taken(imported, roster.skipped)
