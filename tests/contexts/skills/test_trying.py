"""Ana tries something, notes it in three touches, shows it or not, and tells Bo who suggested it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from holdspace.audit.models import Entry
from holdspace.kernel import clock
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.safety.models import Concern
from holdspace.skills.actions.trying import (
    Touches,
    bring,
    discard,
    give_back,
    hide,
    note,
    put_away,
    show,
    take_back,
)
from holdspace.skills.models import Trying, WordBack
from holdspace.skills.queries.own import on_home, shown_in, word_for
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.circle.tuesdays import as_, leave, seat
from tests.contexts.skills.between import ASKED, SKILL, newest, returned, shown, space, tried

pytestmark = pytest.mark.django_db
DANGER = "I want to die, and I do not know whom to tell."


def rows(cast: Cast) -> list[Trying]:
    with acting_as(cast.system), transaction.atomic():
        return list(Trying.unscoped.order_by("noted_at"))


def seen(cast: Cast, name: str) -> list[str]:
    """What stands on somebody's page of what the circle shows."""
    with as_(cast, name) as who:
        return [each.brought.tried for each in shown_in(who, cast.groups["tuesday"])]


def on_home_of(cast: Cast, name: str) -> list[tuple[str, str, str]]:
    with as_(cast, name) as who:
        return [(each.by, each.skill, each.text) for each in on_home(who).words]


def readable(cast: Cast, name: str, trying: Trying) -> bool:
    with as_(cast, name) as who:
        return Trying.visible_to(who).filter(pk=trying.pk).exists()


def test_three_touches_are_kept_and_all_may_be_empty(cast: Cast) -> None:
    tried(cast, "ana", "I asked.", went="It went well.", learnt="I may ask.")
    tried(cast, "ana", "")
    full, empty = rows(cast)
    assert full.texts == ("I asked.", "It went well.", "I may ask.")
    assert empty.texts == ("", "", "")
    assert empty.tried_on == clock.today("Europe/London")
    assert Entry.objects.filter(act="skills.noted").count() == 2


def test_a_form_sent_twice_is_one_and_new_words_from_it_change_it(cast: Cast) -> None:
    key = uuid4()
    for text in (ASKED, ASKED, "Twice."):
        tried(cast, "ana", text, sent_key=key)
    (row,) = rows(cast)
    assert (row.tried, row.version) == ("Twice.", 2)


def test_two_devices_lose_nothing(cast: Cast) -> None:
    trying = tried(cast, "ana")
    with as_(cast, "ana") as ana:
        common = {"group": cast.groups["tuesday"], "code": SKILL, "trying": trying, "by": ana}
        note(touches=Touches("On the phone.", share="therapists", version=1), **common)
        with pytest.raises(Conflict):
            note(touches=Touches("On the tablet.", share="therapists", version=1), **common)
        assert newest(cast, trying).tried == "On the phone."


def test_nobody_tries_something_tomorrow_nor_writes_a_book(cast: Cast) -> None:
    with pytest.raises(Refused, match="still to come"):
        tried(cast, "ana", on=clock.today("Europe/London") + timedelta(days=1))
    with pytest.raises(Refused, match="longer than a page"):
        tried(cast, "ana", "a" * 2001)


def test_who_does_not_sit_there_notes_nothing_there(cast: Cast) -> None:
    with pytest.raises(Missing):
        tried(cast, "dana")
    with pytest.raises(Missing), as_(cast, "ruth") as ruth:
        note(group=cast.groups["tuesday"], code=SKILL, touches=Touches(), by=ruth)


def test_an_unknown_skill_is_none(cast: Cast) -> None:
    with pytest.raises(Missing), as_(cast, "ana") as ana:
        note(group=cast.groups["tuesday"], code="levitate", touches=Touches(), by=ana)


# --- To the circle ---------------------------------------------------------------------------------------


def test_only_what_is_shown_stands_in_the_circle_and_it_can_be_taken_back(cast: Cast) -> None:
    space(cast)
    tried(cast, "ana", "For the therapists.")
    trying = shown(cast, "ana")
    assert seen(cast, "bo") == [ASKED]
    assert seen(cast, "ana") == [ASKED]
    with as_(cast, "ana") as ana:
        take_back(trying=trying, by=ana)
    assert seen(cast, "bo") == []


def test_new_words_are_shown_anew_or_not_at_all(cast: Cast) -> None:
    space(cast)
    trying = shown(cast, "ana")
    with as_(cast, "ana") as ana:
        touches = Touches("Other words.", share="therapists", version=1)
        note(group=cast.groups["tuesday"], code=SKILL, touches=touches, trying=trying, by=ana)
    assert seen(cast, "bo") == []


def test_where_members_do_not_write_to_each_other_nothing_is_shown(cast: Cast) -> None:
    space(cast, rule="bring")
    trying = tried(cast, "ana")
    with pytest.raises(Refused, match="speaks in its sessions"), as_(cast, "ana") as ana:
        show(trying=newest(cast, trying), by=ana)
    assert newest(cast, trying).tried == ASKED


def test_a_telephone_number_does_not_go_to_the_circle(cast: Cast) -> None:
    space(cast)
    with pytest.raises(Refused, match="telephone number"):
        shown(cast, "ana", "Ring me on +44 7700 900123.")


def test_it_is_read_by_who_sits_there_now_and_sat_there_then(cast: Cast) -> None:
    space(cast)
    shown(cast, "ana")
    seat(cast, "nia", at=clock.now() + timedelta(seconds=1))
    with clock.held_at(clock.now() + timedelta(hours=1)):
        assert seen(cast, "nia") == []
        assert seen(cast, "bo") == [ASKED]
        leave(cast, "ana")
        assert seen(cast, "bo") == []


def test_a_leader_takes_it_out_and_it_stays_out(cast: Cast) -> None:
    space(cast)
    trying = shown(cast, "ana")
    with pytest.raises(Missing), as_(cast, "kit") as kit:
        hide(trying=trying, by=kit)
    with as_(cast, "ruth") as ruth:
        hide(trying=trying, by=ruth)
    assert seen(cast, "bo") == []
    with pytest.raises(Refused, match="took this out"), as_(cast, "ana") as ana:
        show(trying=trying, by=ana)


# --- Who reads -------------------------------------------------------------------------------------------


def test_what_is_kept_and_left_out_no_leader_finds(cast: Cast) -> None:
    trying = tried(cast, "ana", share="nobody")
    assert readable(cast, "ruth", trying)
    with as_(cast, "ana") as ana:
        bring(offered={trying.pk}, kept=(), by=ana)
    assert not readable(cast, "ruth", trying)
    assert readable(cast, "ana", trying)
    assert not any(readable(cast, name, trying) for name in ("bo", "dana", "kit", "ines", "sam", "olu"))


def test_who_has_left_reads_takes_back_and_throws_away(cast: Cast) -> None:
    space(cast)
    trying = shown(cast, "ana")
    returned(cast, trying, "ana", "bo")
    leave(cast, "ana")
    assert readable(cast, "ana", trying)
    with pytest.raises(Missing), as_(cast, "ana") as ana:
        note(group=trying.group, code=SKILL, touches=Touches("x", version=1), trying=trying, by=ana)
    with as_(cast, "ana") as ana:
        take_back(trying=trying, by=ana)
        discard(trying=trying, by=ana)
    assert rows(cast) == []
    with acting_as(cast.system), transaction.atomic():
        assert not WordBack.unscoped.exists()


def test_nobody_brings_or_leaves_out_what_is_anothers(cast: Cast) -> None:
    trying = tried(cast, "ana")
    with as_(cast, "bo") as bo:
        bring(offered={trying.pk}, kept=(), by=bo)
    assert newest(cast, trying).brought


# --- I tried what you suggested --------------------------------------------------------------------------


def test_it_comes_back_to_who_suggested_it_until_they_have_read_it(cast: Cast) -> None:
    space(cast)
    trying = tried(cast, "ana", share="nobody")
    word = returned(cast, trying, "ana", "bo", "It helped on Friday.")
    assert word is not None
    assert on_home_of(cast, "bo") == [("Ana", "A small no", "It helped on Friday.")]
    assert on_home_of(cast, "chidi") == []
    assert not readable(cast, "bo", trying)  # the words for him, and nothing else
    with pytest.raises(Missing), as_(cast, "chidi") as chidi:
        put_away(word=word_for(chidi, word.pk), by=chidi)
    with as_(cast, "bo") as bo:
        put_away(word=word_for(bo, word.pk), by=bo)
    assert on_home_of(cast, "bo") == []


def test_said_again_it_is_one_word_and_it_can_be_taken_back(cast: Cast) -> None:
    space(cast)
    trying = tried(cast, "ana")
    for text in ("Thank you.", "Thank you.", "Thank you so much."):
        returned(cast, trying, "ana", "bo", text)
    assert [text for _, _, text in on_home_of(cast, "bo")] == ["Thank you so much."]
    assert Entry.objects.filter(act="skills.returned").count() == 2
    with as_(cast, "ana") as ana:
        give_back(trying=trying, to_id=None, text="", by=ana)
    assert on_home_of(cast, "bo") == []


@pytest.mark.parametrize(("to", "why"), [("ana", "yourself"), ("dana", "do not sit"), ("eve", "do not sit")])
def test_it_goes_to_another_of_the_same_circle_alone(cast: Cast, to: str, why: str) -> None:
    space(cast)
    with pytest.raises(Refused, match=why):
        returned(cast, tried(cast, "ana"), "ana", to)


def test_who_left_is_heard_no_more(cast: Cast) -> None:
    space(cast)
    returned(cast, tried(cast, "ana"), "ana", "bo")
    leave(cast, "ana")
    assert on_home_of(cast, "bo") == []


# --- Danger ----------------------------------------------------------------------------------------------


def test_words_of_danger_raise_one_concern_and_reach_no_member(cast: Cast) -> None:
    space(cast)
    trying = tried(cast, "ana", DANGER, share="nobody")
    with as_(cast, "ana") as ana:
        assert show(trying=trying, by=ana) is False
    assert seen(cast, "bo") == []
    with acting_as(cast.system), transaction.atomic():
        (concern,) = Concern.unscoped.all()
        assert (concern.source_id, concern.what, concern.severity) == (trying.pk, DANGER, "red")


def test_words_of_danger_to_who_suggested_it_reach_the_therapists_instead(cast: Cast) -> None:
    space(cast)
    word = returned(cast, tried(cast, "ana"), "ana", "bo", DANGER)
    assert word is not None
    assert word.released_at is None
    assert on_home_of(cast, "bo") == []
    with acting_as(cast.system), transaction.atomic():
        assert Concern.unscoped.get().what == DANGER
