"""What invented people send and write when they ask for a place, as the forms post it."""

from __future__ import annotations

from datetime import date
from typing import Any

from holdspace.intake.actions import Referred, refer
from holdspace.intake.models import Referral
from holdspace.members.rules.roster import RosterPerson
from holdspace.vault.scope import acting_as
from tests.cast import Cast

SAID = "Since the move I hardly sleep, and I have told nobody."


def posted(**changed: Any) -> dict[str, Any]:
    """The public page as Noor fills it in; None leaves a field out."""
    form = {
        "chosen_name": "Noor",
        "given_name": "Noor",
        "family_name": "Haddad",
        "pronouns": "she/her",
        "birth_date": "1991-04-05",
        "phone": "+44 7700 900321",
        "email": "noor@example.org",
        "address": "1 Quay Street\nBristol",
        "language": "ar",
        "modality": "online",
        "available": ["tue-18", "tue-19", "thu-12"],
        "access_needs": "A seat by the door.",
        "said": SAID,
        "may_contact": "on",
        "referrer": "Dr Bell, 020 7946 0999",
        "website": "",
    } | changed
    return {name: value for name, value in form.items() if value is not None}


def noor(**changed: Any) -> Referred:
    """The same as plain values."""
    person = {
        "given": "Noor",
        "family": "Haddad",
        "chosen_name": "Noor",
        "birth_date": date(1991, 4, 5),
        "languages": ("ar",),
        "phones": ("+44 7700 900321",),
    } | changed.pop("person", {})
    return Referred(
        **{
            "person": RosterPerson(**person),
            "available": ("tue-18", "thu-12"),
            "said": SAID,
            "may_contact": True,
        }
        | changed
    )


def received(cast: Cast, referred: Referred | None = None, source: str = Referral.Source.LETTER) -> Referral:
    """A referral that Inês finds on her list."""
    ines = cast.actor("ines")
    with acting_as(ines):
        return refer(practice_id=cast.practice.pk, referred=referred or noor(), source=source, by=ines)
