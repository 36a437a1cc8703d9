"""Goodbyes ahead: who leaves when, and which of a group's sessions are the last ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models

from holdspace.endings.models import Closing, Ending, Leaving, NoticePeriod
from holdspace.endings.rules.last_sessions import in_words, left_after
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.words import Words
from holdspace.practice.spells import running
from holdspace.sessions.models import GroupSession
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

_LAST_DAY = ("last_on", "last_session__status", "last_session__ends_at", "practice__time_zone")
"""What `last_moment` looks at."""

USUAL_NOTICE = 3
"""The sessions of notice of a group that has not chosen another number."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A goodbye ahead: of one member, or of the whole circle (`member_id` is None).

    `left` counts the sessions after the one looked at; `is_told` says whether the circle knows.
    """

    pk: UUID
    group_id: UUID
    member_id: UUID | None
    name: str
    last_on: date
    left: int | None
    word: str = ""
    is_told: bool = True

    @property
    def mark(self) -> Words | None:
        """ "the last session but one", where it is one of the last."""
        return in_words(self.left)


def coming(actor: Actor, group: Group) -> list[GroupSession]:
    """The group's sessions that take place and have not ended, in order of time."""
    rows = GroupSession.visible_to(actor).filter(
        group=group, status=GroupSession.Status.PLANNED, ends_at__gt=clock.now()
    )
    return list(rows.order_by("starts_at", "id"))


def notice_of(actor: Actor, group: Group) -> int:
    """How many sessions of notice the group asks for."""
    row = NoticePeriod.visible_to(actor).filter(group=group).first()
    return row.sessions if row else USUAL_NOTICE


def ahead_in(actor: Actor, session: GroupSession) -> list[Ahead]:
    """The goodbyes for which this session is marked, the nearest first; five queries or fewer."""
    found = ahead(actor, [session.group_id], at=session.starts_at).get(session.group_id, [])
    return [each for each in found if each.mark is not None]


def ahead(actor: Actor, group_ids: Iterable[UUID], *, at: datetime | None = None) -> dict[UUID, list[Ahead]]:
    """The goodbyes ahead of each of many groups that the actor may know of, the nearest first.

    Looked at from a session that starts at `at`, else from each group's next; five queries or fewer.
    """
    ids = list(group_ids)
    leaving = list(_leavings(actor, ids))
    closing = list(
        Closing.visible_to(actor)
        .filter(group__in=ids, taken_back_at__isnull=True)
        .select_related("last_session", "practice")
        .only("group_id", *_LAST_DAY)
    )
    if not (leaving or closing):
        return {}
    keyring.warm({row.member_id for row in leaving}, Domain.IDENTITY, Domain.NARRATIVE)
    starts = _starts(actor, ids, at)
    return _gathered(
        [_of_one(row, starts.get(row.group_id, ()), at) for row in leaving]
        + [_of_all(row, starts.get(row.group_id, ()), at) for row in closing]
    )


def last_moment(row: Ending) -> datetime:
    """Until when the last session goes on; the end of its day, where it was cancelled or taken away."""
    session = row.last_session
    if session is not None and session.status != GroupSession.Status.CANCELLED:
        return session.ends_at
    midnight = datetime.combine(row.last_on + timedelta(days=1), time(), ZoneInfo(row.practice.time_zone))
    return midnight - timedelta(seconds=1)


def last_day(row: Ending) -> date:
    """The day of the last session on the practice's wall clock."""
    return last_moment(row).astimezone(ZoneInfo(row.practice.time_zone)).date()


def _leavings(actor: Actor, ids: list[UUID]) -> models.QuerySet[Leaving]:
    rows = Leaving.visible_to(actor).filter(
        running("membership__"), group__in=ids, taken_back_at__isnull=True
    )
    columns = ("group_id", "member__chosen_name", "word", "word_shown", "to_circle", *_LAST_DAY)
    return rows.select_related("member", "last_session", "practice").only(*columns)


def _starts(actor: Actor, ids: list[UUID], at: datetime | None) -> dict[UUID, list[datetime]]:
    since = at or clock.now()
    rows = GroupSession.visible_to(actor).filter(group__in=ids, ends_at__gt=since)
    rows = rows.exclude(status=GroupSession.Status.CANCELLED).order_by("starts_at")
    found: dict[UUID, list[datetime]] = {}
    for group_id, start in rows.values_list("group_id", "starts_at"):
        found.setdefault(group_id, []).append(start)
    return found


def _left(row: Ending, starts: Sequence[datetime], at: datetime | None) -> int | None:
    looked_at = at or (starts[0] if starts else None)
    return left_after(looked_at, starts, last_moment(row)) if looked_at is not None else None


def _of_one(row: Leaving, starts: Sequence[datetime], at: datetime | None) -> Ahead:
    return Ahead(
        row.pk,
        row.group_id,
        row.member_id,
        row.member.chosen_name or "—",
        last_day(row),
        _left(row, starts, at),
        row.shown_word,
        row.to_circle,
    )


def _of_all(row: Closing, starts: Sequence[datetime], at: datetime | None) -> Ahead:
    return Ahead(row.pk, row.group_id, None, "", last_day(row), _left(row, starts, at))


def _gathered(lines: list[Ahead]) -> dict[UUID, list[Ahead]]:
    found: dict[UUID, list[Ahead]] = {}
    for line in sorted(lines, key=lambda line: (line.last_on, line.name)):
        found.setdefault(line.group_id, []).append(line)
    return found
