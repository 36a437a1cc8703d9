"""A member's path for their clinicians: measures with what happened, attendance, reasons to look again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from holdspace.groups.models import Membership, clinical_reach
from holdspace.groups.policies import leads
from holdspace.groups.queries import member_for_clinician, spells_of
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.words import Words
from holdspace.members.models import Member
from holdspace.outcomes.queries.measure_path import MeasurePath, measure_paths
from holdspace.outcomes.queries.signals import LOOKED_BACK, Signal, signals_in
from holdspace.outcomes.rules import nhs
from holdspace.sessions.queries import Mark, marks_of
from holdspace.sessions.rules.attendance import WORDS, Status
from holdspace.ui.rules.charts import Event
from holdspace.vault import keyring

AWAY = (Status.MISSED, Status.EXCUSED)


@dataclass(frozen=True, slots=True)
class Cell:
    """One held session in the strip of attendance."""

    when: date
    status: Status

    @property
    def words(self) -> str:
        return _("not noted") if self.status is Status.EXPECTED else _(WORDS[self.status])


@dataclass(frozen=True, slots=True)
class InGroup:
    """A member's newest spell in one group: who came, and what asks to be looked at."""

    spell: Membership
    cells: tuple[Cell, ...]
    signals: tuple[Signal, ...]
    decides: bool
    """Whether the reader may silence a reason."""

    @property
    def came(self) -> int:
        return sum(cell.status is Status.ATTENDED for cell in self.cells)

    @property
    def counted(self) -> int:
        """Sessions of which it is known whether they came."""
        return sum(cell.status is not Status.EXPECTED for cell in self.cells)

    @property
    def speaking(self) -> list[Signal]:
        return [signal for signal in self.signals if not signal.is_silent]

    @property
    def silent(self) -> list[Signal]:
        return [signal for signal in self.signals if signal.is_silent]


@dataclass(frozen=True, slots=True)
class MemberPath:
    """Everything on the page of a member's path; the running groups first."""

    member: Member
    groups: list[InGroup]
    measures: list[MeasurePath]
    events: list[Event]

    @property
    def together(self) -> Words | None:
        """What the PHQ-9 and the GAD-7 say together of who came at least twice and has two totals of both."""
        totals = {each.instrument.id: [total for _, total in each.series.scored] for each in self.measures}
        phq9, gad7 = totals.get("phq-9", []), totals.get("gad-7", [])
        if len(phq9) < 2 or len(gad7) < 2:
            return None
        found = nhs.courses(
            phq9_before=phq9[0],
            phq9_after=phq9[-1],
            gad7_before=gad7[0],
            gad7_after=gad7[-1],
            contacts=sum(group.came for group in self.groups),
        )
        return nhs.together(found)

    @property
    def asks_for_attention(self) -> bool:
        return any(group.speaking for group in self.groups)


def member_path(actor: Actor, pk: UUID, *, rules: Mapping[str, str] | None = None) -> MemberPath:
    """The path of a member whose record the actor may open; Missing otherwise. The caller records the read.

    `rules` chooses a change rule by instrument. The number of queries grows with the member's groups, never
    with sessions or answers.
    """
    member = member_for_clinician(actor, pk)
    keyring.warm([member.pk])
    spells = [each for each in spells_of(actor, member) if each.group_id in clinical_reach(actor)]
    newest: dict[UUID, Membership] = {}
    for spell in spells:
        newest.setdefault(spell.group_id, spell)
    groups = [_in_group(actor, spell) for spell in newest.values()]
    return MemberPath(
        member=member,
        groups=groups,
        measures=measure_paths(actor, [member.pk], rules=rules)[member.pk],
        events=[*_came_and_left(spells), *_missed(groups)],
    )


def _in_group(actor: Actor, spell: Membership) -> InGroup:
    """Signals only for whom sits there now."""
    member, group, runs = spell.member_id, spell.group, spell.runs()
    signals = signals_in(actor, group, [member])[member] if runs else []
    came = marks_of(group, [member], before=clock.now(), limit=LOOKED_BACK)[member]
    return InGroup(spell, tuple(map(_cell, came)), tuple(signals), runs and leads(actor, group))


def _cell(each: Mark) -> Cell:
    return Cell(_day(each.session_start), each.status)


def _came_and_left(spells: Iterable[Membership]) -> Iterable[Event]:
    for spell in spells:
        name = {"group": spell.group.name}
        yield Event(_day(spell.starts_at), "joined", _("joined %(group)s") % name)
        if spell.ends_at is not None:
            yield Event(_day(spell.ends_at), "left", _("left %(group)s") % name)


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _missed(groups: Iterable[InGroup]) -> Iterable[Event]:
    away = (cell for group in groups for cell in group.cells if cell.status in AWAY)
    return (Event(cell.when, "missed", cell.words) for cell in away)
