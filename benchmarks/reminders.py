"""Ten thousand reminders leave while workers are killed and the clock jumps; a mail server counts what came.

    python -m benchmarks.reminders [--reminders 10000] [--kills 60] [--engine embedded|postgres] [--seed 1]

Groups of ten, one session of each on every day from 22 March 2027 on, so that the clocks of London go forward
on the seventh. Two workers send what is due; one of them is killed with SIGKILL again and again and started
anew. The clock goes ten minutes forward whenever nothing moves (what a dead worker had claimed is free then),
a day forward when a day is done, and once on each third day an hour back while messages leave.

Ends with status 1 when a reminder did not come, or came under two Message-IDs. What was handed over twice
under the same Message-ID is counted and told: SMTP cannot rule it out (ADR 0024).
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import socketserver
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

from benchmarks.messages_chaos import Companion, running
from tests.journeys.house import House, foundation

FIRST = datetime(2027, 3, 22, 18, tzinfo=UTC)
"""When the groups meet on the first day; a reminder is due 26 hours before."""

SEATS, DAYS = 10, 20
PATIENCE = 5.0
"""Seconds without a message after which the clock goes forward."""

GIVE_UP = 24
"""So often the clock goes forward in one day before the run counts as stuck: quiet hours are near then."""

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^>]+)>", re.IGNORECASE | re.MULTILINE)


@dataclass
class Sink:
    """What a mail server took: how often each message, by Message-ID and receiver."""

    port: int = 0
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, receivers: list[str], content: bytes) -> None:
        """Counted before it is acknowledged: whoever dies in between has handed it over."""
        found = _MESSAGE_ID.search(content)
        with self.lock:
            for receiver in receivers:
                self.taken[(found.group(1).decode() if found else "", receiver)] += 1


class Talk(socketserver.StreamRequestHandler):
    """One connection: as much of RFC 5321 as a client needs that sends what is right."""

    sink: Sink

    def handle(self) -> None:
        receivers: list[str] = []
        self._say("220 here")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"RCPT":
                receivers.append(line.decode().partition("<")[2].partition(">")[0])
            if verb == b"DATA":
                self._say("354 go on")
                self.sink.take(receivers, self._content())
                receivers = []
            self._say("221 bye" if verb == b"QUIT" else "250 taken")
            if verb == b"QUIT":
                return

    def _content(self) -> bytes:
        lines: list[bytes] = []
        for line in self.rfile:
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line)
        raise ConnectionError("it died in the middle")

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    """One thread for each connection."""

    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, *_about: object) -> None:
        """A worker that was killed leaves a broken connection: that is what this is about."""


@contextmanager
def mail_server() -> Iterator[Sink]:
    """A mail server on this machine that takes everything and keeps nothing."""
    sink = Sink()
    with Server(("127.0.0.1", 0), type("Talking", (Talk,), {"sink": sink})) as server:
        sink.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield sink
        server.shutdown()


@dataclass
class Clock:
    """The moment at which all workers believe to be: real seconds pass, and it jumps when it is told to."""

    path: Path

    def jump_to(self, moment: datetime) -> None:
        """From now on it is `moment`."""
        self._keep((moment - datetime.now(UTC)).total_seconds())

    def jump(self, by: timedelta) -> None:
        """Forward, or back."""
        self._keep(float(self.path.read_text()) + by.total_seconds())

    def _keep(self, seconds: float) -> None:
        beside = self.path.with_suffix(".new")
        beside.write_text(str(seconds))
        beside.replace(self.path)


def work(path: Path) -> None:
    """A real worker, by the clock of this run."""
    from holdspace.kernel import clock

    clock.now = lambda: datetime.now(UTC) + timedelta(seconds=float(path.read_text()))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdspace.project.settings")
    django.setup()
    from holdspace.project.worker import work as work_on

    work_on()


def main() -> int:
    """Run it and print what came."""
    asked = _asked()
    if asked.work:
        work(Path(asked.work))
        return 0
    began, chance = time.monotonic(), random.Random(asked.seed)
    with ExitStack() as held:
        home = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="holdspace-reminders-")))
        sink = held.enter_context(mail_server())
        house = held.enter_context(foundation(asked.engine, home / "built"))
        clock = Clock(home / "clock")
        _speak_smtp(house, sink)
        days = min(DAYS, max(1, asked.reminders // 100))
        each = asked.reminders // days
        fill(each, days)
        clock.jump_to(due_on(0))
        workers = [_worker(house, clock) for _ in range(2)]
        for worker in workers:
            held.enter_context(running(worker))
        killed = [
            send_day(day, each, sink, clock, workers, chance, kills=asked.kills // days or 1)
            for day in range(days)
        ]
        return tell(sink, each * days, sum(killed), time.monotonic() - began)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Look for lost and doubled reminders.")
    parser.add_argument("--reminders", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--engine", choices=("embedded", "postgres"), default="embedded")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _speak_smtp(house: House, sink: Sink) -> None:
    house.environment |= {
        "HOLDSPACE_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "HOLDSPACE_EMAIL_HOST": "127.0.0.1",
        "HOLDSPACE_EMAIL_PORT": str(sink.port),
    }
    os.environ |= house.environment
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdspace.project.settings")
    django.setup()


def _worker(house: House, clock: Clock) -> Companion:
    command = [sys.executable, "-m", "benchmarks.reminders", "--work", str(clock.path)]
    return Companion(command, house.environment)


def due_on(day: int) -> datetime:
    """The day before the groups meet, half an hour after their reminders were due."""
    return FIRST + timedelta(days=day) - timedelta(hours=25, minutes=30)


def fill(members: int, days: int) -> None:
    """So many members in groups of ten, each of which meets once on each day."""
    from django.db import transaction

    from holdspace.accounts.models import User
    from holdspace.groups.models import Group, Membership
    from holdspace.members.models import Member
    from holdspace.practice.models import Practice
    from holdspace.sessions.models import GroupSession
    from tests.cast import LONG_AGO
    from tests.journeys.backstage import acting

    with acting(), transaction.atomic():
        practice = Practice.unscoped.order_by("pk")[0]  # its own sessions lie months before
        for number in range(members):
            if number % SEATS == 0:
                group = Group.unscoped.create(practice=practice, name=f"G{number}", phase=Group.Phase.RUNNING)
                for day in range(days):
                    starts = FIRST + timedelta(days=day)
                    GroupSession.unscoped.create(
                        practice=practice,
                        group=group,
                        number=day + 1,
                        original_local=_local(starts, practice.time_zone),
                        starts_at=starts,
                        ends_at=starts + timedelta(minutes=90),
                    )
            user = User.objects.create(email=f"r{number}@example.org", password="!")
            member = Member.unscoped.create(practice=practice, user=user, chosen_name=f"R{number}")
            Membership.unscoped.create(
                practice=practice, group=group, member=member, seat=number % SEATS, starts_at=LONG_AGO
            )


def _local(starts: datetime, zone: str) -> str:
    from zoneinfo import ZoneInfo

    return starts.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M:%S")


def send_day(
    day: int,
    each: int,
    sink: Sink,
    clock: Clock,
    workers: list[Companion],
    chance: random.Random,
    *,
    kills: int,
) -> int:
    """Until every reminder of one day has left, as the rows say; returns how often a worker was killed."""
    clock.jump_to(due_on(day))
    killed = forward = 0
    done, moved_at = each * day, time.monotonic()
    at = sorted(each * day + chance.randrange(each) for _ in range(kills))
    back = each * day + each // 2 if day % 3 == 1 else None
    while (came := len(sink.taken)) < each * (day + 1) or noted() < each * (day + 1):
        if came != done:
            done, moved_at = came, time.monotonic()
        if at and came >= at[0]:
            at.pop(0)
            chance.choice(workers).kill_and_start(chance.uniform(0, 0.5))
            killed += 1
        if back is not None and came >= back:
            clock.jump(-timedelta(hours=1))
            back = None
        if time.monotonic() > moved_at + PATIENCE:
            clock.jump(timedelta(minutes=10))
            moved_at, forward = time.monotonic(), forward + 1
            if forward > GIVE_UP:
                print(f"day {day}: stuck at {noted()} noted, {came} taken", flush=True)
                break
        time.sleep(0.05 if came < each * (day + 1) else 0.5)
    print(f"day {day + 1}: {noted()} noted, {sum(sink.taken.values())} handed over", flush=True)
    return killed


def noted() -> int:
    """How many reminders are noted as sent."""
    from holdspace.correspondence.models import Reminder
    from tests.journeys.backstage import acting

    with acting():
        return Reminder.unscoped.filter(kind=Reminder.Kind.BEFORE, sent_at__isnull=False).count()


def tell(sink: Sink, wanted: int, killed: int, seconds: float) -> int:
    """Print what came beside what ought to; 1 where a message is missing, or somebody had two for one."""
    from holdspace.correspondence.models import Reminder
    from tests.journeys.backstage import acting

    with acting():
        rows = Reminder.unscoped.filter(kind=Reminder.Kind.BEFORE).select_related("member__user")
        expected = Counter((row.pk.hex, row.member.user.email if row.member.user else "") for row in rows)
    came = Counter({(known.partition("@")[0], to): times for (known, to), times in sink.taken.items()})
    lost, strange = set(expected) - set(came), set(came) - set(expected)
    twice = {each: times for each, times in came.items() if times > 1}
    print(
        f"{wanted} wanted, {len(expected)} queued, {len(came)} came; {killed} workers killed;"
        f" {len(lost)} lost, {len(strange)} that nobody queued,"
        f" {len(twice)} handed over again under the same Message-ID;"
        f" {seconds:.0f} s, load {os.getloadavg()[1]:.1f}"
    )
    return 1 if lost or strange or len(expected) != wanted else 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main())
