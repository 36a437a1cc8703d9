"""What stands beside the record: psychotherapy notes for their author alone, and talk between two in supervision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from holdspace.groups.models import RecordOpening
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.ids import new_id
from holdspace.kernel.refusals import Missing, Refused
from holdspace.notes import actions
from holdspace.notes.models import Authorisation, PsychotherapyNote, SupervisionComment
from holdspace.notes.queries.apart import apart, released_by
from holdspace.vault import keyring, roots
from holdspace.vault.models import PersonKey
from tests.cast import Cast
from tests.contexts.notes.tuesday import acts, as_, concerned_by, last, signed

pytestmark = pytest.mark.django_db
Acts = Callable[[str], Actor]
Clients = Callable[[str], Client]
THOUGHT = "I wanted to win her back, and wondered whose wish that was."


def think(cast: Cast, by: Actor, text: str = THOUGHT, **more: object) -> PsychotherapyNote:
    with as_(by):
        asked: dict[str, object] = {"id": new_id(), "session": last(cast)} | more
        return actions.write_apart(member=cast.members["ana"], text=text, by=by, **asked)  # type: ignore[arg-type]


def test_only_the_author_reads_it(cast: Cast, actor: Acts, client_of: Clients) -> None:
    think(cast, actor("ruth"))
    page = reverse("notes:apart", args=[cast.members["ana"].pk])
    assert THOUGHT in client_of("ruth").get(page).content.decode()
    assert THOUGHT not in client_of("tomas").get(page).content.decode()
    for name in ("sam", "olu", "ines", "ana", "kit"):
        assert client_of(name).get(page).status_code == 404, name
    with as_(cast.system):
        RecordOpening.unscoped.create(
            practice=cast.practice,
            group=cast.groups["tuesday"],
            staff=cast.staff["sam"],
            reason="Supervision of the Tuesday group.",
            ends_at=clock.now() + timedelta(hours=1),
        )
        assert not PsychotherapyNote.visible_to(cast.system).exists()
    assert client_of("sam").get(page).status_code == 404
    notes = reverse("notes:session", args=[last(cast).pk])
    assert THOUGHT not in client_of("sam").get(notes).content.decode()


def test_it_has_a_key_of_author_and_person_under_a_root_of_its_own(cast: Cast, actor: Acts) -> None:
    note = think(cast, actor("ruth"))
    think(cast, actor("tomas"), "Another thought.")
    ana = cast.members["ana"].pk
    keys = PersonKey.objects.filter(person_id=ana, domain="psychotherapy")
    readers = set(keys.values_list("reader_id", flat=True))
    assert readers == {cast.staff["ruth"].pk, cast.staff["tomas"].pk}
    assert roots.wrapping_key(roots.Domain.PSYCHOTHERAPY) != roots.wrapping_key(roots.Domain.PROGRESS)
    with as_(cast.system):
        keyring.shred(ana)
        assert not PersonKey.objects.filter(person_id=ana).exists()
        assert PsychotherapyNote.unscoped.get(pk=note.pk).text is None


def test_sent_twice_it_is_written_once_and_another_window_is_told(cast: Cast, actor: Acts) -> None:
    id = new_id()
    first, again = (think(cast, actor("ruth"), id=id) for _time in range(2))
    assert first.pk == again.pk == id
    assert acts(cast).count("notes.apart_written") == 1
    think(cast, actor("ruth"), "A second thought.", id=id, version=1)
    with pytest.raises(actions.CrossedApart) as crossed:
        think(cast, actor("ruth"), "A third thought.", id=id, version=1)
    assert (crossed.value.theirs, crossed.value.newest) == ("A second thought.", 2)
    with pytest.raises((Missing, Refused)):
        think(cast, actor("tomas"), "Mine.", id=id, version=2)


def test_what_belongs_in_the_record_and_who_is_named_is_hinted_at_and_stops_nothing(
    cast: Cast, actor: Acts
) -> None:
    think(cast, actor("ruth"), "PHQ-9 was 17. When Bo laughed I looked away.")
    with as_(actor("ruth")) as ruth:
        (kept,) = apart(ruth, cast.members["ana"].pk).notes
    assert [found for _what, found in kept.hints] == ["PHQ-9 was 17"]
    assert kept.names == ("Bo",)


def test_it_leaves_the_house_only_by_an_authorisation_of_its_own(cast: Cast, actor: Acts) -> None:
    note, ruth, day = think(cast, actor("ruth")), actor("ruth"), timedelta(days=1)
    today = clock.today("Europe/London")
    with as_(ruth):
        given = actions.authorise(
            member=cast.members["ana"],
            recipient="Her lawyer",
            purpose="A claim",
            signed_on=today - day,
            expires_on=today + day,
            by=ruth,
        )
        assert [each.pk for each in released_by(ruth, given)] == [note.pk]
    with clock.held_at(clock.now() + 3 * day), as_(actor("ruth")) as later, pytest.raises(Refused):
        released_by(later, given)
    with as_(actor("tomas")) as tomas, pytest.raises(Refused):
        released_by(tomas, given)
    with as_(ruth):
        actions.withdraw_authorisation(authorisation=given, by=ruth)
        with pytest.raises(Refused):
            released_by(ruth, Authorisation.visible_to(ruth).get())
        with pytest.raises(Refused, match="ends after"):
            actions.authorise(
                member=cast.members["ana"],
                recipient="x",
                purpose="x",
                signed_on=date(2026, 3, 2),
                expires_on=date(2026, 3, 1),
                by=ruth,
            )


def test_the_member_can_see_that_it_was_written_and_opened(
    cast: Cast, actor: Acts, client_of: Clients
) -> None:
    think(cast, actor("ruth"))
    client_of("ruth").get(reverse("notes:apart", args=[cast.members["ana"].pk]))
    for act in ("notes.apart_written", "notes.apart_read"):
        assert concerned_by(cast, act) == {cast.members["ana"].pk}


@pytest.fixture
def trainee(cast: Cast) -> Cast:
    """Ruth is in training; Tomás leads with her and supervises her."""
    with as_(cast.system):
        cast.staff["ruth"].is_trainee = True
        cast.staff["ruth"].save()
    return cast


def say(cast: Cast, by: Actor, text: str = "What did you feel there?", **more: object) -> SupervisionComment:
    with as_(by):
        asked: dict[str, object] = {"id": new_id(), "key": str(cast.members["ana"].pk)} | more
        return actions.comment(session=last(cast), text=text, by=by, **asked)  # type: ignore[arg-type]


def test_the_two_of_them_talk_and_nobody_else_hears(trainee: Cast, actor: Acts, client_of: Clients) -> None:
    signed(trainee, "ana", actor("ruth"))
    with pytest.raises(Refused, match="supervisor begins"):
        say(trainee, actor("ruth"))
    say(trainee, actor("tomas"))
    answer = say(trainee, actor("ruth"), "Helpless, and a little angry.")
    assert (answer.trainee_id, answer.supervisor_id) == (trainee.staff["ruth"].pk, trainee.staff["tomas"].pk)
    page = reverse("notes:talk", args=[last(trainee).pk, trainee.members["ana"].pk])
    for name, status in (
        ("ruth", 200),
        ("tomas", 200),
        ("sam", 404),
        ("kit", 404),
        ("olu", 404),
        ("ana", 404),
    ):
        assert client_of(name).get(page).status_code == status, name
    alone = reverse("notes:member_note", args=[last(trainee).pk, trainee.members["ana"].pk])
    assert "Helpless" not in client_of("tomas").get(alone).content.decode()
    assert concerned_by(trainee, "notes.supervision_said") == set(), "it is no part of the member's record"


def test_it_is_settled_and_deleted_by_whoever_wrote_it(trainee: Cast, actor: Acts) -> None:
    signed(trainee, "ana", actor("ruth"))
    comment = say(trainee, actor("tomas"))
    with as_(actor("ruth")) as ruth:
        with pytest.raises(Refused, match="whoever wrote"):
            actions.resolve(comment=comment, by=ruth, delete=True)
        actions.resolve(comment=comment, by=ruth)
        assert SupervisionComment.visible_to(ruth).get().resolved_by_id == trainee.staff["ruth"].pk
    with as_(actor("tomas")) as tomas:
        actions.resolve(comment=comment, by=tomas, delete=True)
        assert not SupervisionComment.visible_to(tomas).exists()
    with as_(actor("sam")) as sam, pytest.raises(Missing):
        actions.resolve(comment=comment, by=sam)


def test_a_note_of_somebody_who_is_not_in_training_is_not_commented_on(cast: Cast, actor: Acts) -> None:
    signed(cast, "ana", actor("ruth"))
    with pytest.raises(Refused, match="in training"):
        say(cast, actor("tomas"))


def test_what_is_said_is_sealed_for_the_note_and_the_trainee(trainee: Cast, actor: Acts) -> None:
    signed(trainee, "ana", actor("ruth"))
    comment = say(trainee, actor("tomas"))
    with as_(trainee.system), connection.cursor() as cursor:
        cursor.execute("SELECT text FROM notes_supervisioncomment")
        assert b"feel" not in bytes(cursor.fetchone()[0])
        keyring.shred(trainee.members["ana"].pk)
        assert SupervisionComment.unscoped.get(pk=comment.pk).text is None
