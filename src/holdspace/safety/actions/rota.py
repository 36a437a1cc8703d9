"""Who is on call, who is away and who stands in, how long a concern may wait."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.practice.models import Staff
from holdspace.safety import policies
from holdspace.safety.models import Away, Duty, Escalation
from holdspace.safety.rules.escalation import SHORTEST
from holdspace.safety.rules.language import Sensitivity

LONGEST_WAIT = timedelta(days=1)
"""A concern that says "today" cannot wait longer than that."""


@transaction.atomic
def put_on_call(
    *, staff: Staff, group: Group | None, starts_at: datetime, ends_at: datetime, by: Actor
) -> Duty:
    """Somebody is told first: of concerns in one group, or (None) next after each group's own people."""
    policies.check_can_edit_rota(by)
    policies.check_can_answer_for_others(staff)
    _check_times(starts_at, ends_at)
    duty = Duty.unscoped.create(
        practice_id=by.practice_id,
        staff=staff,
        group=group,
        starts_at=starts_at,
        ends_at=ends_at,
        entered_by_id=by.staff_id,
    )
    _changed(duty, "on_call", by)
    return duty


@transaction.atomic
def note_away(
    *, staff: Staff, cover: Staff | None, starts_at: datetime, ends_at: datetime, by: Actor
) -> Away:
    """Somebody is not there; `cover` is told in their place, or nobody is and it goes on to the next."""
    policies.check_can_edit_rota(by)
    _check_times(starts_at, ends_at)
    if cover is not None:
        policies.check_can_answer_for_others(cover)
        if cover.pk == staff.pk:
            raise _refused("cover", _("Choose somebody else."))
    away = Away.unscoped.create(
        practice_id=by.practice_id,
        staff=staff,
        cover=cover,
        starts_at=starts_at,
        ends_at=ends_at,
        entered_by_id=by.staff_id,
    )
    _changed(away, "away", by)
    return away


@transaction.atomic
def end(*, spell: Duty | Away, by: Actor) -> Duty | Away:
    """It holds no longer, from now on; what has not begun yet never will."""
    policies.check_can_edit_rota(by)
    locked = type(spell).unscoped.select_for_update(of=("self",)).get(pk=spell.pk)
    locked.ends_at = max(clock.now(), locked.starts_at)
    locked.save(update_fields=["ends_at"])
    _changed(locked, "ended", by)
    return locked


@transaction.atomic
def set_escalation(
    *, red_minutes: int, amber_minutes: int, pager: str, sensitivity: str, by: Actor
) -> Escalation:
    """How long a concern waits before the next are told, the practice's own pager, and how much is told."""
    policies.check_can_edit_rota(by)
    shortest, longest = int(SHORTEST.total_seconds() // 60), int(LONGEST_WAIT.total_seconds() // 60)
    for name, minutes in (("red_minutes", red_minutes), ("amber_minutes", amber_minutes)):
        if not shortest <= minutes <= longest:
            wide = {"shortest": shortest, "longest": longest}
            raise _refused(name, _("Choose between %(shortest)s minutes and %(longest)s (a day).") % wide)
    if pager and not pager.startswith("https://"):
        raise _refused("pager", _("The pager's address has to begin with https://."))
    chosen = {
        "red_minutes": red_minutes,
        "amber_minutes": amber_minutes,
        "pager": pager,
        "sensitivity": Sensitivity(sensitivity).value,
    }
    kept, _made = Escalation.unscoped.update_or_create(practice_id=by.practice_id, defaults=chosen)
    told = {"red": red_minutes, "amber": amber_minutes, "sensitivity": chosen["sensitivity"]}
    record("safety.escalation_changed", by=by, on=kept, detail=told)
    return kept


def _check_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise _refused("until_day", _("It has to end after it begins."))
    if ends_at <= clock.now():
        raise _refused("until_day", _("This lies in the past."))


def _refused(field: str, sentence: object) -> Refused:
    return Refused(sentence, fields={field: sentence})


def _changed(spell: Duty | Away, what: str, by: Actor) -> None:
    record("safety.rota_changed", by=by, on=spell, detail={"what": what, "staff": spell.staff_id})
