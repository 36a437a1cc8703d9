"""Setting an installation up: folders, keys, database, walls. Each step can be repeated without harm."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from holdspace.project import secrets
from holdspace.vault import roots
from holdspace.vault.models import Installation
from holdspace.vault.walls import raise_walls


class WrongKey(Exception):  # noqa: N818
    """The keys at hand are not those with which this database was made."""


class BadRecoveryKey(Exception):  # noqa: N818
    """What was typed is not a whole recovery key."""


def make_keys() -> str:
    """Make the root keys and Django's secret; returns the recovery key, to be shown once."""
    keys = Path(settings.HOLDSPACE_KEYS)
    recovery = roots.create(keys)
    secrets.write_django_secret(keys)
    return recovery


def restore_keys(recovery_key: str) -> None:
    """Write the key files again. Raises BadRecoveryKey, or FileExistsError where keys lie already."""
    keys = Path(settings.HOLDSPACE_KEYS)
    try:
        roots.restore(keys, recovery_key)
    except (roots.KeyUnavailable, ValueError) as problem:
        raise BadRecoveryKey("This is not a whole recovery key; no key file was written.") from problem
    secrets.write_django_secret(keys)


def migrate(*, kind: str | None = None) -> None:
    """Bring the database up to date, put up its walls, and note what installation it is.

    `kind` counts only for an empty database. Raises WrongKey when the keys belong to another one.
    """
    Path(settings.HOLDSPACE_DATA).mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        connection.ensure_connection()
    except OperationalError:
        raise
    except DatabaseError as problem:
        raise WrongKey("These keys belong to another database.") from problem
    if is_empty():
        _make_tables()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    with transaction.atomic():
        raise_walls(settings.HOLDSPACE_DATABASE_ROLE)
    _note_installation(kind or Installation.Kind.REAL)


def _make_tables() -> None:
    """All tables as the models have them now, and every migration noted as done: whole, or not at all.

    To go through the past of tables that nobody has filled takes half a minute. That both ways come to the
    same tables is a test's (`tests/contracts/test_migrations.py`, ADR 29).
    """
    recorder = MigrationRecorder(connection)
    tables: list[type[Model]] = [*apps.get_models(), recorder.Migration]
    with connection.schema_editor() as editor:
        for model in tables:
            editor.create_model(model)
        for label, name in MigrationLoader(None).disk_migrations:
            recorder.record_applied(label, name)


@transaction.atomic
def _note_installation(kind: str) -> None:
    installation = Installation.objects.first()
    if installation is None:
        Installation.objects.create(kind=kind, key_check=roots.check_value())
    elif installation.key_check != roots.check_value():
        raise WrongKey("These keys belong to another database.")


def is_demo() -> bool:
    """Whether this database says of itself that it is a demonstration."""
    with transaction.atomic():
        return Installation.objects.filter(kind=Installation.Kind.DEMO).exists()


def state() -> tuple[bool, bool]:
    """Whether the database can be opened with the keys at hand, and whether it is a demonstration's."""
    try:
        return True, is_demo()
    except (roots.KeyUnavailable, DatabaseError):
        return False, False


def is_empty() -> bool:
    """Whether the database has no tables yet."""
    return not connection.introspection.table_names()
