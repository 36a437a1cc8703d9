"""The vault: what is sealed opens only in its place, and not at all once the person was shredded."""

from __future__ import annotations

import shutil
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from holdspace.kernel import ids
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.vault import keyring, roots
from holdspace.vault.fields import Ciphertext
from holdspace.vault.models import PersonKey
from holdspace.vault.roots import Domain
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def stored(member: Member, column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM members_member WHERE id = %s", [_id(member)])
        return bytes(cursor.fetchone()[0])


def _id(member: Member) -> str:
    return member.pk.hex if connection.vendor == "sqlite" else str(member.pk)


def test_a_sealed_name_reads_as_it_was_written_and_lies_unreadable(cast: Cast) -> None:
    with keyring_scope(cast):
        ana = Member.unscoped.get(pk=cast.members["ana"].pk)
        assert ana.family_name == "Marsh"
        assert b"Marsh" not in stored(ana, "family_name")


def test_a_value_moved_to_another_row_does_not_open(cast: Cast) -> None:
    with keyring_scope(cast):
        ana, bo = (Member.unscoped.get(pk=cast.members[name].pk) for name in ("ana", "bo"))
        bo.__dict__["family_name"] = Ciphertext(stored(ana, "family_name"))
        with pytest.raises((keyring.Tampered, keyring.Erased)):
            keyring.unseal(bo.__dict__["family_name"], Member._meta.get_field("family_name").place(bo))


def test_a_value_moved_to_another_column_does_not_open(cast: Cast) -> None:
    with keyring_scope(cast):
        ana = Member.unscoped.get(pk=cast.members["ana"].pk)
        with pytest.raises(keyring.Tampered):
            keyring.unseal(stored(ana, "family_name"), Member._meta.get_field("given_name").place(ana))


def test_one_changed_bit_is_noticed(cast: Cast) -> None:
    with keyring_scope(cast):
        ana = Member.unscoped.get(pk=cast.members["ana"].pk)
        sealed = bytearray(stored(ana, "family_name"))
        sealed[-1] ^= 1
        with pytest.raises(keyring.Tampered):
            keyring.unseal(bytes(sealed), Member._meta.get_field("family_name").place(ana))


def test_shredding_one_person_leaves_the_others(cast: Cast) -> None:
    with keyring_scope(cast):
        assert keyring.shred(cast.members["ana"].pk) >= 1
        assert Member.unscoped.get(pk=cast.members["ana"].pk).family_name is None
        assert Member.unscoped.get(pk=cast.members["bo"].pk).family_name == "Lindqvist"


def test_no_key_is_ever_made_again_for_a_shredded_person(cast: Cast) -> None:
    with keyring_scope(cast):
        ana = cast.members["ana"]
        keyring.shred(ana.pk)
        ana.family_name = "Written again"
        with pytest.raises(keyring.Erased), transaction.atomic():
            ana.save()


def test_an_import_brings_no_shredded_person_back(cast: Cast) -> None:
    with keyring_scope(cast):
        ana, bo = cast.members["ana"], cast.members["bo"]
        keyring.shred(ana.pk)
        with keyring.prepared([ana.pk, bo.pk], Domain.IDENTITY):
            assert not PersonKey.objects.filter(person_id=ana.pk).exists()
            ana.family_name = "Written again"
            with pytest.raises(keyring.Erased), transaction.atomic():
                ana.save()


def test_a_key_made_in_a_block_that_was_rolled_back_seals_nothing(cast: Cast) -> None:
    with keyring_scope(cast):
        member = Member(practice=cast.practice, chosen_name="Never")
        point = transaction.savepoint()
        member.save()
        transaction.savepoint_rollback(point)
        member.chosen_name = "Kept"
        member.save(force_insert=True)
        keyring.forget()
        assert Member.unscoped.get(pk=member.pk).chosen_name == "Kept"
        assert PersonKey.objects.filter(person_id=member.pk).count() == 1


def test_keys_made_for_many_in_a_block_that_was_rolled_back_seal_nothing(cast: Cast) -> None:
    with keyring_scope(cast):
        member = Member(practice=cast.practice, chosen_name="Never")
        point = transaction.savepoint()
        with keyring.prepared([member.pk], Domain.IDENTITY):
            member.save()
        transaction.savepoint_rollback(point)
        member.chosen_name = "Kept"
        member.save(force_insert=True)
        keyring.forget()
        assert Member.unscoped.get(pk=member.pk).chosen_name == "Kept"


def test_keys_of_many_take_the_same_few_statements(cast: Cast, django_assert_num_queries: Any) -> None:
    """One asks who was erased, one which keys there are; a third makes those that are missing."""
    with keyring_scope(cast):
        here = [cast.members[name].pk for name in ("ana", "bo", "chidi")]
        with django_assert_num_queries(2), keyring.prepared(here, Domain.IDENTITY):
            pass
        with django_assert_num_queries(3), keyring.prepared([*here, ids.new_id()], Domain.IDENTITY):
            pass


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite binds each value for itself")
def test_many_sealed_rows_are_one_array_for_each_column(cast: Cast) -> None:
    """PostgreSQL otherwise reads a placeholder for every value of every row (Django's UNNEST strategy)."""
    with keyring_scope(cast), CaptureQueriesContext(connection) as asked:
        Member.unscoped.bulk_create(Member(practice=cast.practice, given_name=name) for name in ("Ana", "Bo"))
    assert any('INTO "members_member"' in each["sql"] and "UNNEST" in each["sql"] for each in asked)


def test_a_sealed_field_refuses_to_be_filtered_or_updated_in_bulk(cast: Cast) -> None:
    with keyring_scope(cast):
        with pytest.raises(TypeError, match="sealed"):
            Member.unscoped.update(family_name="plain")
        with pytest.raises(TypeError, match="sealed"):
            list(Member.unscoped.filter(family_name="Marsh"))


def test_psychotherapy_notes_open_under_a_root_of_their_own(
    cast: Cast, settings: Any, tmp_path: Path
) -> None:
    """A process that holds only the first key file opens everything but psychotherapy notes."""
    ana, place = cast.members["ana"], "notes_psychotherapy"
    with keyring_scope(cast):
        private = keyring.Place(place, "text", ana.pk, ana.pk, Domain.PSYCHOTHERAPY)
        progress = keyring.Place(place, "text", ana.pk, ana.pk, Domain.PROGRESS)
        sealed, other = keyring.seal(b"private", private), keyring.seal(b"progress", progress)
        shutil.copy(Path(settings.HOLDSPACE_KEYS) / "root.key", tmp_path / "root.key")
        settings.HOLDSPACE_KEYS = tmp_path
        roots.forget()
        keyring.forget()
        try:
            assert keyring.unseal(other, progress) == b"progress"
            with pytest.raises(roots.KeyUnavailable):
                keyring.unseal(sealed, private)
        finally:
            roots.forget()


def test_the_recovery_key_brings_both_key_files_back(tmp_path: Path) -> None:
    recovery = roots.create(tmp_path / "first")
    roots.restore(tmp_path / "second", recovery.lower().replace("-", " "))
    for name in ("root.key", "psychotherapy.key"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()
        assert (tmp_path / "second" / name).stat().st_mode & 0o777 == 0o400


def test_keys_are_never_written_over(tmp_path: Path) -> None:
    roots.create(tmp_path)
    before = (tmp_path / "root.key").read_bytes()
    with pytest.raises(FileExistsError):
        roots.create(tmp_path)
    assert (tmp_path / "root.key").read_bytes() == before


def keyring_scope(cast: Cast) -> AbstractContextManager[Actor]:
    return acting_as(cast.system)
