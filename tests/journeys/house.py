"""A running Holdspace with the cast inside: built once for each engine, copied for each module of stories."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests import services

PATIENCE = 60.0
"""Seconds within which a server must answer; a free core takes about two."""


@dataclass
class House:
    """A server process of its own, with a database of its own."""

    engine: str
    home: Path
    url: str
    environment: dict[str, str]
    ids: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, list[str]] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    serves: str = "holdspace.project"
    """The module that serves; `tests.journeys.moved` where the story moves the clock."""

    @property
    def port(self) -> str:
        return self.url.rsplit(":", 1)[1]

    def id(self, name: str) -> str:
        """`id("member:ana")`, `id("group:tuesday")`, `id("session:tuesday_next")`."""
        return self.ids[name]

    def backstage(self, *command: str) -> Any:
        """Do something behind the scenes, in a process of its own; returns what it printed, as JSON."""
        return self.module("tests.journeys.backstage", *command)

    def module(self, name: str, *arguments: str) -> Any:
        """`python -m name …` in this house; returns what it printed, as JSON."""
        done = self._run(name, *arguments)
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.strip().splitlines()[-1])

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`holdspace <arguments>` in this house."""
        return self._run("holdspace.project", *arguments)

    def _run(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env=self.environment,
            cwd=services.ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self) -> float:
        """Serve, and wait for the first page; returns the seconds that took."""
        began = time.monotonic()
        command = [sys.executable, "-m", self.serves, "serve", "--port", self.port, "--no-worker"]
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self.environment, cwd=services.ROOT, stderr=log, stdout=log
            )
        while not self._answers():
            assert self.process.poll() is None, f"the server stopped:\n{self.log()[-3000:]}"
            assert time.monotonic() - began < PATIENCE, "the server did not come up"
            time.sleep(0.05)
        return time.monotonic() - began

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + "/sign-in/login/", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop serving; SIGKILL is how a power cut looks to the program."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=20)
            self.process = None

    def log(self) -> str:
        """What the server wrote to its terminal."""
        path = self.home / "server.log"
        return path.read_text() if path.exists() else ""


@contextmanager
def foundation(engine: str, home: Path, *how: str) -> Iterator[House]:
    """Keys, database, walls and the cast, built through the command itself; not served.

    `how`: "furnished" gives every page something to show.
    """
    with empty(engine, home) as built:
        content = built.backstage("build", *how)
        built.ids, built.cookies = content["ids"], content["cookies"]
        yield built


@contextmanager
def empty(engine: str, home: Path) -> Iterator[House]:
    """Keys, and a database without a table."""
    built = House(engine, home, "http://127.0.0.1:0", {})
    name = f"holdspace_journeys_{os.getpid()}"
    password = secrets.token_hex(12)
    built.environment = _environment(built, name, password)
    if engine == "postgres":
        _make_database(name, password)
    try:
        done = built.command("init")
        assert done.returncode == 0, done.stderr
        yield built
    finally:
        if engine == "postgres":
            _drop_database(name)
            _on_server(f"DROP ROLE IF EXISTS {name}")


@contextmanager
def copy_of(built: House, home: Path) -> Iterator[House]:
    """A house like `built`, on a port and a database of its own, serving."""
    shutil.copytree(built.home, home, dirs_exist_ok=True)
    house = replace(built, home=home, url=f"http://localhost:{services.free_port()}", process=None)
    name = f"{_database(built)}_{house.port}"
    house.environment = built.environment | {"HOLDSPACE_HOME": str(home), "HOLDSPACE_BASE_URL": house.url}
    if built.engine == "postgres":
        _on_server(f"CREATE DATABASE {name} TEMPLATE {_database(built)}")
        for variable in ("HOLDSPACE_OWNER_URL", "HOLDSPACE_DATABASE_URL"):
            house.environment[variable] = built.environment[variable].rsplit("/", 1)[0] + f"/{name}"
    try:
        house.start()
        yield house
    finally:
        house.stop()
        if built.engine == "postgres":
            _drop_database(name)


def _environment(house: House, name: str, password: str) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HOLDSPACE_")}
    environment |= {
        "HOLDSPACE_HOME": str(house.home),
        "HOLDSPACE_BASE_URL": house.url,
        "HOLDSPACE_EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "DJANGO_SETTINGS_MODULE": "holdspace.project.settings",
    }
    if house.engine == "postgres":
        environment["HOLDSPACE_OWNER_URL"] = f"{services.POSTGRES}{name}"
        where = services.POSTGRES.rpartition("@")[2]
        environment["HOLDSPACE_DATABASE_URL"] = f"postgres://{name}:{password}@{where}{name}"
    return environment


def _database(house: House) -> str:
    return house.environment.get("HOLDSPACE_DATABASE_URL", "").rsplit("/", 1)[-1]


def _make_database(name: str, password: str) -> None:
    _drop_database(name)
    _on_server(f"DROP ROLE IF EXISTS {name}")
    _on_server(f"CREATE ROLE {name} LOGIN NOBYPASSRLS PASSWORD '{password}'")
    _on_server(f"CREATE DATABASE {name}")


def _drop_database(name: str) -> None:
    _on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _on_server(statement: str) -> None:
    import psycopg

    with psycopg.connect(services.POSTGRES + "postgres", autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]
