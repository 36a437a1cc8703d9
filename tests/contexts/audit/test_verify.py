"""`audit verify` on a real database: tampered with behind the program's back, 1,000 times, always found."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import F

from holdspace.audit import checkpoints
from holdspace.audit.log import digest, record
from holdspace.audit.models import Concerned, Entry
from holdspace.audit.rules.chain import BEGINNING, Kind, Problem
from holdspace.audit.verify import verify_chain
from holdspace.kernel import clock
from holdspace.kernel.ids import new_id
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.scratch import held_transaction

pytestmark = pytest.mark.django_db

LENGTH = 12


@pytest.fixture
def chain(cast: Cast, own_keys: Path) -> None:
    """Twelve entries, a checkpoint after the eighth and one at the end."""
    with acting_as(cast.system), transaction.atomic():
        ruth, ana, bo = cast.actor("ruth"), cast.members["ana"], cast.members["bo"]
        for number in range(1, LENGTH + 1):
            about = [[ana.pk], [ana.pk, bo.pk], []][number % 3]
            record("desk.member_read", by=ruth, on=ana, about=about, detail={"number": number})
            if number == 8:
                checkpoints.make()
        checkpoints.make()


@pytest.fixture
def unguarded(chain: None) -> Iterator[None]:
    """The triggers are gone and the role is the owner's: what somebody with the server's files could do."""
    with held_transaction():
        with connection.cursor() as cursor:
            for statement in _UNGUARD[connection.vendor]:
                cursor.execute(statement)
        yield


_UNGUARD = {
    "sqlite": [
        f"DROP TRIGGER {table}_refuses_{act}"
        for table in ("audit_entry", "audit_concerned")
        for act in ("update", "delete")
    ]
    + ["PRAGMA defer_foreign_keys = ON"],
    "postgresql": [
        "SET CONSTRAINTS ALL IMMEDIATE",
        "RESET ROLE",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "ALTER TABLE audit_concerned DISABLE TRIGGER ALL",
    ],
}


def kinds() -> set[Kind]:
    return {problem.kind for problem in verify_chain().problems}


def test_a_sound_chain_is_reported_sound(chain: None) -> None:
    report = verify_chain()
    assert (report.entries, report.problems, report.checkpoint_seq) == (LENGTH, [], LENGTH)
    assert str(report) == "12 entries, signed up to entry 12: no problem."


def test_an_empty_chain_is_sound(db: None, own_keys: Path) -> None:
    assert verify_chain().problems == []
    assert checkpoints.make() is None


def test_progress_is_told(chain: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("holdspace.audit.verify.STEP", 4)
    told: list[int] = []
    verify_chain(progress=told.append)
    assert told == [4, 8, 12]


def test_each_kind_of_tampering_is_called_by_its_name(unguarded: None) -> None:
    cases: dict[str, tuple[Callable[[], object], Problem]] = {
        "a changed act": (
            lambda: Entry.objects.filter(seq=7).update(act="sessions.moved"),
            Problem(7, Kind.EDITED),
        ),
        "a moment changed by a microsecond": (
            lambda: Entry.objects.filter(seq=7).update(at=F("at") + timedelta(microseconds=1)),
            Problem(7, Kind.EDITED),
        ),
        "another actor": (
            lambda: Entry.objects.filter(seq=7).update(actor_person_id=new_id()),
            Problem(7, Kind.EDITED),
        ),
        "a row taken out": (lambda: _take_out(7), Problem(7, Kind.DELETED)),
        "the end cut off": (lambda: _take_out(*range(10, 13)), Problem(10, Kind.TRUNCATED)),
        "everything gone": (lambda: _take_out(*range(1, 13)), Problem(1, Kind.TRUNCATED)),
        "the past hashed anew": (
            lambda: _hash_anew(Entry.objects.filter(seq=7).update(act="sessions.moved") and 7),
            Problem(8, Kind.FORGED),
        ),
        "somebody hidden from the index": (
            lambda: Concerned.objects.filter(entry_id=7).delete(),
            Problem(7, Kind.INDEX),
        ),
        "somebody put into the index": (
            lambda: Concerned.objects.create(entry_id=7, member_id=new_id()),
            Problem(7, Kind.INDEX),
        ),
    }
    for name, (tamper, problem) in cases.items():
        with held_transaction():
            tamper()
            assert problem in verify_chain().problems, name


def test_rows_that_changed_places_are_called_reordered(unguarded: None) -> None:
    _swap(7, 11)
    assert Kind.REORDERED in kinds()


def test_index_rows_of_entries_that_were_cut_off_are_named(unguarded: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE seq >= 10")
    assert Problem(10, Kind.INDEX) in verify_chain().problems


def test_a_thousand_random_tamperings_are_all_found(unguarded: None) -> None:
    dice = random.Random(20261122)
    before = _everything()
    missed, unchanged = [], []
    for number in range(1_000):
        tamper = _TAMPERINGS[number % len(_TAMPERINGS)]
        with held_transaction():
            tamper(dice)
            if number < 50 and _everything() == before:
                unchanged.append((number, tamper.__name__))
            if not verify_chain().problems:
                missed.append((number, tamper.__name__))
    assert (missed, unchanged) == ([], [])
    assert _everything() == before
    assert verify_chain().problems == []


# --- What can be done to a database ----------------------------------------------------------------------


def _everything() -> list[object]:
    return [*Entry.objects.order_by("seq").values_list(), *Concerned.objects.order_by("id").values_list()]


def _take_out(*numbers: int) -> None:
    Concerned.objects.filter(entry_id__in=numbers).delete()
    Entry.objects.filter(seq__in=numbers).delete()


def _renumber(old: int, new: int) -> None:
    Entry.objects.filter(seq=old).update(seq=new)
    Concerned.objects.filter(entry_id=old).update(entry_id=new)


def _swap(first: int, second: int) -> None:
    for old, new in ((first, 1_000), (second, first), (1_000, second)):
        _renumber(old, new)


def _hash_anew(since: int) -> None:
    """Give every entry from `since` on the digests that the program would have given."""
    previous = Entry.objects.filter(seq=since - 1).values_list("digest", flat=True).first() or BEGINNING
    for entry in Entry.objects.filter(seq__gte=since).order_by("seq"):
        entry.previous = previous
        previous = digest(entry)
        Entry.objects.filter(seq=entry.seq).update(previous=entry.previous, digest=previous)


def _edit(dice: random.Random) -> None:
    seq = dice.randint(1, LENGTH)
    change = dice.choice(
        [
            {"act": "sessions.moved"},
            {"actor_kind": "system"},
            {"actor_user_id": UUID(int=dice.getrandbits(128))},
            {"actor_person_id": None},
            {"practice_id": UUID(int=dice.getrandbits(128))},
            {"subject_id": None},
            {"subject_kind": "members.Contact"},
            {"group_id": UUID(int=dice.getrandbits(128))},
            {"detail": '{"number":0}'},
            {"at": clock.now() - timedelta(seconds=dice.randint(1, 10**6))},
            {"previous": f"{dice.getrandbits(256):064x}"},
            {"digest": f"{dice.getrandbits(256):064x}"},
        ]
    )
    Entry.objects.filter(seq=seq).update(**change)
    if dice.random() < 0.5 and "digest" not in change:
        Entry.objects.filter(seq=seq).update(digest=digest(Entry.objects.get(seq=seq)))


def _delete(dice: random.Random) -> None:
    seq = dice.randint(1, LENGTH - 1)
    _take_out(seq)
    if dice.random() < 0.5:
        for number in range(seq + 1, LENGTH + 1):
            _renumber(number, number - 1)


def _reorder(dice: random.Random) -> None:
    _swap(*sorted(dice.sample(range(1, LENGTH + 1), 2)))


def _cut(dice: random.Random) -> None:
    _take_out(*range(dice.randint(1, LENGTH), LENGTH + 1))


def _forge(dice: random.Random) -> None:
    seq = dice.randint(1, LENGTH)
    Entry.objects.filter(seq=seq).update(act="sessions.moved")
    _hash_anew(seq)


def _index(dice: random.Random) -> None:
    row = dice.choice(list(Concerned.objects.all()))
    if dice.random() < 0.5:
        Concerned.objects.filter(pk=row.pk).delete()
    else:
        Concerned.objects.filter(pk=row.pk).update(member_id=UUID(int=dice.getrandbits(128)))


_TAMPERINGS = (_edit, _delete, _reorder, _cut, _forge, _index)
