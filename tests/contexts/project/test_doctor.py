"""What makes an installation unsafe is found, one row for each; a safe one has no finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from holdspace.project.doctor import OLDEST_SQLITE, Surroundings, examine
from holdspace.vault.roots import KEY_BYTES

STRONG = "postgres://app:Kx81-vqTz0-haRbour@db.example.org/holdspace"


@pytest.fixture
def safe(tmp_path: Path) -> Surroundings:
    """Keys and data apart, readable by nobody else, behind a certificate."""
    keys, data = tmp_path / "keys", tmp_path / "data"
    for folder in (keys, data):
        folder.mkdir(mode=0o700)
    for name in ("root.key", "psychotherapy.key"):
        (keys / name).write_bytes(bytes(KEY_BYTES))
        (keys / name).chmod(0o400)
    (data / "holdspace.db").touch(mode=0o600)
    return Surroundings(
        debug=False,
        data=data,
        keys=keys,
        base_url="https://practice.example.org",
        database_url="",
        sqlite_version=OLDEST_SQLITE,
    )


def names(found: Surroundings) -> list[str]:
    return [finding.name for finding in examine(found)]


def test_a_safe_installation_has_no_finding(safe: Surroundings) -> None:
    assert names(safe) == []


@pytest.mark.parametrize(
    "also_safe",
    [
        {"base_url": "http://127.0.0.1:8000"},
        {"base_url": "http://localhost:8000"},
        {"database_url": STRONG, "sqlite_version": (3, 40, 1)},
        {"demo_switched_on": True, "demo_database": True},
    ],
    ids=["this machine by number", "this machine by name", "a database server", "a demonstration"],
)
def test_what_is_allowed(safe: Surroundings, also_safe: dict[str, object]) -> None:
    assert names(replace(safe, **also_safe)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"debug": True}, "debug"),
        ({"demo_switched_on": True}, "demo"),
        ({"base_url": "http://practice.example.org"}, "plain-http"),
        ({"sqlite_version": (3, 40, 1)}, "old-sqlite"),
        ({"sqlite_version": (3, 51, 2)}, "old-sqlite"),  # the last release with the WAL reset bug
        ({"database_opens": False}, "database-closed"),
        ({"database_url": "postgres://app:postgres@db.example.org/x"}, "weak-database-password"),
        ({"database_url": "postgres://app:elevenchars@db.example.org/x"}, "weak-database-password"),
        ({"database_url": "postgres://app@db.example.org/x"}, "weak-database-password"),
        ({"database_url": "postgres://harbourstreet:harbourstreet@127.0.0.1/x"}, "weak-database-password"),
        ({"database_url": STRONG.replace("app:", "postgres:")}, "database-superuser"),
    ],
)
def test_each_unsafe_setting_is_found(safe: Surroundings, change: dict[str, object], finding: str) -> None:
    assert names(replace(safe, **change)) == [finding]  # type: ignore[arg-type]


def _keys_inside_data(found: Surroundings) -> Surroundings:
    return replace(found, keys=found.keys.rename(found.data / "keys"))


def _data_inside_keys(found: Surroundings) -> Surroundings:
    return replace(found, data=found.data.rename(found.keys / "data"))


def _key_gone(found: Surroundings) -> Surroundings:
    (found.keys / "psychotherapy.key").unlink()
    return found


def _key_cut(found: Surroundings) -> Surroundings:
    path = found.keys / "root.key"
    path.chmod(0o600)
    path.write_bytes(bytes(KEY_BYTES - 1))
    return found


def _key_for_everybody(found: Surroundings) -> Surroundings:
    (found.keys / "root.key").chmod(0o444)
    return found


def _data_for_everybody(found: Surroundings) -> Surroundings:
    (found.data / "holdspace.db").chmod(0o604)
    return found


def _folder_for_everybody(found: Surroundings) -> Surroundings:
    found.data.chmod(0o701)
    return found


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (_keys_inside_data, "key-beside-data"),
        (_data_inside_keys, "key-beside-data"),
        (_key_gone, "key-missing"),
        (_key_cut, "key-damaged"),
        (_key_for_everybody, "world-readable"),
        (_data_for_everybody, "world-readable"),
        (_folder_for_everybody, "world-readable"),
    ],
)
def test_each_unsafe_file_is_found(
    safe: Surroundings, spoil: Callable[[Surroundings], Surroundings], finding: str
) -> None:
    assert names(spoil(safe)) == [finding]


def test_every_finding_says_what_to_do(safe: Surroundings) -> None:
    spoilt = replace(_key_gone(_data_for_everybody(safe)), debug=True, base_url="http://x.example.org")
    for finding in examine(spoilt):
        assert len([part for part in finding.sentence.split(". ") if part]) >= 2, finding
