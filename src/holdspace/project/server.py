"""One process, one port: pages by WSGI in threads, sockets by a small ASGI application (ADR 0004)."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

import uvicorn
from a2wsgi import WSGIMiddleware
from django.conf import settings

from holdspace.live import announcing
from holdspace.live.consumers import SERVER_OPTIONS, LiveApplication
from holdspace.live.gate import AuditFeed, DatabaseGate, SessionBook
from holdspace.live.media.backends import MediaBackend, Tell, backend_from
from holdspace.live.relay import Relay
from holdspace.live.rooms import Rooms
from holdspace.project.wsgi import application as pages

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

#: Threads that serve pages. SQLite has one writer at a time; more threads would only wait.
THREADS = int(os.environ.get("HOLDSPACE_THREADS", "8"))


class Application:
    """Hands sockets to the live application and everything else to the pages."""

    def __init__(self) -> None:
        rooms = Rooms()
        announcing.use(rooms)
        relay = Relay(settings.HOLDSPACE_REDIS_URL) if settings.HOLDSPACE_REDIS_URL else None
        self._pages = WSGIMiddleware(cast(Any, pages), workers=THREADS)
        self._live = LiveApplication(
            DatabaseGate(),
            AuditFeed(),
            rooms,
            allowed_hosts=settings.ALLOWED_HOSTS,
            book=SessionBook(),
            media=None if settings.HOLDSPACE_MEDIA == "mesh" else _media,
            relay=relay,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._live(scope, receive, send)
        elif scope["type"] == "http":
            await self._pages(scope, receive, send)  # type: ignore[arg-type]


def _media(tell: Tell) -> MediaBackend:
    return backend_from(
        settings.HOLDSPACE_MEDIA,
        tell=tell,
        janus_url=settings.HOLDSPACE_JANUS_URL,
        janus_api_secret=settings.HOLDSPACE_JANUS_SECRET,
        janus_admin_key=settings.HOLDSPACE_JANUS_ADMIN_KEY,
    )


def serve(*, host: str, port: int) -> None:
    """Serve until interrupted. Nothing about requests is logged."""
    uvicorn.run(
        Application(),
        host=host,
        port=port,
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
        **SERVER_OPTIONS,
    )
