"""Checkpoints: signed, outside the data, only ever added to, and never made over a broken chain."""

from __future__ import annotations

import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection, transaction

from holdspace.audit import checkpoints
from holdspace.audit.log import record
from holdspace.audit.models import Entry
from holdspace.audit.rules.chain import Kind, Problem
from holdspace.audit.verify import verify_chain
from holdspace.kernel import clock
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.audit.test_verify import _UNGUARD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keys(own_keys: Path) -> None:
    """Every test has its own file of checkpoints."""


def write(cast: Cast, times: int = 5) -> None:
    with acting_as(cast.system), transaction.atomic():
        for _ in range(times):
            record("sessions.moved", by=cast.actor("ines"))


def lines() -> list[str]:
    return checkpoints.file().read_text().splitlines()


def test_a_checkpoint_names_the_newest_entry(cast: Cast) -> None:
    write(cast)
    made = checkpoints.make()
    newest = Entry.objects.get(seq=5)
    assert made is not None
    assert (made.seq, made.digest) == (5, newest.digest)
    assert checkpoints.read().checkpoints == [made]


def test_without_news_nothing_is_signed_again(cast: Cast) -> None:
    write(cast)
    checkpoints.make()
    assert checkpoints.make() is None
    assert len(lines()) == 1


def test_the_file_lies_beside_the_keys_and_is_nobody_elses(
    cast: Cast, own_keys: Path, settings: LazySettings
) -> None:
    write(cast)
    checkpoints.make()
    path = checkpoints.file()
    assert own_keys in path.parents
    assert Path(settings.HOLDSPACE_DATA) not in path.parents
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_each_checkpoint_is_added_and_none_is_written_over(cast: Cast) -> None:
    write(cast)
    checkpoints.make()
    first = lines()[0]
    write(cast)
    checkpoints.make()
    assert lines()[0] == first
    assert [c.seq for c in checkpoints.read().checkpoints] == [5, 10]


def test_the_worker_makes_one_every_hour(cast: Cast) -> None:
    ((interval, work),) = checkpoints.PERIODIC
    assert interval == timedelta(hours=1)
    write(cast)
    work(clock.now())
    assert checkpoints.read().newest_seq == 5


@pytest.mark.parametrize(
    "change", [{"seq": 4}, {"digest": "f" * 64}, {"at": "2026-01-01"}, {"signature": "00" * 64}]
)
def test_a_changed_checkpoint_is_no_checkpoint(cast: Cast, change: dict[str, object]) -> None:
    write(cast)
    checkpoints.make()
    held = json.loads(lines()[0]) | change
    checkpoints.file().write_text(json.dumps(held) + "\n")
    assert checkpoints.read().checkpoints == []
    assert {problem.kind for problem in verify_chain().problems} == {Kind.FORGED}


def test_a_line_that_was_taken_out_shows(cast: Cast) -> None:
    for _ in range(3):
        write(cast)
        checkpoints.make()
    one, _, three = lines()
    checkpoints.file().write_text(f"{one}\n{three}\n")
    assert checkpoints.read().problems == [Problem(15, Kind.FORGED)]


def test_nothing_is_signed_over_a_broken_chain(cast: Cast) -> None:
    write(cast)
    checkpoints.make()
    write(cast)
    with connection.cursor() as cursor:
        for statement in _UNGUARD[connection.vendor]:
            cursor.execute(statement)
    Entry.objects.filter(seq=8).update(act="sessions.cancelled")
    with pytest.raises(checkpoints.Broken) as broken:
        checkpoints.make()
    assert broken.value.problems == [Problem(8, Kind.EDITED)]
    Entry.objects.filter(seq__gte=4).delete()
    with pytest.raises(checkpoints.Broken) as broken:
        checkpoints.make()
    assert broken.value.problems == [Problem(5, Kind.TRUNCATED)]
    assert len(lines()) == 1


def test_another_installations_checkpoint_is_not_believed(cast: Cast, own_keys: Path) -> None:
    from holdspace.vault import roots

    write(cast)
    checkpoints.make()
    (own_keys / "root.key").write_bytes(b"x" * 32)
    roots.forget()
    assert checkpoints.read().problems == [Problem(0, Kind.FORGED)]
