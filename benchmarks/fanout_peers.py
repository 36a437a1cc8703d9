"""Who stands side by side in `benchmarks.fanout`: how each is started on 127.0.0.1, and why one is missing.

What is not installed is said and skipped. The extra `bench` brings Channels, uvloop and aiohttp (for the
clients of Synapse), Debian the packages `redis-server`, `prosody` and `ejabberd`; `SYNAPSE_PYTHON` names the
interpreter of an environment in which `matrix-synapse` is installed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from benchmarks.fanout_clients import Dialect, Json
from benchmarks.fanout_matrix import Matrix, lacks_synapse, synapse, synapse_version
from benchmarks.fanout_processes import started
from benchmarks.fanout_xmpp import Xmpp, ejabberd, lacks_ejabberd, prosody


@dataclass(frozen=True)
class Peer:
    """A server to compare with. `start` yields the processes that it is, all of which are counted."""

    title: str
    versions: Callable[[], str]
    missing: Callable[[], str | None]
    start: Callable[[int, Path, ExitStack], list[int]]
    dialect: Callable[[], Dialect] = Json
    merges: bool = False
    """Whether a newer message stands for older ones of the same room."""


# What is written in Python


def python(which: str, port: int, home: Path, stack: ExitStack, *, loop: str = "asyncio") -> list[int]:
    command = [sys.executable, "-m", "benchmarks.fanout_servers", which, "--port", str(port), "--loop", loop]
    return [started(stack, command, port, home)]


def with_redis(which: str, port: int, home: Path, stack: ExitStack) -> list[int]:
    redis = port + 1
    alone = ["--port", str(redis), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    store = started(stack, ["redis-server", *alone, "--dir", str(home)], redis, home)
    command = [sys.executable, "-m", "benchmarks.fanout_servers", which, "--port", str(port)]
    return [started(stack, [*command, "--redis", str(redis)], port, home), store]


def lacks(*modules: str) -> str | None:
    gone = [module for module in modules if find_spec(module) is None]
    return f"the package {' and '.join(gone)} is not installed (extra `bench`)" if gone else None


def lacks_redis(*modules: str) -> str | None:
    return lacks(*modules) or lacks_program("redis-server")


def lacks_program(name: str) -> str | None:
    return None if shutil.which(name) else f"{name} is not installed (a package of Debian)"


def packages(*names: str) -> str:
    def numbered(name: str) -> str:
        try:
            return f"{name} {version(name)}"
        except PackageNotFoundError:
            return name

    return ", ".join(map(numbered, names))


def debian(name: str) -> str:
    """Which version of a package of Debian this is, or its name alone."""
    if shutil.which("dpkg-query") is None:
        return name
    done = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${Version}", name], capture_output=True, text=True, check=False
    )
    return done.stdout or name


# All of them


def redis_versions() -> str:
    return f"{packages('channels', 'channels_redis', 'uvicorn')}, {debian('redis-server')}"


PEERS: dict[str, Peer] = {
    "ours": Peer(
        "Holdspace, a room of versions",
        lambda: packages("uvicorn", "websockets"),
        lambda: None,
        partial(python, "ours"),
        merges=True,
    ),
    "ours-uvloop": Peer(
        "the same on uvloop",
        lambda: packages("uvicorn", "uvloop"),
        lambda: lacks("uvloop"),
        partial(python, "ours", loop="uvloop"),
        merges=True,
    ),
    "bare": Peer(
        "bare `websockets`",
        lambda: packages("websockets"),
        lambda: None,
        partial(python, "bare"),
    ),
    "bare-uvloop": Peer(
        "bare `websockets` on uvloop",
        lambda: packages("websockets", "uvloop"),
        lambda: lacks("uvloop"),
        partial(python, "bare", loop="uvloop"),
    ),
    "asgi": Peer(
        "plain ASGI, a set per room",
        lambda: packages("uvicorn", "websockets"),
        lambda: None,
        partial(python, "asgi"),
    ),
    "ejabberd": Peer(
        "ejabberd, MUC",
        lambda: debian("ejabberd"),
        lacks_ejabberd,
        ejabberd,
        dialect=partial(Xmpp, "/ws"),
    ),
    "prosody": Peer(
        "Prosody, MUC",
        lambda: debian("prosody"),
        lambda: lacks_program("prosody"),
        prosody,
        dialect=partial(Xmpp, "/xmpp-websocket"),
    ),
    "channels-pubsub": Peer(
        "Channels, Redis pub/sub layer",
        redis_versions,
        lambda: lacks_redis("channels", "channels_redis"),
        partial(with_redis, "channels-pubsub"),
    ),
    "channels-redis": Peer(
        "Channels, Redis layer",
        redis_versions,
        lambda: lacks_redis("channels", "channels_redis"),
        partial(with_redis, "channels-redis"),
    ),
    "channels-memory": Peer(
        "Channels, in-memory layer",
        lambda: packages("channels", "uvicorn"),
        lambda: lacks("channels"),
        partial(python, "channels-memory"),
    ),
    "synapse": Peer(
        "Synapse on SQLite",
        synapse_version,
        lambda: lacks_synapse() or lacks("aiohttp"),
        synapse,
        dialect=Matrix,
    ),
}
