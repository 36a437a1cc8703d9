"""The accounts of members: for who bills, and one's own for a member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from holdspace.billing.models import Account, Charge, Claim, Insurer, LedgerEntry
from holdspace.billing.policies import NOT_HERE
from holdspace.billing.queries.facts import accounts_of, billing_of, name_in_lists
from holdspace.billing.rules.month import Month, month_of
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.members.models import Member
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account in a list."""

    member_id: UUID
    name: str
    balance: Decimal


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account: its entries, the newest first, and what was charged and not taken back."""

    member: Member
    name: str
    account: Account
    currency: str
    entries: tuple[LedgerEntry, ...]
    charges: tuple[Charge, ...]
    claims: Mapping[UUID, Claim]
    insurer: str

    @property
    def months(self) -> list[Month]:
        """The months in which something was charged, the newest first."""
        return months_of(self.charges)


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What a member sees: what they owe, how it came about, and what they can download."""

    balance: Decimal
    currency: str
    entries: tuple[LedgerEntry, ...]
    charges: tuple[Charge, ...]

    @property
    def months(self) -> list[tuple[Month, list[Charge]]]:
        """Their charges by month, the newest first."""
        found: dict[Month, list[Charge]] = defaultdict(list)
        for charge in self.charges:
            found[month_of(charge.service_date)].append(charge)
        return sorted(found.items(), reverse=True)


def months_of(charges: tuple[Charge, ...]) -> list[Month]:
    """The months of charges, the newest first."""
    return sorted({month_of(charge.service_date) for charge in charges}, reverse=True)


def accounts(actor: Actor) -> list[AccountLine]:
    """Every account of the practice in which something stands, by name."""
    rows = list(Account.visible_to(actor).filter(entries__gt=0))
    people = {row.member_id for row in rows}
    keyring.warm(people, Domain.IDENTITY)
    members = Member.visible_to(actor).in_bulk(list(people))
    lines = [
        AccountLine(row.member_id, name_in_lists(members.get(row.member_id)), row.balance) for row in rows
    ]
    return sorted(lines, key=lambda line: line.name.casefold())


def member_for(actor: Actor, pk: UUID) -> Member:
    """One of the practice's members."""
    found = Member.visible_to(actor).filter(pk=pk).first()
    if found is None or actor.is_member:
        raise Missing(NOT_HERE)
    return found


def account_of(actor: Actor, member: Member) -> Account:
    """The account; unsaved and empty where nothing was written yet."""
    return accounts_of(actor, [member.pk]).get(member.pk) or Account(
        practice_id=member.practice_id, member_id=member.pk
    )


def account_page(actor: Actor, member: Member) -> AccountPage:
    """One account, for who bills."""
    account = account_of(actor, member)
    charges = _standing(actor, member.pk)
    sent = Claim.visible_to(actor).filter(member=member).order_by("made_at", "id")
    insurers = {str(row.pk): row.name for row in Insurer.visible_to(actor)}
    return AccountPage(
        member=member,
        name=name_in_lists(member),
        account=account,
        currency=billing_of(member.practice_id).currency,
        entries=_entries(actor, member.pk),
        charges=charges,
        claims={row.charge_id: row for row in sent},
        insurer=insurers.get(account.profile.payer, ""),
    )


def own_page(actor: Actor) -> OwnPage:
    """A member's own account."""
    account = accounts_of(actor, [actor.person_id]).get(actor.person_id)
    return OwnPage(
        balance=account.balance if account else Decimal("0.00"),
        currency=billing_of(actor.practice_id).currency,
        entries=_entries(actor, actor.person_id),
        charges=_standing(actor, actor.person_id),
    )


def charge_for(actor: Actor, pk: UUID) -> Charge:
    """One charge that the actor may see and that was not taken back."""
    found = Charge.visible_to(actor).filter(pk=pk, reversed_at__isnull=True).first()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def charges_of(actor: Actor, member_id: UUID, month: Month) -> list[Charge]:
    """What somebody was charged in a month and was not taken back."""
    return [each for each in _standing(actor, member_id) if month_of(each.service_date) == month]


def _entries(actor: Actor, member_id: UUID) -> tuple[LedgerEntry, ...]:
    rows = LedgerEntry.visible_to(actor).filter(member_id=member_id).select_related("charge")
    return tuple(rows.order_by("-number"))


def _standing(actor: Actor, member_id: UUID) -> tuple[Charge, ...]:
    rows = Charge.visible_to(actor).filter(member_id=member_id, reversed_at__isnull=True)
    return tuple(rows.order_by("-service_date", "-made_at", "-id"))
