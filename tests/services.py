"""What the tests find on this machine: a browser, PostgreSQL, Redis. Missing ones are skipped or required."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from functools import cache
from pathlib import Path

from tests.environment import required

POSTGRES = os.environ.get("HOLDSPACE_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/")
REDIS = os.environ.get("HOLDSPACE_TEST_REDIS", "redis://127.0.0.1:6379/15")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@cache
def browser() -> str | None:
    """The path of a Chromium; Debian's is installed when none is found and we may."""
    named = os.environ.get("HOLDSPACE_CHROMIUM")
    found = named or next((path for name in BROWSERS if (path := shutil.which(name))), None)
    return found or (_install_chromium() if os.geteuid() == 0 and shutil.which("apt-get") else None)


def _install_chromium() -> str | None:
    print("No browser found: installing Debian's Chromium for the journeys.", flush=True)  # noqa: T201
    quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)  # type: ignore[call-overload]
    subprocess.run(["apt-get", "install", "-y", "-q", "chromium"], check=False, **quiet)  # type: ignore[call-overload]
    return shutil.which("chromium")


@cache
def postgres() -> str | None:
    """The address of a PostgreSQL in which databases may be made, or None."""
    import psycopg

    try:
        with psycopg.connect(POSTGRES + "postgres", connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            )
            allowed = row.fetchone()
    except psycopg.OperationalError:
        return None
    return POSTGRES if allowed and allowed[0] else None


@cache
def redis() -> str | None:
    """The address of a Redis, or None."""
    import redis as client

    try:
        client.Redis.from_url(REDIS, socket_connect_timeout=2).ping()
    except client.RedisError:
        return None
    return REDIS


def skip_or_fail(service: str) -> None:
    """Skip the test that needs `service`, in words; fail it where the environment requires the service."""
    import pytest

    if required(service):
        pytest.fail(f"{service} is required here (HOLDSPACE_TEST_REQUIRE) and was not found")
    pytest.skip(f"no {service} found on this machine")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


ROOT = Path(__file__).parent.parent
