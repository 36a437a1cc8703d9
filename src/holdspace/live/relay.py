"""How a process hears what others did: the audit feed, which is the truth, and Redis, which only wakes
earlier.

The feed. Every act is recorded in the database in the same transaction as what it changed. While any socket
is open, a process reads what is new there every 250 ms (`Watch`): versions go to the rooms, and whoever may
have lost a right is asked for again. So a removed member's sockets close within a second in every process,
with nothing but the database.

Redis. Where it is configured, whoever commits also publishes (`Publisher`), and each process listens with one
subscription (`Relay`), so that news arrives at once instead of within 250 ms. Without Redis, or while it is
away, nothing is lost and nothing needs to be done. A published message carries a room's name and a version,
never content.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol
from uuid import UUID

import redis
import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from holdspace.live.lines import SILENT, Line, Why
from holdspace.live.rooms import Gate, Rooms

logger = logging.getLogger(__name__)

CHANNEL = "holdspace:live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One act, as far as open sockets are concerned.

    `version` is what the state of `rooms` became; None when their state did not change.
    `rights` says that admissions may have ended: those of `user_id` in every room; with no `user_id` those of
    everyone in `rooms`; with neither, all. `why` is what they are told if so.
    """

    seq: int
    act: str
    rooms: tuple[str, ...] = ()
    version: int | None = None
    rights: bool = False
    user_id: UUID | None = None
    why: Why = Why.REMOVED
    session_id: UUID | None = None
    moved: tuple[UUID, ...] = ()
    """People who since `version` are admitted to another room of `session_id`."""

    def concerns(self, line: Line) -> bool:
        """Whether this act may have ended the admission behind `line`."""
        if self.user_id is not None:
            return line.admission.user_id == self.user_id
        return not self.rooms or line.admission.room in self.rooms


class Feed(Protocol):
    """The acts in the order in which they were committed."""

    async def newest(self) -> int:
        """The number of the last act, 0 when there is none."""

    async def after(self, cursor: int) -> Sequence[Change]:
        """All acts since number `cursor`, oldest first; asking again gives the same acts again.

        A number may never appear behind one that was already given: acts are numbered in commit order.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often things happen, in seconds."""

    poll: float = 0.25
    heartbeat: float = 10.0
    revalidate: float = 30.0
    sweep: float = 1.0
    goodbye: float = 2.0
    ready: float = 5.0


class Watch:
    """Keeps the open sockets of this process honest: follows the feed, and ends lines that are silent or
    stale.

    It runs only while somebody holds it open (`async with watch.open()`), so an idle process asks nothing.
    """

    def __init__(
        self, rooms: Rooms, gate: Gate, feed: Feed, *, relay: Relay | None = None, pace: Pace | None = None
    ) -> None:
        self.rooms = rooms
        self._gate = gate
        self._feed = feed
        self._relay = relay
        self._pace = pace or Pace()
        self._held = 0
        self._running: list[asyncio.Task[None]] = []
        self._checks: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._ready = asyncio.Event()
        self.rights_changes = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Follow from a moment before the block begins until at least its end; nothing in between is
        missed.
        """
        self._held += 1
        if self._held == 1:
            self._start()
        try:
            async with asyncio.timeout(self._pace.ready):
                await self._ready.wait()
            yield
        finally:
            self._held -= 1
            if self._held == 0:
                self._stop()

    def wake(self) -> None:
        """Read the feed now instead of at the next turn. On the loop only."""
        self._woken.set()

    def _start(self) -> None:
        self._woken, self._ready = asyncio.Event(), asyncio.Event()
        duties: list[Coroutine[Any, Any, None]] = [self._follow(), self._sweep()]
        if self._relay is not None:
            duties.append(self._relay.listen(self.rooms.announce, self.wake))
        self._running = [asyncio.create_task(duty) for duty in duties]

    def _stop(self) -> None:
        for task in (*self._running, *self._checks):
            task.cancel()
        self._running = []

    # The feed

    async def _follow(self) -> None:
        cursor = await self._persistently(self._feed.newest)
        self._ready.set()
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), self._pace.poll)
            self._woken.clear()
            for change in await self._persistently(partial(self._feed.after, cursor)):
                self._heed(change)
                cursor = change.seq

    async def _persistently(self, ask: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        """Ask the feed until it answers; an outage is logged once, when it begins."""
        failed = False
        while True:
            try:
                return await ask()
            except Exception:
                if not failed:
                    logger.exception("The audit feed cannot be read; open sockets hear nothing until it can.")
                failed = True
                await asyncio.sleep(self._pace.poll)

    def _heed(self, change: Change) -> None:
        if change.version is not None:
            for room in change.rooms:
                self.rooms.announce(room, change.version)
            if change.session_id is not None:
                self.rooms.move(change.session_id, change.moved, change.version)
        if change.rights:
            self.rights_changes += 1
            self._recheck(change.concerns, change.why)

    # Who may still listen, and who is still there

    def _recheck(self, concerns: Callable[[Line], bool], why: Why) -> None:
        task = asyncio.create_task(self.rooms.recheck(concerns, self._gate.still, why=why))
        self._checks.add(task)
        task.add_done_callback(self._checks.discard)

    async def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._pace.sweep)
            now = loop.time()
            for line in self.rooms.lines():
                self._look_after(line, now)
            self._recheck(partial(self._is_stale, now=now), Why.SIGNED_OUT)

    def _look_after(self, line: Line, now: float) -> None:
        if line.ended_at is not None:
            if now - line.ended_at > self._pace.goodbye:
                line.cut()
        elif now - line.heard_at > self._pace.heartbeat:
            self.rooms.end(line, code=SILENT)

    def _is_stale(self, line: Line, *, now: float) -> bool:
        return now - line.checked_at >= self._pace.revalidate


# Redis

_WAKE = b"w"


def _spoken(room: str, version: int) -> bytes:
    return f"{version} {room}".encode()


def _heard(message: bytes) -> tuple[str, int] | None:
    """Room and version, or None for a message that only wakes (or that nobody here understands)."""
    version, _, room = message.partition(b" ")
    return (room.decode(), int(version)) if version.isdigit() and room else None


def _say_away(away: Exception) -> None:
    """The kind of failure only: its text could hold the address with its password."""
    logger.warning("Redis is away (%s); news arrives by the feed.", type(away).__name__)


def _backoff(failures: int, longest: float) -> float:
    """Seconds to wait after so many failures in a row: 0.1, 0.2, 0.4 … `longest`, each between half and
    whole.
    """
    return float(min(0.1 * 2 ** min(failures, 10), longest) * (0.5 + secrets.randbelow(500) / 1000))


class Relay:
    """One subscription of one process."""

    def __init__(self, url: str, *, channel: str = CHANNEL, patience: float = 5.0) -> None:
        self._url = url
        self._channel = channel
        self._patience = patience
        self.connected = False

    async def listen(self, announce: Callable[[str, int], None], wake: Callable[[], None]) -> None:
        """Hand on what is published, for ever; while Redis is away try again after 0.1 s, later up to 5 s.

        Every (re)connection wakes once, for what was published in between.
        """
        failures = 0
        while True:
            try:
                await self._listen_once(announce, wake)
            except (redis.RedisError, OSError) as away:
                failures = 0 if self.connected else failures + 1
                if failures <= 1:
                    _say_away(away)
            finally:
                self.connected = False
            await asyncio.sleep(_backoff(failures, self._patience))

    async def _listen_once(self, announce: Callable[[str, int], None], wake: Callable[[], None]) -> None:
        client = redis.asyncio.Redis.from_url(
            self._url,
            client_name="holdspace-live",
            socket_connect_timeout=2,
            health_check_interval=10,
            retry=Retry(NoBackoff(), 0),
        )
        async with client, client.pubsub(ignore_subscribe_messages=True) as subscription:
            await subscription.subscribe(self._channel)
            self.connected = True
            wake()
            while True:
                message = await subscription.get_message(timeout=self._patience)
                if message is not None:
                    self._hand_on(message["data"], announce, wake)

    def _hand_on(
        self, message: bytes, announce: Callable[[str, int], None], wake: Callable[[], None]
    ) -> None:
        news = _heard(message)
        if news is None:
            wake()
        else:
            announce(*news)


class Publisher:
    """Tells the other processes, from any thread; call it after the commit. It never raises and never waits
    long.

    While Redis is away it stays quiet for `patience` seconds at a time: the feed carries the news anyway.
    """

    def __init__(self, url: str, *, channel: str = CHANNEL, patience: float = 5.0) -> None:
        self._client = redis.Redis.from_url(
            url, socket_connect_timeout=0.2, socket_timeout=0.2, client_name="holdspace-publisher"
        )
        self._channel = channel
        self._patience = patience
        self._quiet_until = 0.0

    def announce(self, room: str, version: int) -> None:
        """`version` of `room` is stored."""
        self._publish(_spoken(room, version))

    def wake(self) -> None:
        """Somebody's rights changed: every process reads the feed now."""
        self._publish(_WAKE)

    def _publish(self, message: bytes) -> None:
        if time.monotonic() < self._quiet_until:
            return
        try:
            self._client.publish(self._channel, message)
        except (redis.RedisError, OSError) as away:
            self._quiet_until = time.monotonic() + self._patience
            _say_away(away)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()
