"""Claims of a month: a file is made once, kept, and can be made again letter for letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.billing import policies
from holdspace.billing.models import Claim, ClaimBatch, PracticeBilling
from holdspace.billing.queries.claims import Outgoing, batch_values, outgoing
from holdspace.billing.queries.facts import practice_for
from holdspace.billing.queries.month import month_lines
from holdspace.billing.rules.claims import Frequency
from holdspace.billing.rules.missing import lacking_of_practice
from holdspace.billing.rules.month import Month
from holdspace.billing.rules.month_csv import month_csv
from holdspace.billing.rules.x12_claims import LARGEST_CONTROL, Envelope, interchange
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused


@transaction.atomic
def claim_month(*, month: Month, by: Actor) -> ClaimBatch:
    """Put everything of a month that lacks nothing into one file, corrections of older claims among it.

    What lacks something stays behind, and is named on the page of the month.
    """
    policies.check_bills(by)
    practice = practice_for(by)
    PracticeBilling.unscoped.get_or_create(practice=practice)
    billing = PracticeBilling.unscoped.select_for_update().get(practice=practice)
    missing = lacking_of_practice(billing.values)
    if missing:
        raise Refused(" ".join(map(str, missing)))
    ready = [each for each in outgoing(by, month) if not each.lacking]
    if not ready:
        raise Refused(_("Nothing of this month can be claimed yet. What is missing stands beside each line."))
    billing.last_control = billing.last_control % LARGEST_CONTROL + 1
    billing.save(update_fields=["last_control"])
    batch = ClaimBatch.unscoped.create(
        practice=practice,
        month=month.first,
        control=billing.last_control,
        made_by_id=by.staff_id,
        is_test=billing.is_test,
        provider=asdict(billing.values),
    )
    _write(batch, ready)
    about = {each.charge.member_id for each in ready}
    record("billing.claims_made", by=by, on=batch, about=about, detail={"claims": len(ready)})
    return batch


def _write(batch: ClaimBatch, ready: Sequence[Outgoing]) -> None:
    """Keep each claim under its own number: the file's, and its place in the file."""
    for place, each in enumerate(ready, start=1):
        number = f"{batch.control}-{place:04}"
        values = each.values(number)
        Claim.unscoped.create(
            practice_id=batch.practice_id,
            member_id=each.charge.member_id,
            batch=batch,
            charge=each.charge,
            number=number,
            frequency=values.frequency,
            amount=values.amount,
            replaces=each.replaces if values.frequency is not Frequency.ORIGINAL else None,
            content=values.stored(),
        )


@transaction.atomic
def export_claims(*, batch: ClaimBatch, by: Actor) -> str:
    """The file of a batch, always the same; who was erased in the meantime is no longer in it."""
    policies.check_bills(by)
    practice = practice_for(by)
    provider, claims, about = batch_values(batch, by)
    if not claims:
        raise Refused(_("Nobody of this file can be read any more."))
    envelope = Envelope(
        provider, batch.control, batch.made_at.astimezone(ZoneInfo(practice.time_zone)), batch.is_test
    )
    text = interchange(envelope, claims)
    record("billing.claims_exported", by=by, on=batch, about=about)
    return text


@transaction.atomic
def export_month(*, month: Month, by: Actor) -> str:
    """The month's charges for a spreadsheet."""
    policies.check_bills(by)
    lines, about = month_lines(by, month)
    record("billing.month_exported", by=by, about=about, detail={"month": month.code})
    return month_csv(lines)


@transaction.atomic
def note_payer_number(*, claim: Claim, number: str, by: Actor) -> Claim:
    """Keep what the insurer calls a claim: without it, the claim can be neither replaced nor taken back."""
    policies.check_can_note_number(by, claim)
    claim.payer_number = number.strip()
    claim.save(update_fields=["payer_number"])
    record("billing.payer_number_noted", by=by, on=claim, about=[claim.member_id])
    return claim
