"""What is to be tried: a leader assigns it to the circle or to one, a member chooses for themselves."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.groups.policies import check_belongs, check_still_holds
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.skills import policies
from holdspace.skills.models import Assignment
from holdspace.skills.queries.shelf import is_offered, skill_for

LONGEST_NOTE = 600
"""The most characters of a leader's word with an assignment."""


@transaction.atomic
def assign(
    *,
    group: Group,
    code: str,
    by: Actor,
    member_id: UUID | None = None,
    until: date | None = None,
    note: str = "",
) -> Assignment:
    """Let the whole circle, or one member, try a skill until a day. Assigned again, the newest counts."""
    check_still_holds(by, group)
    if member_id is not None:
        policies.check_sits(member_id, group)
    _check_offered(by, code)
    if until is not None and until < clock.today(group.practice.time_zone):
        raise Refused(_("This day has passed."), fields={"until": _("Choose a day to come.")})
    row = _running(group, member_id, code)
    row.chosen, row.given_by_id, row.given_at = False, by.staff_id, clock.now()
    row.until, row.note = until, note.strip()[:LONGEST_NOTE] or None
    row.save()
    about = [member_id] if member_id else []
    record("skills.assigned", by=by, on=row, about=about, detail={"to_circle": row.to_circle})
    return row


@transaction.atomic
def choose(*, group: Group, code: str, by: Actor) -> Assignment:
    """A member wants to try a skill. Chosen twice, or assigned to them already, nothing changes."""
    check_belongs(by, group)
    _check_offered(by, code)
    row = _running(group, by.person_id, code)
    today = clock.today(group.practice.time_zone)
    if not row._state.adding and (row.until is None or row.until >= today):
        return row
    row.chosen, row.given_by_id, row.given_at, row.until = True, None, clock.now(), None
    row.save()
    record("skills.chosen", by=by, on=row, about=[by.person_id])
    return row


@transaction.atomic
def end(*, assignment: Assignment, by: Actor) -> None:
    """It is over: for a leader what was assigned, for a member what they chose. What was tried stays."""
    rows = Assignment.unscoped.select_for_update(of=("self",)).select_related("group")
    row = rows.filter(pk=assignment.pk).first()
    if row is None:
        raise Missing(policies.NOT_HERE)
    policies.check_ends(by, row)
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    record("skills.assignment_ended", by=by, on=row, about=[row.member_id] if row.member_id else [])


def _check_offered(by: Actor, code: str) -> None:
    skill_for(by, code)
    if not is_offered(by, code):
        raise Refused(_("This was put away. Choose another."), fields={"code": _("Choose another.")})


def _running(group: Group, member_id: UUID | None, code: str) -> Assignment:
    """The one that runs already for the same, or a new one."""
    rows = Assignment.unscoped.select_for_update().filter(group=group, code=code, ended_at__isnull=True)
    same = rows.filter(member_id=member_id) if member_id else rows.filter(to_circle=True)
    return same.first() or Assignment(
        practice_id=group.practice_id,
        group=group,
        member_id=member_id,
        to_circle=member_id is None,
        code=code,
    )
