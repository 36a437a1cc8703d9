"""What makes an installation unsafe, found before anything is served. Each finding says what to do."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from holdspace.measures.library import library
from holdspace.measures.rules.instrument import BrokenInstrument
from holdspace.vault import roots, tombstones

#: SQLite releases before this one can corrupt a database in WAL mode (sqlite.org/wal.html#walresetbug).
OLDEST_SQLITE = (3, 51, 3)
WEAK_PASSWORDS = {"", "postgres", "password", "holdspace", "admin", "root", "secret", "changeme", "123456"}
SHORTEST_PASSWORD = 12
LOOPBACK = {"", "localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something unsafe: a short name, and a sentence that says what to do."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the examination looks at; gathered by `surroundings`, or made by a test."""

    debug: bool
    data: Path
    keys: Path
    base_url: str
    database_url: str
    sqlite_version: tuple[int, ...]
    demo_switched_on: bool = False
    demo_database: bool = False
    database_opens: bool = True
    packs: tuple[str, ...] = ()
    behind_loopback: bool = True
    tombstone_problems: tuple[str, ...] = ()


def surroundings(*, demo_database: bool = False, database_opens: bool = True) -> Surroundings:
    """The surroundings of this process."""
    from sqlcipher3 import dbapi2

    return Surroundings(
        debug=settings.DEBUG,
        data=Path(settings.HOLDSPACE_DATA),
        keys=Path(settings.HOLDSPACE_KEYS),
        base_url=settings.HOLDSPACE_BASE_URL,
        database_url=settings.HOLDSPACE_DATABASE_URL,
        sqlite_version=tuple(dbapi2.sqlite_version_info),
        demo_switched_on=settings.HOLDSPACE_DEMO,
        demo_database=demo_database,
        database_opens=database_opens,
        packs=tuple(settings.HOLDSPACE_MEASURE_PACKS),
        tombstone_problems=_tombstone_problems(),
    )


def _tombstone_problems() -> tuple[str, ...]:
    """What is wrong with the list of the erased; nothing where there are no keys to read it with."""
    try:
        return tuple(tombstones.read().problems)
    except (roots.KeyUnavailable, OSError, UnicodeDecodeError) as problem:
        return () if isinstance(problem, roots.KeyUnavailable) else ("it cannot be read",)


def examine(found: Surroundings) -> list[Finding]:
    """Everything that forbids serving, in the order in which it should be mended."""
    return [
        *_settings(found),
        *_keys(found),
        *_files(found),
        *_database(found),
        *_packs(found),
        *_tombstones(found),
    ]


def _tombstones(found: Surroundings) -> Iterator[Finding]:
    """Whoever is missing from the list could come back with a backup."""
    if found.tombstone_problems:
        yield Finding(
            "erased-list",
            f"The list of erased people is damaged ({'; '.join(found.tombstone_problems[:3])}). "
            "Put its newest whole copy in its place.",
        )


def _packs(found: Surroundings) -> Iterator[Finding]:
    """A questionnaire that cannot be read would be missed on every page that shows answers to it."""
    try:
        library(found.packs)
    except BrokenInstrument as broken:
        yield Finding("packs", f"{broken} Mend it, or take it out of HOLDSPACE_MEASURE_PACKS.")


def _settings(found: Surroundings) -> Iterator[Finding]:
    if found.debug:
        yield Finding("debug", "HOLDSPACE_DEBUG is on: error pages would show what people wrote. Unset it.")
    if found.demo_switched_on and found.database_opens and not found.demo_database:
        yield Finding("demo", "HOLDSPACE_DEMO is on, but this database holds a real practice. Unset it.")
    address = urlsplit(found.base_url)
    if address.scheme != "https" and address.hostname not in LOOPBACK:
        yield Finding(
            "plain-http", "HOLDSPACE_BASE_URL is not https: sign-in would travel in clear. Use a certificate."
        )


def _keys(found: Surroundings) -> Iterator[Finding]:
    data, keys = found.data.resolve(), found.keys.resolve()
    if keys == data or data in keys.parents or keys in data.parents:
        yield Finding(
            "key-beside-data", "The keys lie with the data they open. Set HOLDSPACE_KEYS to another place."
        )
    for name in ("root.key", "psychotherapy.key"):
        path = found.keys / name
        if not path.exists():
            yield Finding(
                "key-missing",
                f"{name} is missing. Run `holdspace init`, or restore it from the recovery key.",
            )
        elif path.stat().st_size != roots.KEY_BYTES:
            yield Finding("key-damaged", f"{name} has the wrong size. Restore it from the recovery key.")


def _files(found: Surroundings) -> Iterator[Finding]:
    for folder in (found.keys, found.data):
        for path in [folder, *(folder.iterdir() if folder.is_dir() else ())]:
            if path.exists() and path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH | stat.S_IXOTH):
                yield Finding(
                    "world-readable",
                    f"{path.name} can be read by everybody on this machine. Run chmod o-rwx.",
                )


def _database(found: Surroundings) -> Iterator[Finding]:
    if found.database_url:
        yield from _server(found.database_url)
    elif found.sqlite_version < OLDEST_SQLITE:
        have = ".".join(map(str, found.sqlite_version))
        yield Finding(
            "old-sqlite", f"SQLite {have} can lose data in WAL mode. Update the sqlcipher3 package."
        )
    if not found.database_opens:
        yield Finding(
            "database-closed",
            "The database cannot be opened: it is not there yet, or has other keys. "
            "Run `holdspace migrate`, or restore its keys.",
        )


def _server(url: str) -> Iterator[Finding]:
    address = urlsplit(url)
    password, user = unquote(address.password or ""), unquote(address.username or "")
    if address.hostname and (password.casefold() in WEAK_PASSWORDS or password == user):
        yield Finding(
            "weak-database-password",
            "The database's password can be guessed. Give its role a long random one.",
        )
    elif address.hostname and len(password) < SHORTEST_PASSWORD:
        yield Finding(
            "weak-database-password", "The database's password is shorter than 12 characters. Make it longer."
        )
    if user == "postgres":
        yield Finding(
            "database-superuser",
            "The application connects as superuser and passes every row policy. Use its own role.",
        )
