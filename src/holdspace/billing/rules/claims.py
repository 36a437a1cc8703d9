"""A claim as values: everything that goes to an insurer about one session, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from holdspace.billing.rules.coding import Coding
from holdspace.billing.rules.identifiers import MOST_DIAGNOSES, MOST_POINTERS, without_point
from holdspace.billing.rules.profile import (
    Address,
    Payer,
    Person,
    Relationship,
    RenderingProvider,
    person_from,
)


class Frequency(StrEnum):
    """Why a claim is sent (CLM05-3)."""

    ORIGINAL = "1"
    REPLACEMENT = "7"
    VOID = "8"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim with one line. `number` is ours and unique; `line` names the line for payments.

    `original` is the payer's own number of the claim that is replaced or taken back (REF F8).
    """

    number: str
    line: str
    frequency: Frequency
    service_date: date
    amount: Decimal
    coding: Coding
    diagnoses: tuple[str, ...]
    rendering: RenderingProvider
    payer: Payer
    relationship: Relationship
    subscriber_id: str
    subscriber: Person
    patient: Person
    original: str = ""

    @property
    def is_holders_own(self) -> bool:
        """Whether the patient holds the insurance themselves."""
        return self.relationship is Relationship.SELF

    @property
    def carried_diagnoses(self) -> tuple[str, ...]:
        """The diagnoses that fit, without their points, the principal one first, each once."""
        return tuple(dict.fromkeys(map(without_point, self.diagnoses)))[:MOST_DIAGNOSES]

    @property
    def pointers(self) -> tuple[str, ...]:
        """To which of them the line points: the first four."""
        return tuple(str(n) for n in range(1, len(self.carried_diagnoses[:MOST_POINTERS]) + 1))

    def again(self, frequency: Frequency, *, number: str, original: str) -> Claim:
        """The same claim, to be taken back or replaced."""
        return replace(self, frequency=frequency, number=number, line=number, original=original)

    def stored(self) -> dict[str, Any]:
        """The claim as JSON values."""
        plain = {"service_date": self.service_date.isoformat(), "amount": str(self.amount)}
        return asdict(self) | plain


def claim_from(stored: Mapping[str, Any]) -> Claim:
    """The claim from what was stored; KeyError or ValueError where it was not one."""
    coded = stored["coding"]
    return Claim(
        number=stored["number"],
        line=stored["line"],
        frequency=Frequency(stored["frequency"]),
        service_date=date.fromisoformat(stored["service_date"]),
        amount=Decimal(stored["amount"]),
        coding=Coding(coded["place"], tuple(coded["modifiers"]), coded["code"], coded["units"]),
        diagnoses=tuple(stored["diagnoses"]),
        rendering=RenderingProvider(**stored["rendering"]),
        payer=Payer(**stored["payer"]),
        relationship=Relationship(stored["relationship"]),
        subscriber_id=stored["subscriber_id"],
        subscriber=person_from(stored["subscriber"]),
        patient=person_from(stored["patient"]),
        original=stored["original"],
    )


def inherits(person: Person, address: Address) -> Person:
    """Somebody without an address of their own lives at this one."""
    return person if person.address.line else replace(person, address=address)
