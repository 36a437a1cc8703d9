"""Steps before the first session: what a member says they did, what they hope and fear, a meeting noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.groups.policies import check_belongs
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Refused
from holdspace.members.models import Member
from holdspace.preparation import policies
from holdspace.preparation.models import Hopes, StepDone, Welcome
from holdspace.safety.actions import heed

LONGEST = 2000
"""The most characters of one answer: about a page."""

OWN = (StepDone.Code.GROUP_IS, StepDone.Code.JOINING, StepDone.Code.DEVICE)
"""The steps that a member ticks with a touch."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Three answers as they arrive from a page; `version` is the one before the writer's eyes, 0 for none."""

    hopes: str = ""
    fears: str = ""
    helps: str = ""
    share: str = Hopes.Share.NOBODY
    version: int = 0

    @property
    def texts(self) -> tuple[str, str, str]:
        return self.hopes.strip(), self.fears.strip(), self.helps.strip()


@transaction.atomic
def take_step(*, group: Group, code: str, by: Actor) -> StepDone:
    """A member took a step. Pressed twice, the first day counts."""
    check_belongs(by, group)
    if code not in OWN:
        raise Refused(_("This step is not for you to tick."))
    return _done(group, by.person_id, code, clock.today(group.practice.time_zone), by)


@transaction.atomic
def note_meeting(*, group: Group, member_id: UUID, on: date, by: Actor) -> StepDone:
    """The practice notes on which day the two of them met. Noted again, the newest day counts."""
    policies.check_notes_meeting(by, group, member_id)
    if on > clock.today(group.practice.time_zone):
        raise Refused(_("This day is still to come."), fields={"on": _("Choose today or a day before.")})
    return _done(group, member_id, StepDone.Code.MEETING, on, by)


@transaction.atomic
def write_hopes(*, group: Group, answers: Answers, by: Actor) -> Hopes:
    """Keep what a member hopes and fears; with nothing in it the step is taken all the same.

    Raises Conflict when it was changed on another device.
    """
    check_belongs(by, group)
    if max(map(len, answers.texts)) > LONGEST:
        raise Refused(_("This is longer than a page can hold. Please shorten it a little."))
    rows = Hopes.unscoped.select_for_update().filter(group=group, member_id=by.person_id)
    row = rows.first() or Hopes(practice_id=group.practice_id, group=group, member_id=by.person_id, version=0)
    if row.version and _says(row, answers):
        return row
    if row.version != answers.version:
        raise Conflict(
            _("This was changed on another device in the meantime. Look at both and choose."),
            newest=row.version,
        )
    return _write(row, answers, by)


@transaction.atomic
def let_name_be_told(*, group: Group, named: bool, by: Actor) -> Welcome:
    """A newcomer says whether the circle may be told their name before they come."""
    check_belongs(by, group)
    rows = Welcome.unscoped.select_for_update().filter(group=group, member_id=by.person_id)
    row = rows.first() or Welcome(practice_id=group.practice_id, group=group, member_id=by.person_id)
    row.is_named = named
    row.save()
    record("preparation.name_told", by=by, on=row, about=[by.person_id], detail={"named": named})
    return row


def _done(group: Group, member_id: UUID, code: str, on: date, by: Actor) -> StepDone:
    rows = StepDone.unscoped.select_for_update().filter(group=group, member_id=member_id, code=code)
    row = rows.first()
    if row is not None and (row.on == on or code != StepDone.Code.MEETING):
        return row
    row = row or StepDone(practice_id=group.practice_id, group=group, member_id=member_id, code=code)
    row.on, row.noted_by_id, row.noted_at = on, by.staff_id, clock.now()
    row.save()
    record("preparation.step_done", by=by, on=row, about=[member_id], detail={"step": str(code)})
    return row


def _says(row: Hopes, answers: Answers) -> bool:
    return row.texts == answers.texts and row.share == answers.share


def _write(row: Hopes, answers: Answers, by: Actor) -> Hopes:
    row.hopes, row.fears, row.helps = (text or None for text in answers.texts)
    row.share, row.version, row.written_at = answers.share, row.version + 1, clock.now()
    row.save()
    record("preparation.hopes_written", by=by, on=row, about=[by.person_id])
    _done(row.group, row.member_id, StepDone.Code.HOPES, clock.today(row.group.practice.time_zone), by)
    text = "\n\n".join(filter(None, row.texts))
    if text:
        member = Member.visible_to(by).get(pk=by.person_id)
        heed(text=text, member=member, group=row.group, source_id=row.pk, by=by)
    return row
