"""How long it takes to take over a roster of 10,000 people, in every format, on each database; and again.

    python -m benchmarks.roster_import [--people 10000] [--postgres postgres://postgres@127.0.0.1:5432/hs_bench]

Everything is measured that `holdspace import-roster` does: reading, validation, normal forms, matching,
sealing, storing, audit. Every run has a process and a database of its own; on PostgreSQL it works as a role
that cannot pass the row policies. The second import of the same file has to change nothing ("again"); in the
third, everybody has another legal name, telephone and person to call ("later"). The last line of a run is the
roster's first page for a coordinator: every name is opened anew. Bounds: 60 s and 500 MB for each import.
Where other programs share the cores, the seconds of the processor say more than those on the clock.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.roster_source import write_all

APP_ROLE = "holdspace_bench_app"
MOST_SECONDS, MOST_MEGABYTES = 60, 500


def measure(path: Path, later: Path, people: int) -> None:
    """In a process of its own: import `path` twice and `later` into an empty practice, open its roster."""
    import django

    django.setup()
    practice = _open_practice()
    from holdspace.kernel.actors import system_actor
    from holdspace.vault import keyring
    from holdspace.vault.scope import acting_as

    with acting_as(system_actor(practice)) as system:
        first = _timed(path, "import", lambda: _take(path, system))
        _expect(first == (people, 0), f"{people} people were to be registered: {first}")
        keyring.forget()
        again = _timed(path, "again", lambda: _take(path, system))
        _expect(again == (0, 0), f"the second import was to change nothing: {again}")
        keyring.forget()
        renewed = _timed(later, "later", lambda: _take(later, system))
        _expect(renewed == (0, people), f"the third import was to change {people} people: {renewed}")
        keyring.forget()
        found = _timed(path, "page", lambda: _look(system))
        _expect(found == people, f"{people} people were to be found: {found}")


def _open_practice() -> object:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, transaction

    from holdspace.kernel.actors import system_actor
    from holdspace.practice.models import Practice
    from holdspace.vault import roots
    from holdspace.vault.scope import acting_as
    from holdspace.vault.walls import raise_walls

    settings.HOLDSPACE_DATA.mkdir(parents=True)
    roots.create(settings.HOLDSPACE_KEYS)
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        if connection.vendor == "postgresql":
            _make_role()
        raise_walls(APP_ROLE)
    if connection.vendor == "postgresql":
        connection.close()
        connection.settings_dict["OPTIONS"]["assume_role"] = APP_ROLE
    with acting_as(system_actor()), transaction.atomic():
        return Practice.unscoped.create(name="Harbour Street", time_zone="America/New_York", region="US").pk


def _make_role() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {APP_ROLE} NOLOGIN NOBYPASSRLS")


def _take(path: Path, system: object) -> tuple[int, int]:
    from holdspace.fhir.actions import take_roster

    with path.open("rb") as file:
        imported = take_roster(stream=file, by=system).imported  # type: ignore[arg-type]
    return imported.created, imported.changed


def _look(system: object) -> int:
    from django.db import transaction

    from holdspace.members.queries import Show, roster

    with transaction.atomic():
        return roster(system, show=Show.ALL).found  # type: ignore[arg-type]


def _timed(path: Path, what: str, act: Callable[[], object]) -> object:
    began, worked = time.perf_counter(), time.process_time()
    outcome = act()
    seconds, processor = time.perf_counter() - began, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    engine = "PostgreSQL" if os.environ.get("HOLDSPACE_DATABASE_URL") else "SQLCipher"
    numbers = f"{seconds:6.1f} s  {processor:6.1f} s of processor  {peak:4.0f} MB"
    print(f"{engine:<10}  {path.name:<13} {what:<7} {numbers}", flush=True)
    if what != "page":
        _expect(seconds < MOST_SECONDS and peak < MOST_MEGABYTES, "past the bounds", fatal=False)
    return outcome


def _expect(held: bool, sentence: str, *, fatal: bool = True) -> None:
    if not held:
        print(f"  ✗ {sentence}", flush=True)
        if fatal:
            sys.exit(1)


@contextmanager
def _empty_database(address: str) -> Iterator[None]:
    """An empty PostgreSQL database for one run."""
    import psycopg

    name = urlsplit(address).path.lstrip("/")
    place = address.removesuffix(f"/{name}") + "/postgres"
    with psycopg.connect(place, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
        yield
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _run(path: Path, later: Path, people: int, address: str) -> None:
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "holdspace.project.settings",
            "HOLDSPACE_HOME": home,
            "HOLDSPACE_DATABASE_URL": address,
        }
        command = [
            sys.executable,
            "-m",
            "benchmarks.roster_import",
            "--files",
            str(path),
            str(later),
            "--people",
            str(people),
        ]
        subprocess.run(command, env=environment, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how a roster is taken over.")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--postgres", default="", help="the address of a database that may be dropped")
    parser.add_argument("--files", type=Path, nargs=2, metavar=("FIRST", "LATER"))
    asked = parser.parse_args()
    if asked.files:
        measure(*asked.files, asked.people)
        return
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        first = write_all(Path(folder) / "first", asked.people)
        later = write_all(Path(folder) / "later", asked.people, later=True)
        for paths in zip(first, later, strict=True):
            _run(*paths, asked.people, "")
            if asked.postgres:
                with _empty_database(asked.postgres):
                    _run(*paths, asked.people, asked.postgres)


if __name__ == "__main__":
    main()
