"""`holdspace open-practice`: the first practice stands, and its owner has a link to begin with."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from holdspace.audit.models import Entry
from holdspace.kernel.actors import system_actor
from holdspace.members.actors import actor_of
from holdspace.practice.models import Practice, Staff
from holdspace.practice.queries import practices
from holdspace.practice.roles import Permission
from holdspace.project.cli import main
from holdspace.project.open_practice import NotOpened, check_can_open, open_practice
from holdspace.vault.models import Installation
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db

ANSWERS: dict[str, Any] = {
    "name": "Kingfisher House",
    "time_zone": "Europe/Madrid",
    "language": "es",
    "region": "es",
    "owner": "Olu Bright",
    "email": "Olu@Example.org",
}


def test_the_practice_stands_and_its_owner_signs_in() -> None:
    opened = open_practice(**ANSWERS)
    with acting_as(system_actor(opened.practice_id)) as system:
        practice = Practice.visible_to(system).get()
        assert (practice.name, practice.time_zone) == ("Kingfisher House", "Europe/Madrid")
        assert (practice.language, practice.region) == ("es", "ES")
        olu = Staff.visible_to(system).select_related("user").get()
        assert (olu.display_name, olu.given_name, olu.user.email) == ("Olu Bright", "Olu", "olu@example.org")
        acts = set(Entry.objects.filter(practice_id=practice.pk).values_list("act", flat=True))
        assert {"practice.opened", "practice.person_taken_on", "practice.role_given"} <= acts
    assert actor_of(olu.user).may(Permission.PEOPLE_EDIT)
    path = opened.link.removeprefix("http://127.0.0.1:8000")
    response = Client().post(path, {"password": "a quiet harbour at six"})
    assert response.status_code == 302


def test_a_second_practice_is_opened_only_on_purpose(cast: Cast) -> None:
    with pytest.raises(NotOpened, match="already"):
        check_can_open()
    with pytest.raises(NotOpened, match="already"):
        open_practice(**ANSWERS | {"email": "second@example.org"})
    opened = open_practice(**ANSWERS | {"email": "second@example.org"}, another=True)
    assert {each.pk for each in practices(system_actor())} == {cast.practice.pk, opened.practice_id}


def test_a_demonstration_takes_no_practice(db: None) -> None:
    Installation.objects.create(kind=Installation.Kind.DEMO, key_check="x")
    with pytest.raises(NotOpened, match="demonstration"):
        open_practice(**ANSWERS, another=True)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "  "}, "needs a name"),
        ({"name": "x" * 121}, "needs a name"),
        ({"time_zone": "Mars/Base"}, "no time zone"),
        ({"language": "tlh"}, "does not speak"),
        ({"region": "UK"}, "no country code"),
        ({"owner": " "}, "The owner needs a name"),
        ({"email": "olu"}, "no e-mail address"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_left_behind(wrong: dict[str, str], sentence: str) -> None:
    with pytest.raises(NotOpened, match=sentence):
        open_practice(**ANSWERS | wrong)
    assert not practices(system_actor()).exists()


def test_an_address_with_an_account_owns_no_second_practice(cast: Cast) -> None:
    with pytest.raises(NotOpened, match="has an account already"):
        open_practice(**ANSWERS | {"email": "ruth@example.org"}, another=True)
    assert practices(system_actor()).count() == 1


def test_the_command_asks_for_what_was_not_given() -> None:
    """Asked in turn: name, language, country, owner, address. An empty answer takes what stands in brackets."""
    answers = "Kingfisher House\n\n\nOlu Bright\nolu@example.org\n"
    done = CliRunner().invoke(main, ["open-practice", "--time-zone", "Africa/Lagos"], input=answers)
    assert done.exit_code == 0, done.output
    assert "/welcome/" in done.output
    practice = practices(system_actor()).get()
    assert (practice.time_zone, practice.language, practice.region) == ("Africa/Lagos", "en", "GB")
    again = CliRunner().invoke(main, ["open-practice"], input=answers)
    assert again.exit_code == 1
    assert "already" in again.output
    assert "name" not in again.output, "refused before anything is asked"


def test_only_the_system_knows_every_practice(cast: Cast) -> None:
    assert not practices(cast.actor("olu")).exists()
