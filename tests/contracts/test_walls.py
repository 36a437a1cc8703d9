"""Every table has its wall or a reason, and the audit refuses change on either engine.

What the walls hold back on PostgreSQL stands in `test_walls_postgres` and `test_walls_transactions`.
"""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from holdspace.audit.log import record
from holdspace.audit.models import Concerned, Entry
from holdspace.kernel.actors import ANONYMOUS
from holdspace.vault.records import Record, Wall
from holdspace.vault.scope import acting_as, current_actor
from holdspace.vault.walls import condition, walled_models
from tests.cast import Cast

RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]

#: Tables with a practice and without a wall, each with the reason why.
OPEN_ON_PURPOSE = {
    "practice.Practice": "read before anybody is known: a name and a time zone, nothing private",
    "correspondence.CalendarFeed": "a calendar program asks with a token alone; the row holds its hash",
}


def test_every_table_of_a_practice_has_a_wall_or_a_reason() -> None:
    assert {model._meta.label for model in RECORDS if model.wall is Wall.OPEN} == set(OPEN_ON_PURPOSE)


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.label)
def test_a_wall_about_people_stands_on_a_table_that_names_them(model: type[Record]) -> None:
    """A wall that needs a member or a group is worth nothing on a table without one."""
    names = {field.name for field in model._meta.get_fields()}
    if model.wall in (Wall.PERSON, Wall.CLINICAL, Wall.SCREENING, Wall.FILES):
        assert model._meta.label == "members.Member" or "member" in names
    if model.wall in (Wall.CLINICAL_GROUP, Wall.LEADERS):
        assert names & {"group", "session", "note"}


@pytest.mark.parametrize("model", walled_models(), ids=lambda model: model._meta.label)
def test_no_wall_asks_a_function_anew_for_every_row(model: type[Record]) -> None:
    """A function of a row's column is run for each row that is looked at, however few are shown."""
    given = set(re.findall(r"hs_\w+\(([^)]*)\)", condition(model)))
    assert given <= {"", *(word for word in given if word.startswith("'"))}


def test_whoever_may_read_clinical_rows_is_somebody_in_particular() -> None:
    """Every model with clinical fields has a wall that asks for more than the practice."""
    weak = {
        model._meta.label
        for model in RECORDS
        if model.privacy.clinical and model.wall in (Wall.OPEN, Wall.PRACTICE, Wall.SELF)
    }
    assert weak == {"groups.RecordOpening"}  # a supervisor opens before they lead; the reason is sealed


def test_the_audit_refuses_change_on_either_engine(cast: Cast) -> None:
    with acting_as(cast.system):
        with transaction.atomic():
            record("sessions.cancelled", by=cast.actor("ines"), about=[cast.members["ana"].pk])
        for change in (
            lambda: Entry.objects.update(act="sessions.moved"),
            lambda: Entry.objects.all()._raw_delete("default"),
            lambda: Concerned.objects.update(entry=1),
            lambda: Concerned.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
        assert (Entry.objects.count(), Concerned.objects.count()) == (1, 1)


def test_an_actor_is_left_behind_with_its_block(cast: Cast) -> None:
    with acting_as(cast.actor("ruth")):
        assert current_actor().person_id == cast.staff["ruth"].pk
    assert current_actor() is ANONYMOUS
