"""Who has a socket open to which room in this process, and how news reaches them.

Why not a channel layer. What a room is told is one kind of news: "there is something newer than version n".
So it needs no queue: whatever a slow socket has not read yet is replaced by what is newest, and a lost
message loses nothing, because the state itself is fetched (`lines`). A dictionary of sets per process then
reaches the rate of bare sockets (`engines.md`, performance; `benchmarks/fanout.py`).

Threads. Everything lives on one event loop. `announce` and `close` may be called from any thread, also
before the first socket and after the last (then nobody hears it). All else is called on the loop.

Times are seconds of the loop's clock. Versions of one room rise; an older one that arrives late is not
repeated.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Protocol
from uuid import UUID

from holdspace.live.lines import FAILED, TOO_SLOW, Admission, Kind, Line, Part, Why

logger = logging.getLogger(__name__)

MERGE_WITHIN = 0.02
"""After one message a room waits this long before the next; what is announced in between becomes one
message.
"""

REMEMBERED_ROOMS = 4096
"""How many rooms' newest versions are kept, so that nothing is missed between admission and joining."""

CHECKS_AT_ONCE = 8
"""How many admissions are checked again at the same time; the rest wait their turn."""


class Gate(Protocol):
    """Who may listen. The live context knows no accounts; the project's gate does."""

    async def admit(self, cookies: dict[str, str], kind: Kind, subject_id: UUID) -> Admission | None:
        """The admission of whoever these cookies belong to, or None: forbidden and missing are not told
        apart.

        `version` must be read after the right was checked, and `room` be `room_of(kind, subject_id)`.
        """

    async def still(self, admission: Admission) -> bool:
        """Whether this admission would be given again now: same person signed in, same right."""


class Listener(Protocol):
    """Somebody in this process who wants to know what happens in its rooms; called on the loop."""

    def changed(self, line: Line) -> None:
        """A line was opened, or has gone."""

    def announced(self, room: str) -> None:
        """Something newer is stored for `room`."""


@dataclass(slots=True)
class _Room:
    lines: set[Line]
    waiting: bool = False
    quiet_until: float = 0.0


@dataclass(frozen=True, slots=True)
class Metrics:
    """Counts of one process since it started, and what is open now."""

    sockets: int
    rooms: int
    announced: int
    merged: int
    told: int
    replaced: int
    ended: int


class Rooms:
    """The rooms of this process."""

    def __init__(self, *, merge_within: float = MERGE_WITHIN) -> None:
        self._merge_within = merge_within
        self.listener: Listener | None = None
        self._rooms: dict[str, _Room] = {}
        self._announced = self._merged = self._told = self._replaced = self._ended = 0
        self._checks = asyncio.Semaphore(CHECKS_AT_ONCE)
        self._lock = Lock()  # guards the three below, which other threads touch
        self._loop: asyncio.AbstractEventLoop | None = None
        self._newest: OrderedDict[str, int] = OrderedDict()
        self._dirty: set[str] = set()

    # On the loop

    def join(self, admission: Admission) -> Line:
        """Open a line, with the newest version of its room already waiting on it."""
        version = max(admission.version, self._attached(admission.room))
        line = Line(admission, self._now())
        self._rooms.setdefault(admission.room, _Room(set())).lines.add(line)
        line.tell(_news(version))
        self._changed(line)
        return line

    def _changed(self, line: Line) -> None:
        if self.listener is not None:
            self.listener.changed(line)

    def _attached(self, room: str) -> int:
        """Hear announcements on this loop from now on; the newest version of `room` until now."""
        loop = asyncio.get_running_loop()
        with self._lock:
            if self._loop is not loop:
                self._loop, self._checks = loop, asyncio.Semaphore(CHECKS_AT_ONCE)
                self._dirty.clear()
            return self._newest.get(room, 0)

    def leave(self, line: Line) -> None:
        """Forget a line; the last to leave closes the room."""
        room = self._rooms.get(line.admission.room)
        if room is not None:
            room.lines.discard(line)
            if not room.lines:
                del self._rooms[line.admission.room]
        self._changed(line)

    def lines_in(self, room: str) -> list[Line]:
        """The open lines of one room; those that have been said goodbye to do not count."""
        found = self._rooms.get(room)
        return [line for line in found.lines if line.ended_at is None] if found else []

    def hand(self, line: Line, text: str) -> None:
        """Give one line a message for its person alone; a line that takes none is closed."""
        if not line.hand(text):
            self.end(line, code=TOO_SLOW)

    def lines(self) -> list[Line]:
        """Every open line."""
        return [line for room in self._rooms.values() for line in room.lines]

    async def recheck(
        self,
        concerns: Callable[[Line], bool],
        still: Callable[[Admission], Awaitable[bool]],
        *,
        why: Why = Why.SIGNED_OUT,
    ) -> None:
        """Ask again for every line that `concerns` picks, and say goodbye where the answer is no.

        An answer that fails is a no as well, but without a reason: the client may come back and be asked
        anew.
        """
        picked = [line for line in self.lines() if line.ended_at is None and concerns(line)]
        await asyncio.gather(*(self._check(line, still, why) for line in picked))

    async def _check(self, line: Line, still: Callable[[Admission], Awaitable[bool]], why: Why) -> None:
        line.checked_at = self._now()
        try:
            async with self._checks:
                allowed = await still(line.admission)
        except Exception:
            logger.exception("An admission could not be checked again; its socket is closed.")
            self.end(line, code=FAILED)
            return
        if not allowed:
            self.end(line, why=why)

    def end(self, line: Line, *, code: int = 1000, why: Why | None = None) -> None:
        """Say goodbye on one line and close it with `code`."""
        self._ended += line.ended_at is None
        line.end(self._now(), why, code)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    @property
    def metrics(self) -> Metrics:
        """What has happened here, for the operator."""
        return Metrics(
            sockets=sum(len(room.lines) for room in self._rooms.values()),
            rooms=len(self._rooms),
            announced=self._announced,
            merged=self._merged,
            told=self._told,
            replaced=self._replaced,
            ended=self._ended,
        )

    # From any thread

    def announce(self, room: str, version: int) -> None:
        """Tell everyone in `room` that `version` is stored; call it after the commit, never before."""
        with self._lock:
            self._announced += 1
            if not self._is_newer(room, version) or room in self._dirty:
                self._merged += 1
                return
            if self._loop is None:
                return
            first = not self._dirty
            self._dirty.add(room)
        if first:
            self._on_loop(self._spread)

    def close(self, room: str | None, user_id: UUID | None, why: Why) -> None:
        """Say goodbye to the lines of this user in this room; None stands for every room, every user."""
        self._on_loop(lambda: self._close(room, user_id, why))

    def move(self, session_id: UUID, person_ids: Iterable[UUID], version: int) -> None:
        """Since `version`, these people are admitted to another room of the session: they connect again."""
        people = frozenset(person_ids)
        if people:
            self._on_loop(lambda: self._move(session_id, people, version))

    def tell_leaders(self, room: str, text: str) -> None:
        """Give every leader's line in this room a message."""
        self._on_loop(lambda: self._tell_leaders(room, text))

    def _is_newer(self, room: str, version: int) -> bool:
        """Whether `version` is news; then it is remembered."""
        if version <= self._newest.get(room, -1):
            return False
        self._newest[room] = version
        self._newest.move_to_end(room)
        if len(self._newest) > REMEMBERED_ROOMS:
            self._newest.popitem(last=False)
        return True

    def _on_loop(self, what: Callable[[], None]) -> None:
        """Run `what` on the loop; before the first socket, or on a loop that has ended, nobody listens."""
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(what)

    # What announcements and goodbyes become on the loop

    def _spread(self) -> None:
        with self._lock:
            dirty, self._dirty = self._dirty, set()
        for name in dirty:
            if self.listener is not None:
                self.listener.announced(name)
            self._due(name)

    def _due(self, name: str) -> None:
        """Tell the room now, or when its quiet time is over; what comes until then goes with it."""
        room = self._rooms.get(name)
        if room is None:
            return
        if room.waiting:
            self._merged += 1
            return
        wait = room.quiet_until - self._now()
        if wait <= 0:
            self._tell(name)
        else:
            room.waiting = True
            asyncio.get_running_loop().call_later(wait, self._tell, name)

    def _tell(self, name: str) -> None:
        room = self._rooms.get(name)
        if room is None:
            return
        room.waiting, room.quiet_until = False, self._now() + self._merge_within
        with self._lock:
            news = _news(self._newest.get(name, 0))
        for line in room.lines:
            self._replaced += line.tell(news)
        self._told += len(room.lines)

    def _close(self, room: str | None, user_id: UUID | None, why: Why) -> None:
        for line in self.lines():
            if room in (None, line.admission.room) and user_id in (None, line.admission.user_id):
                self.end(line, why=why)

    def _tell_leaders(self, room: str, text: str) -> None:
        for line in self.lines_in(room):
            if line.admission.part is Part.LEADER:
                self.hand(line, text)

    def _move(self, session_id: UUID, people: frozenset[UUID], version: int) -> None:
        for line in self.lines():
            it = line.admission
            moves = it.session_id == session_id and it.person_id in people and it.version < version
            if moves and it.part is not Part.LEADER:
                self.end(line, why=Why.MOVED)


def _news(version: int) -> str:
    return f'{{"t":"version","v":{version}}}'
