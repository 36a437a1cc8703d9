"""What a charge lacks is named in sentences, each for one thing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from holdspace.billing.rules.fees import Kind
from holdspace.billing.rules.missing import ClaimFacts, lacking
from holdspace.billing.rules.profile import Address, Person, Profile, Relationship
from tests.rules.test_billing_claims import ANA, ELM, LEO, PRACTICE, RUTH, SEABOARD

PROFILE = Profile(payer="p", subscriber_id="W123456789", sex="F", address=ELM)
WHOLE = ClaimFacts(
    kind=Kind.ATTENDED,
    provider=PRACTICE,
    rendering=RUTH,
    payer=SEABOARD,
    profile=PROFILE,
    patient=ANA,
    diagnoses=("F41.1",),
    note_signed=True,
    headcount=7,
)


def test_a_whole_charge_lacks_nothing() -> None:
    assert lacking(WHOLE) == []


SPOUSE = replace(PROFILE, relationship=Relationship.SPOUSE)


@pytest.mark.parametrize(
    ("without", "sentence"),
    [
        (replace(WHOLE, provider=replace(PRACTICE, npi="1234567890")), "practice has no NPI"),
        (replace(WHOLE, provider=replace(PRACTICE, npi="")), "practice has no NPI"),
        (replace(WHOLE, provider=replace(PRACTICE, tax_id="")), "no tax number"),
        (replace(WHOLE, provider=replace(PRACTICE, taxonomy="")), "no taxonomy"),
        (replace(WHOLE, provider=replace(PRACTICE, address=ELM)), "ZIP code of nine digits"),
        (replace(WHOLE, provider=replace(PRACTICE, phone="")), "clearing house can call"),
        (replace(WHOLE, provider=replace(PRACTICE, submitter_id="")), "no submitter number"),
        (replace(WHOLE, provider=replace(PRACTICE, receiver_id="")), "Who receives"),
        (replace(WHOLE, provider=replace(PRACTICE, legal_name="A*B")), "sign that claims cannot carry"),
        (replace(WHOLE, rendering=replace(RUTH, npi="")), "Who led the session has no NPI"),
        (replace(WHOLE, rendering=replace(RUTH, family="")), "Who led the session has no legal name"),
        (replace(WHOLE, payer=replace(SEABOARD, payer_id="")), "no payer id"),
        (replace(WHOLE, payer=replace(SEABOARD, name="A~")), "no name that a claim can carry"),
        (replace(WHOLE, note_signed=False), "note of this session is not signed"),
        (replace(WHOLE, headcount=None), "Nobody noted how many"),
        (replace(WHOLE, headcount=13), "13 people were in the session"),
        (replace(WHOLE, profile=replace(PROFILE, subscriber_id="")), "insurance number is not kept"),
        (replace(WHOLE, profile=SPOUSE), "who holds the insurance are not complete"),
        (replace(WHOLE, patient=Person()), "no legal name that a claim can carry"),
        (replace(WHOLE, patient=replace(ANA, family="漢")), "no legal name that a claim can carry"),
        (replace(WHOLE, patient=replace(ANA, born="")), "date of birth"),
        (replace(WHOLE, profile=replace(PROFILE, sex="")), "sex code"),
        (replace(WHOLE, profile=replace(PROFILE, address=Address())), "address for claims"),
        (replace(WHOLE, diagnoses=()), "No diagnosis"),
        (replace(WHOLE, diagnoses=("X",)), "not one of ICD-10-CM"),
        (replace(WHOLE, diagnoses=("F41.1",) * 13), "more than twelve"),
    ],
)
def test_each_missing_thing_has_a_sentence(without: ClaimFacts, sentence: str) -> None:
    assert any(sentence in str(each) for each in lacking(without))


def test_somebody_else_may_hold_the_insurance() -> None:
    assert lacking(replace(WHOLE, profile=replace(SPOUSE, holder=LEO))) == []


@pytest.mark.parametrize("kind", [Kind.NO_SHOW, Kind.LATE_CANCEL, Kind.EXCUSED])
def test_who_did_not_come_lacks_nothing_for_nothing_is_claimed(kind: Kind) -> None:
    assert lacking(replace(WHOLE, kind=kind, note_signed=False, diagnoses=())) == []


def test_who_pays_alone_lacks_nothing() -> None:
    assert lacking(replace(WHOLE, payer=None, diagnoses=())) == []
