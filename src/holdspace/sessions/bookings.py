"""Rooms and people are in one place at a time: what is taken in a practice, and what it clashes with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from holdspace.groups.models import Group
from holdspace.groups.queries import leaders_of
from holdspace.kernel.actors import system_actor
from holdspace.kernel.refusals import Refused
from holdspace.practice.models import Room
from holdspace.sessions.models import GroupSession
from holdspace.sessions.rules.clashes import Booking, Clash, Reason, first_clash
from holdspace.sessions.rules.recurrence import Occurrence

LONGEST = timedelta(days=1)
"""No session is longer (`rules.recurrence.LONGEST`), so that none that began earlier can reach in."""


def of_occurrences(group: Group, room: Room | None, wanted: Iterable[Occurrence]) -> list[Booking]:
    """What a planned series takes."""
    people = _people([group.pk])[group.pk]
    where = room.pk if room else None
    return [Booking(group.pk, each.starts_at, each.ends_at, where, people) for each in wanted]


def of_session(session: GroupSession) -> Booking:
    """What one session takes."""
    return _booking(session, _people([session.group_id]))


def check_free(group: Group, wanted: Sequence[Booking], *, besides: GroupSession | None = None) -> None:
    """Refused, with the first clash, when the group, a room or a leader is taken; two queries."""
    if not wanted:
        return
    rows = GroupSession.visible_to(system_actor(group.practice_id)).filter(
        status=GroupSession.Status.PLANNED,
        starts_at__gt=min(each.starts_at for each in wanted) - LONGEST,
        starts_at__lt=max(each.ends_at for each in wanted),
    )
    taken = list(rows.exclude(pk=besides.pk) if besides else rows)
    people = _people({session.group_id for session in taken})
    clash = first_clash(wanted, [_booking(session, people) for session in taken])
    if clash is not None:
        raise Refused(_sentence(clash, group))


def clashing(sessions: Sequence[GroupSession]) -> set[UUID]:
    """The ids of those planned sessions, of these, that clash with another of these; one query."""
    planned = [session for session in sessions if session.status == GroupSession.Status.PLANNED]
    people = _people({session.group_id for session in planned})
    booked = [(session.pk, _booking(session, people)) for session in planned]
    return {
        pk
        for pk, booking in booked
        if first_clash([booking], [other for other_pk, other in booked if other_pk != pk]) is not None
    }


def _people(group_ids: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    led = leaders_of(group_ids)
    return {group: frozenset(leader.staff_id for leader in leading) for group, leading in led.items()}


def _booking(session: GroupSession, people: dict[UUID, frozenset[UUID]]) -> Booking:
    return Booking(
        session.group_id, session.starts_at, session.ends_at, session.room_id, people[session.group_id]
    )


def _sentence(clash: Clash, group: Group) -> str:
    """The clash in words. It never names the other group: who plans may be a leader who does not know it."""
    local = clash.taken.starts_at.astimezone(ZoneInfo(group.practice.time_zone))
    when = f"{date_format(local, 'DATE_FORMAT')}, {date_format(local, 'TIME_FORMAT')}"
    if clash.reason is Reason.GROUP:
        return _("This group meets already on %(when)s.") % {"when": when}
    if clash.reason is Reason.ROOM:
        return _("The room is taken by another group on %(when)s.") % {"when": when}
    return _("A leader of this group leads another group on %(when)s.") % {"when": when}
