"""The practice's own skills: written, worded anew, put away, used again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.skills import policies
from holdspace.skills.models import OwnSkill
from holdspace.skills.rules.library import Area, Text
from holdspace.skills.rules.reading import faults


@dataclass(frozen=True, slots=True)
class Wording:
    """A skill as it arrives from a page. `version` is the one before the writer's eyes, 0 for a new one."""

    area: Area
    language: str
    text: Text
    credit: str = ""
    version: int = 0


@transaction.atomic
def write_own(*, wording: Wording, by: Actor, own: OwnSkill | None = None) -> OwnSkill:
    """Write a skill of the practice's own, or the next version of one; earlier versions stay.

    Refused with what would be hard to read, a promise, or words about illness (`rules.reading`). Raises
    Conflict when somebody else was faster.
    """
    policies.check_writes_own(by, by.practice_id)
    known = _locked(own, by) if own else None
    if known is not None and known.version != wording.version:
        raise Conflict(
            _("Somebody else changed this in the meantime. Look at both and choose."), newest=known.version
        )
    if found := faults(wording.text):
        raise Refused(" ".join(map(str, found)))
    if known is not None:
        known.replaced_at = clock.now()
        known.save(update_fields=["replaced_at"])
    row = _row(wording, known, by)
    row.save(force_insert=True)
    record("skills.own_written", by=by, on=row, detail={"version": row.version})
    return row


@transaction.atomic
def put_away_own(*, own: OwnSkill, away: bool, by: Actor) -> None:
    """Offer it for nothing new, or offer it again. What runs with it goes on."""
    row = _locked(own, by)
    row.put_away_at = clock.now() if away else None
    row.save(update_fields=["put_away_at"])
    record("skills.own_put_away" if away else "skills.own_used_again", by=by, on=row)


def _row(wording: Wording, known: OwnSkill | None, by: Actor) -> OwnSkill:
    text = wording.text
    return OwnSkill(
        practice_id=by.practice_id,
        code=known.code if known else f"own-{uuid4().hex}",
        version=known.version + 1 if known else 1,
        area=wording.area,
        language=wording.language,
        name=text.name,
        purpose=text.purpose,
        steps=list(text.steps),
        two_minutes=text.two_minutes,
        not_when=text.not_when,
        credit=wording.credit.strip(),
        written_by_id=by.staff_id,
        written_at=clock.now(),
        put_away_at=known.put_away_at if known else None,
    )


def _locked(own: OwnSkill, by: Actor) -> OwnSkill:
    row = OwnSkill.unscoped.select_for_update().filter(pk=own.pk).first()
    if row is None:
        raise Missing(policies.NOT_HERE)
    policies.check_changes_own(by, row)
    return row
