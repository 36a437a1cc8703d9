"""No note names another member: it is not signed until the name is gone, or stays for a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.members.models import EmergencyContact
from holdspace.notes import actions
from holdspace.notes.models import Override
from holdspace.notes.queries import Layer, State, editor, session_for
from tests.cast import Cast
from tests.contexts.notes.tuesday import (
    acts,
    as_,
    everybody_marked,
    last,
    sign,
    sign_group,
    signed,
    write,
    write_group,
)

pytestmark = pytest.mark.django_db
Acts = Callable[[str], Actor]


@pytest.fixture
def ready(cast: Cast, actor: Acts) -> Cast:
    everybody_marked(cast)
    write_group(cast, actor("ruth"))
    sign_group(cast, actor("ruth"))
    return cast


def layer(cast: Cast, name: str, by: Actor) -> Layer:
    with as_(by):
        found = editor(session_for(by, last(cast).pk), by).layer(str(cast.members[name].pk))
    assert found is not None
    return found


@pytest.mark.parametrize("named", ["Bo", "Lindqvist", "Eve"])
def test_another_member_keeps_a_note_from_being_signed(ready: Cast, actor: Acts, named: str) -> None:
    """Eve left the group long ago: she is not named either."""
    write(ready, "ana", actor("ruth"), response=f"Was moved when {named} spoke.")
    with pytest.raises(actions.Unready) as refused:
        sign(ready, "ana", actor("ruth"))
    assert [(mark.found, mark.field) for mark in refused.value.marks] == [(named, "response")]
    shown = layer(ready, "ana", actor("ruth"))
    assert shown.state is State.NAMED
    (mark,) = shown.marks
    assert shown.texts["response"][mark.start : mark.start + len(mark.found)] == named
    assert mark.suggestion == "another member"
    write(ready, "ana", actor("ruth"), version=1, response="Was moved when another member spoke.")
    assert sign(ready, "ana", actor("ruth")).signed_at


def test_the_own_name_the_leaders_and_ones_own_sister_may_stand(ready: Cast, actor: Acts) -> None:
    with as_(ready.system):
        EmergencyContact.unscoped.filter(member=ready.members["bo"]).delete()
        EmergencyContact.unscoped.exclude(member=ready.members["ana"]).delete()
    write(ready, "ana", actor("ruth"), plan="Ana will call her sister Noor Haddad; Ruth Adler asks about it.")
    assert sign(ready, "ana", actor("ruth")).signed_at


def test_anothers_contact_is_found(ready: Cast, actor: Acts) -> None:
    with as_(ready.system):
        contact = EmergencyContact.unscoped.get(member=ready.members["bo"])
        contact.name = "Signe Holm"
        contact.save()
    write(ready, "ana", actor("ruth"), plan="Wants to meet Signe Holm. Telephone 07700 900456.")
    assert [mark.found for mark in layer(ready, "ana", actor("ruth")).marks] == ["Signe Holm", "07700 900456"]


def test_the_groups_note_names_nobody_at_all(cast: Cast, actor: Acts) -> None:
    everybody_marked(cast)
    write_group(cast, actor("ruth"), narrative="Ana opened the round.")
    with pytest.raises(actions.Unready, match="“Ana”"):
        sign_group(cast, actor("ruth"))


def test_a_name_may_stand_for_a_reason_which_is_kept(ready: Cast, actor: Acts) -> None:
    ruth = actor("ruth")
    write(ready, "ana", ruth, plan="Both of them, Ana and Bo, asked for this to be written.")
    with pytest.raises(Refused, match="at least 10 characters"):
        sign(ready, "ana", ruth, reason=actions.Reason("They said", frozenset({"Bo"})))
    assert sign(ready, "ana", ruth, reason=actions.Reason("Both asked for it.", frozenset({"Bo"}))).signed_at
    with as_(ruth):
        (row,) = Override.visible_to(ruth)
        assert (row.found, row.reason, row.by_id) == (["Bo"], "Both asked for it.", ready.staff["ruth"].pk)
    assert acts(ready)[-2:] == ["notes.name_left_standing", "notes.member_note_signed"]
    (left,) = layer(ready, "ana", ruth).overrides
    assert left.reason == "Both asked for it."


def test_a_reason_covers_only_the_names_that_were_shown(ready: Cast, actor: Acts) -> None:
    write(ready, "ana", actor("ruth"), plan="Wants to thank Bo, and Chidi.")
    with pytest.raises(actions.Unready):
        sign(ready, "ana", actor("ruth"), reason=actions.Reason("They asked for it.", frozenset({"Bo"})))


def test_an_amendment_names_nobody_either(cast: Cast, actor: Acts) -> None:
    ruth = actor("ruth")
    note = signed(cast, "ana", ruth)
    with as_(ruth), pytest.raises(actions.NamedInAmendment) as refused:
        actions.amend(note=note, text="It was Bo who said it.", by=ruth)
    with as_(ruth):
        reason = actions.Reason.for_all("He asked me to write it.", refused.value.marks)
        actions.amend(note=note, text="It was Bo who said it.", by=ruth, reason=reason)
    assert acts(cast)[-2:] == ["notes.name_left_standing", "notes.member_note_amended"]


def test_a_copied_note_is_asked_about_and_not_refused(ready: Cast, actor: Acts) -> None:
    write(ready, "ana", actor("ruth"))
    with as_(actor("ruth")):
        copy = dict(layer(ready, "ana", actor("ruth")).texts)
    write(ready, "bo", actor("ruth"), **copy)
    (warning,) = layer(ready, "bo", actor("ruth")).warnings
    assert "the note of Ana" in warning
    assert sign(ready, "bo", actor("ruth")).signed_at
