"""A member writes a plan for a harder time, version by version, and says who reads it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.aftercare import policies
from holdspace.aftercare.models import LapsePlan
from holdspace.audit.log import record
from holdspace.groups.models import Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Refused
from holdspace.members.models import Member
from holdspace.safety.actions import heed
from holdspace.safety.actions.plans import put_in_place
from holdspace.safety.rules.safety_plan import Typed, as_stored, settled

NEWER = _("You wrote a newer version on another device meanwhile. What you wrote here is still here.")


@transaction.atomic
def write_plan(*, typed: Typed, share: str, based_on: int, by: Actor) -> LapsePlan:
    """Write the next version of one's own plan; `based_on` is the number of the one that was changed, or 0.

    The same words again are the version that stands; who reads it may change all the same. Raises Conflict
    where another version was written since, Refused for what does not fit.
    """
    spell = policies.check_can_plan(by)
    _check_share(share)
    contents = as_stored(settled(typed, region=spell.group.practice.region))
    current = _current(by)
    if current is not None and current.contents == contents:
        return share_plan(plan=current, share=share, by=by)
    newest = current.number if current else 0
    if newest != based_on:
        raise Conflict(NEWER, newest=newest)
    plan = _next(spell, current, contents, share, by)
    _heed(plan, spell, by)
    return plan


@transaction.atomic
def share_plan(*, plan: LapsePlan, share: str, by: Actor) -> LapsePlan:
    """Let one's therapists read the plan, or nobody any more. Saying the same again changes nothing."""
    policies.check_is_own(by, plan)
    _check_share(share)
    if plan.share != share:
        plan.share = share
        plan.save(update_fields=["share"])
        record("aftercare.plan_shared", by=by, on=plan, about=[plan.member_id], detail={"share": share})
    return plan


def _next(
    spell: Membership, current: LapsePlan | None, contents: dict[str, Any], share: str, by: Actor
) -> LapsePlan:
    plan = LapsePlan(
        practice_id=spell.practice_id,
        member_id=by.person_id,
        group=spell.group,
        number=current.number + 1 if current else 1,
        contents=contents,
        share=share,
        written_at=clock.now(),
    )
    put_in_place(plan, after=current, crossed=NEWER)
    record("aftercare.plan_written", by=by, on=plan, about=[by.person_id], detail={"number": plan.number})
    return plan


def _heed(plan: LapsePlan, spell: Membership, by: Actor) -> None:
    """Every text of a member passes safety, whoever reads it."""
    lines = [line for part in (plan.contents or {}).get("lines", {}).values() for line in part]
    member = Member.visible_to(by).get(pk=by.person_id)
    heed(text="\n".join(lines), member=member, group=spell.group, source_id=plan.pk, by=by)


def _current(by: Actor) -> LapsePlan | None:
    rows = LapsePlan.unscoped.select_for_update(of=("self",))
    return rows.filter(member_id=by.person_id, ended_at__isnull=True).first()


def _check_share(share: str) -> None:
    if share not in LapsePlan.Share.values:
        sentence = _("Say who may read it.")
        raise Refused(sentence, fields={"share": sentence})
