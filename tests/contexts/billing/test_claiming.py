"""A month's claims: what lacks something stays behind and is named; corrections take back what was sent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction

from holdspace.billing import actions
from holdspace.billing.models import Claim, ClaimBatch
from holdspace.billing.queries.month import MonthPage, month_page
from holdspace.billing.rules.profile import Profile
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.actions import erase_member
from holdspace.members.models import Member
from holdspace.notes.models import MemberNote
from holdspace.vault.scope import acting_as
from tests.bills import ELM, PRACTICE, Bills, done, keep
from tests.claims_judge import complaints


def make(bills: Bills) -> ClaimBatch:
    return done(bills.cast, "ines", lambda by: actions.claim_month(month=bills.month, by=by))


def file_of(bills: Bills, batch: ClaimBatch) -> str:
    return done(bills.cast, "ines", lambda by: actions.export_claims(batch=batch, by=by))


def page_of(bills: Bills) -> MonthPage:
    return done(bills.cast, "ines", lambda by: month_page(by, bills.month))


def number(bills: Bills, claim: Claim, by_payer: str) -> None:
    done(bills.cast, "ines", lambda by: actions.note_payer_number(claim=claim, number=by_payer, by=by))


def claims(bills: Bills) -> list[Claim]:
    with acting_as(bills.cast.system), transaction.atomic():
        return list(Claim.unscoped.order_by("made_at", "id"))


def test_a_months_file_is_clean_and_holds_who_is_insured(bills: Bills) -> None:
    bills.charge()
    text = file_of(bills, make(bills))
    assert complaints(text) == []
    assert text.count("~CLM*") == 2  # Ana and Bo; Chidi pays alone
    assert "CHIDI" not in text
    assert "~PAT*01~" in text  # Bo, through his spouse
    assert "*T*:~" in text  # a test file


def test_it_holds_no_word_of_the_group_and_of_the_note(bills: Bills) -> None:
    bills.charge()
    text = file_of(bills, make(bills))
    assert "TUESDAY" not in text
    assert "NTE*" not in text


def test_the_same_file_comes_out_again_and_nothing_is_claimed_twice(bills: Bills) -> None:
    bills.charge()
    batch = make(bills)
    assert file_of(bills, batch) == file_of(bills, batch)
    with pytest.raises(Refused):
        make(bills)


def test_control_numbers_go_on(bills: Bills) -> None:
    bills.charge()
    first = make(bills)
    for claim in claims(bills):
        number(bills, claim, f"ICN{claim.number}")
    bills.attend(ana="no_word")
    bills.charge()
    assert (first.control, make(bills).control) == (1, 2)


def test_what_lacks_something_stays_behind_and_is_named(bills: Bills) -> None:
    with acting_as(bills.cast.system), transaction.atomic():
        MemberNote.unscoped.filter(member=bills.cast.members["ana"]).update(signed_at=None, signed_by=None)
    bills.charge()
    lines = {line.name: line for line in page_of(bills).lines}
    assert [str(each) for each in lines["Ana Marsh"].lacking] == [
        "The member's own note of this session is not signed."
    ]
    text = file_of(bills, make(bills))
    assert text.count("~CLM*") == 1
    assert "MARSH" not in text


def test_a_note_that_waits_for_its_second_signature_is_not_signed(bills: Bills) -> None:
    with acting_as(bills.cast.system), transaction.atomic():
        MemberNote.unscoped.filter(member=bills.cast.members["ana"]).update(needs_cosignature=True)
    bills.charge()
    lacking = {line.name: line.lacking for line in page_of(bills).lines}
    assert lacking["Ana Marsh"]
    assert not lacking["Bo Lindqvist"]


def test_a_practice_without_a_number_claims_nothing(bills: Bills) -> None:
    bills.charge()
    without = replace(PRACTICE, npi="1234567890")
    done(
        bills.cast,
        "ines",
        lambda by: actions.save_practice(provider=without, places={}, is_test=True, version=3, by=by),
    )
    with pytest.raises(Refused, match="NPI"):
        make(bills)


def test_who_did_not_come_after_all_is_taken_back_with_the_insurers_number(bills: Bills) -> None:
    bills.charge()
    make(bills)
    bills.attend(ana="no_word")
    bills.charge()
    (correction,) = page_of(bills).corrections
    assert correction.is_void
    assert "insurer's own number" in str(correction.lacking[0])
    with pytest.raises(Refused):
        make(bills)
    number(bills, correction.claim, "ICN-77")
    text = file_of(bills, make(bills))
    assert complaints(text) == []
    assert ":B:8*" in text
    assert "REF*F8*ICN-77~" in text
    assert page_of(bills).corrections == ()


def test_a_charge_made_anew_replaces_what_was_claimed(bills: Bills) -> None:
    bills.charge()
    make(bills)
    sent = next(c for c in claims(bills) if c.member_id == bills.cast.members["ana"].pk)
    done(bills.cast, "ines", lambda by: actions.reverse_charge(charge=sent.charge, by=by))
    profile = Profile(payer=str(bills.insurer.pk), subscriber_id="W999", sex="F", address=ELM)
    keep(bills.cast, "ana", profile, ("F41.1",), version=2)
    bills.charge()
    number(bills, sent, "ICN-78")
    text = file_of(bills, make(bills))
    assert complaints(text) == []
    assert text.count("~CLM*") == 1
    assert ":B:7*" in text
    assert "REF*F8*ICN-78~" in text
    assert "*MI*W999~" in text


def test_a_replacement_can_be_taken_back_too(bills: Bills) -> None:
    test_a_charge_made_anew_replaces_what_was_claimed(bills)
    newest = claims(bills)[-1]
    number(bills, newest, "ICN-79")
    bills.attend(ana="ill")
    bills.charge()
    text = file_of(bills, make(bills))
    assert complaints(text) == []
    assert text.count("~CLM*") == 1
    assert ":B:8*" in text
    assert "REF*F8*ICN-79~" in text


def test_who_was_erased_is_in_no_file_any_more(bills: Bills) -> None:
    bills.charge()
    batch = make(bills)
    with acting_as(bills.cast.system), transaction.atomic():
        ana = bills.cast.members["ana"]
        ana.status = Member.Status.LEFT
        ana.save(update_fields=["status"])
        erase_member(member=ana, by=bills.cast.system)
    text = file_of(bills, batch)
    assert text.count("~CLM*") == 1
    assert "MARSH" not in text
    assert complaints(text) == []


def test_the_month_as_a_table_names_no_diagnosis(bills: Bills) -> None:
    bills.charge()
    text = done(bills.cast, "ines", lambda by: actions.export_month(month=bills.month, by=by))
    assert (
        text.splitlines()[0]
        == "date,account,name,kind,code,modifiers,place,units,headcount,fee,payer,claim,state"
    )
    assert "Ana Marsh,attended,90853,,11,1,3,60.00,Seaboard Health,,ready" in text
    assert "F41" not in text
    assert len(text.splitlines()) == 4


@pytest.mark.parametrize("who", ["ruth", "olu", "sam", "ana"])
def test_nobody_else_makes_or_takes_a_file(bills: Bills, who: str) -> None:
    bills.charge()
    batch = make(bills)
    for act in (
        lambda by: actions.claim_month(month=bills.month, by=by),
        lambda by: actions.export_claims(batch=batch, by=by),
        lambda by: actions.export_month(month=bills.month, by=by),
    ):
        with pytest.raises(Missing):
            done(bills.cast, who, act)
