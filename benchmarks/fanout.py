"""Room announcements side by side: our rooms, bare servers, Django Channels, two chat servers.

    python -m benchmarks.fanout                       # everybody that is installed
    python -m benchmarks.fanout --peers ours,bare --uneven
    python -m benchmarks.fanout --rooms 10 --rate 20 --seconds 3 --rounds 1    # a glance

One server after the other, in interleaved rounds, with the same work from the same client process: 100
rooms × 8 sockets, 200 events a second, each said by one socket and heard by the other seven, a heartbeat
every three seconds. A latency is from the sender's to each receiver's socket, on one clock (CLOCK_MONOTONIC).
Servers have one core, clients the other. Nothing is stored by anybody: a stored touch costs more, and has
benchmarks of its own.

Beside the numbers stands how busy other programs kept the machine; above `--noise` a measurement is made
again. The status is 1 when our p99 is more than 3 ×, or our p50 more than 2 × the bare server's
(`engines.md`; the median of the rounds' ratios).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.fanout_clients import Company, Heard, Work
from benchmarks.fanout_peers import PEERS, Peer
from benchmarks.fanout_processes import FOR_CLIENTS

TICKS = os.sysconf("SC_CLK_TCK")


# What is spent


@dataclass(frozen=True)
class Spent:
    """Seconds: of the clock, and of CPU by the server, by this client and by the whole machine."""

    clock: float
    server: float
    client: float
    machine: float

    @classmethod
    def until_now(cls, pids: list[int]) -> Spent:
        server = sum(cpu_of(pid) for pid in pids)
        return cls(time.monotonic(), server, cpu_of(os.getpid()), busy_seconds())


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used (proc(5), fields 14 and 15)."""
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / TICKS


def busy_seconds() -> float:
    """Seconds of CPU that the machine has used, without idling and waiting for disks (proc(5))."""
    with Path("/proc/stat").open() as file:
        times = [int(part) for part in file.readline().split()[1:8]]
    return (sum(times) - times[3] - times[4]) / TICKS


def memory_of(pid: int) -> float:
    """MB that a process holds in memory."""
    with Path(f"/proc/{pid}/status").open() as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024


# One server, once


@dataclass(frozen=True)
class Measured:
    """One line of the table: what was heard, what it cost, MB, and the cores that others kept busy."""

    heard: Heard
    seconds: float
    server: float
    client: float
    others: float
    memory: float

    @property
    def cpu_per_message(self) -> float:
        """Milliseconds of the server for one reception; the echo to the sender is not counted."""
        return self.server * 1000 / max(len(self.heard.latencies), 1)


@dataclass
class Window:
    """Takes the time at both ends."""

    pids: list[int]
    ends: list[Spent] = field(default_factory=list)
    memory: float = 0.0

    def mark(self) -> None:
        self.ends.append(Spent.until_now(self.pids))
        self.memory = sum(memory_of(pid) for pid in self.pids)

    def measured(self, heard: Heard) -> Measured:
        before, after = self.ends
        seconds = after.clock - before.clock
        server, client = after.server - before.server, after.client - before.client
        others = max(after.machine - before.machine - server - client, 0.0) / seconds
        return Measured(heard, seconds, server, client, others, self.memory)


def measure(peer: Peer, port: int, work: Work) -> Measured:
    """Start it, do the work, end it."""
    with tempfile.TemporaryDirectory(prefix="fanout-") as home, ExitStack() as stack:
        window = Window(peer.start(port, Path(home), stack))
        return window.measured(asyncio.run(visit(peer, port, work, window)))


async def visit(peer: Peer, port: int, work: Work, window: Window) -> Heard:
    company = Company(work, peer.dialect(), port, versions=peer.merges)
    await company.come_in()
    return await company.stay(window.mark, window.mark)


# All of them


def compare(asked: argparse.Namespace, work: Work) -> dict[str, list[Measured]]:
    """Every peer in every round; what cannot be had is said and left out."""
    found: dict[str, list[Measured]] = {}
    for name in asked.peers:
        if why := PEERS[name].missing():
            print(f"skipped {name}: {why}", flush=True)
        else:
            found[name] = []
    print(HEADER, flush=True)
    tries = Tries(asked.port, asked.noise, asked.again)
    for _ in range(asked.rounds):
        for name, several in found.items():
            one = tries.measure(name, work)
            if one is not None:
                several.append(one)
    return {name: several for name, several in found.items() if several}


@dataclass
class Tries:
    """A measurement during which others were at work is made again, `again` times in all."""

    port: int
    noise: float
    again: int

    def measure(self, name: str, work: Work) -> Measured | None:
        self.port += 2
        try:
            one = measure(PEERS[name], self.port, work)
        except (RuntimeError, OSError, TimeoutError) as problem:
            print(f"failed: {name}: {type(problem).__name__} {problem}", flush=True)
            return None
        busy = one.others > self.noise
        print(row(name, one) + (" busy" if busy else ""), flush=True)
        if busy and self.again > 0:
            self.again -= 1
            return self.measure(name, work)
        return one


HEADER = """
| | p50 ms | p99 ms | longest ms | lost | CPU of one core | CPU ms a reception | memory MB | others, cores |
|---|---|---|---|---|---|---|---|---|"""


def row(name: str, one: Measured) -> str:
    heard = one.heard
    lost = f"{heard.lost:.2%}" if heard.lost else "0"
    if heard.merged:
        lost += f", {heard.merged} merged"
    if heard.hung_up:
        lost += f", {heard.hung_up} hung up"
    times = " | ".join(f"{heard.at(share):.2f}" for share in (0.5, 0.99, 1))
    spent = f"{one.server / one.seconds:.0%} | {one.cpu_per_message:.3f} | {one.memory:.0f}"
    return f"| {PEERS[name].title} | {times} | {lost} | {spent} | {one.others:.2f} |"


def together(several: list[Measured]) -> Measured:
    """All rounds of a server as one; memory is the most it took."""
    heard = Heard(
        [latency for one in several for latency in one.heard.latencies],
        *(
            sum(getattr(one.heard, name) for one in several)
            for name in ("sent", "expected", "merged", "hung_up")
        ),
    )
    seconds = sum(one.seconds for one in several)
    server, client = sum(one.server for one in several), sum(one.client for one in several)
    others = sum(one.others * one.seconds for one in several) / seconds
    return Measured(heard, seconds, server, client, others, max(one.memory for one in several))


def conclude(found: dict[str, list[Measured]]) -> int:
    """Ratios to the bare server, round by round; 1 when a target is missed."""
    bare = found.get("bare", [])
    for name, several in found.items():
        if name != "bare" and bare:
            middle = (ratio(several, bare, 0.5), ratio(several, bare, 0.99))
            print(f"{name} / bare: p50 {middle[0]:.2f}, p99 {middle[1]:.2f}")
    if not bare or "ours" not in found:
        return 0
    reached = ratio(found["ours"], bare, 0.99) <= 3 and ratio(found["ours"], bare, 0.5) <= 2
    print(f"targets, ours / bare: p99 ≤ 3 and p50 ≤ 2: {'reached' if reached else 'missed'}")
    return 0 if reached else 1


def ratio(these: list[Measured], those: list[Measured], share: float) -> float:
    return statistics.median(
        one.heard.at(share) / other.heard.at(share) for one, other in zip(these, those, strict=False)
    )


def report(asked: argparse.Namespace, work: Work) -> int:
    print(
        f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC, Python {sys.version.split()[0]}, load {load()} before: "
        f"{work.rooms} rooms × {work.seats} sockets, {work.rate:g} events a second"
        f"{', at random moments' if work.uneven else ''}, {work.seconds:g} s"
    )
    found = compare(asked, work)
    print(f"\nload {load()} after; all rounds together:\n{HEADER}")
    for name, several in found.items():
        print(row(name, together(several)))
    for name in found:
        print(f"{name}: {PEERS[name].versions()}")
    busiest = max((one.client / one.seconds for several in found.values() for one in several), default=0.0)
    print(f"the clients' process used at most {busiest:.0%} of its core")
    return conclude(found)


def load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def names_of_peers(text: str) -> list[str]:
    """The names in a list with commas."""
    names = text.split(",")
    for name in names:
        if name not in PEERS:
            raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(PEERS)}")
    return names


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rooms", type=int, default=100)
    parser.add_argument("--seats", type=int, default=8)
    parser.add_argument("--rate", type=float, default=200.0, help="events a second, in all")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--uneven", action="store_true", help="at random moments instead of evenly spread")
    parser.add_argument("--noise", type=float, default=0.3, help="cores that others may use")
    parser.add_argument("--again", type=int, default=6, help="how often, in all, it is tried again then")
    parser.add_argument("--peers", type=names_of_peers, default=list(PEERS), help="names with commas")
    parser.add_argument("--port", type=int, default=8200, help="the first of two for every server")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # not without ending the servers
    os.sched_setaffinity(0, FOR_CLIENTS)
    return report(asked, Work(asked.rooms, asked.seats, asked.rate, asked.seconds, asked.uneven))


if __name__ == "__main__":
    raise SystemExit(main())
