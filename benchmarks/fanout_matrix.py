"""Synapse beside the others of `benchmarks.fanout`: a Matrix server on SQLite, with new rooms and people.

It speaks HTTP only: an event is a PUT, and everybody hears by a request that is held open (`/sync`). It keeps
every event, which the others here do not.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import subprocess
from collections.abc import Callable, Coroutine
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path
from typing import Any, Final, TypeAlias

from benchmarks.fanout_processes import started

Ask: TypeAlias = Callable[..., Coroutine[Any, Any, Any]]
INTERPRETER: Final = os.environ.get("SYNAPSE_PYTHON", "")
SECRET: Final = "only for a server that lives for a minute"  # of registration; nobody else reaches it
FREELY: Final = {"per_second": 1e6, "burst_count": 1_000_000}
KNOWN: Final = json.dumps(
    {
        "presence": {"types": []},
        "account_data": {"types": []},
        "room": {
            "ephemeral": {"types": []},
            "state": {"types": []},
            "timeline": {"types": ["m.room.message"]},
        },
    }
)
"""What `/sync` is asked to leave out: all but what is said."""


def lacks_synapse() -> str | None:
    if INTERPRETER:
        return None
    return "SYNAPSE_PYTHON does not name the Python of an environment that has matrix-synapse"


def synapse_version() -> str:
    code = "import synapse; print('matrix-synapse', synapse.__version__)"
    return subprocess.run(
        [INTERPRETER, "-c", code], capture_output=True, text=True, check=False
    ).stdout.strip()


def synapse(port: int, home: Path, stack: ExitStack) -> list[int]:
    config = home / "homeserver.json"  # JSON is YAML as well
    config.write_text(json.dumps(_config(port, home)))
    command = [INTERPRETER, "-m", "synapse.app.homeserver", "-c", str(config)]
    subprocess.run([*command, "--generate-keys"], cwd=home, check=True, capture_output=True)
    return [started(stack, command, port, home)]


def _config(port: int, home: Path) -> dict[str, Any]:
    listener = {"port": port, "type": "http", "bind_addresses": ["127.0.0.1"]}
    (home / "log.json").write_text(json.dumps({"version": 1, "root": {"level": "WARNING"}}))
    return {
        "server_name": "localhost",
        "listeners": [listener | {"resources": [{"names": ["client"]}]}],
        "database": {"name": "sqlite3", "args": {"database": str(home / "synapse.db")}},
        "log_config": str(home / "log.json"),
        "media_store_path": str(home / "media"),
        "signing_key_path": str(home / "signing.key"),
        "pid_file": str(home / "synapse.pid"),
        "registration_shared_secret": SECRET,
        "macaroon_secret_key": SECRET,
        "report_stats": False,
        "trusted_key_servers": [],
        "bcrypt_rounds": 4,
        "presence": {"enabled": False},
        "rc_message": FREELY,
        "rc_registration": FREELY,
        "rc_login": {"address": FREELY, "account": FREELY, "failed_attempts": FREELY},
        "rc_joins": {"local": FREELY, "remote": FREELY},
        "rc_joins_per_room": FREELY,
        "rc_room_creation": FREELY,
        "rc_invites": {"per_room": FREELY, "per_user": FREELY, "per_issuer": FREELY},
    }


class Seated:
    """One person: says by PUT, hears by `/sync`."""

    def __init__(self, ask: Ask, room: str) -> None:
        self.heard: Callable[[str], None] = lambda text: None
        self.closed = False
        self._ask, self._room, self._numbers = ask, room, count()
        self._listening: asyncio.Task[None] | None = None
        self._speaking: set[asyncio.Task[Any]] = set()

    async def listen(self) -> None:
        """From now on."""
        known = await self._ask("GET", "sync", params={"filter": KNOWN, "timeout": "0"})
        self._listening = asyncio.create_task(self._listen(known["next_batch"]))

    async def _listen(self, since: str) -> None:
        try:
            while True:
                params = {"filter": KNOWN, "timeout": "30000", "since": since}
                news = await self._ask("GET", "sync", params=params)
                since = news["next_batch"]
                for room in news.get("rooms", {}).get("join", {}).values():
                    for event in room["timeline"]["events"]:
                        self.heard(event["content"].get("body", ""))
        finally:
            self.closed = True

    def send(self, text: str) -> None:
        if text:
            path = f"rooms/{self._room}/send/m.room.message/{next(self._numbers)}"
            put: asyncio.Task[Any] = asyncio.create_task(
                self._ask("PUT", path, json={"msgtype": "m.text", "body": text})
            )
            self._speaking.add(put)
            put.add_done_callback(self._speaking.discard)

    def cut(self) -> None:
        for task in (self._listening, *self._speaking):
            if task is not None:
                task.cancel()


class Matrix:
    """Rooms are made by the first who comes; the rest joins."""

    ping = ""  # holding `/sync` open is the heartbeat

    def __init__(self) -> None:
        import aiohttp

        self._connections = aiohttp.TCPConnector(limit=0)
        self._http = aiohttp.ClientSession(connector=self._connections, timeout=aiohttp.ClientTimeout(120))
        self._made: dict[int, asyncio.Future[str]] = {}

    async def open(self, port: int, room: int, seat: int) -> Seated:
        base = f"http://127.0.0.1:{port}/"
        token = await self._register(base, f"room{room}seat{seat}")

        async def ask(method: str, path: str, **more: Any) -> Any:
            headers = {"Authorization": f"Bearer {token}"}
            url = f"{base}_matrix/client/v3/{path}"
            async with self._http.request(method, url, headers=headers, **more) as answer:
                answer.raise_for_status()
                return await answer.json()

        seated = Seated(ask, await self._room(ask, room))
        await seated.listen()
        return seated

    async def _room(self, ask: Ask, room: int) -> str:
        made = self._made.get(room)
        if made is None:
            made = self._made[room] = asyncio.get_running_loop().create_future()
            made.set_result((await ask("POST", "createRoom", json={"preset": "public_chat"}))["room_id"])
        name = await made
        await ask("POST", f"join/{name}", json={})
        return name

    async def _register(self, base: str, name: str) -> str:
        url = f"{base}_synapse/admin/v1/register"
        async with self._http.get(url) as answer:
            nonce = (await answer.json())["nonce"]
        signed = "\0".join((nonce, name, name, "notadmin")).encode()
        proof = hmac.new(SECRET.encode(), signed, hashlib.sha1).hexdigest()
        asked = {"nonce": nonce, "username": name, "password": name, "admin": False, "mac": proof}
        async with self._http.post(url, json=asked) as answer:
            answer.raise_for_status()
            token: str = (await answer.json())["access_token"]
            return token

    def event(self, room: int, number: int) -> str:
        return str(number)

    def number(self, text: str) -> int | None:
        return int(text) if text.isdigit() else None

    async def close(self) -> None:
        with suppress(OSError):
            await self._http.close()
