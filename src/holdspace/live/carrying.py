"""The media server, where a practice has one: what browsers say to it, for whoever is inside and nobody else.

Without one nothing here is made, and browsers are connected to each other (`static/live/mesh.js`).
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from holdspace.live.lines import POLICY, Line, room_of
from holdspace.live.media.backends import (
    Full,
    MediaBackend,
    NotAdmitted,
    NotUnderstood,
    Tell,
    Unavailable,
)
from holdspace.live.rooms import Rooms

logger = logging.getLogger(__name__)

CARRIED: Final = frozenset({"sfu", "key"})
"""What a browser says to the media server, and the sealed keys that go from one browser to another."""


class Carrier:
    """Carries between sockets and a media backend; everything on one event loop."""

    def __init__(self, rooms: Rooms, make: Callable[[Tell], MediaBackend]) -> None:
        self._rooms = rooms
        self._backend = make(self._tell)
        self._inside: dict[UUID, tuple[int, frozenset[UUID]]] = {}
        """Of each session: by which version, who."""

        self._tasks: set[asyncio.Task[None]] = set()

    def admits(self, line: Line) -> bool:
        """Whether the person of this line is known to be inside."""
        it = line.admission
        return it.session_id is not None and it.person_id in self._known(it.session_id)[1]

    def _known(self, session_id: UUID) -> tuple[int, frozenset[UUID]]:
        return self._inside.get(session_id, (0, frozenset()))

    async def follow(self, session_id: UUID, inside: frozenset[UUID], version: int) -> None:
        """By this version of the session these are inside: whoever else was is taken out, and the last to go
        closes the room. An older version than one that was followed already says nothing any more.
        """
        newest, before = self._known(session_id)
        if version < newest:
            return
        self._inside[session_id] = version, inside
        try:
            for person in before - inside:
                await self._backend.remove(str(session_id), str(person))
            if before and not inside:
                await self._backend.close(str(session_id))
        except Unavailable:
            logger.warning("The media server is away; it forgets a room by itself when nobody is left.")

    def hear(self, line: Line, message: dict[str, Any]) -> None:
        """Carry a message of whoever is inside to the backend, and what follows from it to whom it concerns.

        Not waited for: a slow media server must not hold up the heartbeat of this socket.
        """
        it = line.admission
        if self.admits(line):
            task = asyncio.create_task(self._carry(line, str(it.session_id), str(it.person_id), message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _carry(self, line: Line, session: str, person: str, message: dict[str, Any]) -> None:
        try:
            await self._backend.open(session)
            if not self.admits(line):
                return
            await self._backend.join(session, person)
            for to, what in await self._backend.client_msg(session, person, message):
                self._tell(session, to, what)
        except NotUnderstood:
            self._rooms.end(line, code=POLICY)
        except (NotAdmitted, Full, Unavailable) as refusal:
            logger.warning("The media server did not carry a message: %s", type(refusal).__name__)
        finally:
            if not self.admits(line):  # taken out meanwhile: what was just made must not stay
                with suppress(NotAdmitted, Unavailable):
                    await self._backend.remove(session, person)

    def _tell(self, session: str, person: str, message: dict[str, Any]) -> None:
        text = json.dumps(message)
        for line in self._rooms.lines_in(room_of("session", UUID(session))):
            if line.is_here and str(line.admission.person_id) == person:
                self._rooms.hand(line, text)
