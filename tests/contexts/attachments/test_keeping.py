"""A file lies sealed under its person's own key, once, and is gone when it is taken out."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from holdspace.attachments import actions, policies
from holdspace.attachments.models import Attachment
from holdspace.audit.models import Concerned, Entry
from holdspace.kernel.refusals import Missing, Refused
from holdspace.vault import keyring
from holdspace.vault.fields import Ciphertext
from holdspace.vault.models import PersonKey
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.attachments.tuesday import TITLE, WITHIN, bring
from tests.furnishing import attached

pytestmark = pytest.mark.django_db


def stored(attachment: Attachment) -> dict[str, Any]:
    """The row as it lies in the database."""
    key = attachment.pk.hex if connection.vendor == "sqlite" else str(attachment.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM attachments_attachment WHERE id = %s", [key])
        names = [column[0] for column in cursor.description]
        row = cursor.fetchone()
    return {n: bytes(v) if isinstance(v, memoryview) else v for n, v in zip(names, row, strict=True)}


def again(cast: Cast, attachment: Attachment) -> Attachment:
    """The row as the next request reads it."""
    return Attachment.visible_to(cast.system).get(pk=attachment.pk)


def test_a_file_reads_as_it_was_kept_and_lies_unreadable(cast: Cast) -> None:
    kept = bring(cast, "ruth", "drawing")
    with acting_as(cast.system), transaction.atomic():
        assert again(cast, kept).content == WITHIN
        assert again(cast, kept).title == TITLE
        row = stored(kept)
    everything = b"".join(
        value if isinstance(value, bytes) else str(value).encode() for value in row.values()
    )
    assert WITHIN not in everything
    assert TITLE.encode() not in everything


def test_a_list_does_not_fetch_what_the_files_hold(cast: Cast) -> None:
    kept = bring(cast, "ruth", "drawing")
    with acting_as(cast.actor("ruth")), transaction.atomic():
        row = Attachment.visible_to(cast.actor("ruth")).get(pk=kept.pk)
        assert row.get_deferred_fields() == {"content"}


def test_a_file_moved_to_another_row_or_column_does_not_open(cast: Cast) -> None:
    mine, other = bring(cast, "ruth", "drawing"), bring(cast, "ruth", "letter", content=b"another")
    field = Attachment._meta.get_field("content")
    with acting_as(cast.system), transaction.atomic():
        sealed = Ciphertext(stored(mine)["content"])
        other.__dict__["content"] = sealed
        with pytest.raises(keyring.Tampered):
            _ = other.content
        with pytest.raises(keyring.Tampered):
            keyring.unseal(sealed, Attachment._meta.get_field("title").place(mine))
        assert keyring.unseal(sealed, field.place(mine)) == WITHIN


def test_one_changed_bit_of_a_file_is_noticed(cast: Cast) -> None:
    kept = bring(cast, "ruth", "drawing")
    with acting_as(cast.system), transaction.atomic():
        sealed = bytearray(stored(kept)["content"])
        sealed[len(sealed) // 2] ^= 1
        with pytest.raises(keyring.Tampered):
            keyring.unseal(bytes(sealed), Attachment._meta.get_field("content").place(kept))


def test_files_have_a_key_of_their_own(cast: Cast) -> None:
    bring(cast, "ruth", "drawing")
    held = PersonKey.objects.filter(person_id=cast.members["ana"].pk).values_list("domain", flat=True)
    assert "files" in held


def test_the_file_of_an_erased_person_is_gone_for_everybody(cast: Cast) -> None:
    kept = bring(cast, "ruth", "drawing")
    keyring.shred(cast.members["ana"].pk)
    with acting_as(cast.actor("ruth")), transaction.atomic():
        found = Attachment.visible_to(cast.actor("ruth")).get(pk=kept.pk)
        assert (found.title, found.called) == (None, "drawing or picture of theirs")
        with pytest.raises(Missing):
            actions.open_file(attachment=found, by=cast.actor("ruth"))


def test_the_same_form_twice_keeps_one_file(cast: Cast) -> None:
    assert bring(cast, "ruth", "drawing").pk == bring(cast, "tomas", "drawing").pk


def test_the_same_file_as_something_else_is_refused(cast: Cast) -> None:
    bring(cast, "ruth", "drawing")
    with pytest.raises(Refused) as refused:
        bring(cast, "ruth", "letter")
    assert set(refused.value.fields) == {"file"}


def test_the_same_file_can_lie_in_two_records(cast: Cast) -> None:
    """And nobody sees from outside that it is the same."""
    first, second = bring(cast, "ruth", "form"), bring(cast, "ruth", "form", about="bo")
    assert first.digest != second.digest


def test_the_database_keeps_a_file_once(cast: Cast) -> None:
    kept = bring(cast, "ruth", "drawing")
    with acting_as(cast.system):
        twin = attached(cast, cast.members["ana"], "drawing", content=WITHIN)
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.unscoped.filter(pk=twin.pk).update(digest=kept.digest)


@pytest.mark.parametrize(("kind", "wrong"), [("letter", "is_shared"), ("drawing", "is_administrative")])
def test_the_database_lets_no_file_be_open_to_more_than_its_kind(cast: Cast, kind: str, wrong: str) -> None:
    with acting_as(cast.system):
        kept = attached(cast, cast.members["ana"], kind, content=WITHIN)
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.unscoped.filter(pk=kept.pk).update(**{wrong: True})


def test_what_is_taken_out_is_gone_and_the_reason_stays(cast: Cast) -> None:
    kept, ruth = bring(cast, "ruth", "drawing"), cast.actor("ruth")
    with acting_as(ruth), transaction.atomic():
        actions.remove(attachment=again(cast, kept), reason="It was Bo's, not hers.", by=ruth)
    with acting_as(cast.system), transaction.atomic():
        row, left = stored(kept), again(cast, kept)
    assert (row["content"], row["title"]) == (None, None)
    assert left.reason == "It was Bo's, not hers."
    assert b"Bo's" not in row["reason"]
    assert left.removed_by_id == ruth.person_id


def test_a_file_that_was_taken_out_can_be_brought_again(cast: Cast) -> None:
    kept, ruth = bring(cast, "ruth", "drawing"), cast.actor("ruth")
    with acting_as(ruth), transaction.atomic():
        actions.remove(attachment=again(cast, kept), reason="The wrong kind.", by=ruth)
    assert bring(cast, "ruth", "letter").pk != kept.pk


def test_no_file_is_taken_out_without_a_reason(cast: Cast) -> None:
    kept, ruth = bring(cast, "ruth", "drawing"), cast.actor("ruth")
    with acting_as(ruth), transaction.atomic(), pytest.raises(Refused) as refused:
        actions.remove(attachment=again(cast, kept), reason="  wrong   ", by=ruth)
    assert set(refused.value.fields) == {"reason"}


def test_a_record_holds_so_many_files_and_no_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policies, "MOST_FILES", 2)
    for number in range(2):
        bring(cast, "ruth", "drawing", content=bytes([number]))
    with pytest.raises(Refused):
        bring(cast, "ruth", "drawing", content=b"one more")
    bring(cast, "ruth", "drawing", about="bo")


def test_everything_is_recorded_and_the_record_says_nothing(cast: Cast) -> None:
    ruth = cast.actor("ruth")
    kept = bring(cast, "ruth", "drawing")
    with acting_as(ruth), transaction.atomic():
        found = Attachment.visible_to(ruth).get(pk=kept.pk)
        actions.open_file(attachment=found, by=ruth)
        actions.remove(attachment=found, reason="It was kept twice.", by=ruth)
        rows = list(Entry.objects.filter(subject_id=kept.pk).order_by("seq"))
        about = set(Concerned.objects.filter(entry__in=rows).values_list("member_id", flat=True))
    assert [row.act for row in rows] == ["attachments.added", "attachments.file_read", "attachments.removed"]
    assert about == {cast.members["ana"].pk}
    assert TITLE not in "".join(row.detail for row in rows)


def test_a_file_belongs_to_a_session_at_which_the_member_was_there(cast: Cast) -> None:
    with_session = bring(cast, "ruth", "drawing", session=cast.sessions["tuesday_last"])
    assert with_session.session_id == cast.sessions["tuesday_last"].pk
    with pytest.raises(Missing):
        bring(cast, "ruth", "letter", content=b"other", session=cast.sessions["thursday_last"])


def test_nothing_is_kept_when_recording_fails(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object, **options: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(actions, "record", fails)
    with pytest.raises(RuntimeError):
        bring(cast, "ruth", "drawing")
    with acting_as(cast.system), transaction.atomic():
        assert not Attachment.unscoped.filter(member=cast.members["ana"].pk).exists()
