"""A practice that bills: Ana is insured herself, Bo through his spouse, Chidi pays alone. Invented numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from holdspace.billing import actions
from holdspace.billing.models import Insurer
from holdspace.billing.rules.claims import Claim, Frequency
from holdspace.billing.rules.coding import Coding
from holdspace.billing.rules.fees import Policy, Terms, TermsKind
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
from holdspace.kernel import clock
from holdspace.notes.models import MemberNote
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import Cast

HARBOUR = Address("12 Harbour Street", "Portland", "ME", "041010012")
ELM = Address("1 Elm Street", "Portland", "ME", "04101")
PRACTICE = BillingProvider(
    "Harbour Street Practice",
    "1234567893",
    "123456789",
    "261QM0801X",
    HARBOUR,
    "Ines Duarte",
    "2075550100",
    "HSP001",
    "Seaboard Clearing",
    "SC0001",
)
RUTH = RenderingProvider("Adler", "Ruth", "1245319599", "103TC0700X")
FEE, LATE, MISSED = Decimal("60.00"), Decimal("30.00"), Decimal("45.00")


@dataclass
class Bills:
    """The cast, and what bills."""

    cast: Cast
    insurer: Insurer
    month: Month

    def charge(self) -> actions.Proposed:
        """Inês charges the month."""
        return done(self.cast, "ines", lambda by: actions.charge_month(month=self.month, by=by))

    def attend(self, **came: str) -> None:
        """What Ruth noted of last Tuesday: `ana="present"`, or a reason for who stayed away."""
        note_attendance(self.cast, self.cast.sessions["tuesday_last"], came)


def done(cast: Cast, who: str, act: Any) -> Any:
    """Do something as somebody, in one transaction, as a request would."""
    actor = cast.actor(who)
    with acting_as(actor), transaction.atomic():
        return act(actor)


def note_attendance(cast: Cast, session: GroupSession, came: Mapping[str, str]) -> None:
    """Write who came; everything but "present" is the reason of an absence."""
    with acting_as(cast.system), transaction.atomic():
        for name, word in came.items():
            there = word == "present"
            Attendance.unscoped.update_or_create(
                session=session,
                member=cast.members[name],
                defaults={
                    "practice": cast.practice,
                    "status": "present" if there else "absent",
                    "reason": "" if there else word,
                    "recorded_at": session.ends_at,
                },
            )


def sign_notes(cast: Cast, session: GroupSession, *names: str) -> None:
    """Ruth signs a note about each."""
    with acting_as(cast.system), transaction.atomic():
        for name in names:
            MemberNote.unscoped.create(
                practice=cast.practice,
                session=session,
                member=cast.members[name],
                version=1,
                signed_at=clock.now(),
                signed_by=cast.staff["ruth"],
            )


def open_books(cast: Cast) -> Bills:
    """Set everything up as Inês would, and note that all three came last Tuesday."""
    with acting_as(cast.system), transaction.atomic():
        for name in ("ana", "bo", "chidi"):
            cast.members[name].birth_date = "1980-03-14"
            cast.members[name].save(update_fields=["birth_date"])
    insurer = done(cast, "ines", _set_up(cast))
    session = cast.sessions["tuesday_last"]
    bills = Bills(cast, insurer, month_of(session.starts_at.date()))
    profile = Profile(payer=str(insurer.pk), subscriber_id="W123456789", sex="F", address=ELM)
    keep(cast, "ana", profile, ("F41.1", "F33.1"))
    holder = Person("Lindqvist", "Mo", "1979-01-02", "M", ELM)
    keep(cast, "bo", replace(profile, relationship=Relationship.SPOUSE, holder=holder, sex="M"), ("F40.10",))
    keep(cast, "chidi", Profile(terms=Terms(TermsKind.SLIDING, Decimal(50))), ())
    bills.attend(ana="present", bo="present", chidi="present")
    sign_notes(cast, session, "ana", "bo", "chidi")
    return bills


def _set_up(cast: Cast) -> Any:
    def act(by: Any) -> Insurer:
        actions.save_practice(provider=PRACTICE, places={}, is_test=True, version=1, by=by)
        policy = Policy(24, LATE, MISSED)
        actions.save_fees(fee=FEE, policy=policy, currency="USD", version=2, by=by)
        actions.save_provider(staff=cast.staff["ruth"], values=RUTH, by=by)
        payer = Payer("Seaboard Health", "SB001", "CI")
        return actions.save_insurer(insurer=None, payer=payer, modifier="95", by=by)

    return act


def keep(cast: Cast, name: str, profile: Profile, diagnoses: tuple[str, ...], version: int = 1) -> None:
    """Inês keeps what claims need of somebody."""
    done(
        cast,
        "ines",
        lambda by: actions.save_profile(
            member=cast.members[name], profile=profile, diagnoses=diagnoses, version=version, by=by
        ),
    )


def a_claim(number: int) -> Claim:
    """One claim, of Ana's."""
    ana = Person("Marsh", "Ana", "1980-03-14", "F", ELM)
    return Claim(
        number=f"1-{number:04}",
        line=f"1-{number:04}",
        frequency=Frequency.ORIGINAL,
        service_date=date(2026, 1, 6),
        amount=FEE,
        coding=Coding("11"),
        diagnoses=("F41.1",),
        rendering=RUTH,
        payer=Payer("Seaboard Health", "SB001"),
        relationship=Relationship.SELF,
        subscriber_id="W123456789",
        subscriber=ana,
        patient=ana,
    )
