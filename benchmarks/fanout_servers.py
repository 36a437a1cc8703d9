"""The servers of `benchmarks.fanout` that are written in Python: ours, and what a team might write instead.

Each holds rooms of websockets at `/ws/session/<uuid>/`, answers `{"t":"ping"}`, and tells a whole room what
one socket in it says with `{"t":"event","v":<number>}`. None stores anything: this is about passing on.

In Holdspace a touch comes in by a form and is announced once it is stored. Here it comes in by the socket, so
that the same is asked of everybody: `_heard` takes it off before our application sees the rest.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

import uvicorn

PONG = '{"t":"pong"}'
OPTIONS: dict[str, Any] = {
    "host": "127.0.0.1",
    "lifespan": "off",
    "log_level": "error",
    "ws": "websockets-sansio",
    "ws_per_message_deflate": False,
    "ws_ping_interval": None,
}
"""What Holdspace asks of uvicorn, for every server here that runs on it."""

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]


def version_text(number: int) -> str:
    """What a room is told."""
    return f'{{"t":"version","v":{number}}}'


# Ours


def serve_ours(port: int, loop: str, redis: int) -> None:
    """The rooms of `holdspace.live`, with everybody admitted."""
    from holdspace.live.consumers import SERVER_OPTIONS, LiveApplication
    from holdspace.live.lines import Admission, Kind, room_of
    from holdspace.live.relay import Change
    from holdspace.live.rooms import Rooms

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

    house, registry = OpenHouse(), Rooms()
    application = LiveApplication(house, house, registry, allowed_hosts=["localhost"])

    async def serve(scope: Message, receive: Receive, send: Send) -> None:
        room = room_of("session", UUID(scope["path"].split("/")[3]))
        await application(scope, _heard(receive, lambda number: registry.announce(room, number)), send)

    uvicorn.run(serve, port=port, loop=loop, **OPTIONS | SERVER_OPTIONS)


def _heard(receive: Receive, announce: Callable[[int], None]) -> Receive:
    """Take events off before the application sees what a socket says."""

    async def without_events() -> Message:
        while True:
            message = await receive()
            text = message.get("text") or ""
            if not text.startswith('{"t":"event"'):
                return message
            announce(json.loads(text)["v"])

    return without_events


# The library alone


def serve_bare(port: int, loop: str, redis: int) -> None:
    """`websockets` with a set per room."""
    if loop == "uvloop":
        import uvloop

        uvloop.run(_bare(port))
    else:
        asyncio.run(_bare(port))


async def _bare(port: int) -> None:
    from websockets.asyncio.server import ServerConnection, broadcast, serve
    from websockets.exceptions import ConnectionClosedError

    rooms: defaultdict[str, set[ServerConnection]] = defaultdict(set)

    async def hold(socket: ServerConnection) -> None:
        assert socket.request is not None
        room = rooms[socket.request.path]
        room.add(socket)
        try:
            async for text in socket:
                said = json.loads(text)
                if said["t"] == "event":
                    broadcast(room, version_text(said["v"]))
                else:
                    await socket.send(PONG)
        except ConnectionClosedError:
            pass
        finally:
            room.discard(socket)

    async with serve(hold, "127.0.0.1", port, compression=None, ping_interval=None) as server:
        await server.serve_forever()


# The smallest ASGI application


def serve_asgi(port: int, loop: str, redis: int) -> None:
    """A set of `send` per room; whoever is slow holds up the rest of the room."""
    rooms: defaultdict[str, set[Send]] = defaultdict(set)

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        room = rooms[scope["path"]]
        room.add(send)
        while (message := await receive())["type"] == "websocket.receive":
            said = json.loads(message["text"])
            if said["t"] == "event":
                for each in list(room):
                    await each({"type": "websocket.send", "text": version_text(said["v"])})
            else:
                await send({"type": "websocket.send", "text": PONG})
        room.discard(send)

    uvicorn.run(application, port=port, loop=loop, **OPTIONS)


# Django Channels


def serve_channels(layer: str) -> Callable[[int, str, int], None]:
    """A consumer as in Channels' tutorial, on one of its layers."""

    def serve(port: int, loop: str, redis: int) -> None:
        from django.conf import settings

        config = {"hosts": [f"redis://127.0.0.1:{redis}/0"]} if redis else {}
        settings.configure(CHANNEL_LAYERS={"default": {"BACKEND": layer, "CONFIG": config}})
        uvicorn.run(_channels(), port=port, loop=loop, **OPTIONS)

    return serve


def _channels() -> Any:
    from channels.generic.websocket import AsyncWebsocketConsumer
    from channels.routing import ProtocolTypeRouter

    class Room(AsyncWebsocketConsumer):  # type: ignore[misc]
        async def connect(self) -> None:
            self.room = "session." + self.scope["path"].split("/")[3]
            await self.channel_layer.group_add(self.room, self.channel_name)
            await self.accept()

        async def disconnect(self, code: int) -> None:
            await self.channel_layer.group_discard(self.room, self.channel_name)

        async def receive(self, text_data: str = "", bytes_data: bytes | None = None) -> None:
            said = json.loads(text_data)
            if said["t"] == "event":
                await self.channel_layer.group_send(self.room, {"type": "room.version", "v": said["v"]})
            else:
                await self.send(PONG)

        async def room_version(self, event: Message) -> None:
            await self.send(version_text(event["v"]))

    return ProtocolTypeRouter({"websocket": Room.as_asgi()})


SERVERS: dict[str, Callable[[int, str, int], None]] = {
    "ours": serve_ours,
    "bare": serve_bare,
    "asgi": serve_asgi,
    "channels-memory": serve_channels("channels.layers.InMemoryChannelLayer"),
    "channels-pubsub": serve_channels("channels_redis.pubsub.RedisPubSubChannelLayer"),
    "channels-redis": serve_channels("channels_redis.core.RedisChannelLayer"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("which", choices=SERVERS)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--loop", choices=("asyncio", "uvloop"), default="asyncio")
    parser.add_argument("--redis", type=int, default=0, help="its port")
    asked = parser.parse_args()
    SERVERS[asked.which](asked.port, asked.loop, asked.redis)


if __name__ == "__main__":
    main()
