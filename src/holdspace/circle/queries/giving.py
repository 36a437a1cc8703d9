"""Who gives to whom: what was said in sessions and could be thanked for, and what one gave and received."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime

from holdspace.groups.models import Group
from holdspace.groups.queries import circle
from holdspace.kernel.actors import Actor, system_actor
from holdspace.members.models import Member
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.sessions.policies import IN_THE_ROOM

LAST_SESSIONS = 3
"""How many sessions back something said can be thanked for."""


@dataclass(frozen=True, slots=True)
class SaidThere:
    """Somebody who was in the same session: it may be they who said what helped."""

    session: GroupSession
    helper: Member
    name: str

    @property
    def code(self) -> str:
        return f"{self.session.pk}:{self.helper.pk}"

    @property
    def words(self) -> str:
        """ "Bo, on Tuesday 3 November"."""
        return f"{self.name}, {date_format(localtime(self.session.starts_at), 'l j F')}"


def said_in_sessions(actor: Actor, group: Group) -> list[SaidThere]:
    """Everybody of the circle who was with a member in one of its last sessions; four queries."""
    sessions = GroupSession.visible_to(actor).filter(group=group, status=GroupSession.Status.HELD)
    last = list(sessions.order_by("-starts_at")[:LAST_SESSIONS])
    names = {each.member_id: each.name for each in circle(group)}
    there = _there(group, last)
    members = {each.pk: each for each in _members(group, names)}
    return [
        SaidThere(session, members[person], names[person])
        for session in last
        if actor.person_id in there[session.pk]
        for person in names
        if person in there[session.pk] and person != actor.person_id and person in members
    ]


def member_of(group: Group, text: str) -> Member | None:
    """The member of a circle whose id a form sent; None for nobody."""
    try:
        pk = UUID(text)
    except ValueError:
        return None
    return _members(group, [pk]).filter(memberships__group=group).distinct().first()


def _there(group: Group, sessions: list[GroupSession]) -> dict[UUID, set[UUID]]:
    """Who was in each session. Everybody in the room saw it; so the system may say it to them."""
    rows = Attendance.visible_to(system_actor(group.practice_id)).filter(
        session__in=sessions, status__in=IN_THE_ROOM
    )
    found: dict[UUID, set[UUID]] = {session.pk: set() for session in sessions}
    for session_id, member_id in rows.values_list("session_id", "member_id"):
        found[session_id].add(member_id)
    return found


def _members(group: Group, ids: Iterable[UUID]) -> models.QuerySet[Member]:
    return Member.visible_to(system_actor(group.practice_id)).filter(pk__in=ids)
