"""What is known of measures: what a group and a member are asked, and how the answers went over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Max, QuerySet, Window
from django.db.models.functions import RowNumber

from holdspace.groups.models import Group
from holdspace.kernel.actors import Actor
from holdspace.measures import catalogue
from holdspace.measures.models import Administration, Schedule
from holdspace.measures.rules.due import is_due
from holdspace.measures.rules.instrument import Instrument
from holdspace.measures.rules.taken import Taken, from_stored
from holdspace.sessions.models import GroupSession
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

NOT_ASKED = 0
"""In place of every how many sessions: an instrument that a group is not asked."""

Trajectories = dict[UUID, dict[str, list[Taken]]]
"""Member → instrument → what was taken, in order of time."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An instrument that a group can be asked, and every how many sessions it is asked now (0: it is not)."""

    instrument: Instrument
    every: int

    @property
    def is_asked(self) -> bool:
        """Whether the group is asked it at all."""
        return self.every != NOT_ASKED


def offered(actor: Actor, group: Group) -> list[Offered]:
    """Everything that a group can be asked with its check-in, in the usual order; one query."""
    rows = Schedule.visible_to(actor).filter(group=group)
    every = dict(rows.values_list("instrument", "every"))
    return [Offered(each, every.get(each.id, NOT_ASKED)) for each in catalogue.asked_with_check_in()]


def due_for(member_id: UUID, session: GroupSession) -> list[Instrument]:
    """What `member_id` is asked at `session` and has not answered for it yet; two queries."""
    last = _last_numbers(member_id, session)
    return [
        catalogue.instrument(row.instrument)
        for row in _schedules(session)
        if is_due(number=session.number, every=row.every, last_number=last.get(row.instrument))
    ]


def answered_for(member_id: UUID, session: GroupSession) -> dict[str, dict[str, int | None]]:
    """What a member answered for this session: instrument → question → points; for their own eyes."""
    rows = Administration.unscoped.filter(member_id=member_id, session=session).order_by("taken_at")
    return {row.instrument: row.answers or {} for row in rows}


def asks_for_help(member_id: UUID, session: GroupSession) -> bool:
    """Whether an answer for this session asks for a clinician (item 9 and its like); for their own page."""
    rows = Administration.unscoped.filter(member_id=member_id, session=session).defer("answers")
    return any((row.result or {}).get("alerts") for row in rows)


def asked_at(member_id: UUID, session: GroupSession) -> list[Instrument]:
    """All that belongs to a member's check-in for a session: what is due, and what they can still change."""
    open_ones = {each.id: each for each in due_for(member_id, session)}
    given = Administration.unscoped.filter(member_id=member_id, session=session).order_by("taken_at")
    for id in _known(given).values_list("instrument", flat=True):
        open_ones.setdefault(id, catalogue.instrument(id))
    return [open_ones[id] for id in sorted(open_ones, key=catalogue.usual_order)]


def trajectories(
    actor: Actor, member_ids: Iterable[UUID], *, group_id: UUID | None = None, latest: int | None = None
) -> Trajectories:
    """What these members answered, as far as `actor` may see it: two queries for any number of people.

    With `group_id` only what was taken in that group; with `latest` only that many of each instrument, the
    newest. What was answered to an instrument that is not here now (a content pack that was switched off) is
    left out until it is here again. The caller records the read.
    """
    wanted = set(member_ids)
    rows = _known(Administration.visible_to(actor)).filter(member_id__in=wanted).order_by("taken_at", "id")
    if group_id is not None:
        rows = rows.filter(group_id=group_id)
    if latest is not None:
        rows = rows.annotate(age=_age_rank()).filter(age__lte=latest)
    keyring.warm(wanted, Domain.SCORES)
    found: Trajectories = {member_id: defaultdict(list) for member_id in wanted}
    for row in rows.defer("answers"):
        if row.result is not None:
            found[row.member_id][row.instrument].append(from_stored(row.taken_at, row.session_id, row.result))
    return {member_id: dict(series) for member_id, series in found.items()}


def _known(rows: QuerySet[Administration]) -> QuerySet[Administration]:
    """Those whose instrument is here: without it nobody can say what an answer means."""
    return rows.filter(instrument__in=catalogue.instrument_ids())


def _age_rank() -> Window:
    """1 for a member's newest answer to an instrument, 2 for the one before, and so on."""
    return Window(
        RowNumber(),
        partition_by=[F("member_id"), F("instrument")],
        order_by=[F("taken_at").desc(), F("id").desc()],
    )


def _schedules(session: GroupSession) -> list[Schedule]:
    known = {each.id for each in catalogue.asked_with_check_in()}
    rows = Schedule.unscoped.filter(group_id=session.group_id).order_by("id")
    return [row for row in rows if row.instrument in known]


def _last_numbers(member_id: UUID, session: GroupSession) -> dict[str, int]:
    """For each instrument the number of the session of this group at which it was last answered."""
    rows = Administration.unscoped.filter(member_id=member_id, session__group_id=session.group_id)
    return dict(
        rows.values("instrument").annotate(last=Max("session__number")).values_list("instrument", "last")
    )
