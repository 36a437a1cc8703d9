"""Rows are locked so that nobody waits for who waits for them: without their keys, which never change."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from holdspace.circle.actions.writing import encourage
from holdspace.groups.models import Group
from holdspace.vault.records import Record
from holdspace.vault.scope import acting_as
from tests.cast import build_cast
from tests.contexts.circle.tuesdays import as_, space
from tests.contracts.models import our_models


def test_every_record_is_locked_without_its_key() -> None:
    records = [model for model in our_models() if issubclass(model, Record)]
    locked = {model: model.unscoped.select_for_update().query for model in records}
    assert records
    assert [model for model, query in locked.items() if not query.select_for_no_key_update] == []


@pytest.mark.postgres
@pytest.mark.usefixtures("on_postgresql")
def test_a_word_is_committed_while_the_leaders_hold_the_group(transactional_db: str) -> None:
    """What points at the group is committed beside an admission, which holds the group and then records."""
    cast = build_cast()
    group, ruth = space(cast), cast.actor("ruth")

    def write() -> None:
        try:
            with as_(cast, "ana") as ana:
                encourage(group=group, text="You stayed.", by=ana)
        finally:
            connection.close()

    beside = threading.Thread(target=write, daemon=True)
    with acting_as(ruth), transaction.atomic():
        Group.visible_to(ruth).select_for_update().get(pk=group.pk)
        beside.start()
        beside.join(10)
        waited = beside.is_alive()
    beside.join(10)
    assert not waited
