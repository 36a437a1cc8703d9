"""Who sits in a session by a screen, in this process: keeps the stored state true to the open sockets.

A screen says `here` when its page sits in the session; the newest one of a person counts, the former is told
that it no longer does. Three seconds after the last such socket of somebody has gone, `LineLost` is stored,
and `LineBack` as soon as one is there again; what these mean is decided by the rules (`rules.door`). After
this process was killed, whoever is stored as inside and does not connect within `FIRST_SIGHT` seconds of the
first who does is lost in the same way.

How long people speak comes from their own devices (`voice`), is clamped to what can be true, and stored every
few seconds; whoever switched it off, or is not inside, is not counted, whatever their device sends.

What one person's browser sends to another's (`sig`) is handed on only while the two are together by
the newest stored state, and never read.

One process holds a session: all sockets of one session belong on the same process (ADR 0018). Everything
lives on one event loop; the database is asked through `Book`.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from holdspace.kernel import clock
from holdspace.live.carrying import Carrier
from holdspace.live.lines import Line, Part, door_of, room_of
from holdspace.live.rooms import Rooms
from holdspace.live.rules.door import LOST_AFTER, RETURNS_WITHIN, together
from holdspace.live.rules.room_state import Online, Phase, SeatState, SessionState
from holdspace.live.rules.speaking import Spell, heard

logger = logging.getLogger(__name__)

BETWEEN: Final = frozenset({"sig"})
"""What goes from one browser to another, unread."""

STORES_EVERY: Final = 10.0
"""Seconds between two writes of who spoke; a killed process loses no more than that."""

FIRST_SIGHT: Final = 5.5
"""Seconds for whoever was never seen here: while a server is away, browsers try again every five at most."""

AGAIN: Final = 1.0
"""Seconds until the database is asked again when it did not answer."""


class Book(Protocol):
    """What is stored of sessions."""

    async def state(self, session_id: UUID) -> SessionState | None:
        """The newest state, None where nothing has happened yet."""

    async def line_lost(self, session_id: UUID, person_id: UUID) -> None:
        """Store that there is no connection to somebody; what no longer fits changes nothing."""

    async def line_back(self, session_id: UUID, person_id: UUID) -> None:
        """Store that there is a connection again; what no longer fits changes nothing."""

    async def spoke(self, session_id: UUID, spells: Sequence[Spell]) -> None:
        """Add to what is stored of who spoke."""


@dataclass(slots=True, eq=False)
class _Watched:
    """A session that somebody in this process listens to."""

    session_id: UUID
    state: SessionState | None = None
    absent_since: dict[UUID, float] = field(default_factory=dict)
    """Since when, by the loop's clock, somebody who should be connected is not."""

    seen: set[UUID] = field(default_factory=set)
    """Who has been connected to this process."""

    reported: dict[UUID, datetime] = field(default_factory=dict)
    spells: list[Spell] = field(default_factory=list)
    stored_at: float = 0.0
    """When, by the loop's clock, who spoke was stored last."""

    poke: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class Presence:
    """Follows the sockets of sessions; a `rooms.Listener`."""

    def __init__(
        self,
        rooms: Rooms,
        book: Book,
        *,
        carrier: Carrier | None = None,
        lost_after: float = LOST_AFTER.total_seconds(),
        returns_within: float = RETURNS_WITHIN.total_seconds(),
    ) -> None:
        self._rooms = rooms
        self._book = book
        self.carrier = carrier
        self._lost_after = lost_after
        self._returns_within = returns_within
        self._watched: dict[UUID, _Watched] = {}
        rooms.listener = self

    # What happens in the rooms

    def changed(self, line: Line) -> None:
        """Somebody came or went."""
        if line.admission.session_id is not None:
            self._watch(line.admission.session_id).poke.set()

    def announced(self, room: str) -> None:
        """A session that is watched here has moved on."""
        kind, _, subject = room.partition(":")
        watched = self._watched.get(UUID(subject)) if kind == "session" else None
        if watched is not None:
            watched.poke.set()

    def here(self, line: Line) -> None:
        """This screen is where its person sits now; another one of theirs is told that it is not."""
        for other in self._lines_of(line):
            if other is not line and other.is_here:
                other.is_here = False
                self._rooms.hand(other, '{"t":"elsewhere"}')
        line.is_here = True
        self.changed(line)

    def _lines_of(self, line: Line) -> list[Line]:
        person = line.admission.person_id
        return [other for other in self._rooms.lines_in(line.admission.room) if _is_of(other, person)]

    def voice(self, line: Line, message: dict[str, Any]) -> bool:
        """Take in how long somebody spoke; False for nonsense."""
        watched, person = self._watched_by(line)
        now = clock.now()
        spells = heard(message, person=person, last=watched.reported.get(person), now=now)
        if spells is None:
            return False
        if line.is_here and _is_counted(watched.state, person):
            watched.reported[person] = now
            watched.spells += spells
            watched.poke.set()
        return True

    async def pass_on(self, line: Line, message: dict[str, Any]) -> bool:
        """Hand a message to the person it names, when the two are together; False where it is not one."""
        watched, person = self._watched_by(line)
        try:
            to = UUID(message["to"])
            text = json.dumps({"t": message["t"], "from": str(person), "d": message["d"]})
        except (KeyError, ValueError, TypeError, AttributeError):
            return False
        if line.is_here and await self._are_together(watched, person, to):
            for other in self._rooms.lines_in(line.admission.room):
                if other.is_here and _is_of(other, to):
                    self._rooms.hand(other, text)
        return True

    async def carry(self, line: Line, message: dict[str, Any]) -> bool:
        """Hand a message to the media server, for who is inside; False where there is no such server."""
        if self.carrier is None:
            return False
        if not self.carrier.admits(line):  # what is known here may be old
            await self._refresh(self._watched_by(line)[0])
        self.carrier.hear(line, message)
        return True

    async def _are_together(self, watched: _Watched, one: UUID, other: UUID) -> bool:
        """By what is known here; where that says no, it may be old, and the database is asked."""
        if not _together(watched.state, one, other):
            await self._refresh(watched)
        return _together(watched.state, one, other)

    def _watched_by(self, line: Line) -> tuple[_Watched, UUID]:
        """The session of a line that may speak in it, and who speaks."""
        it = line.admission
        assert it.session_id is not None
        assert it.person_id is not None
        return self._watch(it.session_id), it.person_id

    async def _refresh(self, watched: _Watched) -> SessionState | None:
        """Ask for the newest state, and let the media server follow it."""
        state = watched.state = await self._book.state(watched.session_id)
        if self.carrier is not None and state is not None:
            await self.carrier.follow(watched.session_id, state.inside, state.version)
        return state

    # Keeping the stored state true

    def _watch(self, session_id: UUID) -> _Watched:
        watched = self._watched.get(session_id)
        if watched is None:
            watched = self._watched[session_id] = _Watched(session_id)
            watched.task = asyncio.create_task(self._follow(watched))
        return watched

    async def _follow(self, watched: _Watched) -> None:
        """Until nobody listens and nobody is expected back."""
        wait: float | None = AGAIN
        try:
            while wait is not None:
                with suppress(TimeoutError):
                    await asyncio.wait_for(watched.poke.wait(), wait)
                watched.poke.clear()
                wait = await self._settled(watched)
        finally:
            del self._watched[watched.session_id]

    async def _settled(self, watched: _Watched) -> float | None:
        """Store who was lost or came back; seconds until it has to be looked at again, None for never."""
        try:
            later = await self._store_spoken(watched)
            state = await self._refresh(watched)
            seats = state.seats if state is not None and state.phase is not Phase.ENDED else ()
            due = [later, *[await self._look_after(watched, seat) for seat in seats]]
        except Exception:
            logger.exception("A session's state could not be read or written; it is tried again.")
            return AGAIN
        times = [seconds for seconds in due if seconds is not None]
        return min(times) if times else self._idle(watched)

    async def _store_spoken(self, watched: _Watched) -> float | None:
        """Store who spoke, at most every `STORES_EVERY`; seconds until the rest is stored."""
        now = asyncio.get_running_loop().time()
        if not watched.spells:
            return None
        wait = watched.stored_at + STORES_EVERY - now
        if wait > 0 and self._idle(watched) is not None:
            return wait
        watched.stored_at, spells, watched.spells = now, watched.spells, []
        await self._book.spoke(watched.session_id, spells)
        return None

    def _idle(self, watched: _Watched) -> float | None:
        """Nothing is due: wait for the next who comes or goes, while anybody listens."""
        session_id = watched.session_id
        listens = self._rooms.lines_in(room_of("session", session_id)) or any(
            line.admission.session_id == session_id for line in self._rooms.lines()
        )
        return 3600.0 if listens else None

    async def _look_after(self, watched: _Watched, seat: SeatState) -> float | None:
        """Store what changed at one seat; seconds until it may change again."""
        person = seat.member_id
        if not (seat.is_inside or seat.online is Online.WAITING):
            watched.absent_since.pop(person, None)
            return None
        if self._is_connected(watched, seat):
            watched.absent_since.pop(person, None)
            watched.seen.add(person)
            if seat.online is Online.DROPPED:
                await self._book.line_back(watched.session_id, person)
            return None
        return await self._miss(watched, seat)

    def _is_connected(self, watched: _Watched, seat: SeatState) -> bool:
        person = seat.member_id
        if seat.online is Online.WAITING:
            return bool(self._rooms.lines_in(door_of(watched.session_id, person)))
        lines = self._rooms.lines_in(room_of("session", watched.session_id))
        return any(line.is_here and _is_of(line, person) for line in lines)

    async def _miss(self, watched: _Watched, seat: SeatState) -> float | None:
        now = asyncio.get_running_loop().time()
        person = seat.member_id
        missed = now - watched.absent_since.setdefault(person, now)
        patience = self._lost_after if person in watched.seen else max(self._lost_after, FIRST_SIGHT)
        if seat.online is Online.WAITING:
            patience = self._returns_within
        elif seat.online is Online.DROPPED and seat.online_since is not None:
            missed, patience = (clock.now() - seat.online_since).total_seconds(), self._returns_within
        if missed < patience:
            return patience - missed + 0.01
        watched.absent_since[person] = now
        await self._book.line_lost(watched.session_id, person)
        return self._lost_after


def _is_of(line: Line, person: UUID | None) -> bool:
    return line.admission.person_id == person and line.admission.part is not Part.AT_THE_DOOR


def _is_counted(state: SessionState | None, person: UUID) -> bool:
    """Whether it is measured how long they speak: inside, while the session runs, unless they said no."""
    if state is None or state.phase not in (Phase.OPEN, Phase.CLOSING):
        return False
    seat = state.seat(person)
    return seat is not None and seat.is_inside and not seat.voice_off


def _together(state: SessionState | None, one: UUID, other: UUID) -> bool:
    return state is not None and other in together(state, one)
