"""What a clinician decides by hand: somebody belongs here, or does not, with the reason kept."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.forming import policies
from holdspace.forming.models import Decision, Round
from holdspace.forming.rules.hours import parse
from holdspace.groups.models import Group
from holdspace.intake.models import Waiting
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.spells import running

SHORTEST_REASON = 3


@transaction.atomic
def decide_seat(
    *, held: Round, kind: str, member_id: UUID, group: Group, start: str, reason: str, by: Actor
) -> Decision:
    """They belong in this group at this hour (a pin), or not in this group at all (a veto).

    It holds for every plan of the round from the next search on, in place of what was decided before.
    """
    policies.check_can_decide(by, held)
    policies.check_can_prepare(by, held)
    waits = Waiting.visible_to(by).filter(running(), member_id=member_id)
    if group.practice_id != held.practice_id or not waits.exists():
        raise Missing(_("This person does not exist."))
    if len(reason.strip()) < SHORTEST_REASON:
        sentence = _("Say why in a few words; they stand in the record.")
        raise Refused(sentence, fields={"reason": sentence})
    standing = Decision.unscoped.filter(round=held, member_id=member_id, lifted_at__isnull=True)
    standing.filter(group=group).update(lifted_at=clock.now())
    if kind == Decision.Kind.PIN:
        standing.filter(kind=kind).update(lifted_at=clock.now())
    decision = Decision.unscoped.create(
        practice_id=held.practice_id,
        round=held,
        member_id=member_id,
        group=group,
        start=parse(start).code if kind == Decision.Kind.PIN else "",
        kind=kind,
        reason=reason.strip(),
        decided_by_id=by.staff_id,
    )
    act = "forming.pinned" if kind == Decision.Kind.PIN else "forming.vetoed"
    record(act, by=by, on=decision, about=[member_id])
    return decision


@transaction.atomic
def lift_decision(*, decision: Decision, by: Actor) -> None:
    """What was decided by hand does not hold any more."""
    policies.check_can_decide(by, decision.round)
    if not Decision.visible_to(by).filter(pk=decision.pk, lifted_at__isnull=True).exists():
        raise Missing(_("This page does not exist."))
    Decision.unscoped.filter(pk=decision.pk).update(lifted_at=clock.now())
    record("forming.decision_lifted", by=by, on=decision, about=[decision.member_id])
