"""What stays after a group, on the home of somebody who sits in none now."""

from __future__ import annotations

from dataclasses import dataclass

from holdspace.aftercare.policies import has_left
from holdspace.aftercare.queries.planning import current_plan
from holdspace.aftercare.queries.returning import own_wait
from holdspace.intake.models import Waiting
from holdspace.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Staying:
    """What stands on the home of somebody who left."""

    has_plan: bool
    first_sign: str
    waiting: Waiting | None


def staying(actor: Actor) -> Staying | None:
    """None for who sits in a group (one query), or never did; three queries more for who left."""
    if not has_left(actor):
        return None
    plan = current_plan(actor)
    return Staying(plan is not None, plan.first_sign if plan else "", own_wait(actor))
