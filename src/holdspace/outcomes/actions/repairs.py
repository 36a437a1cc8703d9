"""After a session that lies low: what happened, and a step towards repair."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.outcomes.models import RepairStep
from holdspace.outcomes.policies import check_writes_repair
from holdspace.sessions.models import GroupSession

LONGEST = 4_000
"""The most characters of one text."""


@transaction.atomic
def write_repair(*, session: GroupSession, happened: str, step: str, version: int, by: Actor) -> RepairStep:
    """Keep what happened and the step, building on `version` (0: nothing written yet).

    Conflict when somebody else wrote after `version`; Refused when both texts are empty or one is too long;
    Missing for whoever does not answer for the group. The same texts again change nothing.
    """
    check_writes_repair(by, _held(session, by))
    happened, step = _checked(happened), _checked(step)
    if not (happened or step):
        raise Refused(_("Write what happened, or a step; a few words are enough."))
    row = RepairStep.unscoped.filter(session=session).first() or _nothing_yet(session)
    if (row.happened or "", row.step or "") == (happened, step):
        return row
    if row.version != version:
        sentence = _(
            "Somebody else wrote here in the meantime. Your words are still here: compare, and save."
        )
        raise Conflict(sentence, newest=row.version)
    return _written(row, happened, step, by)


def _held(session: GroupSession, by: Actor) -> GroupSession:
    """The session, its row held: two who write at once come one after the other."""
    rows = GroupSession.clinical_to(by).filter(pk=session.pk).select_related("group")
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise Missing(_("This session does not exist."))
    return found


def _nothing_yet(session: GroupSession) -> RepairStep:
    return RepairStep(practice_id=session.practice_id, group_id=session.group_id, session=session, version=0)


def _written(row: RepairStep, happened: str, step: str, by: Actor) -> RepairStep:
    row.happened, row.step = happened, step
    row.version += 1
    row.written_at, row.written_by_id = clock.now(), by.staff_id
    row.save()
    record("outcomes.repair_written", by=by, on=row, detail={"version": row.version})
    return row


def _checked(text: str) -> str:
    tidied = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if len(tidied) > LONGEST:
        raise Refused(
            _("This text is longer than 4,000 characters. Shorten it, or keep a part in the notes.")
        )
    return tidied
