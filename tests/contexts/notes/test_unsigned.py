"""What Today asks: which sessions still wait for signatures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from holdspace.groups.models import Facilitation
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.notes.models import GroupNote, MemberNote
from holdspace.notes.queries import to_cosign, unsigned
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.vault.scope import acting_as, one_request
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Acts = Callable[[str], Actor]


def waits(actor: Actor) -> list[tuple[str, int]]:
    with acting_as(actor), transaction.atomic():
        return [(row.group_name, row.missing) for row in unsigned(actor)]


def sign(cast: Cast, name: str, **more: object) -> None:
    with acting_as(cast.system), transaction.atomic():
        MemberNote.unscoped.create(
            practice=cast.practice, session=cast.sessions["tuesday_last"], member=cast.members[name],
            participation="Spoke.", signed_at=clock.now(), signed_by=cast.staff["ruth"], **more,
        )  # fmt: skip


def test_a_held_session_waits_for_the_group_note_and_each_members(cast: Cast, actor: Acts) -> None:
    # Ana, Bo and Chidi, and the group's own; Eve had left before. The session in two hours does not count.
    assert waits(actor("ruth")) == [("Tuesday evening", 4)]
    assert waits(actor("kit")) == [("Thursday noon", 2)]


def test_who_was_absent_needs_no_note_and_who_is_signed_no_longer(cast: Cast, actor: Acts) -> None:
    with acting_as(cast.system), transaction.atomic():
        Attendance.unscoped.create(
            practice=cast.practice,
            session=cast.sessions["tuesday_last"],
            member=cast.members["bo"],
            status="absent",
        )
    sign(cast, "ana")
    assert waits(actor("tomas")) == [("Tuesday evening", 2)]


def test_a_session_whose_notes_are_all_signed_is_gone(cast: Cast, actor: Acts) -> None:
    for name in ("ana", "bo", "chidi"):
        sign(cast, name)
    with acting_as(cast.system), transaction.atomic():
        GroupNote.unscoped.create(
            practice=cast.practice, session=cast.sessions["tuesday_last"],
            signed_at=clock.now(), signed_by=cast.staff["ruth"],
        )  # fmt: skip
    assert waits(actor("ruth")) == []


def test_a_past_session_counts_even_if_nobody_pressed_begin_but_not_a_cancelled_one(
    cast: Cast, actor: Acts
) -> None:
    with clock.held_at(clock.now() + timedelta(hours=6)):
        assert [n for _, n in waits(actor("ruth"))] == [4, 4]
        with acting_as(cast.system), transaction.atomic():
            GroupSession.unscoped.filter(pk=cast.sessions["tuesday_next"].pk).update(status="cancelled")
        assert [n for _, n in waits(actor("ruth"))] == [4]


def test_only_those_who_led_then_and_lead_now_are_asked(cast: Cast, actor: Acts) -> None:
    with acting_as(cast.system), transaction.atomic():
        Facilitation.unscoped.create(
            practice=cast.practice, group=cast.groups["tuesday"], staff=cast.staff["kit"]
        )
        Facilitation.unscoped.filter(staff=cast.staff["tomas"]).update(ends_at=clock.now())
    assert waits(actor("kit")) == [("Thursday noon", 2)], "joined after the session"
    assert waits(actor("tomas")) == []
    assert waits(actor("ines")) == waits(actor("sam")) == waits(actor("olu")) == waits(actor("ana")) == []


def test_a_trainees_notes_wait_for_somebody_else(cast: Cast, actor: Acts) -> None:
    sign(cast, "ana", needs_cosignature=True)
    for name, waiting in (("tomas", [1]), ("ruth", []), ("kit", []), ("sam", [])):
        with acting_as(actor(name)), transaction.atomic():
            assert [row.waiting for row in to_cosign(actor(name))] == waiting, name


def test_the_count_of_queries_does_not_grow(cast: Cast, actor: Acts, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    ruth = actor("ruth")
    # one query for how far she reaches, one for the sessions
    with acting_as(ruth), transaction.atomic(), one_request(), django_assert_num_queries(2):
        assert len(unsigned(ruth)) == 1
