"""Clients write and read in circles while everything around them dies; then every message is looked for.

    python -m benchmarks.messages [--clients 50] [--circles 10] [--messages 100000] [--rate 16]
                                  [--postgres URL]

Two servers, a worker and a Redis of their own, on a database of their own. Each client sits in one circle,
sends its messages by HTTP, each with the key of its form and again until it is acknowledged, and holds a
socket to one of the servers; what is announced, or was missed while the socket was away, it reads page by
page. Meanwhile servers, worker and Redis are killed and started again, sockets cut, answers lost; the first
member of a circle leaves and comes back. A client that has caught up rests for some seconds before it looks
again. On SIGTERM nobody writes any more, and what was acknowledged until then is looked for as ever:
`timeout --foreground 3600 python -m benchmarks.messages` writes for an hour at most. Without the option the
servers would be asked to end as well, and nothing could be looked for.

Ends with status 1 when an acknowledged message is lost, doubled, out of order, or read from a time in which
somebody did not sit there (R23, R7 of the design).
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import django

from benchmarks.messages_chaos import Chaos, Companion, Nuisance, running
from benchmarks.messages_circles import Circle, make_circles, somebody_goes
from benchmarks.messages_client import Client
from tests import services
from tests.journeys.house import House, copy_of, foundation
from tests.journeys.messages import Faults, faults

EVERY = {"servers": 240.0, "workers": 60.0, "Redis": 30.0, "sockets": 1.0, "leave": 5.0}
"""Mean seconds between two of a kind. Servers die seldom: to start them takes the cores from all else."""

TOLD_EVERY = 30.0
"""Seconds between two lines about how far it is."""


@dataclass
class Run:
    """Who takes part."""

    houses: list[House]
    circles: list[Circle]
    clients: list[Client]

    def of(self, circle: Circle) -> list[Client]:
        return [client for client in self.clients if client.name in circle.members]

    @property
    def acknowledged(self) -> int:
        return sum(len(client.acknowledged) for client in self.clients)


def main() -> int:
    """Run it and print what is left."""
    asked = _asked()
    began, chance = time.monotonic(), random.Random(asked.seed)
    with ExitStack() as held:
        home = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="holdspace-messages-")))
        house = held.enter_context(standing(asked.postgres, home))
        other = held.enter_context(second(house))
        run = prepare(asked, [house, other], chance)
        chaos = Chaos(list(nuisances(run, held, chance)))
        people = f"{len(run.clients)} clients, {len(run.circles)} circles"
        print(f"{asked.messages} messages, {people}", flush=True)
        seconds = write_and_listen(run, chaos, asked.messages)
        print(f"{run.acknowledged} acknowledged; now each is looked for", flush=True)
        found = look(run)
        audit = house.backstage("verify-audit")
    tell(run, chaos, seconds)
    tell_faults(found, audit)
    print(f"{time.monotonic() - began:.0f} s in all; load {os.getloadavg()[1]:.1f}")
    return 1 if found.all() or audit["problems"] else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Look for lost messages.")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--circles", type=int, default=10)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--rate", type=float, default=16, help="messages a second that are aimed at")
    parser.add_argument("--rest", type=float, default=8, help="seconds between two looks of a client")
    parser.add_argument("--postgres", default="", metavar="URL", help="any database of the server")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


# What stands


@contextmanager
def standing(postgres: str, home: Path) -> Iterator[House]:
    """A house of its own, serving; this process works beside it on the same database."""
    if postgres:
        services.POSTGRES = urlsplit(postgres)._replace(path="/").geturl()
    with foundation("postgres" if postgres else "embedded", home / "built") as built:
        built.environment["HOLDSPACE_REDIS_URL"] = f"redis://127.0.0.1:{services.free_port()}/0"
        with copy_of(built, home / "house") as house:
            os.environ |= house.environment
            django.setup()
            yield house


@contextmanager
def second(house: House) -> Iterator[House]:
    """Another server on the same database."""
    url = f"http://localhost:{services.free_port()}"
    other = replace(house, url=url, environment=house.environment | {"HOLDSPACE_BASE_URL": url}, process=None)
    try:
        other.start()
        yield other
    finally:
        other.stop()


def prepare(asked: argparse.Namespace, houses: list[House], chance: random.Random) -> Run:
    """The circles, and a client for each member; of every circle some are at either server."""
    circles = make_circles(houses[0], circles=asked.circles, clients=asked.clients)
    clients = [
        Client(
            houses[number % len(houses)],
            name,
            group=f"group:{circle.group}",
            chance=random.Random(chance.random()),
            pace=asked.clients / asked.rate,
            rest=asked.rest,
        )
        for circle in circles
        for number, name in enumerate(circle.members)
    ]
    return Run(houses, circles, clients)


def nuisances(run: Run, held: ExitStack, chance: random.Random) -> Iterator[Nuisance]:
    """What goes wrong; worker and Redis are started here and stand as long as `held`."""
    environment = run.houses[0].environment
    port = environment["HOLDSPACE_REDIS_URL"].rsplit(":", 1)[1].partition("/")[0]
    worker = Companion([sys.executable, "-m", "holdspace.project", "worker"], environment)
    redis = Companion(["redis-server", "--port", port, "--save", "", "--appendonly", "no"])
    for companion in (worker, redis):
        held.enter_context(running(companion))

    def kill_a_server() -> None:
        house = chance.choice(run.houses)
        house.stop(signal.SIGKILL)
        house.start()

    acts = {
        "servers": kill_a_server,
        "workers": lambda: worker.kill_and_start(chance.uniform(0, 2)),
        "Redis": lambda: redis.kill_and_start(chance.uniform(0, 3)),
        "sockets": lambda: chance.choice(run.clients).cut(),
        "leave": lambda: somebody_goes(run.circles, chance),
    }
    for name, act in acts.items():
        yield Nuisance(name, EVERY[name], act, random.Random(chance.random()))


# What happens


def write_and_listen(run: Run, chaos: Chaos, messages: int) -> float:
    """Until everything is acknowledged and read, or enough; the seconds until it was acknowledged."""
    over, began = threading.Event(), time.monotonic()
    share = [len(range(number, messages, len(run.clients))) for number in range(len(run.clients))]
    with enough() as ended, ThreadPoolExecutor(2 * len(run.clients)) as threads:
        listening = [threads.submit(client.listen, over) for client in run.clients]
        try:
            with chaos.raging():
                pairs = zip(run.clients, share, strict=True)
                writing = [threads.submit(client.write_all, wanted, ended) for client, wanted in pairs]
                while not all(each.done() for each in writing):
                    _wait(began, run, chaos)
                for each in writing:
                    each.result()
            seconds = time.monotonic() - began
        finally:
            ended.set()
            over.set()
    for each in listening:
        each.result()
    return seconds


@contextmanager
def enough() -> Iterator[threading.Event]:
    """What is set when this process is asked to end: then it ends in order, with what there is."""
    ended = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda *_: ended.set())
    try:
        yield ended
    finally:
        signal.signal(signal.SIGTERM, before)


def _wait(began: float, run: Run, chaos: Chaos) -> None:
    before = time.monotonic() - began
    time.sleep(1)
    chaos.check()
    after = time.monotonic() - began
    if before // TOLD_EVERY != after // TOLD_EVERY:
        load = os.getloadavg()[0]
        print(f"{after:.0f} s: {run.acknowledged} acknowledged; load {load:.1f}", flush=True)


def look(run: Run) -> Faults:
    """What everybody read while it ran, caught up to the end; and the whole space once more from its end to
    its beginning, as the one who left and the one beside them find it.
    """
    found = Faults()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(Client.catch_up, run.clients))
        for circle in run.circles:
            clients = run.of(circle)
            acknowledged = {client.name: client.acknowledged for client in clients}
            read = {client.name: client.found() for client in clients}
            again = dict(zip(read, threads.map(Client.seen, clients[:2]), strict=False))
            for seen in (read, again):
                found.add(faults(acknowledged, seen, circle.away()))
    return found


# What is told


def tell(run: Run, chaos: Chaos, seconds: float) -> None:
    """What happened, and how long it took to have read the newest."""
    clients = run.clients
    print(
        f"{run.acknowledged} acknowledged in {seconds:.0f} s;"
        f" {sum(client.unanswered for client in clients)} unanswered and"
        f" {sum(client.hung_up for client in clients)} hung up, sent again;"
        f" {sum(client.refused for client in clients)} refused while away"
    )
    print("killed, cut, left: " + ", ".join(f"{each.times} {each.name}" for each in chaos.nuisances))
    for name in ("after_cut", "after_death", "after_news"):
        times = [each for client in clients for each in getattr(client, name)]
        print(f"caught up {name.replace('_', ' ')}: {len(times)} times, {_spread(times)}")


def _spread(times: Sequence[float]) -> str:
    if len(times) < 2:
        return "-"
    cuts = statistics.quantiles(times, n=100)
    return f"p50 {cuts[49]:.2f} s, p99 {cuts[98]:.2f} s, longest {max(times):.2f} s"


def tell_faults(found: Faults, audit: dict[str, object]) -> None:
    """How many of each, and the first in words."""
    print(
        f"{len(found.lost)} lost, {len(found.doubled)} doubled, {len(found.out_of_order)} out of order,"
        f" {len(found.from_outside)} from outside the interval;"
        f" audit {audit['entries']} entries, problems: {audit['problems'] or 'none'}"
    )
    for each in found.all()[:20]:
        print(f"  {each}")


if __name__ == "__main__":
    sys.exit(main())
