"""One member of `benchmarks.messages` at one device: writes at a pace, repeats what was not answered, holds a
socket, and reads what is new when something was announced or the socket is open again.

As cheap as it can be, for it runs on the cores of the server that it measures: connections are kept, as a
browser keeps them, and of a page only the positions and marks are looked for.
"""

from __future__ import annotations

import json
import random
import socket as sockets
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from itertools import chain
from urllib.parse import urlencode

from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect

from tests.journeys.messages import Poster, Seen

ANSWERS_LOST = 0.02
"""How many forms are sent by a phone that hangs up before the answer, and are sent again at once."""

PING_EVERY = 3.0
KEPT_FOR = 4.0
"""Seconds after which an unused connection is not trusted any more; the server hangs up after five."""

LOOKS_EVERY = 10
"""After so many messages somebody looks at the whole page; else only at what is new."""

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class NotHere(Exception):  # noqa: N818
    """A page that is not shown: one does not sit here now."""


AWAY = (OSError, HTTPException, WebSocketException, NotHere)
"""What it looks like when a server is killed, a socket is cut, or one does not sit here now."""


@dataclass
class Connection:
    """One connection to a server, kept between requests and opened anew where it was lost."""

    address: str
    _kept: HTTPConnection | None = None
    _used_at: float = 0.0

    def ask(
        self, method: str, path: str, headers: dict[str, str], body: str | None = None
    ) -> tuple[int, bytes]:
        """Status and content of a whole answer; one of `AWAY` when there was none."""
        if self._kept is None or time.monotonic() - self._used_at > KEPT_FOR:
            self.close()
            self._kept = HTTPConnection(self.address, timeout=30)
        try:
            self._kept.request(method, path, body, headers)
            answer = self._kept.getresponse()
            content = answer.read()
        except AWAY:
            self.close()
            raise
        self._used_at = time.monotonic()
        return answer.status, content

    def close(self) -> None:
        if self._kept is not None:
            self._kept.close()
            self._kept = None


@dataclass
class Client(Poster):
    """A member; `pace` is the mean number of seconds from an answer to the next message."""

    chance: random.Random = field(default_factory=random.Random)
    pace: float = 1.0
    rest: float = 4.0
    """Seconds in which somebody who has just caught up does not look again."""
    refused: int = 0
    hung_up: int = 0
    after_cut: list[float] = field(default_factory=list)
    """Seconds from the open socket to having read the newest, where the network was lost."""
    after_death: list[float] = field(default_factory=list)
    """The same where the server died, or let nobody in."""
    after_news: list[float] = field(default_factory=list)
    """Seconds from the announcement to having read what it announced."""
    _pieces: list[Seen] = field(default_factory=list)
    _read_to: int = 0
    _caught_up: int = 0
    _socket: ClientConnection | None = None
    _was_cut: bool = False

    def __post_init__(self) -> None:
        address = self.house.url.removeprefix("http://")
        self._writing, self._reading = Connection(address), Connection(address)

    # Writing

    def write_all(self, wanted: int, over: threading.Event) -> None:
        """Until so many are acknowledged; each is repeated until it is."""
        while len(self.acknowledged) < wanted and not over.is_set():
            try:
                mark = self.write(len(self.acknowledged) + 1)
            except AWAY:
                self.unanswered += 1
                time.sleep(self.chance.uniform(0.05, 0.3))
            else:
                self._go_on(mark)

    def _go_on(self, mark: str | None) -> None:
        if mark is None:  # does not sit here now
            self.refused += 1
            time.sleep(self.chance.uniform(0.2, 0.6))
        else:
            self.acknowledged.append(mark)
            if len(self.acknowledged) % LOOKS_EVERY == 0:
                self._look_at_the_page()
            time.sleep(self.chance.uniform(0, 2 * self.pace))

    def _look_at_the_page(self) -> None:
        """Where a browser is led after writing; what it has to say ("Sent.") would pile up in the session."""
        with suppress(*AWAY):
            self._writing.ask("GET", self.space, self.headers)

    def post(self, path: str, **fields: object) -> int:
        if self.chance.random() < ANSWERS_LOST:
            self._hang_up_after(path, fields)
        return self._writing.ask("POST", path, self.headers | FORM, urlencode(fields))[0]

    def read(self, path: str) -> str:
        status, content = self._reading.ask("GET", path, self.headers)
        if status != HTTPStatus.OK:  # let in, and not there any more when it asked
            raise NotHere(f"{path}: {status}")
        return content.decode()

    def _hang_up_after(self, path: str, fields: dict[str, object]) -> None:
        connection = HTTPConnection(self.house.url.removeprefix("http://"), timeout=10)
        with suppress(*AWAY):
            connection.request("POST", path, urlencode(fields), self.headers | FORM)
            self.hung_up += 1
        connection.close()

    # Listening and reading

    def found(self) -> Seen:
        """All that was read, the newest first, in the order in which it was read."""
        return list(chain.from_iterable(reversed(self._pieces)))

    def catch_up(self) -> None:
        """Read from the newest back to what is known; nothing counts as read unless all of it was."""
        piece = self.seen(after=self._read_to)
        self._pieces.append(piece)
        self._read_to = max(self._read_to, *(position for position, _message in piece), 0)
        self._caught_up = self.version

    def cut(self) -> None:
        """Break the connection as a lost network does: nobody says goodbye."""
        if (held := self._socket) is not None:
            with suppress(OSError):
                held.socket.shutdown(sockets.SHUT_RDWR)
                self._was_cut = True

    def listen(self, over: threading.Event) -> None:
        """Hold a socket, open it again whenever it is lost, catch up."""
        while not over.is_set():
            try:
                with self._opened() as self._socket:
                    self._follow(self._socket, over)
            except InvalidStatus:  # not let in: one does not sit here now
                over.wait(1.0)
            except AWAY:
                over.wait(self.chance.uniform(0.1, 0.5))

    def _opened(self) -> ClientConnection:
        address = self.house.url.replace("http", "ws", 1)
        return connect(
            f"{address}/ws/group/{self.house.id(self.group)}/",
            origin=self.house.url,  # type: ignore[arg-type]
            additional_headers={"Cookie": self.headers["Cookie"]},
            close_timeout=0.2,
            ping_interval=None,
        )

    def _follow(self, held: ClientConnection, over: threading.Event) -> None:
        times = self.after_cut if self._was_cut else self.after_death
        opened, self._was_cut = time.monotonic(), False
        while not over.is_set():
            newest = _newest(held)
            if newest > self._caught_up:
                began = time.monotonic() if times is self.after_news else opened
                while self._caught_up < newest:
                    self.catch_up()
                times.append(time.monotonic() - began)
                over.wait(self.rest)
            times = self.after_news
            held.send('{"t":"ping"}')


def _newest(held: ClientConnection) -> int:
    """The newest version among what was announced; 0 when nothing is, for as long as one may be silent."""
    newest, patience = 0, PING_EVERY
    with suppress(TimeoutError):
        while True:
            said = json.loads(held.recv(timeout=patience))
            newest = max(newest, said.get("v", 0))
            patience = 0 if newest else PING_EVERY
    return newest
