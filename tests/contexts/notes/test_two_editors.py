"""Two leaders write at once: nothing is overwritten, and a repeated request does no harm."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from holdspace.kernel.actors import Actor
from holdspace.notes import actions
from tests.cast import Cast
from tests.contexts.notes.tuesday import acts, note_of, write, write_group

pytestmark = pytest.mark.django_db
Acts = Callable[[str], Actor]


def test_the_second_one_is_told_with_both_texts(cast: Cast, actor: Acts) -> None:
    assert write(cast, "ana", actor("ruth"), plan="Ruth's plan") == 1
    with pytest.raises(actions.Crossed) as crossed:
        write(cast, "ana", actor("tomas"), plan="Tomás' plan")
    assert crossed.value.newest == 1
    assert crossed.value.theirs["plan"] == "Ruth's plan"
    assert crossed.value.by == "Ruth Adler"
    assert note_of(cast, "ana").plan == "Ruth's plan"


def test_building_on_the_newest_version_is_no_conflict(cast: Cast, actor: Acts) -> None:
    first = write(cast, "ana", actor("ruth"))
    second = write(cast, "ana", actor("tomas"), version=first, plan="Both")
    assert (first, second) == (1, 2)
    with pytest.raises(actions.Crossed):
        write(cast, "ana", actor("ruth"), version=first, plan="Mine")


def test_a_request_sent_again_after_its_answer_was_lost_changes_nothing(cast: Cast, actor: Acts) -> None:
    assert write(cast, "ana", actor("ruth"), version=0) == 1
    assert write(cast, "ana", actor("ruth"), version=0) == 1
    assert acts(cast) == ["notes.member_note_saved"]


def test_blanks_and_line_ends_are_no_change(cast: Cast, actor: Acts) -> None:
    write(cast, "ana", actor("ruth"), plan="One\nTwo")
    assert write(cast, "ana", actor("ruth"), version=1, plan=" One\r\nTwo\n") == 1


def test_an_empty_note_is_not_made(cast: Cast, actor: Acts) -> None:
    empty = dict.fromkeys(("participation", "response", "risk", "goal", "plan"), "")
    assert write(cast, "ana", actor("ruth"), **empty) == 0
    assert acts(cast) == []


def test_the_groups_note_has_versions_of_its_own(cast: Cast, actor: Acts) -> None:
    assert write_group(cast, actor("ruth")) == 1
    write(cast, "ana", actor("tomas"))
    with pytest.raises(actions.Crossed):
        write_group(cast, actor("tomas"), theme="Another")
    assert write_group(cast, actor("tomas"), version=1, theme="Another") == 2
