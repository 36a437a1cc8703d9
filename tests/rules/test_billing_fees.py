"""What a session costs: fees, terms, the attendance policy, and accounts that add up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.billing.rules.coding import Coding, coding
from holdspace.billing.rules.fees import (
    CLAIMED,
    Kind,
    Policy,
    Seen,
    Terms,
    TermsKind,
    agreed,
    fee_on,
    kind_of,
    owed,
)
from holdspace.billing.rules.identifiers import is_diagnosis, is_npi, is_zip, with_point, without_point
from holdspace.billing.rules.ledger import EntryKind, Line, balance, running, signed
from holdspace.billing.rules.money import money, part, total
from holdspace.billing.rules.month_csv import MonthLine, month_csv
from holdspace.billing.rules.profile import Address, Person, Profile, Relationship, profile_from

STARTS = datetime(2026, 11, 3, 18, 0, tzinfo=UTC)
POLICY = Policy(notice_hours=24, late_cancel=Decimal("30"), no_show=Decimal("45"))
FULL = Decimal("60.00")


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("1.005", "1.01"), ("1.004", "1.00"), ("-1.005", "-1.01"), ("0.125", "0.13"), ("2", "2.00")],
)
def test_money_is_rounded_half_away_from_zero(value: str, rounded: str) -> None:
    assert str(money(value)) == rounded


def test_a_sliding_fee_is_rounded_once() -> None:
    assert part(Decimal("33.33"), Decimal("50")) == Decimal("16.67")


@pytest.mark.parametrize(
    ("came", "reason", "noted", "kind"),
    [
        (True, "", STARTS, Kind.ATTENDED),
        (False, "", STARTS, Kind.NO_SHOW),
        (False, "no_word", STARTS + timedelta(hours=2), Kind.NO_SHOW),
        (False, "told_us", STARTS - timedelta(hours=24), Kind.EXCUSED),
        (False, "told_us", STARTS - timedelta(hours=23, minutes=59), Kind.LATE_CANCEL),
        (False, "travel", STARTS - timedelta(hours=2), Kind.LATE_CANCEL),
        (False, "ill", STARTS - timedelta(minutes=1), Kind.EXCUSED),
        (False, "told_us", STARTS + timedelta(hours=2), Kind.EXCUSED),
    ],
)
def test_what_a_note_of_attendance_means_for_the_bill(
    came: bool, reason: str, noted: datetime, kind: Kind
) -> None:
    assert kind_of(Seen(came, reason, STARTS, noted), POLICY) is kind


def test_only_a_service_that_was_given_goes_to_an_insurer() -> None:
    assert {Kind.ATTENDED} == CLAIMED


@pytest.mark.parametrize(
    ("terms", "amount"),
    [
        (Terms(), "60.00"),
        (Terms(TermsKind.OWN, Decimal("25")), "25.00"),
        (Terms(TermsKind.SLIDING, Decimal("40")), "24.00"),
    ],
)
def test_what_was_agreed_with_a_member(terms: Terms, amount: str) -> None:
    assert str(agreed(FULL, terms)) == amount


@pytest.mark.parametrize(
    ("kind", "terms", "amount"),
    [
        (Kind.ATTENDED, Terms(), "60.00"),
        (Kind.LATE_CANCEL, Terms(), "30.00"),
        (Kind.NO_SHOW, Terms(), "45.00"),
        (Kind.EXCUSED, Terms(), "0.00"),
        (Kind.NO_SHOW, Terms(TermsKind.OWN, Decimal("25")), "25.00"),
        (Kind.NO_SHOW, Terms(TermsKind.SLIDING, Decimal("100")), "45.00"),
    ],
)
def test_staying_away_never_costs_more_than_coming(kind: Kind, terms: Terms, amount: str) -> None:
    assert str(owed(kind, fee=FULL, terms=terms, policy=POLICY)) == amount


@pytest.mark.parametrize(
    ("day", "fee"), [(date(2026, 1, 31), "50"), (date(2026, 2, 1), "60"), (date(2026, 12, 1), "65")]
)
def test_the_newest_fee_that_holds(day: date, fee: str) -> None:
    fees = [(date(2026, 7, 1), Decimal("65")), (date(2026, 2, 1), Decimal("60"))]
    assert fee_on(day, fees, Decimal("50")) == Decimal(fee)


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("1234567893", True),  # the example of CMS's own description of the check digit
        ("1234567890", False),
        ("1245319599", True),
        ("2345678903", False),
        ("123456789", False),
        ("", False),
        ("12345678９3", False),
    ],
)
def test_an_npi_has_its_check_digit(number: str, right: bool) -> None:
    assert is_npi(number) is right


@given(st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_of_an_npi_is_always_found(place: int, by: int) -> None:
    digits = list("1234567893")
    digits[place + 1] = str((int(digits[place + 1]) + by) % 10)
    assert not is_npi("".join(digits))


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("F41.1", True),
        ("F411", True),
        ("F33", True),
        ("Z63.0", True),
        ("f41.1", False),
        ("41.1", False),
        ("F4", False),
    ],
)
def test_a_diagnosis_has_the_form_of_icd_10_cm(code: str, right: bool) -> None:
    assert is_diagnosis(code) is right


def test_points_come_and_go() -> None:
    assert with_point(without_point("F41.1")) == "F41.1"
    assert with_point("F33") == "F33"


def test_a_billing_address_needs_all_nine_digits() -> None:
    assert is_zip("04101")
    assert not is_zip("04101", whole=True)
    assert is_zip("041010012", whole=True)


@pytest.mark.parametrize(
    ("by_video", "at_home", "modifier", "coded"),
    [
        (False, True, "95", Coding("11")),
        (True, True, "95", Coding("10", ("95",))),
        (True, False, "GT", Coding("02", ("GT",))),
        (True, True, "", Coding("10")),
    ],
)
def test_how_a_session_is_coded(by_video: bool, at_home: bool, modifier: str, coded: Coding) -> None:
    assert coding(by_video=by_video, at_home=at_home, office="11", telehealth_modifier=modifier) == coded


def test_another_site_has_its_own_place_of_service() -> None:
    assert coding(by_video=False, at_home=True, office="53", telehealth_modifier="95").place == "53"


amounts = st.decimals(0, 900, places=2)
entries = st.lists(st.builds(Line, st.sampled_from(list(EntryKind)), amounts))


@given(entries)
def test_what_is_owed_after_the_last_entry_is_the_balance(lines: list[Line]) -> None:
    assert (running(lines) or [Decimal(0)])[-1] == balance(lines)


@given(amounts)
def test_a_charge_and_its_reversal_come_to_nothing(amount: Decimal) -> None:
    both = [Line(kind, signed(kind, amount)) for kind in (EntryKind.CHARGE, EntryKind.REVERSAL)]
    assert balance(both) == 0


def test_a_payment_takes_from_what_is_owed_and_a_refund_adds() -> None:
    assert signed(EntryKind.PAYMENT, FULL) == -FULL
    assert signed(EntryKind.REFUND, FULL) == FULL
    assert total([]) == Decimal("0.00")


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-1", "@a", "\t=1", " =1"])
def test_a_name_never_begins_a_formula(name: str) -> None:
    line = MonthLine(date(2026, 11, 3), "A1", name, "attended", "90853", "", "11", 1, 3, FULL, "", "", "open")
    assert f"'{name}" in month_csv([line])


def test_a_profile_is_kept_and_read_again() -> None:
    holder = Person("Nunez", "Leo", "1975-01-02", "M", Address("1 Elm Street", "Portland", "ME", "04101"))
    kept = Profile(
        payer="p",
        subscriber_id="W1",
        relationship=Relationship.SPOUSE,
        holder=holder,
        sex="F",
        address=holder.address,
        at_home=False,
        by_video=True,
        terms=Terms(TermsKind.SLIDING, Decimal("40")),
    )
    assert profile_from(kept.stored()) == kept


@pytest.mark.parametrize("stored", [None, [], "x", {"terms": 3, "holder": 1, "relationship": "99"}])
def test_what_cannot_be_read_is_empty(stored: object) -> None:
    assert profile_from(stored) == Profile()
