"""Finn prepares: one step after the other, until his first session is over; Inês and Ruth see how far he is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.agreements.actions import publish_agreement, sign
from holdspace.audit.models import Entry
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.preparation.actions.preparing import Answers, note_meeting, take_step, write_hopes
from holdspace.preparation.models import Hopes, StepDone
from holdspace.preparation.queries.own import ways
from holdspace.preparation.queries.people import on_the_way
from holdspace.preparation.rules.steps import Step
from holdspace.safety.models import Concern
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.circle.tuesdays import as_
from tests.contexts.desk.story import text_of
from tests.contexts.preparation.newcomer import HOPE, admitted, after, hoped, met, proposed

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]


def open_steps(cast: Cast) -> list[str]:
    """What is left for Finn."""
    with as_(cast, "finn") as finn:
        return [step.value for way in ways(finn) for step in way.path.open]


def take(cast: Cast, code: str) -> None:
    with as_(cast, "finn") as finn:
        take_step(group=cast.groups["tuesday"], code=code, by=finn)


def published(cast: Cast) -> None:
    with as_(cast, "ruth") as ruth:
        made = publish_agreement(group=cast.groups["tuesday"], body="What is said here stays here.", by=ruth)
    cast.agreement = made  # type: ignore[attr-defined]


def rows(cast: Cast, name: str) -> list[tuple[str, list[str], bool]]:
    """Name, open steps and lateness of everybody on the page of who prepares."""
    with as_(cast, name) as who:
        return [(each.name, [str(step) for step in each.path.open], each.is_late) for each in on_the_way(who)]


def test_the_steps_of_a_group_in_a_room_and_of_one_by_screen(cast: Cast) -> None:
    admitted(cast)
    assert open_steps(cast) == ["meeting", "group_is", "hopes", "joining"]
    published(cast)
    with acting_as(cast.system):
        Group.unscoped.filter(pk=cast.groups["tuesday"].pk).update(modality="online")
    assert open_steps(cast) == ["meeting", "group_is", "hopes", "agreement", "joining", "device"]


def test_the_agreement_is_done_when_it_is_signed_and_stored_nowhere_else(cast: Cast) -> None:
    admitted(cast)
    published(cast)
    with as_(cast, "finn") as finn:
        sign(agreement=cast.agreement, signed_name="Finn Byrne", by=finn)  # type: ignore[attr-defined]
    assert "agreement" not in open_steps(cast)
    with acting_as(cast.system):
        assert not StepDone.unscoped.filter(code="agreement").exists()


def test_a_step_pressed_twice_is_one_with_its_first_day(cast: Cast) -> None:
    admitted(cast)
    take(cast, "group_is")
    with clock.held_at(clock.now() + timedelta(days=1)):
        take(cast, "group_is")
    with acting_as(cast.system):
        [row] = StepDone.unscoped.filter(code="group_is")
        assert row.on == clock.today("Europe/London")
        assert Entry.objects.filter(act="preparation.step_done").count() == 1


@pytest.mark.parametrize("code", ["meeting", "hopes", "agreement", "nonsense"])
def test_what_is_not_for_a_member_to_tick_is_refused(cast: Cast, code: str) -> None:
    admitted(cast)
    with pytest.raises(Refused):
        take(cast, code)


def test_whoever_is_only_proposed_prepares_nothing_and_writes_nothing(cast: Cast) -> None:
    """Nobody treats them yet, so nobody would hear what they write."""
    proposed(cast)
    assert open_steps(cast) == []
    with pytest.raises(Missing):
        hoped(cast)
    with pytest.raises(Missing):
        take(cast, "group_is")


def test_written_on_two_devices_nothing_is_lost(cast: Cast) -> None:
    admitted(cast)
    first = hoped(cast)
    with pytest.raises(Conflict) as caught:
        hoped(cast, "Something else.")
    assert caught.value.newest == 1
    assert hoped(cast, "Something else.", version=1).version == 2
    assert hoped(cast, "Something else.", version=1).pk == first.pk  # sent twice: nothing new


def test_leaving_everything_empty_is_a_step_too(cast: Cast) -> None:
    admitted(cast)
    kept = hoped(cast, "", share="nobody")
    assert kept.is_empty
    assert "hopes" not in open_steps(cast)


def test_words_of_danger_reach_the_clinicians_whoever_may_read_them(cast: Cast) -> None:
    admitted(cast)
    hoped(cast, "I want to kill myself tonight.", share="nobody")
    with acting_as(cast.system):
        assert Concern.unscoped.filter(member=cast.members["finn"], group=cast.groups["tuesday"]).count() == 1


def test_ruth_reads_what_is_shared_and_nobody_reads_what_is_not(cast: Cast, client_of: Browsers) -> None:
    finn = admitted(cast)
    address = reverse("preparation:read_hopes", args=[cast.groups["tuesday"].pk, finn.pk])
    assert client_of("ruth").get(address).status_code == 404
    hoped(cast)
    assert HOPE in text_of(client_of("ruth"), address)
    for name in ("kit", "ines", "sam", "ana"):
        assert client_of(name).get(address).status_code == 404, name
    hoped(cast, share="nobody", version=1)
    assert client_of("ruth").get(address).status_code == 404
    with acting_as(cast.system):
        [entry] = Entry.objects.filter(act="preparation.hopes_read")
    assert HOPE not in str(entry.detail)


def test_ines_sees_the_steps_and_never_the_words(cast: Cast, client_of: Browsers) -> None:
    admitted(cast)
    hoped(cast)
    page = text_of(client_of("ines"), reverse("preparation:people"))
    assert "Finn" in page
    assert HOPE not in page
    assert "read_hopes" not in page
    assert (
        reverse("preparation:read_hopes", args=[cast.groups["tuesday"].pk, cast.members["finn"].pk])
        not in page
    )


def test_whoever_is_proposed_stands_there_before_they_are_admitted(cast: Cast) -> None:
    proposed(cast)
    every = ["meeting", "group_is", "hopes", "joining"]
    assert rows(cast, "ines") == [("Finn", every, False)]
    assert rows(cast, "ruth") == [("Finn", every, False)]
    assert rows(cast, "kit") == []


def test_so_near_to_the_session_what_is_open_is_late(cast: Cast) -> None:
    admitted(cast)
    assert [late for _name, _open, late in rows(cast, "ines")] == [True]  # Tuesdays meet in two hours


def test_the_meeting_is_noted_by_coordinator_or_leader_and_by_nobody_else(cast: Cast) -> None:
    finn = proposed(cast)
    group, today = cast.groups["tuesday"], clock.today("Europe/London")
    for name in ("ines", "ruth"):
        with as_(cast, name) as who:
            assert note_meeting(group=group, member_id=finn.pk, on=today, by=who).on == today
    for name in ("kit", "sam", "olu", "ana"):
        with as_(cast, name) as who, pytest.raises(Missing):
            note_meeting(group=group, member_id=finn.pk, on=today, by=who)
    with as_(cast, "ines") as ines, pytest.raises(Refused):
        note_meeting(group=group, member_id=finn.pk, on=today + timedelta(days=1), by=ines)
    with as_(cast, "ines") as ines, pytest.raises(Missing):
        note_meeting(group=group, member_id=cast.members["dana"].pk, on=today, by=ines)


def test_the_page_takes_the_day_of_somebody_who_is_only_proposed(cast: Cast, client_of: Browsers) -> None:
    proposed(cast)
    with as_(cast, "ines") as ines:
        [way] = on_the_way(ines)
    address, today = reverse("preparation:met", args=[way.pk]), clock.today("Europe/London")
    assert client_of("kit").get(address).status_code == 404
    assert client_of("ines").post(address, {"on": str(today + timedelta(days=1))}).status_code == 422
    assert client_of("ines").post(address, {"on": str(today)}).status_code == 302
    assert rows(cast, "ines") == [("Finn", ["group_is", "hopes", "joining"], False)]


def test_after_the_first_session_nothing_is_left_to_prepare(cast: Cast) -> None:
    admitted(cast)
    with after(met(cast, 0, "ana", "bo", "chidi", "finn")):
        assert open_steps(cast) == []
        assert rows(cast, "ines") == []


def test_whoever_could_not_come_goes_on_preparing(cast: Cast) -> None:
    admitted(cast)
    with after(met(cast, 0, "ana", "bo", "chidi", absent=("finn",), reason="ill")):
        assert [name for name, _open, _late in rows(cast, "ines")] == ["Finn"]


def test_home_asks_for_one_step_after_the_other(cast: Cast, client_of: Browsers) -> None:
    admitted(cast)
    finn, group = client_of("finn"), cast.groups["tuesday"].pk
    assert "What a group is, and what it is not. Two minutes to read." in text_of(finn, "/home/")
    finn.post(reverse("preparation:take_step", args=[group]), {"code": "group_is"})
    assert "What do you hope for, and what are you afraid of?" in text_of(finn, "/home/")
    sent = {"hopes": HOPE, "share": "therapists", "version": "0"}
    assert finn.post(reverse("preparation:hopes", args=[group]), sent).status_code == 302
    assert "Where the group meets, and how you get in." in text_of(finn, "/home/")
    finn.post(reverse("preparation:take_step", args=[group]), {"code": "joining"})
    assert "What do you bring to the next session?" in text_of(finn, "/home/")
    assert "Before the first time" not in text_of(client_of("ana"), "/home/")


def test_what_was_typed_is_there_again_when_it_is_refused(cast: Cast, client_of: Browsers) -> None:
    admitted(cast)
    address = reverse("preparation:hopes", args=[cast.groups["tuesday"].pk])
    answer = client_of("finn").post(address, {"hopes": "word " * 600, "fears": "Crowds.", "version": "0"})
    assert answer.status_code == 422
    assert "Crowds." in answer.content.decode()
    with acting_as(cast.system):
        assert not Hopes.unscoped.exists()


def test_too_long_is_refused_in_the_action_as_well(cast: Cast) -> None:
    admitted(cast)
    with as_(cast, "finn") as finn, pytest.raises(Refused):
        write_hopes(group=cast.groups["tuesday"], answers=Answers(hopes="a" * 2001), by=finn)


def test_the_steps_of_the_model_are_those_of_the_rules_without_the_agreement() -> None:
    assert {*StepDone.Code.values, Step.AGREEMENT.value} == {step.value for step in Step}
