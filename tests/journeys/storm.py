"""People write without pause while the server is killed again and again; then it is counted what is left.

A write counts as acknowledged when its answer has arrived. Members save check-ins whose text is a rising
number: what stands afterwards may not be lower than the last that was acknowledged. Leaders touch the
session's screen, each touch with a key of its own: every acknowledged key must be there, once.
"""

from __future__ import annotations

import random
import re
import secrets
import signal
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import ClassVar
from urllib.parse import urlencode
from uuid import uuid4

from tests.journeys.house import House

MEMBERS, LEADERS = ("ana", "bo", "chidi"), ("ruth", "tomas")
FORGERY_TOKEN = secrets.token_hex(16)
"""What the form and the cookie both say: a browser would have it from the page."""


@dataclass
class Toll:
    """What a storm left behind."""

    kills: int = 0
    acknowledged: int = 0
    unanswered: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    integrity: list[str] = field(default_factory=list)
    audit_entries: int = 0
    audit_problems: list[str] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills: {self.acknowledged} writes acknowledged, {self.unanswered} unanswered,"
            f" {len(self.lost)} lost, {len(self.twice)} twice; integrity {self.integrity or '-'};"
            f" audit {self.audit_entries} entries, {len(self.audit_problems)} problems;"
            f" ready again after at most {max(self.ready, default=0):.1f} s"
        )


@dataclass
class Writer:
    """One person who writes as fast as they are answered."""

    house: House
    name: str
    acknowledged: list[str] = field(default_factory=list)
    unanswered: int = 0

    kind: ClassVar[str] = ""

    def write(self, number: int) -> str | None:
        """Send one write; what it is known by when it was acknowledged, None when it was refused."""
        raise NotImplementedError

    def keep_writing(self, over: threading.Event) -> None:
        number = 0
        while not over.is_set():
            number += 1
            try:
                mark = self.write(number)
            except (OSError, HTTPException):  # nobody there, or killed in the middle of an answer
                self.unanswered += 1
                time.sleep(0.05)
            else:
                if mark is not None:
                    self.acknowledged.append(mark)

    def post(self, path: str, **fields: object) -> int:
        """The status of a form sent; OSError or HTTPException when nobody answered whole."""
        request = urllib.request.Request(
            self.house.url + path, data=urlencode(fields).encode(), headers=self.headers
        )
        return _status(request)

    def read(self, path: str) -> str:
        request = urllib.request.Request(self.house.url + path, headers=self.headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return str(answer.read().decode())

    @property
    def headers(self) -> dict[str, str]:
        session = self.house.cookies[self.name][0]
        return {
            "Cookie": f"holdspace-session={session}; holdspace-csrf={FORGERY_TOKEN}",
            "X-CSRFToken": FORGERY_TOKEN,
            "HX-Request": "true",
        }


class Member(Writer):
    """Saves a check-in, over and over."""

    kind = "check-in"

    def write(self, number: int) -> str | None:
        path = f"/check-in/{self.house.id('session:tuesday_next')}/"
        version = re.search(r'name="version" value="(\d+)"', self.read(path))
        assert version is not None
        status = self.post(path, brings=str(number), share="therapists", version=version[1])
        return str(number) if status == 302 else None


class Leader(Writer):
    """Starts the timer, over and over: a touch that nobody else's touch can refuse."""

    kind = "touch"

    def write(self, number: int) -> str | None:
        key = str(uuid4())
        path = f"/session/{self.house.id('session:tuesday_next')}/touch/"
        status = self.post(path, kind="start_timer", minutes=1 + number % 60, key=key)
        return key if status == 200 else None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *request: object) -> None:
        return None


def _status(request: urllib.request.Request) -> int:
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=30) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def storm(house: House, *, kills: int, seed: int) -> Toll:
    """Kill the server `kills` times while people write; `seed` chooses the moments."""
    chance, toll = random.Random(seed), Toll(kills=kills)
    house.backstage("begin-soon", house.id("session:tuesday_next"))
    writers = [*(Member(house, name) for name in MEMBERS), *(Leader(house, name) for name in LEADERS)]
    Leader(house, "ruth").post(f"/session/{house.id('session:tuesday_next')}/touch/", kind="open_session")
    with writing(writers):
        for _ in range(kills):
            let_flow(writers, chance.uniform(0.02, 0.5))
            house.stop(signal.SIGKILL)
            toll.ready.append(house.start())
        let_flow(writers, 0.2)
    return _counted(toll, house, writers)


@contextmanager
def writing(writers: list[Writer]) -> Iterator[None]:
    """Everybody writes until the end of the block, in threads of their own."""
    over = threading.Event()
    threads = [threading.Thread(target=writer.keep_writing, args=(over,)) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def let_flow(writers: list[Writer], seconds: float) -> None:
    """Wait until writes are answered again, and then a little longer."""
    before, end = _answered(writers), time.monotonic() + 60
    while _answered(writers) == before:
        assert time.monotonic() < end, "nothing was acknowledged for a minute"
        time.sleep(0.01)
    time.sleep(seconds)


def _answered(writers: list[Writer]) -> int:
    return sum(len(writer.acknowledged) for writer in writers)


def _counted(toll: Toll, house: House, writers: list[Writer]) -> Toll:
    session = house.id("session:tuesday_next")
    kept, stored = house.backstage("check-ins", session), Counter(house.backstage("touches", session))
    for writer in writers:
        toll.acknowledged += len(writer.acknowledged)
        toll.unanswered += writer.unanswered
        if isinstance(writer, Member):
            last = writer.acknowledged[-1]
            toll.lost += [f"{writer.name}: {last}"] * (int(kept[writer.name.title()]) < int(last))
        else:
            toll.lost += [key for key in writer.acknowledged if key not in stored]
    toll.twice = [key for key, count in stored.items() if count > 1]
    toll.integrity = house.backstage("integrity") if house.engine == "embedded" else []
    verdict = house.backstage("verify-audit")
    toll.audit_entries, toll.audit_problems = verdict["entries"], verdict["problems"]
    return toll
