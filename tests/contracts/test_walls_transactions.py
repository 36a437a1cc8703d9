"""Who acts is told to PostgreSQL for one transaction, and never for the session (`set_config(…, true)`)."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction

from holdspace.groups.models import Group, Membership
from holdspace.members.models import Contact
from holdspace.sessions.models import GroupSession
from holdspace.vault.records import Record
from holdspace.vault.scope import acting_as
from tests.cast import build_cast

if connection.vendor != "postgresql":
    pytest.skip("row-level security is PostgreSQL's: set HOLDSPACE_DATABASE_URL", allow_module_level=True)

pytestmark = pytest.mark.postgres

LOOKED_AT: tuple[type[Record], ...] = (Group, Membership, GroupSession, Contact)


def test_who_acts_is_forgotten_with_the_transaction(transactional_db: str) -> None:
    """The next transaction on the same connection knows nobody: the context never belongs to the session."""
    cast = build_cast()
    with acting_as(cast.system), transaction.atomic():
        backend = _backend()
        assert _rows_seen() > 0
    with transaction.atomic():
        assert _backend() == backend
        assert _rows_seen() == 0
        assert _settings() == {"kind": "anonymous", "practice": "", "person": "", "user": ""}
    with acting_as(cast.system):
        assert _rows_seen() == 0, "outside a transaction nobody has been told"
    with suppress(ZeroDivisionError), acting_as(cast.actor("ruth")), transaction.atomic():
        raise ZeroDivisionError
    with transaction.atomic():
        assert _rows_seen() == 0


def test_many_actors_over_one_connection_never_see_each_others_rows(transactional_db: str) -> None:
    """500 transactions in turn over one connection: each sees its own practice and nothing else."""
    casts = [build_cast(), build_cast("other-")]
    actors = [
        (cast.practice.pk, cast.actor(name)) for cast in casts for name in ("ruth", "ines", "ana", "olu")
    ]
    for turn in range(500):
        practice, actor = actors[turn * 7 % len(actors)]
        with acting_as(actor), transaction.atomic():
            assert _practices_seen() == {practice}


def _backend() -> int:
    wrapped: psycopg.Connection = connection.connection
    return wrapped.info.backend_pid


def _rows_seen() -> int:
    return sum(model.unscoped.count() for model in LOOKED_AT)


def _practices_seen() -> set[UUID]:
    rows = (model.unscoped.values_list("practice_id", flat=True) for model in LOOKED_AT)
    return {practice for found in rows for practice in found}


def _settings() -> dict[str, str]:
    names = ("kind", "practice", "person", "user")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"current_setting('holdspace.{name}', true)" for name in names))
        return dict(zip(names, cursor.fetchone(), strict=True))
