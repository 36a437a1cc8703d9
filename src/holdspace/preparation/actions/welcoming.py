"""A newcomer joins a running circle: from when it is told, and who sits with them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.groups.policies import check_still_holds
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.preparation import policies
from holdspace.preparation.models import BuddyAsk, Welcome
from holdspace.vault.scope import acting_as

STANDS = ("", BuddyAsk.Answer.YES)
"""A question that waits, or was answered with yes."""


@transaction.atomic
def tell_from(*, group: Group, member_id: UUID, day: date | None, by: Actor) -> Welcome:
    """The leaders say from which day the circle is told that somebody joins; None: from the admission."""
    check_still_holds(by, group)
    policies.check_sits(member_id, group)
    rows = Welcome.unscoped.select_for_update().filter(group=group, member_id=member_id)
    row = rows.first() or Welcome(practice_id=group.practice_id, group=group, member_id=member_id)
    row.told_from = day
    row.save()
    record("preparation.telling_set", by=by, on=row, about=[member_id])
    return row


@transaction.atomic
def ask_buddy(*, group: Group, giver_id: UUID, receiver_id: UUID, by: Actor) -> BuddyAsk:
    """Ask one of the circle, privately, to sit with a newcomer. The same question twice is one."""
    check_still_holds(by, group)
    for person in (giver_id, receiver_id):
        policies.check_sits(person, group)
    if giver_id == receiver_id:
        raise Refused(_("Choose somebody else."), fields={"giver": _("Choose somebody else.")})
    rows = BuddyAsk.unscoped.select_for_update().filter(group=group, receiver_id=receiver_id)
    standing = rows.filter(answer__in=STANDS).first()
    if standing is not None and standing.giver_id == giver_id:
        return standing
    if standing is not None:
        raise Refused(_("Somebody else was asked already. Take that question back first."))
    row = BuddyAsk.unscoped.create(
        practice_id=group.practice_id,
        group=group,
        giver_id=giver_id,
        receiver_id=receiver_id,
        asked_by_id=by.staff_id,
    )
    record("preparation.buddy_asked", by=by, on=row, about=[giver_id, receiver_id])
    return row


@transaction.atomic
def answer_buddy(*, ask: BuddyAsk, yes: bool, by: Actor) -> BuddyAsk:
    """The member says yes or no, and may say otherwise later; nobody but the leaders learns of a no."""
    row = _locked(ask)
    policies.check_answers(by, row)
    answer = BuddyAsk.Answer.YES if yes else BuddyAsk.Answer.NO
    if row.answer == answer:
        return row
    if row.answer == BuddyAsk.Answer.NO and _another_stands(row):
        raise Refused(_("Somebody else has been asked meanwhile. There is nothing to do."))
    row.answer, row.answered_at = answer, clock.now()
    row.save(update_fields=["answer", "answered_at"])
    record("preparation.buddy_answered", by=by, on=row, about=[row.giver_id, row.receiver_id])
    return row


@transaction.atomic
def take_back_ask(*, ask: BuddyAsk, by: Actor) -> BuddyAsk:
    """A leader asks this of them no more."""
    row = _locked(ask)
    policies.check_takes_back(by, row)
    row.answer, row.answered_at = BuddyAsk.Answer.TAKEN_BACK, clock.now()
    row.save(update_fields=["answer", "answered_at"])
    record("preparation.buddy_taken_back", by=by, on=row, about=[row.giver_id, row.receiver_id])
    return row


def _another_stands(row: BuddyAsk) -> bool:
    """Asked as the system: who is asked does not see what another was asked."""
    rows = BuddyAsk.unscoped.filter(group=row.group_id, receiver_id=row.receiver_id, answer__in=STANDS)
    with acting_as(system_actor(row.practice_id)):
        return rows.exclude(pk=row.pk).exists()


def _locked(ask: BuddyAsk) -> BuddyAsk:
    rows = BuddyAsk.unscoped.select_for_update(of=("self",)).select_related("group")
    found = rows.filter(pk=ask.pk).first()
    if found is None:
        raise Missing(policies.NOT_HERE)
    return found
