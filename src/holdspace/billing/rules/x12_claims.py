"""Claims as a file: X12 837P, version 005010X222A1, one interchange with one transaction.

Segments stand in the order of the implementation guide; loops are named beside them. Only what a group
session needs is written: no attachments, no other insurance, no service lines beyond the one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from holdspace.billing.rules.claims import Claim, Frequency
from holdspace.billing.rules.profile import Address, BillingProvider, Person, RenderingProvider
from holdspace.billing.rules.x12 import ELEMENT, END, PART, REPEAT, number, said, segment

VERSION: Final = "005010X222A1"
LARGEST_CONTROL: Final = 999_999_999


@dataclass(frozen=True, slots=True)
class Envelope:
    """Around the claims: who sends and receives, the control number (1 to 999999999), when it was made.

    `made_at` is a moment on the practice's wall clock; `is_test` files are read and not paid.
    """

    provider: BillingProvider
    control: int
    made_at: datetime
    is_test: bool = False


def interchange(envelope: Envelope, claims: Sequence[Claim]) -> str:
    """The file. Raises `x12.CannotBeWritten` where a value cannot be said, ValueError without a claim."""
    if not claims:
        raise ValueError("A file of claims holds at least one.")
    body = list(_transaction(envelope, claims))
    control = f"{envelope.control:09}"
    return "".join(
        (
            _isa(envelope),
            _gs(envelope),
            *body,
            segment("SE", str(len(body) + 1), "0001"),
            segment("GE", "1", str(envelope.control)),
            segment("IEA", "1", control),
        )
    )


def _isa(envelope: Envelope) -> str:
    """The interchange header: the one segment of fixed width, which also says what the separators are."""
    sender = f"{said(envelope.provider.submitter_id):15.15}"
    receiver = f"{said(envelope.provider.receiver_id):15.15}"
    fields = (
        "ISA",
        "00",
        " " * 10,
        "00",
        " " * 10,
        "ZZ",
        sender,
        "ZZ",
        receiver,
        f"{envelope.made_at:%y%m%d}",
        f"{envelope.made_at:%H%M}",
        REPEAT,
        "00501",
        f"{envelope.control:09}",
        "0",
        "T" if envelope.is_test else "P",
        PART,
    )
    return ELEMENT.join(fields) + END


def _gs(envelope: Envelope) -> str:
    provider, made = envelope.provider, envelope.made_at
    ends = provider.submitter_id, provider.receiver_id
    return segment("GS", "HC", *ends, f"{made:%Y%m%d}", f"{made:%H%M}", str(envelope.control), "X", VERSION)


def _transaction(envelope: Envelope, claims: Sequence[Claim]) -> Iterator[str]:
    """ST to the last line; SE is the caller's, who counts."""
    provider, made = envelope.provider, envelope.made_at
    yield segment("ST", "837", "0001", VERSION)
    yield segment("BHT", "0019", "00", f"{envelope.control:09}", f"{made:%Y%m%d}", f"{made:%H%M%S}", "CH")
    yield segment("NM1", "41", "2", provider.legal_name, "", "", "", "", "46", provider.submitter_id)  # 1000A
    yield segment("PER", "IC", provider.contact, "TE", provider.phone)
    yield segment(
        "NM1", "40", "2", provider.receiver_name, "", "", "", "", "46", provider.receiver_id
    )  # 1000B
    yield segment("HL", "1", "", "20", "1")  # 2000A
    yield segment("PRV", "BI", "PXC", provider.taxonomy)
    yield segment("NM1", "85", "2", provider.legal_name, "", "", "", "", "XX", provider.npi)  # 2010AA
    yield from _address(provider.address)
    yield segment("REF", "EI", provider.tax_id)
    level = 1
    for _who, same in groupby(claims, key=_who_is_insured):
        of_one = list(same)
        yield from _insured(of_one, level + 1, provider)
        level += 1 if of_one[0].is_holders_own else 2


def _who_is_insured(claim: Claim) -> tuple[object, ...]:
    return claim.payer, claim.subscriber_id, claim.relationship, claim.subscriber, claim.patient


def _insured(claims: Sequence[Claim], level: int, provider: BillingProvider) -> Iterator[str]:
    """2000B for who holds the insurance, and 2000C for a patient who is somebody else, with their claims."""
    first = claims[0]
    own = first.is_holders_own
    relation = "18" if own else ""
    yield segment("HL", str(level), "1", "22", "0" if own else "1")
    yield segment("SBR", "P", relation, "", "", "", "", "", "", first.payer.filing)
    yield segment("NM1", "IL", "1", *_name(first.subscriber), "MI", first.subscriber_id)  # 2010BA
    yield from _address(first.subscriber.address)
    yield _born(first.subscriber)
    yield segment("NM1", "PR", "2", first.payer.name, "", "", "", "", "PI", first.payer.payer_id)  # 2010BB
    if not own:
        yield segment("HL", str(level + 1), str(level), "23", "0")  # 2000C
        yield segment("PAT", first.relationship.value)
        yield segment("NM1", "QC", "1", *_name(first.patient))  # 2010CA
        yield from _address(first.patient.address)
        yield _born(first.patient)
    for claim in claims:
        yield from _claim(claim, provider)


def _claim(claim: Claim, provider: BillingProvider) -> Iterator[str]:
    """2300 and its one line, 2400."""
    place = (claim.coding.place, "B", claim.frequency.value)
    yield segment("CLM", claim.number, number(claim.amount), "", "", place, "Y", "A", "Y", "Y")
    if claim.frequency is not Frequency.ORIGINAL:
        yield segment("REF", "F8", claim.original)
    yield segment("HI", *_diagnoses(claim.carried_diagnoses))
    if claim.rendering.npi != provider.npi:
        yield from _rendering(claim.rendering)
    procedure = ("HC", claim.coding.code, *claim.coding.modifiers)
    yield segment("LX", "1")
    yield segment(
        "SV1",
        procedure,
        number(claim.amount),
        "UN",
        str(claim.coding.units),
        "",
        "",
        claim.pointers,
    )
    yield segment("DTP", "472", "D8", f"{claim.service_date:%Y%m%d}")
    yield segment("REF", "6R", claim.line)


def _diagnoses(codes: Iterable[str]) -> list[tuple[str, str]]:
    return [("ABF" if place else "ABK", code) for place, code in enumerate(codes)]


def _rendering(who: RenderingProvider) -> Iterator[str]:
    """2310B."""
    yield segment("NM1", "82", "1", who.family, who.given, "", "", "", "XX", who.npi)
    if who.taxonomy:
        yield segment("PRV", "PE", "PXC", who.taxonomy)


def _name(person: Person) -> tuple[str, str, str, str, str]:
    return person.family, person.given, "", "", ""


def _address(address: Address) -> Iterator[str]:
    yield segment("N3", address.line)
    yield segment("N4", address.city, address.state, address.zip_code)


def _born(person: Person) -> str:
    return segment("DMG", "D8", person.born.replace("-", ""), person.sex)
