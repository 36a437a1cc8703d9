"""Migrations say what the models say, one after the other.

All other tests have their tables made from the models, and so has every new installation: that costs a second
instead of half a minute. Here the migrations run, and have to come to the very same tables.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import override_settings

from tests.contracts.schema import schema
from tests.journeys.house import empty

OURS = [config.label for config in apps.get_app_configs() if config.name.startswith("holdspace.")]


@pytest.fixture
def migrations() -> Iterator[None]:
    """The migrations are to be seen, which the other tests do without."""
    with override_settings(MIGRATION_MODULES={}):
        yield


@pytest.mark.django_db
def test_no_model_changed_without_its_migration(migrations: None) -> None:
    said = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", *OURS, stdout=said, verbosity=2)
    except SystemExit:
        pytest.fail(said.getvalue())


@pytest.mark.parametrize("label", OURS)
def test_migrations_of_a_room_stand_in_one_line(migrations: None, label: str) -> None:
    graph = MigrationLoader(None).graph
    names = sorted(name for app, name in graph.nodes if app == label)
    assert len(graph.leaf_nodes(label)) == (1 if names else 0)
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


@pytest.mark.django_db
def test_the_migrations_make_the_tables_with_which_everything_is_tested(tmp_path: Path) -> None:
    tested = json.loads(json.dumps(schema(), default=str))
    engine = "postgres" if connection.vendor == "postgresql" else "embedded"
    with empty(engine, tmp_path / "home") as house:
        migrated = house.module("tests.contracts.schema", "--migrate")
    assert set(migrated) == set(tested)
    assert {name: table for name, table in migrated.items() if table != tested[name]} == {}
    assert len(migrated) > 100


def test_a_new_database_has_nothing_left_to_migrate(tmp_path: Path, migrations: None) -> None:
    """It is made from the models, and says of every migration that it is done; done again, nothing happens."""
    with empty("embedded", tmp_path / "home") as house:
        for _ in range(2):
            done = house.command("migrate")
            assert done.returncode == 0, done.stderr
        said = house.module("tests.contracts.schema", "--noted")
    loader = MigrationLoader(None)
    assert {tuple(each) for each in said} == set(loader.disk_migrations)
