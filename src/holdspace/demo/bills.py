"""The books of the demo practice: Inês sets billing up, charges two months, and claims the first of them.

Every number is invented; those with a check digit have the right one, or no clearing house would read them.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Final

from holdspace.billing import actions as billing
from holdspace.billing.models import Account, Claim, Insurer
from holdspace.billing.rules.fees import Policy, Terms, TermsKind
from holdspace.billing.rules.ledger import EntryKind
from holdspace.billing.rules.month import Month, month_of
from holdspace.billing.rules.profile import (
    Address,
    BillingProvider,
    Payer,
    Person,
    Profile,
    Relationship,
    RenderingProvider,
)
from holdspace.demo.house import House
from holdspace.demo.people import PEOPLE
from holdspace.demo.people import Person as Invented
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor

PRACTICE: Final = BillingProvider(
    legal_name="Harbour Street Practice",
    npi="1234567893",
    tax_id="123456789",
    taxonomy="261QM0801X",
    address=Address("12 Harbour Street", "Portland", "ME", "041010012"),
    contact="Ines Duarte",
    phone="2075550100",
    submitter_id="HSP001",
    receiver_name="Seaboard Clearing",
    receiver_id="SC0001",
)
PROVIDERS: Final = {
    "ruth": RenderingProvider("Adler", "Ruth", "1245319599", "103TC0700X"),
    "tomas": RenderingProvider("Vidal", "Tomás", "1003000126", "101YM0800X"),
}
PAYERS: Final = {
    "seaboard": (Payer("Seaboard Health", "SB001", "CI"), "95"),
    "lighthouse": (Payer("Lighthouse Mutual", "LM042", "BL"), "GT"),
}
DIAGNOSES: Final = {"tuesday": ("F33.1", "F41.1"), "thursday": ("F41.1",)}
PAYS_ALONE: Final = ("chidi", "otis")
"""Who has no insurer; Chidi pays a part of the fee."""
HELD_BY_SPOUSE: Final = "bo"
NO_NUMBER: Final = "marek"
"""Whose insurance number has not come yet: what is missing is named, and his claims stay behind."""


def keep(house: House, today: datetime) -> None:
    """Set billing up, charge the last month and the one that runs, send the last month's claims."""
    running = month_of(today.date())
    closed = datetime.combine(running.first, time(9), today.tzinfo)
    with clock.held_at(closed - timedelta(days=20)), house.acting("ines") as ines:
        insurers = _set_up(house, ines)
        for number, person in enumerate(PEOPLE):
            if person.group in DIAGNOSES:
                _profile(house, person, number, insurers, ines)
    with clock.held_at(min(closed, today)), house.acting("ines") as ines:
        billing.charge_month(month=running.before, by=ines)
        _claim(running.before, ines)
    with clock.held_at(min(closed + timedelta(hours=4), today)), house.acting("ines") as ines:
        _payments(house, ines)
    with clock.held_at(today), house.acting("ines") as ines:  # nobody is charged for a session to come
        billing.charge_month(month=running, by=ines)


def _set_up(house: House, ines: Actor) -> dict[str, Insurer]:
    billing.save_practice(provider=PRACTICE, places={}, is_test=True, version=1, by=ines)
    policy = Policy(24, Decimal("30.00"), Decimal("45.00"))
    billing.save_fees(fee=Decimal("60.00"), policy=policy, currency="USD", version=2, by=ines)
    for key, values in PROVIDERS.items():
        billing.save_provider(staff=house.staff[key], values=values, by=ines)
    first = min(group.begins_on for group in house.groups.values() if group.begins_on)
    billing.set_group_fee(group=house.groups["thursday"], amount=Decimal("52.50"), starts_on=first, by=ines)
    return {
        key: billing.save_insurer(insurer=None, payer=payer, modifier=modifier, by=ines)
        for key, (payer, modifier) in PAYERS.items()
    }


def _profile(house: House, person: Invented, number: int, insurers: dict[str, Insurer], ines: Actor) -> None:
    home = Address(f"{number + 1} Elm Street", "Portland", "ME", "04101")
    insured = person.key not in PAYS_ALONE
    payer = insurers["lighthouse" if number % 3 == 0 else "seaboard"]
    spouse = Person(person.family, "Mo", "1979-01-02", "U", home) if person.key == HELD_BY_SPOUSE else None
    profile = Profile(
        payer=str(payer.pk) if insured else "",
        subscriber_id=f"W{20_000 + 7 * number}" if insured and person.key != NO_NUMBER else "",
        relationship=Relationship.SPOUSE if spouse else Relationship.SELF,
        holder=spouse or Person(),
        sex="U",
        address=home,
        terms=Terms(TermsKind.SLIDING, Decimal(50)) if person.key == "chidi" else Terms(),
    )
    billing.save_profile(
        member=house.members[person.key],
        profile=profile,
        diagnoses=DIAGNOSES[person.group],
        version=1,
        by=ines,
    )


def _claim(month: Month, ines: Actor) -> None:
    """The claims go out, and the insurers' own numbers come back."""
    batch = billing.claim_month(month=month, by=ines)
    for claim in Claim.visible_to(ines).filter(batch=batch):
        billing.note_payer_number(claim=claim, number=f"ICN{claim.number}", by=ines)


def _payments(house: House, ines: Actor) -> None:
    """Most accounts of the last month are settled: by insurers, or by card."""
    members = {member.pk: member for member in house.members.values()}
    for place, account in enumerate(Account.visible_to(ines).filter(balance__gt=0).order_by("id")):
        if place % 4 == 3:
            continue
        way = "insurer" if account.profile.payer else "card"
        billing.add_entry(
            member=members[account.member_id],
            kind=EntryKind.PAYMENT,
            amount=account.balance,
            way=way,
            by=ines,
        )
