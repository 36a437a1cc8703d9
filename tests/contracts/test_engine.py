"""The embedded engine keeps its promises: a current SQLite, encrypted, every commit synced to the disk."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from holdspace.accounts.models import User
from holdspace.project.doctor import OLDEST_SQLITE
from tests.canaries import CANARY, plant
from tests.cast import build_cast
from tests.furnishing import furnish

pytestmark = pytest.mark.usefixtures("on_sqlcipher")


def pragma(name: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL: kill -9 cannot tell it from NORMAL, a power cut can
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("temp_store", 2),  # MEMORY: no temporary file ever holds a row
    ],
)
def test_the_pragmas_are_set(transactional_db: str, name: str, value: object) -> None:
    assert pragma(name) == value


def test_sqlite_is_newer_than_the_corruption_bug_and_encrypts(transactional_db: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        version = tuple(map(int, cursor.fetchone()[0].split(".")))
    assert version >= OLDEST_SQLITE == (3, 51, 3)
    assert str(pragma("cipher_version"))


def test_a_transaction_takes_the_write_lock_when_it_begins(transactional_db: str) -> None:
    """IMMEDIATE: a second writer waits at its beginning instead of failing in its middle."""
    from holdspace.vault import roots

    with transaction.atomic():
        assert connection.in_atomic_block
        other = connection.Database.connect(transactional_db, timeout=0, isolation_level=None)
        other.execute(f"PRAGMA key = \"x'{roots.database_key().hex()}'\"")
        with pytest.raises(connection.Database.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_foreign_keys_are_held(transactional_db: str) -> None:
    from holdspace.kernel.ids import new_id

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_invitation (id, user_id, token_hash, created_at, expires_at)"
            " VALUES (%s, %s, 'x', '2026-01-01', '2026-01-02')",
            [new_id().hex, new_id().hex],
        )


def test_the_file_opens_with_its_key_alone(transactional_db: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master")
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        sqlite3.connect(transactional_db).execute("SELECT count(*) FROM sqlite_master")
    wrong = connection.Database.connect(transactional_db)
    wrong.execute(f"PRAGMA key = \"x'{'00' * 32}'\"")
    with pytest.raises(connection.Database.DatabaseError):
        wrong.execute("SELECT count(*) FROM sqlite_master")
    wrong.close()


def test_no_word_of_anybody_lies_in_the_bytes(
    transactional_db: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Every private field of everybody holds a canary; none is found in database, log or temporary files."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    cast = build_cast()
    furnish(cast)
    canaries = plant(cast)
    assert len(canaries) > 100
    assert User.objects.filter(email__contains="@").exists()
    files = [
        Path(transactional_db),
        *Path(transactional_db).parent.glob("scratch.db-*"),
        *temporary.rglob("*"),
    ]
    assert {path.name for path in files} >= {"scratch.db", "scratch.db-wal", "scratch.db-shm"}
    for path in files:
        raw = path.read_bytes()
        assert CANARY.search(raw.decode("latin-1")) is None, path.name
        for readable in (b"Harbour Street", b"example.org", b"CREATE TABLE"):
            assert readable not in raw, path.name


def test_a_killed_process_leaves_a_sound_file(transactional_db: str, tmp_path: Path) -> None:
    """What was acknowledged before kill -9 is there afterwards, and the file is whole."""
    connection.close()
    script = tmp_path / "writer.py"
    script.write_text(_WRITER)
    with subprocess.Popen(
        [sys.executable, str(script), transactional_db],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "holdspace.project.settings"},
    ) as writer:
        assert writer.stdout is not None
        acknowledged = [next(writer.stdout).strip() for _ in range(20)]
        writer.kill()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchone()[0] == "ok"
    kept = set(User.objects.values_list("email", flat=True))
    assert set(acknowledged) <= kept


_WRITER = """
import sys
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from holdspace.accounts.models import User
for number in range(100_000):
    user = User.objects.create(email=f"writer{number}@example.org", password="!")
    print(user.email, flush=True)
"""
