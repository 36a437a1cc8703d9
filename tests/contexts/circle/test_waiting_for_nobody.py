"""Several write at once on PostgreSQL: nobody waits for somebody who waits for them.

See also `tests/contracts/test_locks.py`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdspace.circle.actions.writing import Written, encourage, keep, share
from holdspace.groups.models import Group
from holdspace.kernel.actors import Actor
from tests.cast import Cast
from tests.contexts.circle.tuesdays import LONELY, as_, space

if connection.vendor != "postgresql":
    pytest.skip("SQLite has one writer at a time: set HOLDSPACE_DATABASE_URL", allow_module_level=True)

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

WORRYING = "Some days I do not want to be here anymore."


def courage(group: Group, by: Actor) -> None:
    encourage(group=group, text="You stayed.", by=by)


def worry(group: Group, by: Actor) -> None:
    encourage(group=group, text=WORRYING, by=by)


def at_once(group: Group, by: Actor) -> None:
    share(post=keep(group=group, written=Written(LONELY), by=by), named=True, by=by)


@pytest.mark.parametrize("write", [courage, worry, at_once])
def test_the_space_is_taken_before_the_chain(cast: Cast, write: Callable[[Group, Actor], None]) -> None:
    group = space(cast)
    with as_(cast, "ana") as ana, CaptureQueriesContext(connection) as asked:
        write(group, ana)
    asked_for = [query["sql"] for query in asked.captured_queries]
    taken = [
        place for place, sql in enumerate(asked_for) if 'FROM "circle_space"' in sql and "FOR NO KEY" in sql
    ]
    chain = [place for place, sql in enumerate(asked_for) if "pg_advisory_xact_lock" in sql]
    assert taken[0] < chain[0], asked_for
