"""Small rosters for the tests of the import: invented people, checked as a file's would be."""

from __future__ import annotations

from datetime import date
from typing import Any

from holdspace.members.rules.roster import EmergencyContact, Identifier, RosterPerson, check_roster

TODAY = date(2026, 6, 1)
CHART = "urn:example:chart"


def numbered(value: str, system: str = CHART) -> tuple[Identifier, ...]:
    """One identifier."""
    return (Identifier(system, value),)


def yusuf(**fields: Any) -> RosterPerson:
    """Somebody with everything that a roster can say."""
    return RosterPerson(
        **{
            "row": 1,
            "identifiers": numbered("C-1"),
            "given": "يوسف",
            "family": "حداد",
            "chosen_name": "Joe",
            "pronouns": "he/him",
            "birth_date": date(1988, 2, 29),
            "languages": ("ar", "en"),
            "phones": ("+442079460001", "+442079460002"),
            "emails": ("joe@example.org",),
            "address": ("1 Quay Street", "Bristol"),
            "emergency_contacts": (EmergencyContact("Mariam Haddad", "sister", "+442079460003"),),
            "access_needs": "A seat by the door.",
        }
        | fields
    )


def zoe(**fields: Any) -> RosterPerson:
    """Somebody of whom a roster knows the name, the birth date and no number."""
    given: dict[str, Any] = {"row": 2, "given": "Zoë", "family": "Weiß", "birth_date": date(1990, 5, 1)}
    return RosterPerson(**given | fields)


def roster(*people: RosterPerson) -> tuple[RosterPerson, ...]:
    """The people in normal form; fails where the file itself would be refused."""
    checked = check_roster(people, today=TODAY, region="GB")
    assert checked.is_good, checked.problems
    return checked.people
