"""What changes safety plans: a clinician writes the next version, together with the member."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Refused
from holdspace.members.models import Member
from holdspace.practice.models import Practice
from holdspace.safety import policies
from holdspace.safety.models import SafetyPlan
from holdspace.safety.models.plans import PlanVersion
from holdspace.safety.rules.safety_plan import Typed, as_stored, settled

NEWER = _("Somebody wrote a newer version meanwhile. What you wrote is still here.")
IN_THE_PAST = _("This day is over. Choose one that is still to come, or leave it empty.")


@transaction.atomic
def write_plan(
    *, member: Member, typed: Typed, review_on: date | None = None, based_on: int, by: Actor
) -> SafetyPlan:
    """Write the next version of a member's plan; `based_on` is the number of the one that was changed, or 0.

    The same words again (a form that arrived twice) are the version that stands. Raises Conflict where
    another version was written since.
    """
    policies.check_can_write_plan(by, member.pk)
    contents = as_stored(settled(typed, region=_region(by)))
    if review_on is not None and review_on < clock.now().astimezone(ZoneInfo(by.time_zone)).date():
        raise Refused(IN_THE_PAST, fields={"review_on": IN_THE_PAST})
    current = _current(member)
    if current is not None and (current.contents, current.review_on) == (contents, review_on):
        return current
    newest = current.number if current else 0
    if newest != based_on:
        raise Conflict(NEWER, newest=newest)
    return _next(member, current, contents, review_on, by)


def put_in_place(plan: PlanVersion, *, after: PlanVersion | None, crossed: object) -> None:
    """The version that holds from now on, in the place of `after`. Raises Conflict, saying `crossed`, where
    another first version is written at this moment.
    """
    try:
        with transaction.atomic():
            if after is not None:
                after.ended_at = plan.written_at
                after.save(update_fields=["ended_at"])
            plan.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(crossed, newest=plan.number) from error


def _next(
    member: Member, current: SafetyPlan | None, contents: dict[str, Any], review_on: date | None, by: Actor
) -> SafetyPlan:
    plan = SafetyPlan(
        practice_id=member.practice_id,
        member=member,
        group_id=policies.circle_of_plan(by, member.pk),
        number=current.number + 1 if current else 1,
        contents=contents,
        written_at=clock.now(),
        written_by_id=by.staff_id,
        review_on=review_on,
    )
    put_in_place(plan, after=current, crossed=NEWER)
    record("safety.plan_written", by=by, on=plan, about=[member.pk], detail={"number": plan.number})
    return plan


def _current(member: Member) -> SafetyPlan | None:
    rows = SafetyPlan.unscoped.select_for_update(of=("self",))
    return rows.filter(member=member, ended_at__isnull=True).first()


def _region(by: Actor) -> str:
    return Practice.visible_to(by).values_list("region", flat=True).first() or ""
