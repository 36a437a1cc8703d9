"""Every table of a database as the database itself describes it, so that two of them can be compared.

    python -m tests.contracts.schema --migrate    after all migrations, one after the other
    python -m tests.contracts.schema --noted      which migrations are noted as done

Run in a house (`tests/journeys/house.py`); prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
from functools import cache
from pathlib import Path

from django.db import connection

Table = dict[str, list[str]]


def schema() -> dict[str, Table]:
    """Our own tables by name: their columns and their constraints, in order."""
    from django.apps import apps

    models = apps.get_models(include_auto_created=True)
    ours = {model._meta.db_table for model in models if model.__module__.startswith("holdspace.")}
    with connection.cursor() as cursor:
        return {name: _table(cursor, name) for name in sorted(ours)}


def _table(cursor: object, name: str) -> Table:
    columns = connection.introspection.get_table_description(cursor, name)
    constraints = connection.introspection.get_constraints(cursor, name)
    return {
        "columns": sorted(
            f"{each.name} {each.type_code} {each.display_size} {each.precision} {each.scale} {each.null_ok}"
            for each in columns
        ),
        "constraints": sorted(
            f"{_kinds(each)} {each['columns']} {each['foreign_key']} {key if key in _given() else ''}"
            for key, each in constraints.items()
        ),
    }


def _kinds(constraint: dict[str, object]) -> str:
    return " ".join(kind for kind in ("primary_key", "unique", "check", "index") if constraint[kind])


@cache
def _given() -> frozenset[str]:
    """The names that models give; all others are numbered by the libraries as they come along."""
    from django.apps import apps

    metas = [model._meta for model in apps.get_models(include_auto_created=True)]
    return frozenset(each.name for meta in metas for each in (*meta.constraints, *meta.indexes))


def main() -> None:
    """Print what is asked of this house."""
    import django

    # Tables are the owner's to make; embedded there is no owner but the one user.
    os.environ["HOLDSPACE_DATABASE_URL"] = os.environ.get(
        "HOLDSPACE_OWNER_URL", os.environ.get("HOLDSPACE_DATABASE_URL", "")
    )
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db.migrations.recorder import MigrationRecorder

    if sys.argv[1] == "--migrate":
        Path(settings.HOLDSPACE_DATA).mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        said: object = schema()
    else:
        said = sorted(MigrationRecorder(connection).applied_migrations())
    print(json.dumps(said, default=str))  # noqa: T201


if __name__ == "__main__":
    main()
