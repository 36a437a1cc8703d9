"""Room announcements beside the bare floor: our rooms against the `websockets` library with a set per room.

    python -m benchmarks.fanout                    # 100 rooms × 8 sockets, a message a second and room
    python -m benchmarks.fanout --rooms 20 --seconds 4 --rounds 1

Both servers run in a process of their own, one after the other, several rounds interleaved, with the same
client process, the same heartbeats, the same text. A message carries the moment at which it was announced
(CLOCK_MONOTONIC is one clock for all processes), so a latency is announcement to reception in the client.
Ratios are per round; the median of them is the result. A round in which other programs used more than
`--noise` cores is thrown away and done again, at most three times. Targets (`engines.md`): p99 ≤ 3 × and
p50 ≤ 2 × the bare server.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import uvicorn
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosedError

from holdspace.live.consumers import SERVER_OPTIONS, LiveApplication
from holdspace.live.lines import Admission, Kind, room_of
from holdspace.live.relay import Change
from holdspace.live.rooms import Rooms

WARM_UP = 1.0
PING = '{"t":"ping"}'
PONG = '{"t":"pong"}'


# The announcer, the same for both servers


def announce_for_ever(rooms: int, rate: float, tell: Callable[[int, int], None]) -> None:
    """In a thread: tell room after room, evenly spread, `rate` times a second each, with the moment in ns."""

    def run() -> None:
        step, due, room = 1 / (rooms * rate), time.monotonic(), 0
        while True:
            due += step
            time.sleep(max(0.0, due - time.monotonic()))
            tell(room, time.monotonic_ns())
            room = (room + 1) % rooms

    threading.Thread(target=run, daemon=True).start()


# Our server


class OpenHouse:
    """A gate that checks a cookie against a table in memory, and a feed in which nothing happens."""

    def __init__(self) -> None:
        self._users = {f"guest{number}": UUID(int=number) for number in range(10_000)}

    async def admit(self, cookies: dict[str, str], kind: Kind, subject_id: UUID) -> Admission | None:
        user_id = self._users.get(cookies.get("sessionid", ""))
        return Admission(user_id, room_of(kind, subject_id), 0) if user_id else None

    async def still(self, admission: Admission) -> bool:
        return True

    async def newest(self) -> int:
        return 0

    async def after(self, cursor: int) -> Sequence[Change]:
        return ()


def serve_ours(port: int, rooms: int, rate: float) -> None:
    house, registry = OpenHouse(), Rooms()
    application = LiveApplication(house, house, registry, allowed_hosts=["127.0.0.1"])
    names = [room_of("session", UUID(int=room)) for room in range(rooms)]
    announce_for_ever(rooms, rate, lambda room, moment: registry.announce(names[room], moment))
    uvicorn.run(
        application,
        host="127.0.0.1",
        port=port,
        lifespan="off",
        log_level="error",
        **SERVER_OPTIONS,
    )


# The bare server


def serve_bare(port: int, rooms: int, rate: float) -> None:
    asyncio.run(_serve_bare(port, rooms, rate))


async def _serve_bare(port: int, rooms: int, rate: float) -> None:
    members: list[set[ServerConnection]] = [set() for _ in range(rooms)]
    loop = asyncio.get_running_loop()

    async def hold(socket: ServerConnection) -> None:
        assert socket.request is not None
        room = members[UUID(socket.request.path.split("/")[3]).int]
        room.add(socket)
        try:
            async for _ in socket:
                await socket.send(PONG)
        except ConnectionClosedError:
            pass
        finally:
            room.discard(socket)

    def tell(room: int, moment: int) -> None:
        text = f'{{"t":"version","v":{moment}}}'
        loop.call_soon_threadsafe(broadcast, members[room], text)

    announce_for_ever(rooms, rate, tell)
    async with serve(hold, "127.0.0.1", port, compression=None, ping_interval=None) as server:
        await server.serve_forever()


SERVERS = {"ours": serve_ours, "bare": serve_bare}


# What is measured


@dataclass(frozen=True)
class Spent:
    """Seconds: of the clock, and of CPU by the server, by this client and by the whole machine."""

    clock: float
    server: float
    client: float
    machine: float

    @classmethod
    def until_now(cls, pid: int) -> Spent:
        return cls(time.monotonic(), cpu_of(pid), cpu_of(os.getpid()), busy_seconds())


@dataclass(frozen=True)
class Window:
    """Sorted latencies in ms, and what was spent before and after."""

    heard: list[float]
    before: Spent
    after: Spent

    def at(self, share: float) -> float:
        return self.heard[min(int(share * len(self.heard)), len(self.heard) - 1)]

    @property
    def server(self) -> float:
        return self.after.server - self.before.server

    @property
    def others(self) -> float:
        """Cores that other programs kept busy."""
        machine = self.after.machine - self.before.machine
        client = self.after.client - self.before.client
        return max((machine - self.server - client) / (self.after.clock - self.before.clock), 0.0)


# The clients


async def listen(port: int, rooms: int, seats: int, seconds: float, pid: int) -> Window:
    """Everything heard in `seconds` after the warm-up, from the server `pid`."""
    latencies: list[float] = []
    everyone_in = asyncio.Event()
    sitting = [
        asyncio.create_task(sit(port, room, room * seats + seat + 1, latencies, everyone_in))
        for room in range(rooms)
        for seat in range(seats)
    ]
    while sum(task.get_name() == "in" for task in sitting) < len(sitting):
        await asyncio.sleep(0.05)
    everyone_in.set()
    await asyncio.sleep(WARM_UP)
    latencies.clear()
    before = Spent.until_now(pid)
    await asyncio.sleep(seconds)
    window = Window(sorted(latencies), before, Spent.until_now(pid))
    for task in sitting:
        task.cancel()
    await asyncio.gather(*sitting, return_exceptions=True)
    return window


async def sit(port: int, room: int, guest: int, latencies: list[float], everyone_in: asyncio.Event) -> None:
    """One browser: a heartbeat every three seconds, at a moment of its own."""
    url = f"ws://127.0.0.1:{port}/ws/session/{UUID(int=room)}/"
    async with connect(
        url,
        origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]
        additional_headers={"Cookie": f"sessionid=guest{guest}"},
        compression=None,
        ping_interval=None,
        open_timeout=60,
        proxy=None,
    ) as socket:
        task = asyncio.current_task()
        assert task is not None
        task.set_name("in")
        async with heartbeat(socket.send, offset=guest % 300 / 100):
            async for text in socket:
                said = json.loads(text)
                if said["t"] == "version" and said["v"] and everyone_in.is_set():
                    latencies.append((time.monotonic_ns() - said["v"]) / 1e6)


@asynccontextmanager
async def heartbeat(send: Callable[[str], object], *, offset: float) -> AsyncIterator[None]:
    async def beat() -> None:
        await asyncio.sleep(offset)
        while True:
            await send(PING)  # type: ignore[misc]
            await asyncio.sleep(3)

    task = asyncio.create_task(beat())
    try:
        yield
    finally:
        task.cancel()


# One round


@dataclass(frozen=True)
class Measured:
    """Latencies in ms, the server's CPU in ms per message delivered, its memory in MB, and others' cores."""

    p50: float
    p99: float
    cpu_per_message: float
    memory: float
    others: float


def measure(which: str, port: int, asked: argparse.Namespace) -> Measured:
    command = [sys.executable, "-m", "benchmarks.fanout", "--serve", which, "--port", str(port)]
    server = subprocess.Popen([*command, "--rooms", str(asked.rooms), "--rate", str(asked.rate)])
    try:
        wait_for(port)
        window = asyncio.run(listen(port, asked.rooms, asked.seats, asked.seconds, server.pid))
        memory = memory_of(server.pid)
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()
    expected = asked.rooms * asked.seats * asked.rate * asked.seconds
    heard = len(window.heard)
    if heard < 0.9 * expected:
        raise SystemExit(f"{which}: only {heard} of about {expected:.0f} messages arrived")
    cpu = window.server * 1000 / heard
    return Measured(window.at(0.5), window.at(0.99), cpu, memory, window.others)


def wait_for(port: int) -> None:
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"No server answers on port {port}.")


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used (proc(5), fields 14 and 15)."""
    with open(f"/proc/{pid}/stat") as file:
        parts = file.read().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def busy_seconds() -> float:
    """Seconds of CPU that the machine has used, without idling and waiting for disks (proc(5))."""
    with open("/proc/stat") as file:
        times = [int(part) for part in file.readline().split()[1:8]]
    return (sum(times) - times[3] - times[4]) / os.sysconf("SC_CLK_TCK")


def memory_of(pid: int) -> float:
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024


def quiet_round(asked: argparse.Namespace) -> tuple[dict[str, Measured], bool]:
    """Both servers once, and whether the machine was quiet meanwhile."""
    both: dict[str, Measured] = {}
    for _ in range(3):
        both = {which: measure(which, asked.port + place, asked) for place, which in enumerate(SERVERS)}
        if max(one.others for one in both.values()) <= asked.noise:
            return both, True
        print("  other programs were at work; this round is done again", flush=True)
    return both, False


def compare(asked: argparse.Namespace) -> int:
    ratios: dict[str, list[float]] = {"p50": [], "p99": [], "cpu_per_message": []}
    sockets = asked.rooms * asked.seats
    print(
        f"{asked.rooms} rooms × {asked.seats} sockets, {asked.rate:g} a second and room, {asked.seconds:g} s"
    )
    for number in range(1, asked.rounds + 1):
        both, quiet = quiet_round(asked)
        for which, one in both.items():
            print(
                f"  round {number} {which}: p50 {one.p50:6.2f} ms  p99 {one.p99:6.2f} ms  "
                f"CPU {one.cpu_per_message:.4f} ms/message  {one.memory:.0f} MB at {sockets} sockets"
                f"  others {one.others:.2f} cores{'' if quiet else '  (NOT QUIET)'}",
                flush=True,
            )
        for name, values in ratios.items():
            values.append(getattr(both["ours"], name) / max(getattr(both["bare"], name), 1e-9))
    middle = {name: statistics.median(values) for name, values in ratios.items()}
    print("ours / bare, median: " + ", ".join(f"{name} {value:.2f}" for name, value in middle.items()))
    reached = middle["p99"] <= 3 and middle["p50"] <= 2
    print(f"targets p99 ≤ 3 and p50 ≤ 2: {'reached' if reached else 'missed'}")
    return 0 if reached else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rooms", type=int, default=100)
    parser.add_argument("--seats", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1.0, help="messages a second and room")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--noise", type=float, default=0.3, help="cores that others may use in a round")
    parser.add_argument("--port", type=int, default=8118, help="this one and the next")
    parser.add_argument("--serve", choices=sorted(SERVERS), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        SERVERS[asked.serve](asked.port, asked.rooms, asked.rate)
        return 0
    return compare(asked)


if __name__ == "__main__":
    raise SystemExit(main())
