"""A month's charges follow from who came: once each, whatever is asked how often, and taken back when it changes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdspace.billing import actions
from holdspace.billing.actions import Proposed
from holdspace.billing.models import Account, Charge, GroupFee, LedgerEntry
from holdspace.billing.queries.month import month_page
from holdspace.billing.rules.ledger import EntryKind
from holdspace.kernel.refusals import Missing, Refused
from holdspace.vault.scope import acting_as
from tests.bills import FEE, MISSED, Bills, done, note_attendance


def standing(bills: Bills) -> dict[str, Charge]:
    """What stands of the month, by who it is for."""
    names = {member.pk: name for name, member in bills.cast.members.items()}
    with acting_as(bills.cast.system), transaction.atomic():
        rows = list(Charge.unscoped.filter(reversed_at__isnull=True))
    return {names[row.member_id]: row for row in rows}


def owed(bills: Bills, name: str) -> Decimal:
    with acting_as(bills.cast.system), transaction.atomic():
        return Account.unscoped.get(member=bills.cast.members[name]).balance


def test_everybody_who_came_is_charged_once(bills: Bills) -> None:
    assert bills.charge() == Proposed(3, 0)
    assert bills.charge() == Proposed(0, 0)
    made = standing(bills)
    assert {name: row.amount for name, row in made.items()} == {
        "ana": FEE,
        "bo": FEE,
        "chidi": Decimal("30.00"),
    }
    assert made["ana"].code == "90853"
    assert made["ana"].place == "11"
    assert made["ana"].insurer_id == bills.insurer.pk
    assert made["chidi"].insurer_id is None


def test_who_stays_away_owes_what_the_policy_says_and_is_never_claimed(bills: Bills) -> None:
    bills.attend(ana="no_word", bo="ill", chidi="told_us")
    assert bills.charge() == Proposed(1, 0)
    missed = standing(bills)["ana"]
    assert (missed.kind, missed.amount, missed.insurer_id) == ("no_show", MISSED, None)


def test_a_changed_attendance_takes_the_charge_back_and_makes_another(bills: Bills) -> None:
    bills.charge()
    bills.attend(ana="no_word")
    assert bills.charge() == Proposed(1, 1)
    assert standing(bills)["ana"].kind == "no_show"
    assert owed(bills, "ana") == MISSED
    bills.attend(ana="ill")
    assert bills.charge() == Proposed(0, 1)
    assert owed(bills, "ana") == 0


def test_nothing_of_a_charge_is_edited_and_every_step_stands_in_the_account(bills: Bills) -> None:
    bills.charge()
    bills.attend(ana="no_word")
    bills.charge()
    with acting_as(bills.cast.system), transaction.atomic():
        entries = list(LedgerEntry.unscoped.filter(member=bills.cast.members["ana"]))
    assert [(e.kind, e.amount, e.balance) for e in entries] == [
        ("charge", FEE, FEE),
        ("reversal", -FEE, Decimal("0.00")),
        ("charge", MISSED, MISSED),
    ]


def test_a_fee_of_the_group_holds_from_its_day(bills: Bills) -> None:
    group, day = bills.cast.groups["tuesday"], bills.cast.sessions["tuesday_last"].starts_at.date()
    done(
        bills.cast,
        "ines",
        lambda by: actions.set_group_fee(group=group, amount=Decimal("72.5"), starts_on=day, by=by),
    )
    bills.charge()
    assert standing(bills)["ana"].amount == Decimal("72.50")
    assert standing(bills)["chidi"].amount == Decimal("36.25")


def test_a_new_fee_leaves_what_was_charged(bills: Bills) -> None:
    bills.charge()
    with acting_as(bills.cast.system), transaction.atomic():
        GroupFee.unscoped.create(
            practice=bills.cast.practice,
            group=bills.cast.groups["tuesday"],
            amount=Decimal("99"),
            starts_on=bills.month.first,
        )
    assert bills.charge() == Proposed(0, 0)
    assert standing(bills)["ana"].amount == FEE


def test_a_second_session_of_the_same_day_is_not_claimed(bills: Bills) -> None:
    first = bills.cast.sessions["tuesday_last"]
    with acting_as(bills.cast.system), transaction.atomic():
        second = type(first).unscoped.create(
            practice=bills.cast.practice,
            group=bills.cast.groups["thursday"],
            number=9,
            original_local="2026-01-01T00:00:00",
            starts_at=first.starts_at,
            ends_at=first.ends_at,
            status="held",
        )
    note_attendance(bills.cast, second, {"ana": "present"})
    assert bills.charge() == Proposed(4, 0)
    with acting_as(bills.cast.system), transaction.atomic():
        rows = Charge.unscoped.filter(member=bills.cast.members["ana"])
        assert sorted(row.insurer_id is not None for row in rows) == [False, True]


def test_the_database_refuses_a_second_charge_and_a_changed_entry(bills: Bills) -> None:
    bills.charge()
    with acting_as(bills.cast.system), transaction.atomic():
        row = Charge.unscoped.filter(member=bills.cast.members["ana"]).get()
        entry = LedgerEntry.unscoped.filter(member=bills.cast.members["ana"]).get()
    row.pk, row._state.adding = None, True
    row.id = Charge._meta.pk.get_default()
    with acting_as(bills.cast.system), pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    entry.way = "cash"
    with acting_as(bills.cast.system), pytest.raises(DatabaseError), transaction.atomic():
        entry.save()
    with acting_as(bills.cast.system), pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()


def test_the_database_refuses_a_balance_that_is_not_the_sum(bills: Bills) -> None:
    common = {"practice": bills.cast.practice, "member": bills.cast.members["dana"], "kind": "payment"}
    with acting_as(bills.cast.system), pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.unscoped.create(
            **common, number=1, amount=Decimal("-5"), before=0, balance=Decimal("-5.01")
        )


def test_payments_and_what_is_written_off_take_from_what_is_owed(bills: Bills) -> None:
    bills.charge()
    ana = bills.cast.members["ana"]
    for kind, amount in ((EntryKind.PAYMENT, "40"), (EntryKind.WRITE_OFF, "15.5"), (EntryKind.REFUND, "3")):
        done(
            bills.cast,
            "ines",
            lambda by, kind=kind, amount=amount: actions.add_entry(
                member=ana, kind=kind, amount=Decimal(amount), way="card", by=by
            ),
        )
    assert owed(bills, "ana") == Decimal("7.50")


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_an_entry_is_about_more_than_nothing(bills: Bills, amount: str) -> None:
    with pytest.raises(Refused):
        done(
            bills.cast,
            "ines",
            lambda by: actions.add_entry(
                member=bills.cast.members["ana"],
                kind=EntryKind.PAYMENT,
                amount=Decimal(amount),
                way="card",
                by=by,
            ),
        )


def test_a_charge_is_taken_back_once(bills: Bills) -> None:
    bills.charge()
    charge = standing(bills)["ana"]
    done(bills.cast, "ines", lambda by: actions.reverse_charge(charge=charge, by=by))
    assert owed(bills, "ana") == 0
    with pytest.raises(Refused):
        done(bills.cast, "ines", lambda by: actions.reverse_charge(charge=charge, by=by))


@pytest.mark.parametrize("who", ["ruth", "olu", "sam", "ana"])
def test_only_a_coordinator_bills(bills: Bills, who: str) -> None:
    with pytest.raises(Missing):
        done(bills.cast, who, lambda by: actions.charge_month(month=bills.month, by=by))


words = st.sampled_from(["present", "no_word", "ill", "told_us"])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.fixed_dictionaries({"ana": words, "bo": words, "chidi": words}), min_size=1, max_size=4))
def test_totals_agree_with_attendance_however_it_was_changed(
    bills: Bills, notes: list[dict[str, str]]
) -> None:
    """After every charging: a charge for each who came, and every account the sum of its entries."""
    for note in notes:
        bills.attend(**note)
        bills.charge()
        came = {name for name, word in note.items() if word == "present"}
        made = standing(bills)
        assert {name for name, row in made.items() if row.kind == "attended"} == came
        page = done(bills.cast, "ines", lambda by: month_page(by, bills.month))
        assert page.agrees
        assert page.attended == len(came)
        assert page.amount == sum(row.amount for row in made.values())
        for name in ("ana", "bo", "chidi"):
            expected = made[name].amount if name in made else Decimal(0)
            assert owed(bills, name) == expected
