"""One socket to Janus, and the handles that are attached over it: its core protocol, and no more.

Janus' interface: its documentation of the core protocol, version 1.1.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from holdspace.live.media.backends import Message, Unavailable

logger = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds within which Janus answers."""

_ACKNOWLEDGED = ("trickle", "keepalive")
"""To these the acknowledgment is all the answer there is."""

_LOST = WebSocketException, OSError, TimeoutError, asyncio.TimeoutError


class JanusRefused(Exception):  # noqa: N818
    """Janus said no; `code` is its own."""

    def __init__(self, code: int, says: str) -> None:
        super().__init__(f"Janus refused ({code}): {says}")
        self.code = code


def _check_loopback(url: str) -> None:
    """Janus' interface is not for the network: without TLS, and with one secret for everything."""
    address = urlsplit(url)
    try:
        near = address.hostname == "localhost" or ipaddress.ip_address(address.hostname or "").is_loopback
    except ValueError:
        near = False
    if address.scheme != "ws" or not near:
        raise ValueError("Janus is reached on the loopback only: ws://127.0.0.1:8188")


class JanusLink:
    """One socket to Janus, over which all rooms of this process are held.

    It connects when it is first needed. When it is lost, so are Janus' sessions: `on_lost` is called, once.
    When Janus forgets a session, for it heard nothing of us for too long, `on_timeout` is.
    """

    def __init__(self, url: str, *, api_secret: str, patience: float = PATIENCE) -> None:
        _check_loopback(url)
        if not api_secret:
            raise ValueError("Janus is only used with its api_secret.")
        self._url, self._secret, self._patience = url, api_secret, patience
        self._socket: ClientConnection | None = None
        self._connecting = asyncio.Lock()
        self._answers: dict[str, asyncio.Future[Message]] = {}
        self._contented: set[str] = set()
        self._listeners: dict[int, Callable[[Message], None]] = {}
        self._reader: asyncio.Task[None] | None = None
        self.on_lost: Callable[[], None] = lambda: None
        self.on_timeout: Callable[[int], None] = lambda session: None

    async def request(self, message: Message) -> Message:
        """Janus' answer; to a message for a plugin, the plugin's event and not its acknowledgment.

        Raises Unavailable, JanusRefused.
        """
        transaction = secrets.token_hex(8)
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._answers[transaction] = answer
        if message["janus"] in _ACKNOWLEDGED:
            self._contented.add(transaction)
        try:
            async with asyncio.timeout(self._patience):
                socket = await self._connected()
                await socket.send(
                    json.dumps({**message, "transaction": transaction, "apisecret": self._secret})
                )
                return _without_error(await answer)
        except _LOST as away:
            raise Unavailable(f"Janus does not answer ({type(away).__name__})") from away
        finally:
            self._answers.pop(transaction, None)
            self._contented.discard(transaction)

    def listen(self, handle: int, hear: Callable[[Message], None]) -> None:
        """What Janus says about `handle` by itself goes to `hear`."""
        self._listeners[handle] = hear

    def forget(self, handle: int) -> None:
        """Nothing more about it."""
        self._listeners.pop(handle, None)

    async def hang_up(self) -> None:
        """Lose it, on purpose: all sessions end, and begin anew."""
        if self._socket is not None:
            await self._socket.close()

    async def close(self) -> None:
        """No more of it: this is not called a loss."""
        socket, self._socket, self.on_lost = self._socket, None, lambda: None
        if socket is not None:
            await socket.close()

    async def _connected(self) -> ClientConnection:
        async with self._connecting:
            if self._socket is None:
                self._socket = await connect(
                    self._url, subprotocols=[Subprotocol("janus-protocol")], compression=None, proxy=None
                )
                self._reader = asyncio.create_task(self._read(self._socket))
            return self._socket

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for text in socket:
                self._hear(json.loads(text))
        except WebSocketException as away:
            logger.warning("Janus is away (%s).", type(away).__name__)
        finally:
            self._lose(socket)

    def _hear(self, message: Message) -> None:
        transaction = message.get("transaction", "")
        if message.get("janus") == "timeout":
            self.on_timeout(int(message["session_id"]))
        if message.get("janus") == "ack" and transaction not in self._contented:
            return  # the plugin's event follows
        answer = self._answers.get(transaction)
        if answer is not None:
            if not answer.done():
                answer.set_result(message)
            return
        listener = self._listeners.get(message.get("sender", 0))
        if listener is not None:
            listener(message)

    def _lose(self, socket: ClientConnection) -> None:
        if self._socket is not socket:
            return
        self._socket = None
        self._listeners.clear()
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(OSError("the socket to Janus closed"))
        self.on_lost()


def _without_error(answer: Message) -> Message:
    error = answer.get("error")
    if error:
        raise JanusRefused(int(error.get("code", 0)), str(error.get("reason", "")))
    said = said_in(answer)
    if "error_code" in said:
        raise JanusRefused(int(said["error_code"]), str(said.get("error", "")))
    return answer


def said_in(message: Message) -> Message:
    """What the plugin said in it."""
    said: Message = message.get("plugindata", {}).get("data", {})
    return said


@dataclass(frozen=True, slots=True)
class Handle:
    """One attachment to the VideoRoom plugin, within one session of Janus."""

    link: JanusLink
    session: int
    number: int

    @classmethod
    async def attach(
        cls, link: JanusLink, session: int, hear: Callable[[Message], None] | None = None
    ) -> Handle:
        """A new one."""
        plugin = {"janus": "attach", "session_id": session, "plugin": "janus.plugin.videoroom"}
        handle = cls(link, session, int((await link.request(plugin))["data"]["id"]))
        if hear is not None:
            link.listen(handle.number, hear)
        return handle

    async def ask(self, body: Message, jsep: Message | None = None) -> Message:
        """The plugin's answer, with its `jsep` if it has one."""
        message: Message = {"body": body, **({"jsep": jsep} if jsep else {})}
        return await self._request("message", **message)

    async def trickle(self, candidate: Message) -> None:
        """A way that the browser has found."""
        await self._request("trickle", candidate=candidate)

    async def detach(self) -> None:
        """Its connection is closed, at once. A handle that is gone already is no error."""
        self.link.forget(self.number)
        with suppress(Unavailable, JanusRefused):
            await self._request("detach")

    async def _request(self, what: str, **more: Any) -> Message:
        return await self.link.request(
            {"janus": what, "session_id": self.session, "handle_id": self.number, **more}
        )
