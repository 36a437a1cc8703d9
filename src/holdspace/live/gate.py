"""Who may listen to a room, what happened, and who sits in a session: what sockets ask of the database.

All of it runs in threads, for Django's database layer is synchronous. The gate asks exactly what a page
would ask: the session behind the cookie, the actor behind the account, `visible_to`. Of a session a member
hears only while they are inside; until then, and after it, only of their own way through its door.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import close_old_connections, transaction
from django.utils.crypto import constant_time_compare

from holdspace.accounts.models import User
from holdspace.audit.models import Entry
from holdspace.circle.models import Space
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.live.actions import keep_spoken, note_line
from holdspace.live.lines import Admission, Kind, Part, Why, door_of, room_of
from holdspace.live.queries import newest_state
from holdspace.live.relay import Change
from holdspace.live.rules.session_flow import SessionState
from holdspace.live.rules.speaking import Spell
from holdspace.members.actors import actor_of
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as

#: Acts after which an admission to a group's rooms may have ended.
RIGHTS_END: Final = frozenset(
    {"groups.membership_ended", "groups.facilitation_ended", "groups.record_closed", "practice.role_ended"}
)
#: The act that every event of a running session records; its detail names the version.
MOVED: Final = "live.moved"
#: The room whose acts, where their detail names a version, changed what a circle sees between sessions.
CIRCLE: Final = "circle."


@dataclass(frozen=True, slots=True)
class SignedIn(Admission):
    """An admission, and the browser session by which it was given."""

    session_key: str = ""


class DatabaseGate:
    """Admits whoever the page of the same room would be shown to."""

    async def admit(self, cookies: dict[str, str], kind: Kind, subject_id: UUID) -> Admission | None:
        key = cookies.get(settings.SESSION_COOKIE_NAME, "")
        return await asyncio.to_thread(self._admit, key, kind, subject_id) if key else None

    async def still(self, admission: Admission) -> bool:
        if not isinstance(admission, SignedIn):
            return False
        kind, _, subject = admission.room.partition(":")
        if admission.session_id is not None:
            kind, subject = "session", str(admission.session_id)
        again = await asyncio.to_thread(self._admit, admission.session_key, kind, UUID(subject))
        return again is not None and (again.user_id, again.room) == (admission.user_id, admission.room)

    def _admit(self, session_key: str, kind: str, subject_id: UUID) -> Admission | None:
        close_old_connections()
        actor = self._actor(session_key)
        if actor is None or (actor.is_staff and not actor.second_factor):
            return None
        with acting_as(actor), transaction.atomic():
            if not _may_listen(actor, kind, subject_id):
                return None
            if kind == "session":
                return _to_session(actor, subject_id, session_key)
            version = _space_version(subject_id)
        return SignedIn(actor.user_id, room_of("group", subject_id), version, session_key=session_key)

    def _actor(self, session_key: str) -> Actor | None:
        session: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
        user = _signed_in_user(session)
        if user is None or _too_old(session):
            return None
        return actor_of(user, session)


def _signed_in_user(session: SessionBase) -> User | None:
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = User.objects.filter(pk=str(session.get(SESSION_KEY)), is_active=True).first()
    if user is None or not constant_time_compare(
        session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
    ):
        return None
    return user


def _too_old(session: SessionBase) -> bool:
    """Whether the session has passed its absolute limit; an open socket does not count as idleness."""
    begun: float = session.get("begun_at", 0.0)
    return clock.now().timestamp() - begun > settings.HOLDSPACE_ABSOLUTE


def _may_listen(actor: Actor, kind: str, subject_id: UUID) -> bool:
    if kind == "session":
        sessions = GroupSession.visible_to(actor) if actor.is_member else GroupSession.clinical_to(actor)
        return sessions.filter(pk=subject_id).exists()
    return Group.visible_to(actor).filter(pk=subject_id).exists()


def _to_session(actor: Actor, session_id: UUID, session_key: str) -> SignedIn:
    """Leaders hear the room; a member does while inside, and else only of themselves."""
    state = newest_state(session_id)
    version = state.version if state is not None else 0
    part, room = Part.LEADER, room_of("session", session_id)
    if actor.is_member:
        inside = state is not None and actor.person_id in state.inside
        part = Part.INSIDE if inside else Part.AT_THE_DOOR
        room = room if inside else door_of(session_id, actor.person_id)
    return SignedIn(actor.user_id, room, version, part, session_id, actor.person_id, session_key=session_key)


def _space_version(group_id: UUID) -> int:
    return Space.unscoped.filter(group_id=group_id).values_list("version", flat=True).first() or 0


class SessionBook:
    """What is stored of sessions, for `presence.Presence`."""

    async def state(self, session_id: UUID) -> SessionState | None:
        return await asyncio.to_thread(self._state, session_id)

    async def line_lost(self, session_id: UUID, person_id: UUID) -> None:
        await asyncio.to_thread(self._line, "line_lost", session_id, person_id)

    async def line_back(self, session_id: UUID, person_id: UUID) -> None:
        await asyncio.to_thread(self._line, "line_back", session_id, person_id)

    async def spoke(self, session_id: UUID, spells: Sequence[Spell]) -> None:
        await asyncio.to_thread(self._spoke, session_id, spells)

    def _spoke(self, session_id: UUID, spells: Sequence[Spell]) -> None:
        close_old_connections()
        keep_spoken(session_id=session_id, spells=spells)

    def _state(self, session_id: UUID) -> SessionState | None:
        close_old_connections()
        with acting_as(system_actor()), transaction.atomic():
            return newest_state(session_id)

    def _line(self, kind: str, session_id: UUID, person_id: UUID) -> None:
        close_old_connections()
        note_line(kind=kind, session_id=session_id, person_id=person_id)


class AuditFeed:
    """The audit chain as the feed of changes: numbered in commit order, nothing appears behind a cursor."""

    async def newest(self) -> int:
        return await asyncio.to_thread(self._newest)

    async def after(self, cursor: int) -> Sequence[Change]:
        return await asyncio.to_thread(self._after, cursor)

    def _newest(self) -> int:
        close_old_connections()
        return Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0

    def _after(self, cursor: int) -> list[Change]:
        close_old_connections()
        rows = Entry.objects.filter(seq__gt=cursor).order_by("seq")
        return [_change(*row) for row in rows.values_list("seq", "act", "subject_id", "group_id", "detail")]


def _change(seq: int, act: str, subject: UUID | None, group: UUID | None, detail: str) -> Change:
    if act == MOVED and subject is not None:
        return _moved_on(seq, subject, json.loads(detail))
    if act in RIGHTS_END:
        # A right that ended may concern the group's own room and any of its sessions' rooms: check them all.
        return Change(seq=seq, act=act, rights=True, why=Why.REMOVED)
    rooms = (room_of("group", group),) if group is not None else ()
    version = json.loads(detail).get("version") if act.startswith(CIRCLE) else None
    return Change(seq=seq, act=act, rooms=rooms, version=version)


def _moved_on(seq: int, session_id: UUID, detail: dict[str, Any]) -> Change:
    doors = (door_of(session_id, UUID(person)) for person in detail.get("door", []))
    return Change(
        seq=seq,
        act=MOVED,
        rooms=(room_of("session", session_id), *doors),
        version=detail.get("version"),
        session_id=session_id,
        moved=tuple(UUID(person) for person in detail.get("moved", [])),
    )
