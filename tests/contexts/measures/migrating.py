"""Begins a practice as it was before members could be asked alone, migrates it, and prints what is left of it.

    python -m tests.contexts.measures.migrating

In a process and a home of its own, because a database that is migrated in a test is not that of the others.
"""

from __future__ import annotations

import json
import os

import django


def main() -> None:
    """One line of JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdspace.project.settings")
    django.setup()
    from django.core.management import call_command

    from holdspace.kernel.actors import system_actor
    from holdspace.vault.scope import acting_as

    call_command("migrate", verbosity=0)
    call_command("migrate", "measures", "0001", verbosity=0)
    with acting_as(system_actor()):
        _before()
    call_command("migrate", verbosity=0)
    with acting_as(system_actor()):
        print(json.dumps(_after()))  # noqa: T201


def _before() -> None:
    """A group that is asked every third session, and what somebody answered, by the models of then."""
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    loader = MigrationExecutor(connection).loader
    then = loader.project_state(list(loader.applied_migrations)).apps
    with transaction.atomic():
        practice = then.get_model("practice", "Practice").unscoped.create(
            name="Harbour Street", time_zone="UTC"
        )
        group = then.get_model("groups", "Group").unscoped.create(practice=practice, name="Tuesday evening")
        member = then.get_model("members", "Member").unscoped.create(practice=practice)
        common = {"practice": practice, "group": group, "instrument": "phq-9"}
        then.get_model("measures", "Schedule").unscoped.create(**common, every=3)
        then.get_model("measures", "Administration").unscoped.create(
            **common, member=member, version="1", answers={"mood": 2}, result={"total": None}
        )


def _after() -> dict[str, object]:
    from holdspace.measures.models import Administration, Schedule

    schedule, taken = Schedule.unscoped.get(), Administration.unscoped.get()
    return {
        "asked": [schedule.instrument, schedule.every, schedule.points, schedule.middle],
        "answers": [taken.instrument, taken.answers, taken.result, taken.way, taken.entered_by_id],
    }


if __name__ == "__main__":
    main()
