"""Somebody who left says that they wish to come back, and may take that back at any time."""

from __future__ import annotations

from django.db import transaction

from holdspace.aftercare import policies
from holdspace.aftercare.queries.returning import own_wait
from holdspace.audit.log import record
from holdspace.intake.actions import Wish, end_wait, put_back_on_list
from holdspace.intake.models import Waiting
from holdspace.kernel.actors import Actor, system_actor
from holdspace.members.models import Member
from holdspace.vault.scope import acting_as


@transaction.atomic
def ask_back(*, by: Actor) -> Waiting:
    """Wait for a place again, by the practice's rule for those who come back. Asking again changes nothing.

    The list is kept by coordinators: the system puts them on it, for they asked for it themselves.
    """
    policies.check_can_return(by)
    Member.visible_to(by).select_for_update().get(pk=by.person_id)
    if (waiting := own_wait(by)) is not None:
        return waiting
    with acting_as(system_actor(by.practice_id)) as system:
        member = Member.visible_to(system).get(pk=by.person_id)
        spoken = (member.language,) if member.language else ()
        waiting = put_back_on_list(member=member, wish=Wish(languages=spoken), by=system)
    record("aftercare.asked_back", by=by, on=waiting, about=[by.person_id])
    return waiting


@transaction.atomic
def stay_away(*, by: Actor) -> None:
    """Wait no more; whoever does not wait is not told otherwise."""
    policies.check_can_return(by)
    waiting = own_wait(by)
    if waiting is None:
        return
    with acting_as(system_actor(by.practice_id)) as system:
        end_wait(waiting=waiting, ending=Waiting.Ending.WITHDREW, by=system)
    record("aftercare.stayed_away", by=by, on=waiting, about=[by.person_id])
