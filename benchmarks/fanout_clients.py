"""The people of `benchmarks.fanout`: one process holds all sockets, sends every event, times every reception.

Whatever the server speaks, a socket is a websocket, as browsers have no other: JSON for the Python servers
(`Json`), XMPP over websockets for Prosody and ejabberd (RFC 7395, `fanout_xmpp`). Frames are read by
`websockets` without its queues and tasks, so that the clients' own part of a latency is small, and the same
for all.

Events go round: one room after the other, one seat after the other, evenly spread; or in random rooms at
random moments of the same rate (`uneven`, the same ones in every run). A latency is from just before an event
is handed to the sender's socket to its arrival at one of the other seats; the echo to the sender does not
count.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

PING_EVERY = 3.0
WARM_UP = 2.0
DRAIN = 5.0
"""Seconds after the last event in which something may still arrive."""

AT_ONCE = 20
"""How many sockets are opened at the same time."""

PATIENCE = 60.0
"""Seconds for one socket to come in."""


# One socket


class Socket(asyncio.Protocol):
    """A websocket that calls `heard` with every text."""

    def __init__(self, url: str, *, headers: dict[str, str], subprotocol: str | None) -> None:
        names = [Subprotocol(subprotocol)] if subprotocol else None
        self._ws = ClientProtocol(parse_uri(url), subprotocols=names, max_size=None)
        self._headers = headers
        self._gone = False
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Queue[str] = asyncio.Queue()
        self.opened = asyncio.get_running_loop().create_future()
        self.heard: Callable[[str], None] = self._waiting.put_nowait

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        request = self._ws.connect()
        request.headers.update(self._headers)
        self._ws.send_request(request)
        self._flush()

    def data_received(self, data: bytes) -> None:
        self._ws.receive_data(data)
        for event in self._ws.events_received():
            if isinstance(event, Response):
                self._answered()
            elif isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                self.heard(bytes(event.data).decode())
        self._flush()

    def _answered(self) -> None:
        problem = self._ws.handshake_exc
        if problem is not None:
            self.opened.set_exception(problem)
        else:
            self.opened.set_result(None)

    @property
    def closed(self) -> bool:
        """Whether the other side has hung up, or is about to."""
        return self._ws.state is not State.OPEN or self._gone

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone = True
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("hung up"))

    def send(self, text: str) -> None:
        self._ws.send_text(text.encode())
        self._flush()

    def _flush(self) -> None:
        assert self._transport is not None
        for data in self._ws.data_to_send():
            if data:
                self._transport.write(data)

    def cut(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    async def next(self, sign: str) -> str:
        """The next text in which `sign` stands; only before `heard` is set anew."""
        while sign not in (text := await self._waiting.get()):
            pass
        return text


# What is spoken


class Line(Protocol):
    """How one person is connected."""

    heard: Callable[[str], None]

    @property
    def closed(self) -> bool: ...

    def send(self, text: str) -> None: ...

    def cut(self) -> None: ...


class Dialect(Protocol):
    """What a server speaks."""

    ping: str

    async def open(self, port: int, room: int, seat: int) -> Line:
        """Until this seat is in the room."""

    def event(self, room: int, number: int) -> str:
        """What to send."""

    def number(self, text: str) -> int | None:
        """Which event this tells of, if any."""

    async def close(self) -> None:
        """When everybody has gone."""


class OnSockets:
    """What dialects on websockets have in common."""

    async def close(self) -> None:
        """Nothing is held but the sockets."""

    @staticmethod
    async def connected(
        port: int, path: str, *, headers: dict[str, str] | None = None, subprotocol: str | None = None
    ) -> Socket:
        def made() -> Socket:
            return Socket(f"ws://localhost:{port}{path}", headers=headers or {}, subprotocol=subprotocol)

        _, socket = await asyncio.get_running_loop().create_connection(made, "127.0.0.1", port)
        await socket.opened
        return socket


class Json(OnSockets):
    """Our own wire, which the other Python servers speak as well."""

    ping = '{"t":"ping"}'
    _version = re.compile(r'^\{"t":"version","v":(\d+)\}$')

    async def open(self, port: int, room: int, seat: int) -> Socket:
        who = {"Origin": f"http://localhost:{port}", "Cookie": f"sessionid=guest{room * 100 + seat}"}
        socket = await self.connected(port, f"/ws/session/{UUID(int=room)}/", headers=who)
        socket.send(self.ping)
        await socket.next("pong")
        return socket

    def event(self, room: int, number: int) -> str:
        return f'{{"t":"event","v":{number}}}'

    def number(self, text: str) -> int | None:
        found = self._version.match(text)
        return int(found[1]) if found else None


# What is heard


@dataclass(slots=True)
class Event:
    """Sent at `moment` (ns of CLOCK_MONOTONIC, which is also its number) by a seat."""

    moment: int
    sender: int
    counts: bool


@dataclass(slots=True)
class Said:
    """The events of one room."""

    in_order: list[Event] = field(default_factory=list)
    by_number: dict[int, Event] = field(default_factory=dict)

    def add(self, event: Event) -> None:
        self.in_order.append(event)
        self.by_number[event.moment] = event


@dataclass
class Heard:
    """Latencies in ms, and what did not come."""

    latencies: list[float] = field(default_factory=list)
    sent: int = 0
    expected: int = 0
    merged: int = 0
    """Told by a newer version of the same room, and timed by its arrival."""

    hung_up: int = 0

    def at(self, share: float) -> float:
        """A quantile, by the nearest rank; infinite when nothing was heard."""
        ordered = sorted(self.latencies)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("inf")

    @property
    def lost(self) -> float:
        """The share of receptions that never came."""
        return 1 - len(self.latencies) / self.expected if self.expected else 0.0


class Seat:
    """One person in one room; `versions` says that a newer number stands for all that came before."""

    def __init__(self, place: int, said: Said, dialect: Dialect, heard: Heard, versions: bool) -> None:
        self.place, self._said, self._dialect, self._sums = place, said, dialect, heard
        self._told = self._up_to if versions else self._one
        self._next = 0

    def heard(self, text: str) -> None:
        """Called with every text that arrives."""
        now = time.monotonic_ns()
        number = self._dialect.number(text)
        if number is not None:
            for event in self._told(number):
                if event.counts and event.sender != self.place:
                    self._sums.latencies.append((now - event.moment) / 1e6)
                    self._sums.merged += event.moment != number

    def _one(self, number: int) -> list[Event]:
        event = self._said.by_number.get(number)
        return [event] if event else []

    def _up_to(self, number: int) -> list[Event]:
        first = self._next
        while self._next < len(self._said.in_order) and self._said.in_order[self._next].moment <= number:
            self._next += 1
        return self._said.in_order[first : self._next]


# An hour together, in short


@dataclass(frozen=True)
class Work:
    """What is asked of a server: `rate` events a second over all rooms, for `seconds`."""

    rooms: int
    seats: int
    rate: float
    seconds: float
    uneven: bool = False


class Company:
    """Everybody, on one server."""

    def __init__(self, work: Work, dialect: Dialect, port: int, *, versions: bool) -> None:
        self.work, self.dialect, self.port = work, dialect, port
        self.heard = Heard()
        self._said = [Said() for _ in range(work.rooms)]
        self._seats = {
            (room, place): Seat(place, self._said[room], dialect, self.heard, versions)
            for room in range(work.rooms)
            for place in range(work.seats)
        }
        self._lines: dict[tuple[int, int], Line] = {}

    async def come_in(self) -> None:
        """Everybody opens a socket and enters their room."""
        door = asyncio.Semaphore(AT_ONCE)

        async def come(room: int, place: int) -> None:
            async with door, asyncio.timeout(PATIENCE):
                self._lines[room, place] = await self._open(room, place)

        await asyncio.gather(*(come(*one) for one in self._seats))

    async def _open(self, room: int, place: int) -> Line:
        line = await self.dialect.open(self.port, room, place)
        line.heard = self._seats[room, place].heard
        return line

    async def stay(self, begins: Callable[[], Any], ends: Callable[[], Any]) -> Heard:
        """Send and listen; `begins` and `ends` are called around the time that counts."""
        beats = [asyncio.create_task(self._beat(number)) for number in range(100)]
        await self._speak(WARM_UP, counts=False)
        begins()
        await self._speak(self.work.seconds, counts=True)
        ends()
        await self._drain()
        self.heard.hung_up = sum(line.closed for line in self._lines.values())
        for task in beats:
            task.cancel()
        for line in self._lines.values():
            line.cut()
        await self.dialect.close()
        return self.heard

    async def _beat(self, number: int) -> None:
        """The heartbeat of every hundredth socket, at a moment of its own."""
        await asyncio.sleep(number * PING_EVERY / 100)
        lines = list(self._lines.values())[number::100]
        due = time.monotonic()
        while True:
            for line in lines:
                if not line.closed:
                    line.send(self.dialect.ping)
            due += PING_EVERY
            await asyncio.sleep(due - time.monotonic())

    async def _speak(self, seconds: float, *, counts: bool) -> None:
        gaps = random.Random(7)
        step, due, spoken = 1 / self.work.rate, time.monotonic(), 0
        end = due + seconds
        while (due := due + (gaps.expovariate(1 / step) if self.work.uneven else step)) <= end:
            await asyncio.sleep(due - time.monotonic())
            room = gaps.randrange(self.work.rooms) if self.work.uneven else spoken % self.work.rooms
            self._say(room, spoken // self.work.rooms % self.work.seats, counts)
            spoken += 1

    def _say(self, room: int, place: int, counts: bool) -> None:
        line = self._lines[room, place]
        if line.closed:
            return
        event = Event(time.monotonic_ns(), place, counts)
        self._said[room].add(event)
        if counts:
            self.heard.sent += 1
            self.heard.expected += self.work.seats - 1
        line.send(self.dialect.event(room, event.moment))

    async def _drain(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN):
                while len(self.heard.latencies) < self.heard.expected:
                    await asyncio.sleep(0.05)
