"""Concerns are raised while server, worker and database are killed; then it is looked in whose hands each is.

    python -m benchmarks.concerns [--concerns 1000] [--seconds 150] [--engine embedded|postgres]
                                  [--seed 1]

Fifty members of ten circles write words of danger, each text again until it is acknowledged. Meanwhile the
server and the worker are killed again and again; with PostgreSQL, a database server of the run's own too
(embedded, the database dies with the server). Nobody takes anything on, so that each concern goes on: to the
circle's leader at once, after five minutes to whoever is on call, after five more to the supervisor.

Ends with status 1 when an acknowledged text has no concern or more than one, one stands under another's name
or circle, somebody was told who should not be, or twice for one step, or not, or later than the tolerance.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

import django

from benchmarks.messages_chaos import Chaos, Companion, Nuisance, running
from benchmarks.messages_circles import Circle, make_circles
from tests import services
from tests.journeys.house import House, copy_of, foundation
from tests.journeys.storm import Writer

EVERY = {"servers": 15.0, "workers": 10.0, "databases": 20.0}
"""Mean seconds between two of a kind."""

WAIT = timedelta(minutes=5)
"""The shortest that a practice can choose between two steps."""

TOLERANCE = timedelta(minutes=3)
"""How late a step may be told: the worker looks once a minute, and is dead for a part of the time."""

TOLD_EVERY = 30.0
"""Seconds between two lines about how far it is."""

BINARIES = Path("/usr/lib/postgresql")


@dataclass
class Teller(Writer):
    """Writes words of danger to the circle; each text again until it is acknowledged."""

    kind: ClassVar[str] = "text"
    group: str = ""
    wanted: int = 0
    pace: float = 0.2
    """Mean seconds from an answer to the next text."""

    form: dict[str, str] | None = None

    def write(self, number: int) -> str | None:
        self.form = self.form or {
            "text": f"I want to die, and I do not know whom to tell. {self.name}-{number}.",
            "sent_key": str(uuid4()),
        }
        if self.post(f"/between/{self.group}/encourage/", **self.form) != 302:
            return None
        mark, self.form = f"{self.name}-{number}", None
        return mark

    def tell_all(self, over: threading.Event) -> None:
        """Until everything is acknowledged."""
        while len(self.acknowledged) < self.wanted and not over.is_set():
            try:
                mark = self.write(len(self.acknowledged) + 1)
            except (OSError, HTTPException):
                mark, self.unanswered = None, self.unanswered + 1
            if mark is not None:
                self.acknowledged.append(mark)
            time.sleep(random.uniform(0, 2 * self.pace) if mark else random.uniform(0.05, 0.3))


@dataclass
class Found:
    """What is wrong, in words of ids and counts."""

    concerns: int = 0
    alerts: int = 0
    wrong: list[str] = field(default_factory=list)
    latest: timedelta = timedelta()


def main() -> int:
    """Run it and print what is left."""
    asked = _asked()
    began, chance = time.monotonic(), random.Random(asked.seed)
    with ExitStack() as held:
        home = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="holdspace-concerns-")))
        home.chmod(0o755)
        database = held.enter_context(own_postgres(home)) if asked.engine == "postgres" else None
        house = held.enter_context(standing(asked.engine, home))
        circles = make_circles(house, circles=10, clients=50)
        people = somebody_is_on_call()
        tellers = _tellers(house, circles, asked.concerns, asked.seconds)
        chaos = Chaos(list(nuisances(house, database, held, chance)))
        with chaos.raging():
            seconds = tell_all(tellers, chaos)
            print(
                f"{sum(len(each.acknowledged) for each in tellers)} acknowledged in {seconds:.0f} s",
                flush=True,
            )
            last = time.monotonic()
            while time.monotonic() < last + (2 * WAIT + timedelta(minutes=2)).total_seconds():
                time.sleep(1)
                chaos.check()
        found = look(circles, tellers, people)
        audit = house.backstage("verify-audit")
    print("killed: " + ", ".join(f"{each.times} {each.name}" for each in chaos.nuisances))
    print(
        f"{sum(each.unanswered for each in tellers)} unanswered and sent again; {found.concerns} concerns,"
        f" {found.alerts} people told, the latest {found.latest.total_seconds():.0f} s after it was due;"
        f" {len(found.wrong)} wrong; audit {audit['entries']} entries,"
        f" problems: {audit['problems'] or 'none'}"
    )
    for each in found.wrong[:20]:
        print(f"  {each}")
    print(f"{time.monotonic() - began:.0f} s in all; load {os.getloadavg()[1]:.1f}")
    return 1 if found.wrong or audit["problems"] else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Look for lost concerns.")
    parser.add_argument("--concerns", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=150, help="over how long they are raised")
    parser.add_argument("--engine", choices=("embedded", "postgres"), default="embedded")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


# What stands


@contextmanager
def own_postgres(home: Path) -> Iterator[Companion]:
    """A PostgreSQL of its own, which may be killed; from the system's newest binaries, as their user."""
    binaries = sorted(BINARIES.glob("*/bin"))
    if not binaries:
        raise SystemExit(f"No PostgreSQL under {BINARIES}: --engine embedded needs none.")
    data, port = home / "postgres", services.free_port()
    data.mkdir()
    as_user: dict[str, str] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        subprocess.run(["chown", "postgres", str(data)], check=True)
        as_user = {"user": "postgres"}
    make = [str(binaries[-1] / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, **as_user)  # type: ignore[call-overload]
    settings = [
        "-c",
        "unix_socket_directories=",
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        "max_connections=300",
    ]
    command = [str(binaries[-1] / "postgres"), "-D", str(data), "-p", str(port), *settings]
    if as_user:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
    services.POSTGRES = f"postgres://postgres@127.0.0.1:{port}/"
    # PostgreSQL's "immediate": all stops where it stands, and recovers from its log. After a SIGKILL of
    # the first process alone, its others would live on and keep the next from starting.
    with running(Companion(command, how=signal.SIGQUIT)) as database:
        _await_postgres()
        yield database


def _await_postgres() -> None:
    services.postgres.cache_clear()
    end = time.monotonic() + 60
    while services.postgres() is None:
        assert time.monotonic() < end, "the database did not come up"
        services.postgres.cache_clear()
        time.sleep(0.2)


@contextmanager
def standing(engine: str, home: Path) -> Iterator[House]:
    """A house of its own, serving; this process works beside it on the same database."""
    with foundation(engine, home / "built") as built, copy_of(built, home / "house") as house:
        os.environ |= house.environment
        django.setup()
        yield house


def somebody_is_on_call() -> dict[str, str]:
    """Kit is, for the whole practice; who is told at each step, by the step's name."""
    from holdspace.kernel import clock
    from holdspace.practice.models import Staff
    from holdspace.safety.actions import rota
    from holdspace.safety.rules.escalation import Step
    from tests.journeys.backstage import acting

    minutes = int(WAIT.total_seconds() // 60)
    with acting("ines") as ines:
        staff = {
            name: Staff.unscoped.get(user__email=f"{name}@example.org") for name in ("ruth", "kit", "sam")
        }
        now = clock.now()
        rota.put_on_call(
            staff=staff["kit"], group=None, starts_at=now, ends_at=now + timedelta(days=1), by=ines
        )
        rota.set_escalation(red_minutes=minutes, amber_minutes=60, pager="", sensitivity="wide", by=ines)
    steps = dict(zip(Step, ("ruth", "kit", "sam"), strict=True))
    return {step.value: str(staff[name].pk) for step, name in steps.items()}


def _tellers(house: House, circles: list[Circle], concerns: int, seconds: float) -> list[Teller]:
    pairs = [(circle, name) for circle in circles for name in circle.members]
    return [
        Teller(
            house,
            name,
            group=circle.group,
            wanted=len(range(number, concerns, len(pairs))),
            pace=seconds * len(pairs) / concerns,
        )
        for number, (circle, name) in enumerate(pairs)
    ]


def nuisances(
    house: House, database: Companion | None, held: ExitStack, chance: random.Random
) -> Iterator[Nuisance]:
    """What goes wrong; the worker is started here and stands as long as `held`."""
    worker = Companion([sys.executable, "-m", "holdspace.project", "worker"], house.environment)
    held.enter_context(running(worker))
    one_at_a_time = threading.Lock()  # a server that is started while its database is dead would not come up

    def kill_the_server() -> None:
        with one_at_a_time:
            house.stop(signal.SIGKILL)
            house.start()

    def kill_the_worker() -> None:
        with one_at_a_time:
            worker.kill()
            time.sleep(chance.uniform(0, 5))
            worker.start()

    yield Nuisance("servers", EVERY["servers"], kill_the_server, random.Random(chance.random()))
    yield Nuisance("workers", EVERY["workers"], kill_the_worker, random.Random(chance.random()))
    if database is not None:

        def kill_the_database() -> None:
            with one_at_a_time:
                database.kill_and_start(chance.uniform(0, 2))
                _await_postgres()

        yield Nuisance("databases", EVERY["databases"], kill_the_database, random.Random(chance.random()))


def tell_all(tellers: list[Teller], chaos: Chaos) -> float:
    """Until everything is acknowledged; the seconds that took."""
    began, over = time.monotonic(), threading.Event()
    with ThreadPoolExecutor(len(tellers)) as threads:
        telling = [threads.submit(each.tell_all, over) for each in tellers]
        try:
            while not all(each.done() for each in telling):
                time.sleep(1)
                chaos.check()
                if time.monotonic() // TOLD_EVERY != (time.monotonic() - 1) // TOLD_EVERY:
                    print(f"{sum(len(each.acknowledged) for each in tellers)} acknowledged", flush=True)
        finally:
            over.set()
        for each in telling:
            each.result()
    return time.monotonic() - began


# What is left


def look(circles: list[Circle], tellers: list[Teller], people: dict[str, str]) -> Found:
    """Every concern and every alert beside what was acknowledged."""
    from django.db import connection

    from holdspace.safety.models import Alert, Concern
    from tests.journeys.backstage import acting

    connection.close()  # the database may have died since
    found = Found()
    where = {name: (circle.group, member) for circle in circles for name, member in circle.members.items()}
    marks: Counter[str] = Counter()
    with acting():
        told: dict[object, list[Alert]] = {}
        for alert in Alert.unscoped.all():
            told.setdefault(alert.concern_id, []).append(alert)
        for concern in Concern.unscoped.filter(group_id__in=[circle.group for circle in circles]):
            found.concerns += 1
            mark = (concern.what or "").rstrip(".").rsplit(" ", 1)[-1]
            marks[mark] += 1
            if where.get(mark.partition("-")[0]) != (str(concern.group_id), str(concern.member_id)):
                found.wrong.append(f"{mark}: under another's name or circle")
            _check_told(mark, concern.raised_at, told.get(concern.pk, []), people, found)
    for teller in tellers:
        found.wrong += [f"{mark}: {marks[mark]} concerns" for mark in teller.acknowledged if marks[mark] != 1]
    found.wrong += [f"{mark}: raised twice" for mark, times in marks.items() if times > 1]
    return found


def _check_told(
    mark: str, raised_at: datetime, alerts: list[object], people: dict[str, str], found: Found
) -> None:
    hands = Counter((each.step, str(each.staff_id)) for each in alerts)  # type: ignore[attr-defined]
    found.alerts += hands.total()
    if hands != Counter(people.items()):
        found.wrong.append(f"{mark}: told {sorted(step for step, _staff in hands)}, {hands.total()} in all")
    for number, step in enumerate(people):
        for each in (each for each in alerts if each.step == step):  # type: ignore[attr-defined]
            late = each.made_at - (raised_at + number * WAIT)  # type: ignore[attr-defined]
            found.latest = max(found.latest, late)
            if late > TOLERANCE:
                found.wrong.append(f"{mark}: {step} {late.total_seconds():.0f} s late")


if __name__ == "__main__":
    sys.exit(main())
