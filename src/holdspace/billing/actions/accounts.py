"""A member's account: entries that are only ever added, and what is kept for claims."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.billing import policies
from holdspace.billing.models import Account, Charge, LedgerEntry
from holdspace.billing.rules.ledger import EntryKind, signed
from holdspace.billing.rules.money import money
from holdspace.billing.rules.profile import Profile
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict
from holdspace.members.models import Member


def locked_account(practice_id: UUID, member_id: UUID) -> Account:
    """The account of a member, held until the transaction ends; made where there was none."""
    Account.unscoped.get_or_create(practice_id=practice_id, member_id=member_id)
    return Account.unscoped.select_for_update().get(member_id=member_id)


def post(
    account: Account,
    kind: EntryKind,
    amount: Decimal,
    *,
    by: Actor,
    charge: Charge | None = None,
    way: str = "",
) -> LedgerEntry:
    """Add one entry to a locked account; `amount` has no sign."""
    change = signed(kind, money(amount))
    before = account.balance
    account.entries += 1
    account.balance = before + change
    account.save(update_fields=["entries", "balance"])
    return LedgerEntry.unscoped.create(
        practice_id=account.practice_id,
        member_id=account.member_id,
        number=account.entries,
        kind=kind,
        amount=change,
        before=before,
        balance=account.balance,
        charge=charge,
        way=way,
        by_id=by.staff_id,
    )


def take_back(account: Account, charge: Charge, *, by: Actor) -> LedgerEntry:
    """Take a charge of a locked account back, by its opposite."""
    charge.reversed_at = clock.now()
    charge.save(update_fields=["reversed_at"])
    return post(account, EntryKind.REVERSAL, charge.amount, by=by, charge=charge)


@transaction.atomic
def add_entry(*, member: Member, kind: EntryKind, amount: Decimal, way: str, by: Actor) -> LedgerEntry:
    """Note a payment, money paid back, or what is no longer asked for."""
    policies.check_bills(by, member)
    policies.check_amount(amount)
    if kind not in BY_HAND:
        raise ValueError("A charge is made from attendance, and taken back as a whole.")
    entry = post(locked_account(member.practice_id, member.pk), kind, amount, by=by, way=way)
    record("billing.entry_added", by=by, on=entry, about=[member.pk], detail={"kind": kind.value})
    return entry


BY_HAND = (EntryKind.PAYMENT, EntryKind.REFUND, EntryKind.WRITE_OFF)
"""What is added by hand; charges and their reversals follow from attendance."""


@transaction.atomic
def reverse_charge(*, charge: Charge, by: Actor) -> LedgerEntry:
    """Take one charge back. When the month is charged again, a new one is made with what holds then."""
    policies.check_bills(by)
    account = locked_account(charge.practice_id, charge.member_id)
    newest = Charge.unscoped.get(pk=charge.pk)
    policies.check_can_reverse(by, newest)
    entry = take_back(account, newest, by=by)
    record("billing.charge_reversed", by=by, on=newest, about=[newest.member_id])
    return entry


@transaction.atomic
def save_profile(
    *, member: Member, profile: Profile, diagnoses: Sequence[str], version: int, by: Actor
) -> Account:
    """Keep what claims need of a member; what somebody else saved meanwhile is never overwritten silently."""
    policies.check_bills(by, member)
    account = locked_account(member.practice_id, member.pk)
    if account.version != version:
        raise Conflict(_("Somebody else saved this page in the meantime."), newest=account.version)
    account.details = profile.stored()
    account.diagnoses = list(diagnoses)
    account.version += 1
    account.save(update_fields=["details", "diagnoses", "version"])
    record("billing.profile_saved", by=by, on=account, about=[member.pk])
    return account


@transaction.atomic
def note_profile_read(*, member: Member, by: Actor) -> None:
    """That the page with a member's diagnosis codes was opened; the member can see it."""
    policies.check_bills(by, member)
    record("billing.profile_read", by=by, on=member, about=[member.pk])
