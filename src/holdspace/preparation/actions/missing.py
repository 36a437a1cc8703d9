"""Somebody is missed: what a leader did, and after how many sessions they are asked."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.groups.policies import check_still_holds
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.preparation import policies
from holdspace.preparation.models import AbsenceRule, Reaching
from holdspace.preparation.queries.absence import is_missed
from holdspace.preparation.rules.absence import FEWEST, MOST

LONGEST_NOTE = 600
"""The most characters of a note about reaching out."""


@transaction.atomic
def say_what_was_done(*, group: Group, member_id: UUID, done: str, note: str, by: Actor) -> Reaching:
    """A leader called, wrote, spoke, or leaves it: nothing waits until another session is missed."""
    check_still_holds(by, group)
    if done not in Reaching.Done.values:
        raise Refused(_("Say what was done."), fields={"done": _("Say what was done.")})
    if len(note.strip()) > LONGEST_NOTE:
        raise Refused(_("This is longer than a note can hold. Please shorten it a little."))
    found = is_missed(by, group, member_id)
    if found is None:
        raise Refused(_("Nobody has to reach out to them now. What was done before stands below."))
    row = Reaching.unscoped.create(
        practice_id=group.practice_id,
        group=group,
        member_id=member_id,
        session=found.last,
        done=done,
        note=note.strip() or None,
        by_id=by.staff_id,
    )
    record("preparation.reached_out", by=by, on=row, about=[member_id], detail={"done": done})
    return row


@transaction.atomic
def set_rule(*, after: int, by: Actor) -> AbsenceRule:
    """The practice says after how many sessions without a word a leader is asked to reach out."""
    policies.check_sets_rule(by, by.practice_id)
    if not FEWEST <= after <= MOST:
        raise Refused(_("Choose a number between 1 and 6."), fields={"after": _("Between 1 and 6.")})
    rows = AbsenceRule.unscoped.select_for_update().filter(practice_id=by.practice_id)
    row = rows.first() or AbsenceRule(practice_id=by.practice_id)
    row.after = after
    row.save()
    record("preparation.rule_set", by=by, on=row, detail={"after": after})
    return row
