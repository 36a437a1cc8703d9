"""Migrations say what the models say, one after the other."""

from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = [config.label for config in apps.get_app_configs() if config.name.startswith("holdspace.")]


@pytest.mark.django_db
def test_no_model_changed_without_its_migration() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", *OURS, stdout=said, verbosity=2)
    except SystemExit:
        pytest.fail(said.getvalue())


@pytest.mark.parametrize("label", OURS)
def test_migrations_of_a_room_stand_in_one_line(label: str) -> None:
    graph = MigrationLoader(None).graph
    names = sorted(name for app, name in graph.nodes if app == label)
    assert len(graph.leaf_nodes(label)) == (1 if names else 0)
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


@pytest.mark.django_db
def test_every_migration_ran() -> None:
    executor = MigrationLoader(connection)
    waiting = set(executor.graph.nodes) - set(executor.applied_migrations)
    assert waiting == set()
