"""Erasing somebody: their words are gone for ever, everybody else's stay, and the chain still holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.audit.models import Entry
from holdspace.audit.verify import verify_chain
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.actions import erase_member
from holdspace.members.models import Contact, Member
from holdspace.project import erasing
from holdspace.release import actions
from holdspace.sessions.models import CheckIn
from holdspace.vault.models import PersonKey
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.furnishing import furnish

pytestmark = pytest.mark.django_db


def leave(cast: Cast, name: str) -> Member:
    member = cast.members[name]
    with acting_as(cast.system):
        member.status = Member.Status.LEFT
        member.save()
    return member


def test_whoever_is_erased_can_be_read_by_nobody(cast: Cast) -> None:
    furnish(cast)
    ana = leave(cast, "ana")
    with acting_as(cast.system) as system:
        assert erase_member(member=ana, by=system) >= 3
        gone = Member.visible_to(system).get(pk=ana.pk)
        assert (gone.chosen_name, gone.family_name, gone.birth_date) == (None, None, None)
        assert {each.value for each in Contact.visible_to(system).filter(member=ana)} == {None}
        assert {each.brings for each in CheckIn.unscoped.filter(member=ana)} == {None}
        assert Member.visible_to(system).get(pk=cast.members["bo"].pk).chosen_name == "Bo"
        assert all(each.brings for each in CheckIn.unscoped.filter(member=cast.members["bo"]))
    assert not PersonKey.objects.filter(person_id=ana.pk).exists()
    assert verify_chain().problems == []
    assert Entry.objects.filter(act="members.erased").count() == 1


def test_their_account_is_closed_and_its_address_forgotten(
    cast: Cast, client_of: Callable[[str], Client]
) -> None:
    browser, address = client_of("ana"), cast.users["ana"].email
    assert browser.get(reverse("desk:home")).status_code == 200
    ana = leave(cast, "ana")
    with acting_as(cast.system) as system:
        erase_member(member=ana, by=system)
    answer = browser.get(reverse("desk:home"))
    assert (answer.status_code, answer["Location"].startswith(reverse("account_login"))) == (302, True)
    cast.users["ana"].refresh_from_db()
    assert address not in cast.users["ana"].email
    assert not cast.users["ana"].is_active


def test_nobody_in_therapy_is_erased(cast: Cast) -> None:
    with acting_as(cast.system) as system, pytest.raises(Refused, match="left or died"):
        erase_member(member=cast.members["ana"], by=system)


@pytest.mark.parametrize("who", ["ines", "olu", "ruth", "sam", "ana"])
def test_no_page_erases_anybody(cast: Cast, actor: Callable[[str], Actor], who: str) -> None:
    ana = leave(cast, "ana")
    with acting_as(actor(who)) as somebody, pytest.raises(Missing):
        erase_member(member=ana, by=somebody)


@pytest.mark.parametrize("named", ["not an id", "01900000-0000-7000-8000-00000000dead"])
def test_the_command_knows_whom_it_does_not_know(cast: Cast, named: str) -> None:
    with pytest.raises(erasing.NotErased):
        erasing.erase(named)


def approved(cast: Cast, member: Member) -> None:
    """Asked by Inês, approved by Olu and Sam."""
    with acting_as(cast.actor("ines")) as ines:
        erasure = actions.ask_for_erasure(member=member, reason="She asked for it in writing.", by=ines)
    for who in ("olu", "sam"):
        with acting_as(cast.actor(who)) as somebody:
            actions.approve_erasure(erasure=erasure, by=somebody)


def test_the_command_finds_the_practice_by_itself(cast: Cast) -> None:
    ana = leave(cast, "ana")
    with pytest.raises(erasing.NotErased, match="Two people"):
        erasing.erase(str(ana.pk))
    approved(cast, ana)
    assert erasing.erase(str(ana.pk)) >= 1
    with pytest.raises(erasing.NotErased, match="left or died"):
        erasing.erase(str(cast.members["bo"].pk))
