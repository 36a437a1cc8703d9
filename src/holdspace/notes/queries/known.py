"""What is known of each member before a word of their note is written.

Attendance and questionnaires lie below this room. What lies above it (goals, what was practised) is told by
rooms that know it: they hand in a source when they start, `told_by(goals_in_use)`, and never the other way
round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TypeAlias
from uuid import UUID

from django.db.models import F, Max, Q
from django.utils.dateformat import format as date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from holdspace.groups.models import Membership
from holdspace.kernel.actors import Actor
from holdspace.measures import catalogue
from holdspace.measures.models import Administration, OwnSchedule, Schedule
from holdspace.measures.rules.due import NOTHING, Here, Own, Plan, combined, due_since
from holdspace.notes.queries.screen import Known
from holdspace.sessions.models import Attendance, GroupSession

Source: TypeAlias = Callable[[GroupSession, Sequence[UUID], Actor], Mapping[UUID, Sequence[Known]]]
"""(session, members, reader) → what is known of each; in a number of queries that does not grow with them."""

_SOURCES: list[Source] = []


def told_by(source: Source) -> None:
    """Hear of a source from a room above; told twice it counts once."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def known_of(
    session: GroupSession,
    memberships: Iterable[Membership],
    attendance: Mapping[UUID, Attendance],
    actor: Actor,
) -> dict[UUID, tuple[Known, ...]]:
    """What is known of everybody who ever sat in the group: four queries, and those of the sources."""
    spells = _first_days(memberships)
    found: dict[UUID, list[Known]] = defaultdict(list)
    for member, row in attendance.items():
        found[member] += _presence(row, session)
    for member, lines in _measures(session, spells, actor).items():
        found[member] += lines
    for source in _SOURCES:
        for member, told in source(session, tuple(spells), actor).items():
            found[member] += told
    return {member: tuple(lines) for member, lines in found.items()}


def _presence(row: Attendance, session: GroupSession) -> list[Known]:
    """How long somebody was there, where it was not the whole session."""
    if row.status == Attendance.Status.ABSENT or not (row.arrived_at or row.left_at):
        return []
    began, ended = session.began_at or session.starts_at, session.finished_at or session.ends_at
    came, went = row.arrived_at or began, row.left_at or ended
    there, whole = _minutes(went - came), _minutes(ended - began)
    if not 0 < there < whole:
        return []
    said = _("%(came)s to %(went)s: %(there)d of %(whole)d minutes")
    times = {"came": _clock(came), "went": _clock(went), "there": there, "whole": whole}
    return [Known(_("In the session"), said % times)]


def _minutes(span: timedelta) -> int:
    return round(span / timedelta(minutes=1))


def _clock(moment: object) -> str:
    return date_format(localtime(moment), "H:i")  # type: ignore[arg-type]


def _first_days(memberships: Iterable[Membership]) -> dict[UUID, Membership]:
    """Each member's newest spell."""
    newest: dict[UUID, Membership] = {}
    for spell in memberships:
        kept = newest.get(spell.member_id)
        if kept is None or spell.starts_at > kept.starts_at:
            newest[spell.member_id] = spell
    return newest


def _measures(
    session: GroupSession, spells: Mapping[UUID, Membership], actor: Actor
) -> dict[UUID, list[Known]]:
    """Which questionnaires somebody filled in for this session, and which were due and are still open.

    Names alone: what they scored stands in their path, and is not copied into a note.
    """
    plans = _plans(session, actor)
    last, given = _answers(session, actor)
    first, newest = _numbers(session, spells, actor)
    lines: dict[UUID, list[Known]] = {}
    for member in spells:
        here = Here(session.number, min(first[member], session.number), is_last=session.number >= newest)
        own, done = plans[1].get(member, {}), given.get(member, set())
        due = {
            each
            for each in {*plans[0], *own}
            if _is_due(combined(plans[0].get(each, NOTHING), own.get(each)), here, last.get((member, each)))
        }
        lines[member] = [
            *_line(_("Filled in"), done, actor.language),
            *_line(_("Due, not filled in"), due - done, actor.language),
        ]
    return lines


def _is_due(plan: Plan, here: Here, last: int | None) -> bool:
    return not plan.asks_nothing and due_since(plan, here, last) is not None


def _line(label: str, instruments: set[str], language: str) -> list[Known]:
    asked = [each.id for each in catalogue.asked_with_check_in() if each.id in instruments]
    titles = [catalogue.title(each, language) for each in asked]
    return [Known(label, ", ".join(titles))] if titles else []


def _plans(session: GroupSession, actor: Actor) -> tuple[dict[str, Plan], dict[UUID, dict[str, Own]]]:
    group = {"group": session.group_id}
    of_group = {row.instrument: row.plan for row in Schedule.visible_to(actor).filter(**group)}
    own: dict[UUID, dict[str, Own]] = defaultdict(dict)
    for row in OwnSchedule.visible_to(actor).filter(**group):
        own[row.member_id][row.instrument] = row.own
    return of_group, own


def _answers(session: GroupSession, actor: Actor) -> tuple[dict[tuple[UUID, str], int], dict[UUID, set[str]]]:
    """The number of the session before this one at which each was last answered; and what was for this
    one."""
    rows = Administration.visible_to(actor).filter(group=session.group_id, session__isnull=False)
    rows = rows.filter(session__number__lte=session.number)
    counted = rows.values_list("member", "instrument").annotate(
        before=Max("session__number", filter=Q(session__number__lt=session.number)),
        newest=Max(F("session__number")),
    )
    last: dict[tuple[UUID, str], int] = {}
    given: dict[UUID, set[str]] = defaultdict(set)
    for member, instrument, before, newest in counted.order_by():
        if before is not None:
            last[member, instrument] = before
        if newest == session.number:
            given[member].add(instrument)
    return last, given


def _numbers(
    session: GroupSession, spells: Mapping[UUID, Membership], actor: Actor
) -> tuple[dict[UUID, int], int]:
    """For each member the number of the first session of their spell; and the group's newest number."""
    rows = GroupSession.visible_to(actor).filter(group=session.group_id)
    planned = list(
        rows.exclude(status=GroupSession.Status.CANCELLED).order_by("number").values_list("number", "ends_at")
    )
    first = {
        member: next((number for number, ends in planned if ends >= spell.starts_at), session.number)
        for member, spell in spells.items()
    }
    return first, max((number for number, _ends in planned), default=session.number)
