"""How notes are written here: in which format, and when a signature is late."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from holdspace.groups.models import Group
from holdspace.kernel.actors import Actor
from holdspace.notes.models import NoteFormat, NoteRule
from holdspace.notes.rules.formats import BUILT_IN, PLAIN, Format, Unfit, read_sections
from holdspace.notes.rules.lateness import LATE_AFTER


@dataclass(frozen=True, slots=True)
class House:
    """What holds for the notes of one group: its own rule where it has one, else its practice's."""

    layout: Format = PLAIN
    late_after: int = LATE_AFTER


def house_of(actor: Actor, group: Group | None = None) -> House:
    """What holds for a group's notes (None: for the practice's); one query."""
    wanted = Q(group=None) | Q(group=group) if group else Q(group=None)
    rows = NoteRule.visible_to(actor).filter(wanted).select_related("own_format")
    of_practice = of_group = None
    for row in rows:
        of_practice, of_group = (of_practice, row) if row.group_id else (row, of_group)
    layout = _layout(of_group) or _layout(of_practice) or PLAIN
    hours = of_practice.late_after if of_practice else None
    return House(layout, LATE_AFTER if hours is None else hours)


def rule_of(actor: Actor, group: Group | None) -> NoteRule | None:
    """The rule that was set for a group, or for the whole practice; None where nobody set one."""
    return NoteRule.visible_to(actor).filter(group=group).select_related("own_format").first()


def formats(actor: Actor) -> list[Format]:
    """Every format that can be chosen: those that are always there, then the practice's own by name."""
    rows = NoteFormat.visible_to(actor).filter(put_away_at=None).order_by("name", "id")
    own = (as_format(row) for row in rows)
    return [*BUILT_IN.values(), *(each for each in own if each)]


def as_format(row: NoteFormat) -> Format | None:
    """A practice's own format as the rules know it; None when what is stored makes none."""
    try:
        return Format(str(row.pk), row.name, read_sections(row.sections))
    except Unfit:
        return None


def _layout(rule: NoteRule | None) -> Format | None:
    if rule is None:
        return None
    if rule.own_format is not None:
        return as_format(rule.own_format)
    return BUILT_IN.get(rule.layout)
