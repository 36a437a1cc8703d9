"""Superbills handed out: that one was made stands in the record of who it is about."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from holdspace.audit.log import record
from holdspace.billing import policies
from holdspace.billing.models import Charge
from holdspace.kernel.actors import Actor


@transaction.atomic
def note_paper(*, charges: Sequence[Charge], by: Actor) -> None:
    """Who bills takes a superbill of one member out."""
    policies.check_bills(by)
    record("billing.superbill_made", by=by, about={charge.member_id for charge in charges})


@transaction.atomic
def own_paper(*, charges: Sequence[Charge], by: Actor) -> None:
    """A member takes their own superbill."""
    for charge in charges:
        policies.check_sees_own(by, charge)
    record("billing.own_superbill_taken", by=by, about=[by.person_id])
