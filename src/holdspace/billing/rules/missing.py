"""What a charge still lacks before it can be claimed, named in sentences; nothing is exported around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from holdspace.billing.rules.coding import MOST_IN_A_GROUP
from holdspace.billing.rules.fees import CLAIMED, Kind
from holdspace.billing.rules.identifiers import (
    MOST_DIAGNOSES,
    is_diagnosis,
    is_npi,
    is_state,
    is_tax_id,
    is_taxonomy,
    is_zip,
)
from holdspace.billing.rules.profile import (
    FILING,
    Address,
    BillingProvider,
    Payer,
    Person,
    Profile,
    Relationship,
    RenderingProvider,
)
from holdspace.billing.rules.x12 import can_be_written
from holdspace.kernel.words import Words, say

SEXES: Final = ("F", "M", "U")


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """Everything that is known of one charge when somebody asks whether it can be claimed.

    `note_signed` is all that is known of the note; `headcount` is how many came, None when nobody noted it.
    """

    kind: Kind
    provider: BillingProvider
    rendering: RenderingProvider
    payer: Payer | None
    profile: Profile
    patient: Person
    diagnoses: tuple[str, ...]
    note_signed: bool
    headcount: int | None


Check = tuple[Callable[[], bool], Words]


def lacking(facts: ClaimFacts) -> list[Words]:
    """What is missing, in the order in which a practice would mend it; empty for a claim that can go out.

    What cannot be claimed at all (nobody came, no insurer) lacks nothing: it is billed to the member.
    """
    if facts.kind not in CLAIMED or facts.payer is None:
        return []
    return [
        *lacking_of_practice(facts.provider),
        *lacking_of_provider(facts.rendering),
        *_of_payer(facts.payer),
        *_of_session(facts),
        *_of_insurance(facts.profile),
        *_of_member(facts),
    ]


def lacking_of_practice(provider: BillingProvider) -> list[Words]:
    """What the practice's own details lack."""
    words = (provider.legal_name, provider.contact, provider.receiver_name, provider.submitter_id)
    told = (
        (bool(provider.legal_name), say("The practice has no legal name for billing.")),
        (is_npi(provider.npi), say("The practice has no NPI, or its check digit is wrong.")),
        (is_tax_id(provider.tax_id), say("The practice has no tax number of nine digits.")),
        (is_taxonomy(provider.taxonomy), say("The practice has no taxonomy code.")),
        (
            _is_address(provider.address, whole=True),
            say("The practice's address needs all its parts, and a ZIP code of nine digits."),
        ),
        (
            bool(provider.contact and provider.phone.isdigit()),
            say("Nobody is named whom the clearing house can call."),
        ),
        (bool(provider.submitter_id), say("The practice has no submitter number.")),
        (bool(provider.receiver_name and provider.receiver_id), say("Who receives the claims is not named.")),
        (
            all(map(can_be_written, words)),
            say("A word of the practice holds a sign that claims cannot carry."),
        ),
    )
    return [sentence for holds, sentence in told if not holds]


def lacking_of_provider(who: RenderingProvider) -> list[Words]:
    """What the details of who led the session lack."""
    told = (
        (bool(who.family), say("Who led the session has no legal name for billing.")),
        (is_npi(who.npi), say("Who led the session has no NPI, or its check digit is wrong.")),
        (
            can_be_written(who.family + who.given),
            say("The name of who led the session holds a sign that claims cannot carry."),
        ),
    )
    return [sentence for holds, sentence in told if not holds]


def _of_payer(payer: Payer) -> Iterator[Words]:
    if not payer.payer_id or not can_be_written(payer.payer_id):
        yield say("The insurer has no payer id.")
    if not payer.name or not can_be_written(payer.name) or payer.filing not in FILING:
        yield say("The insurer has no name that a claim can carry.")


def _of_session(facts: ClaimFacts) -> Iterator[Words]:
    if not facts.note_signed:
        yield say("The member's own note of this session is not signed.")
    if facts.headcount is None:
        yield say("Nobody noted how many were in the session.")
    elif facts.headcount > MOST_IN_A_GROUP:
        yield say(
            "%(count)s people were in the session; it can be claimed for up to %(most)s.",
            count=facts.headcount,
            most=MOST_IN_A_GROUP,
        )


def _of_insurance(profile: Profile) -> Iterator[Words]:
    if not profile.subscriber_id or not can_be_written(profile.subscriber_id):
        yield say("The member's insurance number is not kept.")
    if profile.relationship is not Relationship.SELF:
        holder = profile.holder
        if not (holder.family and holder.born and holder.sex in SEXES and _is_address(holder.address)):
            yield say(
                "Name, date of birth, sex code and address of who holds the insurance are not complete."
            )
        elif not can_be_written(holder.family + holder.given):
            yield say("The name of who holds the insurance holds a sign that claims cannot carry.")


def _of_member(facts: ClaimFacts) -> Iterator[Words]:
    person, profile = facts.patient, facts.profile
    if not (person.family and can_be_written(person.family + person.given)):
        yield say("The member has no legal name that a claim can carry.")
    if not person.born:
        yield say("The member's date of birth is not kept.")
    if profile.sex not in SEXES:
        yield say("The sex code that the insurer holds is not kept.")
    if not _is_address(profile.address):
        yield say("The member's address for claims is not complete.")
    if not facts.diagnoses:
        yield say("No diagnosis is kept for claims.")
    elif len(facts.diagnoses) > MOST_DIAGNOSES or not all(map(is_diagnosis, facts.diagnoses)):
        yield say("A diagnosis code is not one of ICD-10-CM, or there are more than twelve.")


def _is_address(address: Address, *, whole: bool = False) -> bool:
    if not (address.line and address.city and is_state(address.state)):
        return False
    return is_zip(address.zip_code, whole=whole) and can_be_written(address.line + address.city)
