"""Tells this process's rooms at once, and other processes through Redis, that something newer is stored.

Only a hint: whoever misses it finds the same in the audit feed within a quarter of a second.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import transaction

from holdspace.live.lines import door_of, room_of
from holdspace.live.relay import Publisher
from holdspace.live.rooms import Rooms

_rooms: Rooms | None = None


def use(rooms: Rooms) -> None:
    """The rooms of this process; a worker or a command has none."""
    global _rooms
    _rooms = rooms


@cache
def _publisher() -> Publisher | None:
    return Publisher(settings.HOLDSPACE_REDIS_URL) if settings.HOLDSPACE_REDIS_URL else None


def session_moved(
    session_id: UUID, version: int, *, at_the_door: Collection[UUID] = (), moved: Collection[UUID] = ()
) -> None:
    """Announce `version` of a session once this transaction is committed.

    Whoever is `at_the_door` hears of themselves alone; who `moved` is admitted to another room by it.
    """
    rooms = [room_of("session", session_id), *(door_of(session_id, person) for person in at_the_door)]
    transaction.on_commit(lambda: _announce_session(session_id, rooms, version, moved))


def leaders_whisper(session_id: UUID) -> None:
    """Tell the leaders' screens in this process, after the commit, that there is a word between them."""
    transaction.on_commit(lambda: _whisper(session_id))


def _whisper(session_id: UUID) -> None:
    if _rooms is not None:
        _rooms.tell_leaders(room_of("session", session_id), '{"t":"whisper"}')


def _announce_session(session_id: UUID, rooms: list[str], version: int, moved: Collection[UUID]) -> None:
    for room in rooms:
        _announce(room, version)
    if _rooms is not None:
        _rooms.move(session_id, moved, version)


def _announce(room: str, version: int) -> None:
    if _rooms is not None:
        _rooms.announce(room, version)
    publisher = _publisher()
    if publisher is not None:
        publisher.announce(room, version)
