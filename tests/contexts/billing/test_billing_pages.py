"""Pages of billing: what stands on them, what comes back when something is wrong, and what is not there."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from holdspace.billing.models import Account, Charge, LedgerEntry, PracticeBilling
from holdspace.vault.scope import acting_as
from tests.bills import Bills
from tests.cast import Cast

Browsers = Callable[[str], Client]


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


def of_month(bills: Bills, name: str) -> str:
    return f"{reverse(name)}?month={bills.month.code}"


def charge_of(bills: Bills, name: str) -> Charge:
    with acting_as(bills.cast.system), transaction.atomic():
        return Charge.unscoped.get(member=bills.cast.members[name], reversed_at__isnull=True)


# --- The month -------------------------------------------------------------------------------------------


def test_a_month_without_sessions_says_what_will_be_here(cast: Cast, client_of: Browsers) -> None:
    shown = words(client_of("ines").get(reverse("billing:month") + "?month=2020-01"))
    assert "No session was held in this month" in shown


def test_before_anything_is_set_up_everything_missing_is_named(cast: Cast, client_of: Browsers) -> None:
    shown = words(client_of("ines").get(reverse("billing:month")))
    assert "The practice has no NPI" in shown
    assert reverse("billing:set_up") in shown


def test_the_month_is_charged_from_its_page(bills: Bills, client_of: Browsers) -> None:
    ines = client_of("ines")
    before = words(ines.get(of_month(bills, "billing:month")))
    assert "does not agree with attendance yet" in before
    answer = ines.post(reverse("billing:charge"), {"month": bills.month.code}, follow=True)
    shown = words(answer)
    assert "Charges made: 3." in shown
    assert "does not agree" not in shown
    assert "150.00 USD" in shown  # 60 + 60 + 30
    again = words(ines.post(reverse("billing:charge"), {"month": bills.month.code}, follow=True))
    assert "Nothing changed." in again


def test_the_month_shows_no_diagnosis_and_no_word_of_a_note(bills: Bills, client_of: Browsers) -> None:
    bills.charge()
    ines = client_of("ines")
    for name in ("billing:month", "billing:files"):
        assert "F41" not in words(ines.get(of_month(bills, name)))


def test_a_month_takes_as_many_queries_however_many_came(bills: Bills, client_of: Browsers) -> None:
    bills.attend(bo="ill", chidi="ill")
    bills.charge()
    ines = client_of("ines")
    ines.get(of_month(bills, "billing:month"))
    with CaptureQueriesContext(connection) as one:
        ines.get(of_month(bills, "billing:month"))
    bills.attend(bo="present", chidi="present")
    bills.charge()
    with CaptureQueriesContext(connection) as three:
        ines.get(of_month(bills, "billing:month"))
    assert len(three) == len(one)


# --- Files -----------------------------------------------------------------------------------------------


def test_a_file_is_made_downloaded_and_answered(bills: Bills, client_of: Browsers) -> None:
    bills.charge()
    ines = client_of("ines")
    assert "Make a file with 2 claims" in words(ines.get(of_month(bills, "billing:files")))
    shown = words(ines.post(reverse("billing:make_file"), {"month": bills.month.code}, follow=True))
    assert "The file is made." in shown
    address = shown.split('">Download (X12')[0].split("/billing/files/")[-1]
    answer = ines.get(f"/billing/files/{address}")
    assert answer["Content-Type"] == "application/edi-x12"
    assert answer["Content-Disposition"] == 'attachment; filename="batch-000000001.x12"'
    assert answer.content.startswith(b"ISA*")
    assert "1-0001" in shown


def test_where_nothing_is_ready_a_sentence_says_so(bills: Bills, client_of: Browsers) -> None:
    answer = client_of("ines").post(reverse("billing:make_file"), {"month": bills.month.code})
    assert answer.status_code == 422
    assert "Nothing of this month can be claimed yet." in words(answer)


def test_a_number_with_a_sign_of_the_file_comes_back_as_it_was_typed(
    bills: Bills, client_of: Browsers
) -> None:
    bills.charge()
    ines = client_of("ines")
    shown = words(ines.post(reverse("billing:make_file"), {"month": bills.month.code}, follow=True))
    address = shown.split('action="/billing/claims/')[1].split('"')[0]
    answer = ines.post(f"/billing/claims/{address}", {"number": "ICN*7"})
    assert answer.status_code == 422
    assert 'value="ICN*7"' in words(answer)
    assert "Letters, digits and hyphens alone." in words(answer)


def test_the_table_of_the_month_says_nothing_in_its_name(bills: Bills, client_of: Browsers) -> None:
    bills.charge()
    answer = client_of("ines").get(of_month(bills, "billing:month_table"))
    assert answer["Content-Disposition"] == f'attachment; filename="export-{bills.month.code}.csv"'
    assert answer["Content-Type"].startswith("text/csv")


# --- Accounts --------------------------------------------------------------------------------------------


def test_a_payment_is_noted_and_a_charge_taken_back(bills: Bills, client_of: Browsers) -> None:
    bills.charge()
    ines, ana = client_of("ines"), bills.cast.members["ana"]
    account = reverse("billing:account", args=[ana.pk])
    assert "Owes 60.00 USD." in words(ines.get(account))
    ines.post(
        reverse("billing:add_entry", args=[ana.pk]), {"kind": "payment", "amount": "25.50", "way": "card"}
    )
    assert "Owes 34.50 USD." in words(ines.get(account))
    ines.post(reverse("billing:reverse", args=[charge_of(bills, "ana").pk]))
    assert "Owes -25.50 USD." in words(ines.get(account))


@pytest.mark.parametrize("amount", ["", "0", "-3", "many", "1.234"])
def test_a_wrong_amount_comes_back_with_what_was_typed(
    bills: Bills, client_of: Browsers, amount: str
) -> None:
    address = reverse("billing:add_entry", args=[bills.cast.members["ana"].pk])
    answer = client_of("ines").post(address, {"kind": "write_off", "amount": amount, "way": "cash"})
    assert answer.status_code == 422
    assert '<option value="write_off" selected' in words(answer)
    with acting_as(bills.cast.system), transaction.atomic():
        assert not LedgerEntry.unscoped.exists()


def test_what_claims_need_is_kept_and_comes_back(bills: Bills, client_of: Browsers) -> None:
    ines, ana = client_of("ines"), bills.cast.members["ana"]
    address = reverse("billing:profile", args=[ana.pk])
    shown = words(ines.get(address))
    assert 'value="W123456789"' in shown
    assert "F41.1 F33.1" in shown
    sent = {"relationship": "18", "terms": "own", "version": "2", "diagnoses": "f40.10; F411", "state": "me"}
    refused = ines.post(address, sent)
    assert refused.status_code == 422
    assert "Write the amount, or the per cent." in words(refused)
    assert "f40.10; F411" in words(refused)
    assert ines.post(address, sent | {"terms_value": "25"}).status_code == 302
    with acting_as(bills.cast.system), transaction.atomic():
        kept = Account.unscoped.get(member=ana)
        assert kept.codes == ("F40.10", "F41.1")
        assert kept.profile.terms.value == 25
        assert kept.profile.address.state == "ME"


def test_what_somebody_else_saved_is_not_written_over_silently(bills: Bills, client_of: Browsers) -> None:
    ines, ana = client_of("ines"), bills.cast.members["ana"]
    address = reverse("billing:profile", args=[ana.pk])
    sent = {"relationship": "18", "terms": "standard", "version": "1", "subscriber_id": "W7"}
    answer = ines.post(address, sent)
    assert answer.status_code == 409
    assert 'value="W7"' in words(answer)
    assert 'name="version" value="2"' in words(answer)
    assert ines.post(address, sent | {"version": "2"}).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"diagnoses": "anxiety"}, "Codes like F41.1"),
        ({"zip_code": "123"}, "Five or nine digits."),
        ({"state": "Maine"}, "at most 2 characters"),
        ({"terms": "sliding", "terms_value": "120"}, "At most 100 per cent."),
    ],
)
def test_what_cannot_be_right_is_said(
    bills: Bills, client_of: Browsers, wrong: dict[str, str], sentence: str
) -> None:
    address = reverse("billing:profile", args=[bills.cast.members["ana"].pk])
    sent = {"relationship": "18", "terms": "standard", "version": "2"} | wrong
    answer = client_of("ines").post(address, sent)
    assert answer.status_code == 422
    assert sentence in words(answer)


# --- Setting up ------------------------------------------------------------------------------------------


def test_an_owner_sets_up_and_sees_no_account(bills: Bills, client_of: Browsers) -> None:
    bills.charge()
    olu = client_of("olu")
    assert "Seaboard Health" in words(olu.get(reverse("billing:set_up")))
    assert olu.get(reverse("billing:month")).status_code == 404
    assert olu.get(reverse("billing:accounts")).status_code == 404
    assert reverse("billing:set_up") in words(olu.get(reverse("practice:practice")))


def test_a_wrong_npi_comes_back_with_everything_that_was_typed(bills: Bills, client_of: Browsers) -> None:
    sent = {"legal_name": "Quay House", "npi": "1234567890", "zip_code": "04101", "version": "3"}
    answer = client_of("ines").post(reverse("billing:practice"), sent)
    assert answer.status_code == 422
    assert 'value="Quay House"' in words(answer)
    assert "of which the last checks the others" in words(answer)
    assert "Nine digits, like 04101-0012." in words(answer)


def test_numbers_may_be_typed_as_people_write_them(bills: Bills, client_of: Browsers) -> None:
    sent = {
        "legal_name": "Quay House",
        "npi": "1234567893",
        "tax_id": "12-3456789",
        "phone": "(207) 555-0100",
        "zip_code": "04101-0012",
        "version": "3",
    }
    assert client_of("ines").post(reverse("billing:practice"), sent).status_code == 302
    with acting_as(bills.cast.system), transaction.atomic():
        kept = PracticeBilling.unscoped.get().values
    assert (kept.tax_id, kept.phone, kept.address.zip_code) == ("123456789", "2075550100", "041010012")


def test_fees_and_policy_are_kept(bills: Bills, client_of: Browsers) -> None:
    sent = {
        "fee": "75",
        "currency": "USD",
        "notice_hours": "48",
        "late_cancel": "10",
        "no_show": "20",
        "version": "3",
    }
    assert client_of("ines").post(reverse("billing:fees"), sent).status_code == 302
    assert client_of("ines").post(reverse("billing:fees"), sent).status_code == 409
    wrong = client_of("ines").post(reverse("billing:fees"), sent | {"version": "4", "fee": "-1"})
    assert wrong.status_code == 422
    assert 'value="-1"' in words(wrong)


# --- Therapists and members ------------------------------------------------------------------------------


def test_a_therapist_sees_what_is_missing_and_no_money(bills: Bills, client_of: Browsers) -> None:
    bills.charge()
    shown = words(client_of("ruth").get(reverse("billing:sessions")))
    assert "Tuesday evening" in shown
    assert "complete" in shown
    assert "60.00" not in shown
    with acting_as(bills.cast.system), transaction.atomic():
        bills.cast.members["ana"].notes.all().delete()
    shown = words(client_of("ruth").get(reverse("billing:sessions")))
    assert "notes that are not signed: 1." in shown


def test_a_member_sees_their_own_account_alone(bills: Bills, client_of: Browsers) -> None:
    assert "Nothing here yet" in words(client_of("ana").get(reverse("billing:mine")))
    bills.charge()
    shown = words(client_of("ana").get(reverse("billing:mine")))
    assert "You owe 60.00 USD now." in shown
    assert "F41" not in shown
    assert "Tuesday evening" not in shown
    assert "Lindqvist" not in shown
    assert reverse("billing:mine") in words(client_of("ana").get(reverse("desk:record")))
    bos = reverse("billing:my_superbill", args=[charge_of(bills, "bo").pk])
    assert client_of("ana").get(bos).status_code == 404
    assert client_of("bo").get(bos).status_code == 200


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not on this machine")
def test_a_members_superbill_says_what_an_insurer_needs_and_no_group(
    bills: Bills, client_of: Browsers, tmp_path: Path
) -> None:
    bills.charge()
    address = reverse("billing:my_superbill", args=[charge_of(bills, "ana").pk])
    answer = client_of("ana").get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('attachment; filename="statement-')
    (tmp_path / "paper.pdf").write_bytes(answer.content)
    shown = [shutil.which("pdftotext") or "", "-layout", str(tmp_path / "paper.pdf"), "-"]
    told = subprocess.run(shown, check=True, capture_output=True, text=True).stdout
    for word in (
        "Ana Marsh",
        "90853",
        "F41.1",
        "F33.1",
        "60.00",
        "1234567893",
        "Seaboard Health",
        "Ruth Adler",
    ):
        assert word in told
    for word in ("Tuesday", "being close", "Lindqvist", "Eze"):
        assert word not in told
    month = client_of("ana").get(reverse("billing:my_month") + f"?month={bills.month.code}")
    assert month.content.startswith(b"%PDF-")


def test_a_member_sees_that_their_insurance_was_opened(bills: Bills, client_of: Browsers) -> None:
    client_of("ines").get(reverse("billing:profile", args=[bills.cast.members["ana"].pk]))
    shown = words(client_of("ana").get(reverse("desk:record")))
    assert "opened what is kept of you for your insurer" in shown
