"""Who was there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from holdspace.groups.models import Group, Membership
from holdspace.groups.queries import SeatedMember, circle
from holdspace.kernel.actors import Actor, system_actor
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.sessions.queries.schedule import past_sessions
from holdspace.sessions.rules import attendance as rules
from holdspace.vault import keyring, scope
from holdspace.vault.roots import Domain

SHOWN = 12
"""How many sessions a table of attendance shows."""


class Mark(NamedTuple):
    """What is known of one member and one session, without minutes."""

    status: rules.Status
    session_start: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """One seat of a session and what was written about it; without a row, everything is empty."""

    person: SeatedMember
    attendance: Attendance | None

    @property
    def member_id(self) -> UUID:
        """Whose seat it is."""
        return self.person.member_id

    @property
    def words(self) -> str:
        """The status in words."""
        if self.attendance is None:
            return _("not noted")
        return str(self.attendance.get_status_display())


@dataclass(frozen=True, slots=True)
class Cell:
    """One member in one session: `state` is `out` where they did not belong to the group then."""

    state: str
    words: str
    attendance: Attendance | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One member over the sessions of a table; `came` of `counted` sessions that something is noted of."""

    member_id: UUID
    name: str
    is_seated: bool
    cells: tuple[Cell, ...]
    came: int
    counted: int


@dataclass(frozen=True, slots=True)
class Table:
    """Who was there in the last sessions of a group, the oldest session first."""

    sessions: tuple[GroupSession, ...]
    rows: tuple[Row, ...]


def attendance_of(session: GroupSession) -> list[Seen]:
    """Every seat of the circle as it was when the session began, with what was written about it.

    The caller has found `session` through a scope. Three queries whatever the size of the circle.
    """
    written = {row.member_id: row for row in Attendance.unscoped.filter(session=session)}
    return [
        Seen(person, written.get(person.member_id)) for person in circle(session.group, at=session.starts_at)
    ]


def history_of(
    group: Group, members: Iterable[UUID], *, before: datetime, limit: int = 12
) -> dict[UUID, list[rules.Status]]:
    """For each member, their status in the group's last `limit` held sessions before a moment, newest first.

    Sessions before somebody joined or after they left are left out of their list. Three queries.
    """
    return {
        member: [each.status for each in reversed(history)]
        for member, history in marks_of(group, members, before=before, limit=limit).items()
    }


def marks_of(
    group: Group, members: Iterable[UUID], *, before: datetime, limit: int = 12
) -> dict[UUID, list[Mark]]:
    """The same with the session's beginning, oldest first: for whom nobody's minutes matter.

    Ten years of a group are thousands of rows: of each, four columns are read.
    """
    wanted = list(members)
    sessions = list(_held(group, before, limit).values_list("pk", "starts_at"))[::-1]
    written: dict[UUID, dict[UUID, rules.Status]] = {member: {} for member in wanted}
    rows = _written([session for session, _ in sessions], wanted)
    for session, member, status, reason in rows.values_list("session_id", "member_id", "status", "reason"):
        written[member][session] = _status(status, reason)
    spells = _spells_of(group, wanted)
    return {member: _marks(sessions, written[member], spells.get(member, ())) for member in wanted}


def attendance_table(actor: Actor, group: Group, *, limit: int = SHOWN) -> Table:
    """The group's last sessions × everybody who belonged to it in one of them; four queries.

    Those who sit there now come first, in the order of their seats; then who has left.
    """
    sessions = past_sessions(group, actor=actor, limit=limit)
    written = {
        (row.session_id, row.member_id): row
        for row in Attendance.visible_to(actor).filter(session__in=sessions)
    }
    spells: dict[UUID, list[Membership]] = {}
    rows = Membership.visible_to(actor).filter(group=group).select_related("member")
    for spell in rows.order_by(models.F("ends_at").desc(nulls_first=True), "seat", "id"):
        spells.setdefault(spell.member_id, []).append(spell)
    keyring.warm(spells, Domain.IDENTITY)
    found = [_row(member, held, sessions, written) for member, held in spells.items()]
    return Table(tuple(sessions), tuple(row for row in found if row.is_seated or _belonged(row.cells)))


def status_of(row: Attendance) -> rules.Status:
    """Somebody who is absent was excused when a reason is known, and missed when there was no word."""
    return _status(row.status, row.reason)


def _status(status: str, reason: str) -> rules.Status:
    if status != Attendance.Status.ABSENT:
        return rules.Status.ATTENDED
    known = reason not in ("", Attendance.Reason.NO_WORD)
    return rules.Status.EXCUSED if known else rules.Status.MISSED


def _held(group: Group, before: datetime, limit: int) -> models.QuerySet[GroupSession]:
    """The group's last held sessions before a moment, the newest first."""
    held = GroupSession.unscoped.filter(group=group, status=GroupSession.Status.HELD, starts_at__lt=before)
    return held.order_by("-starts_at", "-id")[:limit]


def _written(sessions: Sequence[UUID], members: Sequence[UUID]) -> models.QuerySet[Attendance]:
    return Attendance.unscoped.filter(session__in=sessions, member_id__in=members)


def _marks(
    sessions: Iterable[tuple[UUID, datetime]],
    written: Mapping[UUID, rules.Status],
    spells: Sequence[Membership],
) -> list[Mark]:
    """One member over these sessions."""
    return [
        Mark(written.get(session, rules.Status.EXPECTED), start)
        for session, start in sessions
        if session in written or _sat_there(spells, start)
    ]


def _spells_of(group: Group, members: Sequence[UUID]) -> dict[UUID, list[Membership]]:
    """The spells of these members in the group, also those that ended; asked once in a request."""
    question = ("spells", scope.current_actor(), group.pk, frozenset(members))
    return scope.once(question, lambda: _by_member(group, members))


def _by_member(group: Group, members: Sequence[UUID]) -> dict[UUID, list[Membership]]:
    rows = Membership.visible_to(system_actor(group.practice_id)).filter(group=group, member_id__in=members)
    found: dict[UUID, list[Membership]] = {}
    for spell in rows.only("member_id", "starts_at", "ends_at"):
        found.setdefault(spell.member_id, []).append(spell)
    return found


def _sat_there(spells: Iterable[Membership], moment: datetime) -> bool:
    return any(spell.runs(moment) for spell in spells)


def _row(
    member: UUID,
    spells: Sequence[Membership],
    sessions: Iterable[GroupSession],
    written: Mapping[tuple[UUID, UUID], Attendance],
) -> Row:
    cells = tuple(_cell(session, spells, written.get((session.pk, member))) for session in sessions)
    noted = [cell.attendance for cell in cells if cell.attendance is not None]
    return Row(
        member_id=member,
        name=spells[0].member.chosen_name or "",
        is_seated=any(spell.runs() for spell in spells),
        cells=cells,
        came=sum(status_of(row) is rules.Status.ATTENDED for row in noted),
        counted=len(noted),
    )


def _cell(session: GroupSession, spells: Iterable[Membership], row: Attendance | None) -> Cell:
    if row is not None:
        excused = status_of(row) is rules.Status.EXCUSED
        words = row.get_reason_display() if row.reason else row.get_status_display()
        return Cell("excused" if excused else row.status, words, row)
    if not _sat_there(spells, session.starts_at):
        return Cell("out", _("not in the group then"))
    return Cell("unknown", _("not noted"))


def _belonged(cells: Iterable[Cell]) -> bool:
    return any(cell.state != "out" for cell in cells)
