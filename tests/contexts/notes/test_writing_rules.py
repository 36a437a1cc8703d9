"""Formats, tags, parts, phrases, what is known before a word is written, and signatures that came late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.notes import actions
from holdspace.notes.models import GroupNote, NoteFormat, Phrase
from holdspace.notes.queries import State, editor, queue, session_for
from holdspace.notes.queries.rules_of import formats, house_of
from holdspace.notes.rules.formats import TOLD, Section
from holdspace.outcomes.models import Goal
from tests.cast import LONG_AGO, Cast
from tests.contexts.notes.tuesday import (
    as_,
    everybody_marked,
    last,
    mark_attendance,
    note_of,
    sign,
    sign_group,
    signed,
    write,
    write_group,
)

pytestmark = pytest.mark.django_db
Acts = Callable[[str], Actor]
Clients = Callable[[str], Client]
WHOLE = (Section("What was said", TOLD[:4]), Section("What follows", TOLD[4:]))


def test_tags_and_parts_belong_to_the_groups_note_and_each_leader_writes_their_own(
    cast: Cast, actor: Acts
) -> None:
    write_group(cast, actor("ruth"), stage="storming", factors="hope luck", part="Led the go-round.")
    write_group(cast, actor("tomas"), version=1, part="Held the silence.", stage="storming", factors="hope")
    with as_(actor("tomas")):
        note = GroupNote.visible_to(actor("tomas")).get(session=last(cast))
        assert (note.stage, note.factors) == ("storming", "hope")
        layer = editor(session_for(actor("tomas"), last(cast).pk), actor("tomas")).group
    told = [(part.name, part.text, part.licence, part.is_own) for part in layer.parts]
    assert told == [
        ("Ruth Adler", "Led the go-round.", "HCPC 12345", False),
        ("Tomás Vidal", "Held the silence.", "HCPC 12345", True),
    ]
    assert layer.texts["part"] == "Held the silence."
    assert [part.name for part in layer.others] == ["Ruth Adler"]


def test_a_name_in_somebody_elses_part_stops_the_signature(cast: Cast, actor: Acts) -> None:
    everybody_marked(cast)
    write_group(cast, actor("tomas"), part="Sat beside Bo.")
    with pytest.raises(actions.Unready, match="“Bo”"):
        sign_group(cast, actor("ruth"))


def test_a_member_called_hope_does_not_stop_a_tag(cast: Cast, actor: Acts) -> None:
    everybody_marked(cast)
    with as_(cast.system):
        cast.members["bo"].chosen_name = "Hope"
        cast.members["bo"].save()
    write_group(cast, actor("ruth"), factors="hope")
    assert sign_group(cast, actor("ruth")).signed_at


def test_the_licence_of_the_signature_stays_when_the_licence_changes(cast: Cast, actor: Acts) -> None:
    signed(cast, "ana", actor("ruth"))
    with as_(cast.system):
        cast.staff["ruth"].licence = "BACP 999"
        cast.staff["ruth"].save()
    with as_(actor("tomas")):
        layer = editor(session_for(actor("tomas"), last(cast).pk), actor("tomas")).layer(
            str(cast.members["ana"].pk)
        )
    assert layer is not None
    assert layer.signature is not None
    assert layer.signature.licence == "HCPC 12345"


def test_the_goal_and_the_times_are_there_before_a_word_is_written(cast: Cast, actor: Acts) -> None:
    mark_attendance(cast, ana="present", bo="late", chidi="absent")
    with as_(cast.system):
        Goal.unscoped.create(
            practice=cast.practice,
            member=cast.members["ana"],
            group=cast.groups["tuesday"],
            words="To say no kindly",
            written_at=LONG_AGO,
        )
    with as_(actor("ruth")):
        screen = editor(session_for(actor("ruth"), last(cast).pk), actor("ruth"))
    ana, bo = (screen.layer(str(cast.members[name].pk)) for name in ("ana", "bo"))
    assert ana is not None
    assert bo is not None
    assert ana.texts["goal"] == "To say no kindly"
    assert (ana.texts["participation"], ana.texts["response"], ana.state) == ("", "", State.EMPTY)
    assert [each.words.endswith("70 of 90 minutes") for each in bo.known] == [True]


def test_a_group_reads_its_notes_in_its_own_format(cast: Cast, actor: Acts, client_of: Clients) -> None:
    signed(cast, "ana", actor("ruth"))
    with as_(actor("olu")) as olu:
        actions.choose_format(group=None, code="dap", by=olu)
    with as_(actor("ruth")) as ruth:
        assert house_of(ruth, cast.groups["tuesday"]).layout.code == "dap"
        actions.choose_format(group=cast.groups["tuesday"], code="soap", by=ruth)
        assert house_of(ruth, cast.groups["tuesday"]).layout.code == "soap"
    alone = reverse("notes:member_note", args=[last(cast).pk, cast.members["ana"].pk])
    page = client_of("ruth").get(alone).content.decode()
    assert page.index("Subjective") < page.index("Objective") < page.index("Assessment")
    page = client_of("ruth").get(alone + "?as=birp").content.decode()
    assert "Behaviour" in page
    assert "Try one sentence at home" in page


def test_a_format_of_ones_own_is_made_chosen_and_put_away(cast: Cast, actor: Acts) -> None:
    with as_(actor("kit")) as kit:
        row = actions.make_format(name=" House  form ", sections=WHOLE, by=kit)
        with pytest.raises(Refused, match="of this name"):
            actions.make_format(name="house form", sections=WHOLE, by=kit)
        with pytest.raises(Refused, match="Left out: Plan"):
            actions.make_format(name="Other", sections=[Section("All", TOLD[:-1])], by=kit)
        assert formats(kit)[-1].name == "House form"
    with as_(actor("ruth")) as ruth:
        actions.choose_format(group=cast.groups["tuesday"], code=str(row.pk), by=ruth)
        assert house_of(ruth, cast.groups["tuesday"]).layout.sections == WHOLE
        with pytest.raises(Refused, match="read in this format now"):
            actions.put_format_away(row=row, by=ruth)
        actions.choose_format(group=cast.groups["tuesday"], code="", by=ruth)
        actions.put_format_away(row=row, by=ruth)
        assert formats(ruth)[-1].code == "girp"
        assert NoteFormat.visible_to(ruth).get().put_away_at


def test_what_holds_for_the_practice_is_the_owners_to_say(cast: Cast, actor: Acts) -> None:
    for name in ("ruth", "sam", "ines"):
        with as_(actor(name)) as by, pytest.raises(Refused, match="owner"):
            actions.set_late_after(hours=24, by=by)
    with as_(actor("kit")) as kit, pytest.raises(Refused):
        actions.choose_format(group=cast.groups["tuesday"], code="dap", by=kit)
    with as_(actor("olu")) as olu:
        actions.set_late_after(hours=24, by=olu)
        assert house_of(olu).late_after == 24
        with pytest.raises(Refused, match="720"):
            actions.set_late_after(hours=0, by=olu)


@pytest.mark.parametrize(
    ("after", "late"), [(timedelta(hours=24), None), (timedelta(hours=24, minutes=1), 24)]
)
def test_a_signature_after_the_practices_hours_is_a_late_entry(
    cast: Cast, actor: Acts, after: timedelta, late: int | None
) -> None:
    with as_(actor("olu")) as olu:
        actions.set_late_after(hours=24, by=olu)
    ended = last(cast).ends_at
    with clock.held_at(ended + after):
        signed(cast, "ana", actor("ruth"))
    assert note_of(cast, "ana").late_after == late
    with as_(actor("olu")) as olu:
        actions.set_late_after(hours=1, by=olu)
    with as_(actor("ruth")) as ruth:
        layer = editor(session_for(ruth, last(cast).pk), ruth).layer(str(cast.members["ana"].pk))
    assert layer is not None
    assert (layer.late.due if layer.late else None) == late, "a rule that changes later changes no signature"


def test_what_waits_is_listed_with_its_age(cast: Cast, actor: Acts, client_of: Clients) -> None:
    with clock.held_at(last(cast).ends_at + timedelta(hours=50)), as_(actor("ruth")) as ruth:
        (wait,) = queue(ruth).unsigned
    assert (wait.count, wait.hours, wait.days, wait.is_late) == (4, 50, 2, False)
    page = client_of("ruth").get(reverse("notes:waiting")).content.decode()
    assert "4 notes" in page
    assert "late" in page
    assert "Nothing waits" in client_of("sam").get(reverse("notes:waiting")).content.decode()


def test_a_supervisor_hears_of_what_waits_behind_closed_doors_and_of_nobody(cast: Cast, actor: Acts) -> None:
    with as_(cast.system):
        cast.staff["ruth"].is_trainee = True
        cast.staff["ruth"].save()
    signed(cast, "ana", actor("ruth"))
    with as_(actor("sam")) as sam:
        waiting = queue(sam)
    assert (waiting.unsigned, waiting.to_cosign) == ([], [])
    (wait,) = waiting.behind_doors
    assert (wait.count, wait.group_name, wait.is_open) == (2, "Tuesday evening", False)
    with as_(actor("kit")) as kit:
        assert queue(kit).behind_doors == []


def test_phrases_are_ones_own_and_stand_under_a_short_name(cast: Cast, actor: Acts) -> None:
    with as_(actor("ruth")) as ruth:
        actions.keep_phrase(short=";Calm", words="Calm and attentive.", by=ruth)
        row = actions.keep_phrase(short="calm", words="Calm, attentive, warm.", by=ruth)
        assert [(each.short, each.words) for each in Phrase.visible_to(ruth)] == [
            ("calm", "Calm, attentive, warm.")
        ]
        for short, words in (("two words", "x"), ("", "x"), ("a;b", "x"), ("x" * 17, "x"), ("ok", " ")):
            with pytest.raises(Refused):
                actions.keep_phrase(short=short, words=words, by=ruth)
    with as_(actor("tomas")) as tomas:
        assert not Phrase.visible_to(tomas).exists()
    with as_(actor("ruth")) as ruth:
        actions.drop_phrase(phrase=row, by=ruth)
        assert not Phrase.visible_to(ruth).exists()
    with as_(actor("ines")) as ines, pytest.raises(Refused):
        actions.keep_phrase(short="no", words="No.", by=ines)


def test_the_same_amendment_sent_twice_is_added_once(cast: Cast, actor: Acts) -> None:
    note = signed(cast, "ana", actor("ruth"))
    for _time in range(2):
        with as_(actor("ruth")) as ruth:
            actions.amend(note=note, text="The talk is on Friday.", by=ruth)
    with as_(actor("ruth")):
        assert note.amendments.count() == 1


def test_a_note_of_last_week_sent_again_is_asked_about(cast: Cast, actor: Acts) -> None:
    everybody_marked(cast)
    write_group(cast, actor("ruth"))
    sign_group(cast, actor("ruth"))
    write(cast, "ana", actor("ruth"))
    assert sign(cast, "ana", actor("ruth")).late_after == 72, "a week after the session"
