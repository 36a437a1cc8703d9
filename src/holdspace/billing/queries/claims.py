"""What of a month goes to insurers: new claims, and corrections of those that were sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from holdspace.billing.models import Charge, Claim, ClaimBatch, PracticeBilling
from holdspace.billing.policies import NOT_HERE
from holdspace.billing.queries.facts import Gathered, Seat, gather
from holdspace.billing.rules.claims import Claim as ClaimValues
from holdspace.billing.rules.claims import Frequency
from holdspace.billing.rules.missing import lacking
from holdspace.billing.rules.month import Month
from holdspace.billing.rules.profile import BillingProvider, Relationship
from holdspace.billing.rules.x12 import can_be_written
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.kernel.words import Words, say
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Something to be sent about one charge, and what it still lacks."""

    charge: Charge
    frequency: Frequency
    replaces: Claim | None
    lacking: tuple[Words, ...]
    found: Gathered

    def values(self, number: str) -> ClaimValues:
        """The claim under `number`."""
        original = self.replaces.payer_number if self.replaces else ""
        if self.frequency is Frequency.VOID:
            assert self.replaces is not None
            sent = self.replaces.values
            assert sent is not None
            return sent.again(Frequency.VOID, number=number, original=original)
        return self._made(number, original)

    def _made(self, number: str, original: str) -> ClaimValues:
        facts = self.found.facts(self.charge)
        assert facts.payer is not None
        own = facts.profile.relationship is Relationship.SELF
        return ClaimValues(
            number=number,
            line=number,
            frequency=self.frequency,
            service_date=self.charge.service_date,
            amount=self.charge.amount,
            coding=self.charge.coding,
            diagnoses=facts.diagnoses,
            rendering=facts.rendering,
            payer=facts.payer,
            relationship=facts.profile.relationship,
            subscriber_id=facts.profile.subscriber_id,
            subscriber=facts.patient if own else facts.profile.holder,
            patient=facts.patient,
            original=original,
        )


def outgoing(actor: Actor, month: Month) -> list[Outgoing]:
    """Everything of a month that is to be sent and was not yet, sorted by account and day."""
    rows = Charge.visible_to(actor).filter(
        service_date__gte=month.first, service_date__lt=month.after.first, insurer__isnull=False
    )
    charges = list(rows.order_by("member_id", "service_date", "made_at", "id"))
    sent = sent_claims(actor, charges)
    found = gather(actor.practice_id, charges)
    return list(_outgoing(charges, sent, found))


def sent_claims(actor: Actor, charges: Sequence[Charge]) -> dict[UUID, Claim]:
    """The newest claim about each charge, by charge."""
    rows = Claim.visible_to(actor).filter(charge_id__in=[charge.pk for charge in charges])
    return {row.charge_id: row for row in rows.order_by("made_at", "id")}


def _outgoing(charges: list[Charge], sent: Mapping[UUID, Claim], found: Gathered) -> Iterator[Outgoing]:
    """New and corrected claims first, then those that are only taken back.

    A claim is in force while it was neither taken back nor replaced: that is what a correction answers.
    """
    answered = {claim.replaces_id for claim in sent.values()}
    open_corrections: dict[Seat, Claim] = {
        (charge.session_id, charge.member_id): claim
        for charge in charges
        if charge.reversed_at is not None
        and (claim := sent.get(charge.pk)) is not None
        and claim.frequency != Frequency.VOID
        and claim.pk not in answered
    }
    replaced: set[Seat] = set()
    for charge in charges:
        if charge.reversed_at is not None or charge.pk in sent:
            continue
        seat = (charge.session_id, charge.member_id)
        old = open_corrections.get(seat)
        replaced.add(seat)
        frequency = Frequency.REPLACEMENT if old else Frequency.ORIGINAL
        missing = (*lacking(found.facts(charge)), *_of_correction(old))
        yield Outgoing(charge, frequency, old, missing, found)
    for charge in charges:
        seat = (charge.session_id, charge.member_id)
        old = sent.get(charge.pk)
        if seat in replaced or open_corrections.get(seat) is not old or old is None:
            continue
        yield Outgoing(charge, Frequency.VOID, old, tuple(_of_correction(old)), found)


def _of_correction(old: Claim | None) -> list[Words]:
    if old is None:
        return []
    if not old.payer_number or not can_be_written(old.payer_number):
        return [say("The insurer's own number of claim %(number)s is not kept.", number=old.number)]
    if old.values is None:
        return [say("What was claimed can no longer be read.")]
    return []


def batches(actor: Actor, month: Month) -> list[ClaimBatch]:
    """The files of a month, the newest first."""
    return list(ClaimBatch.visible_to(actor).filter(month=month.first))


def batch_for(actor: Actor, pk: UUID) -> ClaimBatch:
    """One file, where the actor may see it."""
    found = ClaimBatch.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def claim_for(actor: Actor, pk: UUID) -> Claim:
    """One claim, where the actor may see it."""
    found = Claim.visible_to(actor).filter(pk=pk).select_related("batch").first()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def claims_of(actor: Actor, month: Month) -> list[Claim]:
    """The claims of a month's files, by number."""
    rows = Claim.visible_to(actor).filter(batch__month=month.first).select_related("charge", "batch")
    return list(rows.order_by("-batch__control", "number"))


def batch_values(batch: ClaimBatch, actor: Actor) -> tuple[BillingProvider, list[ClaimValues], list[UUID]]:
    """What a file is made of: the practice of then, the claims that can be read, whose they are."""
    rows = list(Claim.visible_to(actor).filter(batch=batch))
    keyring.warm({row.member_id for row in rows}, Domain.PROGRESS)
    provider = PracticeBilling(provider=batch.provider).values
    values = [value for row in rows if (value := row.values) is not None]
    return provider, values, [row.member_id for row in rows]
