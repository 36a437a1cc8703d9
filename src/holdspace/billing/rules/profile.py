"""What is kept for billing: of the practice, of who treats, of a payer, of a member; plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from holdspace.billing.rules.fees import Terms, TermsKind
from holdspace.billing.rules.money import ZERO
from holdspace.kernel.words import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address in the form of claims: `state` two letters, `zip_code` digits alone."""

    line: str = ""
    city: str = ""
    state: str = ""
    zip_code: str = ""


@dataclass(frozen=True, slots=True)
class BillingProvider:
    """The practice as it bills, who sends its files, and who receives them."""

    legal_name: str = ""
    npi: str = ""
    tax_id: str = ""
    taxonomy: str = ""
    address: Address = Address()
    contact: str = ""
    phone: str = ""
    submitter_id: str = ""
    receiver_name: str = ""
    receiver_id: str = ""


@dataclass(frozen=True, slots=True)
class RenderingProvider:
    """Who gave the service."""

    family: str = ""
    given: str = ""
    npi: str = ""
    taxonomy: str = ""


@dataclass(frozen=True, slots=True)
class Payer:
    """An insurer: its id with the clearing house, and its kind (`FILING`)."""

    name: str = ""
    payer_id: str = ""
    filing: str = "CI"


FILING: Final = {
    "CI": _("commercial insurance"),
    "BL": _("Blue Cross and Blue Shield"),
    "MB": _("Medicare, part B"),
    "MC": _("Medicaid"),
    "CH": _("TRICARE"),
    "ZZ": _("another one"),
}
"""Claim filing indicators (SBR09) that a practice of groups meets."""


class Relationship(StrEnum):
    """How the member stands to who holds the insurance (PAT01; 18 is the person themselves)."""

    SELF = "18"
    SPOUSE = "01"
    CHILD = "19"
    PARTNER = "53"
    OTHER = "G8"


RELATIONSHIP_WORDS: Final = {
    Relationship.SELF: _("they hold it themselves"),
    Relationship.SPOUSE: _("their spouse holds it"),
    Relationship.CHILD: _("their parent holds it"),
    Relationship.PARTNER: _("their partner holds it"),
    Relationship.OTHER: _("somebody else holds it"),
}

SEXES: Final = {"F": _("F"), "M": _("M"), "U": _("U, not stated")}
"""The codes that a claim has (DMG03): what the insurer holds, not who somebody is."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a claim; `born` as YYYY-MM-DD."""

    family: str = ""
    given: str = ""
    born: str = ""
    sex: str = ""
    address: Address = Address()


@dataclass(frozen=True, slots=True)
class Profile:
    """What is kept of a member for billing. `payer` is the id of a payer of the practice, "" for none.

    `at_home` says where they are when they join by video, `by_video` how they join a group that meets both
    ways. `holder` is who holds the insurance, where that is somebody else.
    """

    payer: str = ""
    subscriber_id: str = ""
    relationship: Relationship = Relationship.SELF
    holder: Person = Person()
    sex: str = ""
    address: Address = Address()
    at_home: bool = True
    by_video: bool = False
    terms: Terms = field(default_factory=Terms)

    def stored(self) -> dict[str, Any]:
        """The profile as JSON values."""
        values = asdict(self)
        return values | {"terms": {"kind": self.terms.kind.value, "value": str(self.terms.value)}}


def profile_from(stored: object) -> Profile:
    """The profile from what was stored; whatever cannot be read is left empty."""
    if not isinstance(stored, Mapping):
        return Profile()
    terms = stored.get("terms")
    return Profile(
        payer=_text(stored, "payer"),
        subscriber_id=_text(stored, "subscriber_id"),
        relationship=_relationship(stored),
        holder=person_from(stored.get("holder")),
        sex=_text(stored, "sex"),
        address=address_from(stored.get("address")),
        at_home=bool(stored.get("at_home", True)),
        by_video=bool(stored.get("by_video", False)),
        terms=_terms(terms) if isinstance(terms, Mapping) else Terms(),
    )


def person_from(stored: object) -> Person:
    """Somebody from what was stored."""
    if not isinstance(stored, Mapping):
        return Person()
    return Person(
        family=_text(stored, "family"),
        given=_text(stored, "given"),
        born=_text(stored, "born"),
        sex=_text(stored, "sex"),
        address=address_from(stored.get("address")),
    )


def address_from(stored: object) -> Address:
    """An address from what was stored."""
    if not isinstance(stored, Mapping):
        return Address()
    return Address(*(_text(stored, name) for name in ("line", "city", "state", "zip_code")))


def _text(stored: Mapping[str, Any], name: str) -> str:
    value = stored.get(name)
    return value if isinstance(value, str) else ""


def _relationship(stored: Mapping[str, Any]) -> Relationship:
    try:
        return Relationship(_text(stored, "relationship"))
    except ValueError:
        return Relationship.SELF


def _terms(stored: Mapping[str, Any]) -> Terms:
    try:
        return Terms(TermsKind(_text(stored, "kind")), Decimal(_text(stored, "value") or "0"))
    except (ValueError, InvalidOperation):
        return Terms(TermsKind.STANDARD, ZERO)
