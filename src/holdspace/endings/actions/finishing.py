"""The day after: who said that they leave has left, and after a closing everybody has."""

from __future__ import annotations

from django.db import transaction

from holdspace.endings.models import Leaving
from holdspace.endings.queries.finishing import over
from holdspace.groups.actions import end_membership
from holdspace.groups.models import Membership
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused

ENDS: dict[str, str] = {
    Leaving.How.FINISHED: Membership.Ending.GRADUATED,
    Leaving.How.LEAVING: Membership.Ending.LEFT,
    Leaving.How.MOVED: Membership.Ending.MOVED,
}
"""How a membership ends, by how somebody said that they go."""


@transaction.atomic
def finish(*, by: Actor) -> int:
    """End the memberships whose last session was yesterday or before; returns how many. Again, it does
    nothing.
    """
    ended = 0
    for membership, how in over(by):
        try:
            end_membership(membership=membership, ending=ENDS[how], by=by)
        except Refused:  # somebody was faster
            continue
        ended += 1
    return ended
