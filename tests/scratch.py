"""A copy of the tests' database in which things may be committed, cut and tampered with; gone afterwards.

Tests normally run inside one transaction that is rolled back. What is about commits, other connections,
raw bytes or a broken chain needs a database of its own: on SQLCipher a copied file, on PostgreSQL
`CREATE DATABASE … TEMPLATE`. A conftest that imports `transactional_db` from here gives it to its tests in
place of pytest-django's own, whose cleaning the append-only audit chain refuses.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from psycopg import sql


@contextmanager
def scratch_database(folder: Path) -> Iterator[str]:
    """Point the default connection at a fresh copy; gives its name (a path on SQLCipher).

    The caller must have unblocked the database and hold no transaction.
    """
    original = connection.settings_dict["NAME"]
    name = _copied_file(folder) if connection.vendor == "sqlite" else _copied_database()
    try:
        yield name
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original
        if connection.vendor == "postgresql":
            _on_server(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def held_transaction() -> Iterator[None]:
    """Everything inside happens in one transaction (or savepoint) that is rolled back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def module_db() -> Any:
    """`db = module_db()` gives a test module one transaction for all of it, which is thrown away."""

    @pytest.fixture(scope="module")
    def db(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
        with django_db_blocker.unblock(), held_transaction():  # type: ignore[attr-defined]
            yield

    return db


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: object, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own, in which it may commit; its name."""
    with django_db_blocker.unblock(), scratch_database(tmp_path) as name:  # type: ignore[attr-defined]
        yield name


def _copied_file(folder: Path) -> str:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    source = Path(connection.settings_dict["NAME"])
    connection.close()
    copy = folder / "scratch.db"
    shutil.copyfile(source, copy)
    connection.settings_dict["NAME"] = str(copy)
    return str(copy)


def _copied_database() -> str:
    source, name = connection.settings_dict["NAME"], f"hs_scratch_{os.getpid()}"
    if source == name:  # a copy of a copy: yesterday's backup beside what goes on
        name += "_again"
    connection.close()
    _on_server(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    _on_server(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source)))
    connection.settings_dict["NAME"] = name
    return name


def as_superuser(database: str = "postgres") -> psycopg.Connection:
    """A bare connection that no policy and no trigger of ours stops; PostgreSQL only."""
    where = connection.settings_dict
    return psycopg.connect(
        host=where["HOST"] or None,
        port=where["PORT"] or None,
        user=where["USER"] or None,
        password=where["PASSWORD"] or None,
        dbname=database,
        autocommit=True,
    )


def _on_server(statement: sql.Composed) -> None:
    with as_superuser() as server:
        server.execute(statement)
