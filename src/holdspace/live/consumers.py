"""The sockets of a session's and a group's room: a small ASGI application that announces versions, and in a
session hands on what browsers have to say to each other.

Who comes in. The Origin must be this site's (a browser always says it), the Host one of the allowed; then
the gate decides by the cookies. Every refusal is the same 404 before the handshake, whether the path, the
origin, the person or the room was wrong, so nobody learns which rooms exist.

What is said, as JSON text frames. Server: `{"t":"version","v":n}` on joining and whenever something newer
is stored; `{"t":"pong"}`; `{"t":"bye","why":"ended"|"removed"|"signed_out"}`, then it closes. Client:
`{"t":"ping"}` every three seconds; after ten seconds of silence the line is closed (code 4408). Anything
else, or more than thirty messages in a second, closes with 1008; a frame above 64 KB with 1009. A client
that was closed without "bye" connects again.

Why plain ASGI: see `rooms`. Served with `SERVER_OPTIONS`, so that the server's own limits agree with ours.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host

from holdspace.live.carrying import CARRIED, Carrier
from holdspace.live.lines import POLICY, TOO_BIG, Kind, Line, Part
from holdspace.live.media.backends import MediaBackend, Tell
from holdspace.live.presence import BETWEEN, Book, Presence
from holdspace.live.relay import Feed, Pace, Relay, Watch
from holdspace.live.rooms import Gate, Rooms

logger = logging.getLogger(__name__)

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

FRAME_LIMIT = 64 * 1024
"""Bytes of one message."""

MESSAGES_PER_SECOND = 30
"""What one socket may send."""

SERVER_OPTIONS: dict[str, Any] = {
    "ws": "websockets-sansio",
    "ws_max_size": FRAME_LIMIT,
    "ws_per_message_deflate": False,  # a message is shorter than its compression's bookkeeping
    "ws_ping_interval": None,  # our own heartbeat also notices a client whose scripts have stopped
}
"""Options for uvicorn."""

_PATH = re.compile(r"/ws/(session|group)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")
_DEFAULT_PORTS = {"http": 80, "https": 443}

SAYS: dict[Part, frozenset[str]] = {
    Part.LISTENER: frozenset({"ping"}),
    Part.AT_THE_DOOR: frozenset({"ping"}),
    Part.INSIDE: frozenset({"ping", "here", "voice"}) | BETWEEN | CARRIED,
    Part.LEADER: frozenset({"ping", "here", "voice"}) | BETWEEN | CARRIED,
}
"""What a client may say, by the part in which it listens. Held to the authorization matrix by a test."""


class _Closing(Exception):  # noqa: N818 - not an error: how a reader says that a line must end
    def __init__(self, code: int) -> None:
        self.code = code


@dataclass(frozen=True, slots=True)
class _Knock:
    """What somebody asks for before they are let in."""

    kind: Kind
    subject_id: UUID
    cookies: dict[str, str]


class LiveApplication:
    """`await application(scope, receive, send)` for scopes of type `websocket`."""

    def __init__(
        self,
        gate: Gate,
        feed: Feed,
        rooms: Rooms,
        *,
        allowed_hosts: Sequence[str],
        book: Book | None = None,
        media: Callable[[Tell], MediaBackend] | None = None,
        relay: Relay | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._gate = gate
        self._rooms = rooms
        self._allowed_hosts = allowed_hosts
        carrier = Carrier(rooms, media) if media is not None else None
        self._presence = Presence(rooms, book, carrier=carrier) if book is not None else None
        self._watch = Watch(rooms, gate, feed, relay=relay, pace=pace)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            raise ValueError("This application speaks only websockets.")
        await receive()  # websocket.connect
        knock = _knock(scope, self._allowed_hosts)
        if knock is None:
            await _deny(scope, send)
            return
        async with self._watch.open():
            await self._answer(knock, scope, receive, send)

    async def _answer(self, knock: _Knock, scope: Scope, receive: Receive, send: Send) -> None:
        changes_before = self._watch.rights_changes
        admission = await self._gate.admit(knock.cookies, knock.kind, knock.subject_id)
        if admission is None:
            await _deny(scope, send)
            return
        await send({"type": "websocket.accept"})
        line = self._rooms.join(admission)
        try:
            if self._watch.rights_changes != changes_before:
                await self._rooms.recheck(lambda other: other is line, self._gate.still)
            await self._hold(line, receive, send)
        finally:
            self._rooms.leave(line)

    async def _hold(self, line: Line, receive: Receive, send: Send) -> None:
        """Read and write until either has ended."""
        reader = asyncio.create_task(self._read(line, receive))
        writer = asyncio.create_task(_write(line, send))
        line.cut = writer.cancel
        try:
            await asyncio.wait((reader, writer), return_when=asyncio.FIRST_COMPLETED)
            if reader.done() and line.ended_at is not None:
                await asyncio.wait((writer,))
        finally:
            await _finish(reader, writer)

    async def _read(self, line: Line, receive: Receive) -> None:
        """What the client says, until it has gone; what it may not say ends the line."""
        clock = asyncio.get_running_loop().time
        second, said = clock(), 0
        try:
            while True:
                text = _text_of(await receive())
                if text is None:
                    return
                line.heard_at = clock()
                if line.heard_at - second >= 1:
                    second, said = line.heard_at, 0
                said += 1
                await self._heed(line, _checked(text, said, line.admission.part))
        except _Closing as closing:
            self._rooms.end(line, code=closing.code)

    async def _heed(self, line: Line, message: dict[str, Any]) -> None:
        if message["t"] == "ping":
            line.answer_ping()
        elif self._presence is None:
            raise _Closing(POLICY)
        elif message["t"] == "here":
            self._presence.here(line)
        elif not await self._taken(self._presence, line, message):
            raise _Closing(POLICY)

    async def _taken(self, presence: Presence, line: Line, message: dict[str, Any]) -> bool:
        if message["t"] == "voice":
            return presence.voice(line, message)
        if message["t"] in CARRIED:
            return await presence.carry(line, message)
        return await presence.pass_on(line, message)


async def _finish(*tasks: asyncio.Task[None]) -> None:
    """Stop both; what went wrong in one is told to the operator."""
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            logger.warning("A socket ended in an unforeseen way.", exc_info=outcome)


def _text_of(message: Message) -> str | bytes | None:
    """What the client said, None when it is gone."""
    if message["type"] == "websocket.disconnect":
        return None
    text = message.get("text")
    return text if text is not None else cast(bytes, message.get("bytes"))


def _checked(text: str | bytes, said: int, part: Part) -> dict[str, Any]:
    """The message; raise `_Closing` unless it is one that this client may send, within the limits."""
    if len(text.encode() if isinstance(text, str) else text) > FRAME_LIMIT:
        raise _Closing(TOO_BIG)
    if said > MESSAGES_PER_SECOND or isinstance(text, bytes):
        raise _Closing(POLICY)
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise _Closing(POLICY) from None
    if not isinstance(message, dict) or message.get("t") not in SAYS[part]:
        raise _Closing(POLICY)
    if message["t"] in ("ping", "here") and len(message) > 1:
        raise _Closing(POLICY)
    return message


async def _write(line: Line, send: Send) -> None:
    """Send what is in line, until the line has ended or the socket is gone."""
    with suppress(OSError):  # what ASGI servers raise when the other side has gone
        while True:
            texts, code = await line.take()
            for text in texts:
                await send({"type": "websocket.send", "text": text})
            if code is not None:
                await send({"type": "websocket.close", "code": code})
                return


# Before the handshake


def _knock(scope: Scope, allowed_hosts: Sequence[str]) -> _Knock | None:
    """What is asked for, or None when the path or the origin is not ours."""
    found = _PATH.fullmatch(scope["path"])
    headers = _headers(scope)
    if found is None or not is_own_origin(headers.get("origin", ""), headers.get("host", ""), allowed_hosts):
        return None
    return _Knock(cast(Kind, found[1]), UUID(found[2]), parse_cookie(headers.get("cookie", "")))


def _headers(scope: Scope) -> dict[str, str]:
    """The headers by lower-case name; repeated cookie headers joined, as HTTP/2 allows to split them."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}; {value}" if name in headers else value
    return headers


def is_own_origin(origin: str, host: str, allowed_hosts: Sequence[str]) -> bool:
    """Whether a page of `origin` may open a socket at `host`: same name and port, and a name that is allowed.

    Both are header values; a missing port is the one that the origin's scheme implies. `allowed_hosts` as in
    Django's setting. ASVS 4.4.2.
    """
    try:
        page = urlsplit(origin)
        implied = _DEFAULT_PORTS[page.scheme]
        asked = urlsplit(f"//{host}")
        same = page.hostname == asked.hostname and (page.port or implied) == (asked.port or implied)
    except (KeyError, ValueError):
        return False
    domain, _ = split_domain_port(host)
    return same and bool(domain) and validate_host(domain, allowed_hosts)


async def _deny(scope: Scope, send: Send) -> None:
    """The one answer to everyone who is not let in; servers without the extension answer 403 to all alike."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": POLICY})
        return
    await send(
        {
            "type": "websocket.http.response.start",
            "status": 404,
            "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")],
        }
    )
    await send({"type": "websocket.http.response.body", "body": b"Not found"})
