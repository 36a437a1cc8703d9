"""Who reads, writes, signs and co-signs; forbidden and missing look alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.groups.models import Facilitation, RecordOpening
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.notes import actions
from tests.cast import Cast
from tests.contexts.notes.tuesday import TEXTS, as_, last, note_of, signed, write

pytestmark = pytest.mark.django_db
Acts = Callable[[str], Actor]
Clients = Callable[[str], Client]
GETS = ("session", "group_note", "member_note")
POSTS = ("save", "sign", "cosign", "amend")


def address(cast: Cast, name: str) -> str:
    args = [last(cast).pk, cast.members["ana"].pk] if name == "member_note" else [last(cast).pk]
    return reverse(f"notes:{name}", args=args)


@pytest.mark.parametrize("name", ["kit", "ines", "olu", "sam", "ana"])
def test_the_notes_of_tuesday_do_not_exist_for_others(
    cast: Cast, actor: Acts, client_of: Clients, name: str
) -> None:
    signed(cast, "ana", actor("ruth"))
    for page in GETS:
        assert client_of(name).get(address(cast, page)).status_code == 404, page
    for page in POSTS:
        sent = {
            f"{cast.members['ana'].pk}.plan": "Mine",
            "sign": "group",
            "cosign": "group",
            "amend": "group",
        }
        assert client_of(name).post(address(cast, page), sent).status_code == 404, page


@pytest.mark.parametrize("page", GETS)
def test_the_leaders_read_them(cast: Cast, actor: Acts, client_of: Clients, page: str) -> None:
    signed(cast, "ana", actor("ruth"))
    assert client_of("ruth").get(address(cast, page)).status_code == 200
    assert client_of("tomas").get(address(cast, page)).status_code == 200
    elsewhere = address(cast, page).replace(str(last(cast).pk), str(uuid4()))
    assert client_of("ruth").get(elsewhere).status_code == 404


def test_who_no_longer_leads_no_longer_reads_nor_signs(cast: Cast, actor: Acts, client_of: Clients) -> None:
    note = signed(cast, "ana", actor("ruth"))
    tomas = actor("tomas")
    with as_(cast.system):
        Facilitation.unscoped.filter(staff=cast.staff["tomas"]).update(ends_at=clock.now())
    assert client_of("tomas").get(address(cast, "session")).status_code == 404
    with pytest.raises(Missing):
        write(cast, "bo", tomas)
    with as_(tomas), pytest.raises(Missing):
        actions.cosign(note=note, by=tomas)


def test_a_supervisor_who_opened_the_record_reads_and_co_signs_and_writes_nothing(
    cast: Cast, actor: Acts, client_of: Clients
) -> None:
    note, sam = signed(cast, "ana", actor("ruth")), actor("sam")
    with as_(sam), pytest.raises(Missing):
        actions.cosign(note=note, by=sam)
    with as_(cast.system):
        RecordOpening.unscoped.create(
            practice=cast.practice,
            group=cast.groups["tuesday"],
            staff=cast.staff["sam"],
            reason="Supervision of the Tuesday group.",
            ends_at=clock.now() + timedelta(hours=1),
        )
    page = client_of("sam").get(address(cast, "session"))
    assert page.status_code == 200
    assert TEXTS["plan"] in page.content.decode()
    assert b"<textarea" not in page.content
    assert client_of("sam").post(address(cast, "save"), {}).status_code == 404
    with pytest.raises(Refused, match="Only those who lead"):
        write(cast, "bo", sam)
    with as_(sam), pytest.raises(Refused, match="Only those who lead"):
        actions.amend(note=note, text="Supervised.", by=sam)
    client_of("sam").post(address(cast, "cosign"), {"cosign": str(cast.members["ana"].pk)})
    assert note_of(cast, "ana").cosigned_by_id == cast.staff["sam"].pk


def test_a_therapist_of_another_group_does_not_co_sign(cast: Cast, actor: Acts) -> None:
    note, kit = signed(cast, "ana", actor("ruth")), actor("kit")
    with as_(kit), pytest.raises(Missing):
        actions.cosign(note=note, by=kit)


def test_nobody_reaches_a_note_through_another_groups_session(
    cast: Cast, actor: Acts, client_of: Clients
) -> None:
    """Kit's own session does not hold Ana's layer: her id in the form finds nobody."""
    signed(cast, "ana", actor("ruth"))
    thursday = reverse("notes:save", args=[cast.sessions["thursday_last"].pk])
    ana = cast.members["ana"].pk
    sent = {f"{ana}.version": "0", f"{ana}.was": "", f"{ana}.plan": "Mine"}
    assert client_of("kit").post(thursday, sent).status_code == 404


def test_the_system_signs_nothing(cast: Cast) -> None:
    with pytest.raises(Refused):
        write(cast, "ana", cast.system)
