"""A note is written, signed, locked, co-signed and added to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from holdspace.groups.models import Facilitation
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.notes import actions
from holdspace.notes.models import Amendment, GroupNote, MemberNote
from holdspace.notes.queries import State, editor, session_for
from holdspace.vault import keyring
from tests.cast import LONG_AGO, Cast
from tests.contexts.notes.tuesday import (
    GROUP_TEXTS,
    TEXTS,
    acts,
    as_,
    concerned_by,
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


def test_ruth_writes_and_signs_anas_note(cast: Cast, actor: Acts) -> None:
    note = signed(cast, "ana", actor("ruth"))
    assert note.signed_by_id == cast.staff["ruth"].pk
    assert note_of(cast, "ana").participation == TEXTS["participation"]
    assert not note.needs_cosignature
    assert acts(cast) == [
        "notes.group_note_saved",
        "notes.group_note_signed",
        "notes.member_note_saved",
        "notes.member_note_signed",
    ]
    assert concerned_by(cast, "notes.member_note_signed") == {cast.members["ana"].pk}


def test_a_signed_note_is_not_rewritten(cast: Cast, actor: Acts) -> None:
    ruth = actor("ruth")
    note = signed(cast, "ana", ruth)
    with pytest.raises(Refused, match="is signed"):
        write(cast, "ana", ruth, version=note.version, plan="Something else.")
    with pytest.raises(Refused, match="is signed"):
        write_group(cast, ruth, version=1, theme="Another theme")
    with pytest.raises(Refused, match="is signed"):
        sign(cast, "ana", ruth)


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("participation", "Participation"),
        ("response", "Response"),
        ("risk", "Risk"),
        ("goal", "Link to goal"),
        ("plan", "Plan"),
    ],
)
def test_what_90853_asks_for_must_be_there(cast: Cast, actor: Acts, field: str, label: str) -> None:
    ruth = actor("ruth")
    everybody_marked(cast)
    write_group(cast, ruth)
    sign_group(cast, ruth)
    write(cast, "ana", ruth, **{field: "  "})
    with pytest.raises(actions.Unready) as refused:
        sign(cast, "ana", ruth)
    assert refused.value.missing == (label,)
    write(cast, "ana", ruth, version=1)
    assert sign(cast, "ana", ruth).signed_at


@pytest.mark.parametrize(("field", "label"), [("theme", "Theme"), ("intervention", "What we did")])
def test_the_groups_note_needs_theme_and_intervention(
    cast: Cast, actor: Acts, field: str, label: str
) -> None:
    ruth = actor("ruth")
    everybody_marked(cast)
    write_group(cast, ruth, **{field: "", "narrative": ""})
    with pytest.raises(actions.Unready) as refused:
        sign_group(cast, ruth)
    assert refused.value.missing == (label,)


def test_the_headcount_must_be_known(cast: Cast, actor: Acts) -> None:
    ruth = actor("ruth")
    mark_attendance(cast, ana="present", bo="present")
    write_group(cast, ruth)
    with pytest.raises(actions.Unready, match="how many members were there"):
        sign_group(cast, ruth)
    mark_attendance(cast, chidi="absent")
    assert sign_group(cast, ruth).signed_at
    with as_(ruth):
        assert editor(session_for(ruth, last(cast).pk), ruth).facts.headcount == 2


def test_a_session_to_which_nobody_came_can_still_be_noted(cast: Cast, actor: Acts) -> None:
    ruth = actor("ruth")
    mark_attendance(cast, ana="absent", bo="absent", chidi="absent")
    write_group(cast, ruth)
    assert sign_group(cast, ruth).signed_at


def test_the_leaders_licence_must_be_known(cast: Cast, actor: Acts) -> None:
    with as_(cast.system):
        for name in ("ruth", "tomas"):
            cast.staff[name].licence = ""
            cast.staff[name].save()
    everybody_marked(cast)
    write_group(cast, actor("ruth"))
    with pytest.raises(actions.Unready, match="licence"):
        sign_group(cast, actor("ruth"))


def test_the_groups_note_is_signed_before_the_members(cast: Cast, actor: Acts) -> None:
    everybody_marked(cast)
    write_group(cast, actor("ruth"))
    write(cast, "ana", actor("ruth"))
    with pytest.raises(actions.Unready, match="group's note first"):
        sign(cast, "ana", actor("ruth"))


def test_notes_wait_for_the_session(cast: Cast, actor: Acts) -> None:
    ruth, ahead = actor("ruth"), cast.sessions["tuesday_next"]
    with as_(ruth), pytest.raises(Refused, match="once the session has begun"):
        actions.save_group_note(session=ahead, fields=GROUP_TEXTS, version=0, by=ruth)
    with as_(cast.system):
        ahead.status = "cancelled"
        ahead.save()
    with as_(ruth), pytest.raises(Refused, match="cancelled"):
        actions.save_group_note(session=ahead, fields=GROUP_TEXTS, version=0, by=ruth)


def test_during_the_session_notes_are_written_but_not_signed(cast: Cast, actor: Acts) -> None:
    ruth, now = actor("ruth"), cast.sessions["tuesday_next"]
    with as_(cast.system):
        now.began_at = clock.now()
        now.save()
    with as_(ruth):
        assert actions.save_group_note(session=now, fields=GROUP_TEXTS, version=0, by=ruth) == 1
        with pytest.raises(Refused, match="once the session is over"):
            actions.sign_group_note(session=now, by=ruth)


def test_everything_is_signed_at_once_and_what_is_not_ready_is_told(cast: Cast, actor: Acts) -> None:
    ruth = actor("ruth")
    everybody_marked(cast)
    write_group(cast, ruth)
    write(cast, "ana", ruth)
    write(cast, "bo", ruth, plan="")
    with as_(ruth):
        signing = actions.sign_notes(session=last(cast), by=ruth)
    ana, bo = (str(cast.members[name].pk) for name in ("ana", "bo"))
    assert signing.signed == ("group", ana)
    assert list(signing.left) == [bo], "Chidi was absent: nobody has to write a note"
    assert "Plan" in str(signing.left[bo])


def test_an_absence_may_be_noted_in_a_line(cast: Cast, actor: Acts) -> None:
    ruth = actor("ruth")
    everybody_marked(cast)
    with as_(ruth):
        layer = editor(session_for(ruth, last(cast).pk), ruth).layer(str(cast.members["chidi"].pk))
    assert layer is not None
    assert layer.state is State.OPTIONAL
    assert layer.texts["participation"] == "Absent (told us before)."
    write_group(cast, ruth)
    sign_group(cast, ruth)
    with as_(ruth):
        actions.save_member_note(
            session=last(cast), member=cast.members["chidi"], fields=layer.texts, version=0, by=ruth
        )
    assert sign(cast, "chidi", ruth).signed_at


def test_the_co_leader_signs_second_and_only_once(cast: Cast, actor: Acts) -> None:
    ruth, tomas = actor("ruth"), actor("tomas")
    note = signed(cast, "ana", ruth)
    with as_(ruth), pytest.raises(Refused, match="Somebody else"):
        actions.cosign(note=note, by=ruth)
    with as_(tomas):
        assert actions.cosign(note=note, by=tomas).cosigned_by_id == cast.staff["tomas"].pk
        with pytest.raises(Refused, match="already"):
            actions.cosign(note=note, by=tomas)


def test_a_draft_is_not_co_signed(cast: Cast, actor: Acts) -> None:
    write(cast, "ana", actor("ruth"))
    with as_(actor("tomas")), pytest.raises(Refused, match="after it was signed"):
        actions.cosign(note=note_of(cast, "ana"), by=actor("tomas"))


def test_who_is_in_training_signs_and_waits_for_somebody_else(cast: Cast, actor: Acts) -> None:
    with as_(cast.system):
        Facilitation.unscoped.create(
            practice=cast.practice,
            group=cast.groups["tuesday"],
            staff=cast.staff["kit"],
            role="trainee",
            starts_at=LONG_AGO,
        )
    note = signed(cast, "ana", actor("kit"))
    assert note.needs_cosignature
    write(cast, "bo", actor("ruth"))
    bo = sign(cast, "bo", actor("ruth"))
    assert not bo.needs_cosignature
    with as_(actor("kit")), pytest.raises(Refused, match="in training"):
        actions.cosign(note=bo, by=actor("kit"))
    with as_(actor("ruth")):
        actions.cosign(note=note, by=actor("ruth"))
        screen = editor(session_for(actor("ruth"), last(cast).pk), actor("ruth"))
    layer = screen.layer(str(cast.members["ana"].pk))
    assert layer is not None
    assert not layer.waits_for_cosignature


def test_an_amendment_is_added_and_nothing_else_changes(cast: Cast, actor: Acts) -> None:
    ruth, tomas = actor("ruth"), actor("tomas")
    note = signed(cast, "ana", ruth)
    with as_(tomas):
        actions.amend(note=note, text=" The talk at home is on Friday. ", by=tomas)
        (row,) = Amendment.visible_to(tomas)
        assert row.text == "The talk at home is on Friday."
        layer = editor(session_for(tomas, last(cast).pk), tomas).layer(str(cast.members["ana"].pk))
    assert layer is not None
    assert [(added.text, added.name) for added in layer.amendments] == [(row.text, "Tomás Vidal")]
    assert layer.texts["plan"] == TEXTS["plan"]
    assert acts(cast)[-1] == "notes.member_note_amended"


def test_the_groups_note_is_amended_too_and_sealed_for_its_session(cast: Cast, actor: Acts) -> None:
    ruth = actor("ruth")
    everybody_marked(cast)
    write_group(cast, ruth)
    note = sign_group(cast, ruth)
    with as_(ruth):
        row = actions.amend(note=note, text="The window was open.", by=ruth)
    with as_(cast.system):
        keyring.shred(cast.members["ana"].pk)
        assert Amendment.unscoped.get(pk=row.pk).text == "The window was open."


def test_a_draft_is_edited_and_an_empty_amendment_is_none(cast: Cast, actor: Acts) -> None:
    ruth = actor("ruth")
    write(cast, "ana", ruth)
    with as_(ruth), pytest.raises(Refused, match="not signed yet"):
        actions.amend(note=note_of(cast, "ana"), text="More.", by=ruth)
    everybody_marked(cast)
    write_group(cast, ruth)
    sign_group(cast, ruth)
    note = sign(cast, "ana", ruth)
    with as_(ruth), pytest.raises(Refused, match="Write what is to be added"):
        actions.amend(note=note, text="  ", by=ruth)


def test_nobody_signs_what_they_have_not_seen(cast: Cast, actor: Acts) -> None:
    everybody_marked(cast)
    write_group(cast, actor("ruth"))
    sign_group(cast, actor("ruth"))
    seen = write(cast, "ana", actor("ruth"))
    write(cast, "ana", actor("tomas"), version=seen, plan="Something else.")
    with pytest.raises(Conflict, match="changed after you saw it"):
        sign(cast, "ana", actor("ruth"), version=seen)


def test_a_note_is_only_written_about_somebody_of_the_group(cast: Cast, actor: Acts) -> None:
    with pytest.raises(Missing):
        write(cast, "dana", actor("ruth"))
    everybody_marked(cast)
    with pytest.raises(Missing):
        sign(cast, "dana", actor("ruth"))


def test_a_text_has_an_end(cast: Cast, actor: Acts) -> None:
    with pytest.raises(Refused, match="20,000"):
        write(cast, "ana", actor("ruth"), plan="x" * 20_001)


def test_erasing_ana_leaves_the_groups_note_and_bos(cast: Cast, actor: Acts) -> None:
    ruth = actor("ruth")
    signed(cast, "ana", ruth)
    write(cast, "bo", ruth)
    with as_(cast.system):
        keyring.shred(cast.members["ana"].pk)
    with as_(ruth):
        screen = editor(session_for(ruth, last(cast).pk), ruth)
    ana, bo = (screen.layer(str(cast.members[name].pk)) for name in ("ana", "bo"))
    assert ana is not None
    assert bo is not None
    assert not any(ana.texts.values())
    assert ana.name == "Erased"
    assert bo.texts["goal"] == "To stay when it gets close."
    assert screen.group.texts | GROUP_TEXTS == screen.group.texts


@pytest.mark.parametrize(
    "wrong",
    [
        {"signed_at": LONG_AGO},
        {"cosigned_at": LONG_AGO},
        {"cosigned_at": LONG_AGO, "cosigned_by": "tomas"},
        {"signed_at": LONG_AGO, "signed_by": "ruth", "cosigned_at": LONG_AGO, "cosigned_by": "ruth"},
    ],
)
def test_the_database_keeps_the_promises(cast: Cast, wrong: dict[str, object]) -> None:
    values = {k: cast.staff[v] if k.endswith("_by") else v for k, v in wrong.items()}  # type: ignore[index]
    for model, more in ((MemberNote, {"member": cast.members["ana"]}), (GroupNote, {})):
        with as_(cast.system), pytest.raises(IntegrityError), transaction.atomic():
            model.unscoped.create(practice=cast.practice, session=last(cast), **more, **values)  # type: ignore[arg-type]


def test_one_note_for_each_member_and_session(cast: Cast, actor: Acts) -> None:
    write(cast, "ana", actor("ruth"))
    with as_(cast.system), pytest.raises(IntegrityError), transaction.atomic():
        MemberNote.unscoped.create(practice=cast.practice, session=last(cast), member=cast.members["ana"])
    with as_(cast.system), pytest.raises(IntegrityError), transaction.atomic():
        Amendment.unscoped.create(practice=cast.practice, by=cast.staff["ruth"])
