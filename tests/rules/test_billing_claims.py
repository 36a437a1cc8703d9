"""A month's claims as X12 837P: judged by a validator that is not ours, which is shown to be able to fail."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.billing.rules.claims import Claim, Frequency, claim_from
from holdspace.billing.rules.coding import Coding
from holdspace.billing.rules.profile import (
    Address,
    BillingProvider,
    Payer,
    Person,
    Relationship,
    RenderingProvider,
)
from holdspace.billing.rules.x12 import CannotBeWritten, said, segment
from holdspace.billing.rules.x12_claims import Envelope, interchange
from tests.claims_judge import complaints

HARBOUR = Address("12 Harbour Street", "Portland", "ME", "041010012")
ELM = Address("1 Elm Street", "Portland", "ME", "04101")
PRACTICE = BillingProvider(
    legal_name="Harbour Street Practice",
    npi="1234567893",
    tax_id="123456789",
    taxonomy="261QM0801X",
    address=HARBOUR,
    contact="Ines Moreno",
    phone="2075550100",
    submitter_id="HSP001",
    receiver_name="Seaboard Clearing",
    receiver_id="SC0001",
)
RUTH = RenderingProvider("Adler", "Ruth", "1245319599", "103TC0700X")
SEABOARD = Payer("Seaboard Health", "SB001")
ANA = Person("Núñez", "Ana", "1980-03-14", "F", ELM)
LEO = Person("Nunez", "Leo", "1975-01-02", "M", HARBOUR)
ENVELOPE = Envelope(PRACTICE, 7, datetime(2026, 12, 1, 9, 30, tzinfo=UTC))


def claim(number: int = 1, **more: object) -> Claim:
    """Ana's session of 3 November, by video from home."""
    usual = Claim(
        number=f"HS{number}",
        line=f"HS{number}",
        frequency=Frequency.ORIGINAL,
        service_date=date(2026, 11, 3),
        amount=Decimal("60.00"),
        coding=Coding("10", ("95",)),
        diagnoses=("F41.1", "F33.1"),
        rendering=RUTH,
        payer=SEABOARD,
        relationship=Relationship.SELF,
        subscriber_id="W123456789",
        subscriber=ANA,
        patient=ANA,
    )
    return replace(usual, **more)  # type: ignore[arg-type]


SPOUSES = {"relationship": Relationship.SPOUSE, "subscriber": LEO}


def test_a_file_is_clean() -> None:
    claims = [
        claim(1),
        claim(2, service_date=date(2026, 11, 10), coding=Coding("11")),
        claim(3, **SPOUSES),
        claim(4, frequency=Frequency.VOID, original="ICN-77"),
        claim(5, frequency=Frequency.REPLACEMENT, original="ICN-78", amount=Decimal("52.50")),
        claim(6, diagnoses=("F41.1",)),
    ]
    assert complaints(interchange(ENVELOPE, claims)) == []


#: Segments without which the implementation guide lets no file through; the first of its kind is taken out.
NEEDED = ("BHT", "NM1", "PER", "N3", "N4", "REF\\*EI", "HL", "SBR", "CLM", "HI", "LX", "SV1", "DTP\\*472")


@pytest.mark.parametrize("name", NEEDED)
def test_the_judge_can_fail_without_a_segment(name: str) -> None:
    """The count of segments is mended, so that it is not the count that is found wrong."""
    whole = interchange(ENVELOPE, [claim()])
    fewer, taken = re.subn(rf"(?<=~){name}\*[^~]*~", "", whole, count=1)
    count = int(re.search(r"~SE\*(\d+)", whole)[1])  # type: ignore[index]
    mended = fewer.replace(f"~SE*{count}*", f"~SE*{count - taken}*")
    assert taken == 1
    assert complaints(mended) != []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("HC:90853", "ZZ:90853"),
        ("*19800314*", "*1980-03-14*"),
        ("*1234567893~", "*~"),
        ("*Y*A*Y*Y~", "*Q*A*Y*Y~"),
        ("*20261103~", "*20261303~"),
        ("SE*", "SE*9"),
        ("GE*1*7", "GE*1*8"),
        ("DMG*D8*19800314*F", "DMG*D8*19800314*X"),
    ],
)
def test_the_judge_can_fail_at_a_value(right: str, wrong: str) -> None:
    whole = interchange(ENVELOPE, [claim()])
    assert right in whole
    assert complaints(whole.replace(right, wrong, 1)) != []


def test_control_numbers_stand_at_both_ends_and_segments_are_counted() -> None:
    parts = interchange(replace(ENVELOPE, control=42), [claim(1), claim(2)]).split("~")
    isa, st, se, iea = parts[0], parts[2], parts[-4], parts[-2]
    assert isa.split("*")[13] == iea.split("*")[2] == "000000042"
    assert parts[1].split("*")[6] == parts[-3].split("*")[2] == "42"
    assert st.startswith("ST*837*0001")
    assert se == f"SE*{len(parts) - 5}*0001"
    assert len(isa) == 105


def test_a_void_names_the_payers_own_number_of_the_claim() -> None:
    whole = interchange(ENVELOPE, [claim(frequency=Frequency.VOID, original="ICN-77")])
    assert ":B:8*" in whole
    assert "REF*F8*ICN-77~" in whole


def test_the_practice_that_is_one_person_is_not_named_twice() -> None:
    whole = interchange(ENVELOPE, [claim(rendering=replace(RUTH, npi=PRACTICE.npi))])
    assert "NM1*82" not in whole
    assert complaints(whole) == []


def test_at_most_twelve_diagnoses_and_four_pointers() -> None:
    many = tuple(f"F4{n}.{m}" for n in (0, 1) for m in range(8))
    whole = interchange(ENVELOPE, [claim(diagnoses=many)])
    assert whole.count("ABF:") == 11
    assert "*1:2:3:4~" in whole
    assert complaints(whole) == []


def test_a_file_without_claims_is_none() -> None:
    with pytest.raises(ValueError):
        interchange(ENVELOPE, [])


@pytest.mark.parametrize("typed", ["A*B", "A~B", "A:B", "A^B", "Ω", "漢", "a\x00b"])
def test_what_x12_cannot_say_is_refused_and_not_changed(typed: str) -> None:
    with pytest.raises(CannotBeWritten):
        segment("NM1", typed)


@pytest.mark.parametrize(
    ("typed", "written"),
    [("Núñez", "NUNEZ"), ("Strauß", "STRAUSS"), ("O’Neil", "O'NEIL"), ("Łoś", "LOS"), ("  a  b ", "A B")],
)
def test_letters_with_marks_are_written_plainly(typed: str, written: str) -> None:
    assert said(typed) == written


@given(st.text(max_size=30))
def test_no_text_can_end_its_element(typed: str) -> None:
    try:
        written = segment("N3", typed, "end")
    except CannotBeWritten:
        return
    assert written.count("*") == 2
    assert written.endswith("*END~")
    assert written.count("~") == 1


words = st.text(alphabet="abcdefgh ijÁñö'-.", min_size=1, max_size=20).filter(lambda text: said(text) != "")


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.builds(
            claim,
            number=st.integers(1, 10**9),
            amount=st.decimals(1, 500, places=2),
            service_date=st.dates(date(2026, 11, 1), date(2026, 11, 30)),
            coding=st.sampled_from([Coding("11"), Coding("10", ("95",)), Coding("02", ("GT",))]),
            diagnoses=st.lists(st.sampled_from(["F41.1", "F33.1", "Z63.0", "F10.20"]), min_size=1).map(tuple),
            patient=st.builds(
                Person,
                words,
                words,
                st.dates(date(1930, 1, 1)).map(str),
                st.sampled_from("FMU"),
                st.just(ELM),
            ),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_a_month_holds_the_judge_finds_it_clean(claims: list[Claim]) -> None:
    own = [replace(each, subscriber=each.patient) for each in claims]
    assert complaints(interchange(ENVELOPE, own)) == []


@pytest.mark.parametrize(
    "made", [claim(), claim(2, **SPOUSES), claim(3, frequency=Frequency.VOID, original="I")]
)
def test_a_claim_is_kept_and_read_again(made: Claim) -> None:
    assert claim_from(made.stored()) == made
