"""A real uvicorn with the live application on one of our ports, and browsers that talk to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from holdspace.live.consumers import SERVER_OPTIONS, LiveApplication
from holdspace.live.lines import Kind
from holdspace.live.presence import Book
from holdspace.live.relay import Pace, Relay
from holdspace.live.rooms import Rooms
from tests.contexts.live.fakes import SmallWorld

PING = '{"t":"ping"}'


@dataclass
class House:
    """One process of ours: its world, its rooms, its port."""

    world: SmallWorld
    rooms: Rooms
    port: int

    @asynccontextmanager
    async def browser(
        self, name: str, kind: Kind = "session", subject: UUID | None = None, **changes: Any
    ) -> AsyncIterator[ClientConnection]:
        """A socket of somebody's browser."""
        subject = subject or {"session": self.world.session_id, "group": self.world.group_id}[kind]
        cookie = "; ".join(f"{key}={value}" for key, value in self.world.cookies_of(name).items())
        options: dict[str, Any] = {
            "origin": f"http://127.0.0.1:{self.port}",
            "additional_headers": {"Cookie": cookie},
            "ping_interval": None,
            "compression": None,
            "proxy": None,
        }
        path = changes.pop("path", f"/ws/{kind}/{subject}/")
        async with connect(f"ws://127.0.0.1:{self.port}{path}", **{**options, **changes}) as socket:
            yield socket

    async def until_empty(self) -> None:
        async with asyncio.timeout(3):
            while self.rooms.metrics.sockets:
                await asyncio.sleep(0.01)


@asynccontextmanager
async def house(
    *,
    port: int = 8110,
    world: SmallWorld | None = None,
    rooms: Rooms | None = None,
    relay: Relay | None = None,
    book: Book | None = None,
    **pace: float,
) -> AsyncIterator[House]:
    """Serve until the block ends."""
    world, rooms = world or SmallWorld(), rooms or Rooms()
    application = LiveApplication(
        world, world, rooms, allowed_hosts=["127.0.0.1"], book=book, relay=relay, pace=Pace(**pace)
    )
    options = uvicorn.Config(
        application,  # type: ignore[arg-type]
        host="127.0.0.1",
        port=port,
        lifespan="off",
        log_level="warning",
        timeout_graceful_shutdown=1,
        **SERVER_OPTIONS,
    )
    server = uvicorn.Server(options)
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:
            await asyncio.sleep(0.005)
        yield House(world, rooms, port)
    finally:
        server.should_exit = True
        await serving


async def hear(socket: ClientConnection, within: float = 3.0) -> dict[str, Any]:
    """The next message."""
    async with asyncio.timeout(within):
        return dict(json.loads(await socket.recv()))


async def silence(socket: ClientConnection, seconds: float) -> bool:
    """Whether nothing is said for so long."""
    try:
        await hear(socket, seconds)
    except TimeoutError:
        return True
    return False
