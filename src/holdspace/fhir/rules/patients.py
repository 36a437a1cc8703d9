"""From Patients of FHIR R4 to the rows of a roster.

`rows_from_patients` is the whole way: validate, leave out what is not a person of this practice (a record
that another one replaced, an animal), and read the rest. `person_from_patient` reads one resource that was
found valid. How each element is chosen stands in `patient_fields`, what makes a resource invalid in
`patient_checks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from holdspace.fhir.rules import patient_fields as fields
from holdspace.fhir.rules.patient_checks import Known, Resource, reasons_against
from holdspace.kernel.words import Words, say
from holdspace.members.rules.roster import GENDERS, RosterPerson, Row, RowProblem, Skipped

_ID = re.compile(r"[A-Za-z0-9.-]{1,64}", re.ASCII)


def rows_from_patients(resources: Iterable[tuple[int, Resource]], *, today: date) -> Iterator[Row]:
    """For each Patient (with its place in the file) the person, or why not; for `roster.check_roster`."""
    known = Known()
    for row, resource in resources:
        yield from _rows(row, resource, today, known)


def _rows(row: int, resource: Resource, today: date, known: Known) -> Iterator[Row]:
    label = label_of(resource)
    reasons = reasons_against(resource, known)
    if reasons:
        yield from (RowProblem(row, label, path, reason) for path, reason in reasons)
    elif left_out := _left_out(resource):
        yield Skipped(row, label, left_out)
    elif fields.has_only_former_names(resource, today):
        yield RowProblem(row, label, "name", say("Only former names are given, and none of today."))
    else:
        yield person_from_patient(resource, row=row, today=today)


def label_of(resource: Resource) -> str:
    """The type and id of a resource, `Patient/123`; "" where the id is missing or none."""
    found = resource.get("id")
    return f"Patient/{found}" if isinstance(found, str) and _ID.fullmatch(found) else ""


def _left_out(resource: Resource) -> Words | None:
    if fields.is_replaced(resource):
        return say("Another record has replaced this one.")
    if fields.is_animal(resource):
        return say("This patient is an animal.")
    return None


def person_from_patient(resource: Resource, *, row: int, today: date) -> RosterPerson:
    """The person whom a valid Patient describes, as written there (`roster.check_roster` normalises)."""
    given, family = fields.legal_name(resource, today)
    gender = fields.written(resource, "gender")
    return RosterPerson(
        row=row,
        label=label_of(resource),
        identifiers=fields.identifiers(resource, today),
        given=given,
        family=family,
        chosen_name=fields.chosen_name(resource, today),
        pronouns=fields.pronouns(resource, today),
        birth_date=fields.birth_date(resource),
        deceased=fields.deceased(resource),
        gender=gender if gender in GENDERS else "",
        gender_identity=fields.gender_identity(resource, today),
        languages=fields.languages(resource),
        phones=fields.contact_points(resource, ("phone", "sms"), today),
        emails=fields.contact_points(resource, ("email",), today),
        address=fields.address(resource, today),
        emergency_contacts=fields.emergency_contacts(resource, today),
        active=resource.get("active") is not False,
    )
