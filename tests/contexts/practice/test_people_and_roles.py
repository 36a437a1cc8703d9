"""Olu owns the practice: who works here and what they may do is changed by Olu alone, proved anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from holdspace.audit.models import Entry
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.actors import actor_of
from holdspace.practice import actions
from holdspace.practice.models import RoleSpell, Staff
from holdspace.practice.roles import Permission, Role
from holdspace.practice.spells import running
from holdspace.vault.scope import acting_as
from tests.cast import Cast, build_cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
Browser = Callable[[str], Client]

SOMEBODY = {
    "display_name": "Noor Haddad",
    "given_name": "Noor",
    "email": "noor@example.org",
    "licence": "HCPC 54321",
    "role": "therapist",
}


def spell_of(cast: Cast, name: str, role: str) -> RoleSpell:
    with acting_as(cast.system):
        return RoleSpell.visible_to(cast.system).filter(running()).get(staff=cast.staff[name], role=role)


def proved_long_ago(client: Client) -> Client:
    """The same browser, whose owner last proved who they are six minutes ago."""
    session = client.session
    moment = clock.moved(-timedelta(minutes=6)).timestamp()
    methods = session["account_authentication_methods"]
    session["account_authentication_methods"] = [method | {"at": moment} for method in methods]
    session.save()
    return client


def doors(cast: Cast) -> dict[str, str]:
    """Every page of people and roles, by its method and address."""
    return {
        "/people/": "get",
        "/people/new/": "post",
        f"/people/{cast.staff['ruth'].pk}/invite/": "post",
        f"/people/{cast.staff['ruth'].pk}/roles/": "post",
        f"/people/roles/{spell_of(cast, 'ruth', 'therapist').pk}/end/": "post",
    }


@pytest.mark.parametrize("name", ["ruth", "tomas", "ines", "sam", "ana"])
def test_nobody_but_an_owner_finds_the_page(cast: Cast, client_of: Browser, name: str) -> None:
    browser = client_of(name)
    for path, method in doors(cast).items():
        assert getattr(browser, method)(path, {"role": "owner"}).status_code == 404, path
    with acting_as(cast.system):
        assert not Entry.objects.filter(act__startswith="practice.").exists()


@pytest.mark.parametrize("name", ["ruth", "ines", "sam", "ana"])
def test_nor_do_the_actions_answer_anybody_else(cast: Cast, actor: Acting, name: str) -> None:
    spell = spell_of(cast, "ruth", "therapist")
    with acting_as(actor(name)) as somebody:
        with pytest.raises(Missing):
            actions.give_role(staff=cast.staff["ruth"], role=Role.OWNER, by=somebody)
        with pytest.raises(Missing):
            actions.end_role(spell=spell, by=somebody)
        with pytest.raises(Missing):
            actions.invite_again(staff=cast.staff["ruth"], by=somebody)
        with pytest.raises(Missing):
            actions.open_practice(name="X", time_zone="UTC", language="en", region="GB", by=somebody)


def test_who_works_here_stands_there_with_their_roles(cast: Cast, client_of: Browser) -> None:
    page = client_of("olu").get("/people/").content.decode()
    for said in ("Ruth Adler", "ruth@example.org", "HCPC 12345", "supervisor", "Inês Duarte"):
        assert said in page, said


def test_every_change_asks_the_owner_to_prove_themselves_first(cast: Cast, client_of: Browser) -> None:
    browser = proved_long_ago(client_of("olu"))
    assert browser.get("/people/").status_code == 200
    for path, method in doors(cast).items():
        if path == "/people/":
            continue
        response = getattr(browser, method)(path, SOMEBODY)
        assert response.status_code == 302, path
        assert "/reauthenticate/" in response["Location"], path
    with acting_as(cast.system):
        assert not Entry.objects.filter(act__startswith="practice.").exists()
        assert Staff.visible_to(cast.system).count() == 6


def test_somebody_is_taken_on_and_gets_a_link(cast: Cast, client_of: Browser) -> None:
    response = client_of("olu").post("/people/new/", SOMEBODY)
    link = response.context["link"]
    assert link in response.content.decode()
    with acting_as(cast.system):
        noor = Staff.visible_to(cast.system).select_related("user").get(user__email="noor@example.org")
        assert not noor.user.has_usable_password()
        assert list(noor.role_spells.values_list("role", flat=True)) == ["therapist"]
        assert Entry.objects.filter(act="practice.person_taken_on", subject_id=noor.pk).exists()
    browser = Client()
    browser.post(link.removeprefix("http://testserver"), {"password": "a quiet harbour at six"})
    assert "/sign-in/factors/" in browser.get("/today/")["Location"], "nothing is seen before a second factor"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "ruth@example.org"}, "This address has an account already."),
        ({"email": "noor"}, "Enter a valid email address."),
        ({"role": "king"}, "Select a valid choice."),
        ({"display_name": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_taken_on(
    cast: Cast, client_of: Browser, wrong: dict[str, str], sentence: str
) -> None:
    response = client_of("olu").post("/people/new/", SOMEBODY | wrong)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    with acting_as(cast.system):
        assert Staff.visible_to(cast.system).count() == 6


def test_a_role_is_given_once(cast: Cast, client_of: Browser) -> None:
    olu, path = client_of("olu"), f"/people/{cast.staff['ruth'].pk}/roles/"
    olu.post(path, {"role": "supervisor"})
    again = olu.post(path, {"role": "supervisor"}, follow=True).content.decode()
    assert "This person has that role already." in again
    assert actor_of(cast.users["ruth"]).roles == {"therapist", "supervisor"}


def test_a_role_that_ends_ends_at_the_next_request(cast: Cast, client_of: Browser) -> None:
    ruth, olu = client_of("ruth"), client_of("olu")
    assert ruth.get("/today/").status_code == 200
    olu.post(f"/people/roles/{spell_of(cast, 'ruth', 'therapist').pk}/end/")
    assert ruth.get("/today/").status_code != 200
    gone = actor_of(cast.users["ruth"])
    assert not gone.may(Permission.CLINICAL_READ)
    with acting_as(cast.system):
        entry = Entry.objects.get(act="practice.role_ended")
        assert (entry.actor_person_id, entry.subject_id) == (cast.staff["olu"].pk, cast.staff["ruth"].pk)
        assert cast.staff["ruth"].role_spells.count() == 1, "the spell that ended stays on record"


def test_the_other_role_of_somebody_stays(cast: Cast, client_of: Browser) -> None:
    olu, ruth = client_of("olu"), client_of("ruth")
    olu.post(f"/people/{cast.staff['ruth'].pk}/roles/", {"role": "coordinator"})
    assert ruth.get("/roster/").status_code == 200
    olu.post(f"/people/roles/{spell_of(cast, 'ruth', 'therapist').pk}/end/")
    assert ruth.get("/roster/").status_code == 200
    assert ruth.get("/today/").status_code == 404


def test_the_last_owner_stays(cast: Cast, client_of: Browser, actor: Acting) -> None:
    last = spell_of(cast, "olu", "owner")
    page = client_of("olu").post(f"/people/roles/{last.pk}/end/", follow=True).content.decode()
    assert "Somebody has to own the practice." in page
    with acting_as(actor("olu")) as olu:
        with pytest.raises(Refused, match="Somebody has to own"):
            actions.end_role(spell=last, by=olu)
        actions.give_role(staff=cast.staff["sam"], role=Role.OWNER, by=olu)
        actions.end_role(spell=last, by=olu)
    assert not actor_of(cast.users["olu"]).may(Permission.PEOPLE_EDIT)
    with acting_as(actor("sam")) as sam, pytest.raises(Refused, match="Somebody has to own"):
        actions.end_role(spell=spell_of(cast, "sam", "owner"), by=sam)


def test_an_owner_whose_time_is_over_does_not_count(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("olu")) as olu:
        actions.give_role(staff=cast.staff["sam"], role=Role.OWNER, by=olu)
        actions.end_role(spell=spell_of(cast, "sam", "owner"), by=olu)
        with pytest.raises(Refused, match="Somebody has to own"):
            actions.end_role(spell=spell_of(cast, "olu", "owner"), by=olu)


def test_people_of_another_practice_do_not_exist(cast: Cast, client_of: Browser) -> None:
    other = build_cast("other-")
    kit: UUID = other.staff["kit"].pk
    spell = spell_of(other, "kit", "therapist")
    olu = client_of("olu")
    assert "other-kit@example.org" not in olu.get("/people/").content.decode()
    for path in (f"/people/{kit}/invite/", f"/people/{kit}/roles/", f"/people/roles/{spell.pk}/end/"):
        assert olu.post(path, {"role": "owner"}).status_code == 404, path
    assert actor_of(other.users["kit"]).roles == {"therapist"}


def test_a_lost_invitation_is_replaced(cast: Cast, client_of: Browser) -> None:
    olu = client_of("olu")
    first = olu.post("/people/new/", SOMEBODY).context["link"].removeprefix("http://testserver")
    with acting_as(cast.system):
        noor = Staff.visible_to(cast.system).get(user__email="noor@example.org")
    second = olu.post(f"/people/{noor.pk}/invite/").context["link"].removeprefix("http://testserver")
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
