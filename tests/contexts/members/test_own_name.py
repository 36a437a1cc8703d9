"""How the circle calls somebody is for them to say."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from holdspace.kernel.refusals import Missing, Refused
from holdspace.members import actions
from holdspace.members.models import Member
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]


def kept(cast: Cast) -> Member:
    with acting_as(cast.system):
        return Member.visible_to(cast.system).get(pk=cast.members["ana"].pk)


def test_ana_is_called_something_else_and_her_papers_stay(cast: Cast, client_of: Browser) -> None:
    before = kept(cast)
    client = client_of("ana")
    answer = client.post("/roster/oneself/", {"chosen_name": "  Anita ", "pronouns": "she"})
    assert answer.status_code == 302
    member = kept(cast)
    assert (member.chosen_name, member.pronouns) == ("Anita", "she")
    assert (member.given_name, member.family_name) == (before.given_name, before.family_name)
    assert member.version == before.version + 1


def test_without_a_name_nothing_changes_and_nothing_typed_is_lost(cast: Cast, client_of: Browser) -> None:
    client = client_of("ana")
    answer = client.post("/roster/oneself/", {"chosen_name": " ", "pronouns": "they, always"})
    assert answer.status_code == 422
    assert "they, always" in answer.content.decode()
    assert kept(cast).chosen_name == "Ana"


def test_nobody_names_another(cast: Cast) -> None:
    for name in ("ruth", "ines", "olu"):
        with acting_as(cast.actor(name)), pytest.raises(Missing):
            actions.be_called(chosen_name="Nell", pronouns="", by=cast.actor(name))
    with acting_as(cast.actor("ana")), pytest.raises(Refused):
        actions.be_called(chosen_name="", pronouns="", by=cast.actor("ana"))


def test_the_same_again_is_no_change(cast: Cast) -> None:
    before = kept(cast)
    with acting_as(cast.actor("ana")):
        actions.be_called(
            chosen_name=before.chosen_name or "", pronouns=before.pronouns or "", by=cast.actor("ana")
        )
    assert kept(cast).version == before.version
