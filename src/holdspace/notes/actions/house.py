"""How notes are written here: formats of a practice's own, and what holds for it and its groups."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.notes import policies
from holdspace.notes.models import NoteFormat, NoteRule
from holdspace.notes.queries.rules_of import formats
from holdspace.notes.queries.texts import LABELS
from holdspace.notes.rules.formats import (
    BUILT_IN,
    LONGEST_NAME,
    Section,
    Unfit,
    check_sections,
    stored_sections,
)
from holdspace.notes.rules.lateness import LONGEST, SHORTEST
from holdspace.practice.models import Practice

MOST_FORMATS = 20
"""The most formats of its own that a practice keeps in use."""


@transaction.atomic
def make_format(*, name: str, sections: Sequence[Section], by: Actor) -> NoteFormat:
    """A format of the practice's own. Raises Refused when it is none, or its name is taken."""
    policies.check_makes_formats(by)
    practice = Practice.visible_to(by).select_for_update().get()
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Refused(_("Give the format a name of at most 40 characters."))
    kept = _fitting(sections)
    taken = formats(by)
    if name.casefold() in {each.name.casefold() for each in taken}:
        raise Refused(_("There is a format of this name already."))
    if len(taken) - len(BUILT_IN) >= MOST_FORMATS:
        raise Refused(_("There are twenty formats already. Put one away first."))
    row = NoteFormat(practice=practice, name=name, sections=stored_sections(kept), made_by_id=by.staff_id)
    row.save(force_insert=True)
    record("notes.format_made", by=by, on=row)
    return row


@transaction.atomic
def put_format_away(*, row: NoteFormat, by: Actor) -> None:
    """Offer a format no more. Refused while it is somebody's."""
    policies.check_makes_formats(by)
    row = NoteFormat.visible_to(by).select_for_update().get(pk=row.pk)
    if NoteRule.visible_to(by).filter(own_format=row).exists():
        raise Refused(_("Notes are read in this format now. Choose another one there first."))
    if row.put_away_at is None:
        row.put_away_at = clock.now()
        row.save(update_fields=["put_away_at"])
        record("notes.format_put_away", by=by, on=row)


@transaction.atomic
def choose_format(*, group: Group | None, code: str, by: Actor) -> None:
    """In which format the notes of a group are read (None: of the practice). "" leaves it to the practice."""
    policies.check_rules(by, group)
    if code and code not in {each.code for each in formats(by)}:
        raise Refused(_("Choose one of the formats."))
    row = _rule(group, by)
    row.layout, row.own_format_id = (code, None) if code in BUILT_IN or not code else ("", UUID(code))
    row.save()
    record("notes.format_chosen", by=by, on=row, group_id=group.pk if group else None)


@transaction.atomic
def set_late_after(*, hours: int, by: Actor) -> None:
    """From how many hours after a session on a signature in this practice is a late entry."""
    policies.check_rules(by, None)
    if not SHORTEST <= hours <= LONGEST:
        raise Refused(_("Choose between one hour and 720 hours."))
    row = _rule(None, by)
    row.late_after = hours
    row.save()
    record("notes.late_entry_set", by=by, on=row, detail={"hours": hours})


def _rule(group: Group | None, by: Actor) -> NoteRule:
    """The row of a group or of the practice, new where there is none; the practice's row is held
    meanwhile."""
    practice = Practice.visible_to(by).select_for_update().get()
    return NoteRule.visible_to(by).filter(group=group).first() or NoteRule(practice=practice, group=group)


def _fitting(sections: Sequence[Section]) -> tuple[Section, ...]:
    try:
        return check_sections(sections)
    except Unfit as problem:
        texts = ", ".join(str(LABELS[name]) for name in problem.texts)
        raise Refused(" ".join(filter(None, (_(problem.problem), texts)))) from None
