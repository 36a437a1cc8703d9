"""Inês keeps the waiting list; Ruth sees who waits, and meets them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdspace.intake.actions import Wish, end_wait, put_on_list, take_up
from holdspace.intake.models import Waiting
from holdspace.kernel import clock
from holdspace.members.models import Member
from holdspace.vault import keyring
from holdspace.vault.scope import acting_as
from tests.cast import Cast, build_cast
from tests.contexts.intake.letters import noor, received

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]


def on_list(cast: Cast, name: str = "eve", weeks: int = 3, **wish: Any) -> Waiting:
    """Somebody of the cast has waited for some weeks."""
    ines = cast.actor("ines")
    with acting_as(ines):
        return put_on_list(
            member=cast.members[name],
            wish=Wish(**{"available": ("tue-18", "tue-19"), "languages": ("es",)} | wish),
            since=clock.now() - timedelta(weeks=weeks),
            by=ines,
        )


def changed(cast: Cast, waiting: Waiting, **fields: Any) -> Waiting:
    """What a clinician's decision leaves on the list."""
    with acting_as(cast.system):
        row = Waiting.visible_to(cast.system).get(pk=waiting.pk)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        return row


def sheet(version: int = 1, **fields: Any) -> dict[str, Any]:
    form = {
        "available": ["thu-12"],
        "modality": "room",
        "first_language": "en",
        "second_language": "es",
        "third_language": "",
        "needs": ["step-free"],
        "funding": "self",
        "screener": "",
        "priority": "0",
        "priority_reason": "",
        "version": str(version),
    }
    return form | fields


def again(cast: Cast, waiting: Waiting) -> Waiting:
    with acting_as(cast.system):
        return Waiting.visible_to(cast.system).select_related("screener").get(pk=waiting.pk)


# the list


def test_the_list_says_who_waits_since_when_and_for_what(cast: Cast, client_of: Browser) -> None:
    on_list(cast, weeks=3, screener=cast.staff["ruth"], modality="online")
    page = client_of("ines").get("/intake/").content.decode()
    for words in (
        "Eve Roth",
        "3 weeks",
        "waits for a first meeting",
        "Online",
        "Tuesday 18:00–20:00",
        "Spanish",
        "Ruth Adler",
    ):
        assert words in page, words


def test_who_comes_before_others_stands_first_and_the_reason_is_said(cast: Cast, client_of: Browser) -> None:
    on_list(cast, "bo", weeks=9)
    on_list(cast, "chidi", weeks=4)
    on_list(cast, "eve", weeks=1, priority=2, priority_reason="group_ended")
    page = client_of("ines").get("/intake/").content.decode()
    places = [page.index(name) for name in ("Eve Roth", "Bo Lindqvist", "Chidi Eze")]
    assert places == sorted(places)
    assert "their group has ended or closed" in page
    assert "before others" in page


def test_the_list_is_filtered_by_stage(cast: Cast, client_of: Browser) -> None:
    ready = on_list(cast, "bo")
    on_list(cast, "eve")
    changed(cast, ready, stage="ready")
    ines = client_of("ines")
    page = ines.get("/intake/?stage=ready").content.decode()
    assert "Bo Lindqvist" in page
    assert "Eve Roth" not in page
    assert "Nobody" in ines.get("/intake/?stage=not_now").content.decode()
    both = ines.get("/intake/?stage=whatever").content.decode()
    assert "Bo Lindqvist" in both
    assert "Eve Roth" in both


def test_a_day_to_look_again_is_marked_when_it_has_come(cast: Cast, client_of: Browser) -> None:
    waiting = on_list(cast)
    today = clock.today("Europe/London")
    changed(cast, waiting, stage="not_now", look_again_on=today + timedelta(days=1))
    page = client_of("ines").get("/intake/").content.decode()
    assert "look again on" in page
    changed(cast, waiting, look_again_on=today)
    page = client_of("ines").get("/intake/").content.decode()
    assert "look again on" not in page
    assert "look again:" in page


def test_an_empty_list_says_what_to_do_first(cast: Cast, client_of: Browser) -> None:
    assert "Begin with a referral" in client_of("ines").get("/intake/").content.decode()
    assert "as soon as a coordinator" in client_of("ruth").get("/intake/").content.decode()


def test_therapists_see_what_people_are_called_and_where_to_meet_them(cast: Cast, client_of: Browser) -> None:
    waiting = on_list(cast)
    ruth = client_of("ruth").get("/intake/").content.decode()
    assert "Eve" in ruth
    assert "Roth" not in ruth
    assert f"/intake/waiting/{waiting.pk}/" not in ruth
    with acting_as(cast.system):
        screening = Waiting.visible_to(cast.system).get(pk=waiting.pk).screening
    ines = client_of("ines").get("/intake/").content.decode()
    assert str(screening.pk) not in ines, "no way to a screening for a coordinator"


@pytest.mark.parametrize("name", ["sam", "olu", "ana", "eve"])
def test_nobody_else_sees_who_waits(cast: Cast, client_of: Browser, name: str) -> None:
    waiting, browser = on_list(cast), client_of(name)
    for path in (
        "/intake/",
        "/intake/waiting/add/",
        f"/intake/waiting/{waiting.pk}/",
        f"/intake/waiting/{waiting.pk}/end/",
        f"/intake/members/{waiting.member_id}/",
    ):
        assert browser.get(path).status_code == 404, path
    assert Client().get("/intake/").status_code == 302


def test_a_therapist_does_not_keep_the_list(cast: Cast, client_of: Browser) -> None:
    waiting, ruth = on_list(cast), client_of("ruth")
    for path in ("add/", f"{waiting.pk}/", f"{waiting.pk}/end/"):
        assert ruth.get(f"/intake/waiting/{path}").status_code == 404
    assert ruth.post(f"/intake/waiting/{waiting.pk}/", sheet()).status_code == 404
    assert again(cast, waiting).version == 1


def test_people_of_another_practice_do_not_wait_here(cast: Cast, client_of: Browser) -> None:
    other = build_cast("other-")
    waiting, ines = on_list(other), client_of("ines")
    assert "Nobody waits" in ines.get("/intake/").content.decode()
    assert ines.get(f"/intake/waiting/{waiting.pk}/").status_code == 404
    assert ines.post("/intake/waiting/add/", {"member": str(other.members["bo"].pk)}).status_code == 404


@pytest.mark.parametrize("name", ["ines", "ruth"])
def test_the_list_costs_the_same_for_three_and_for_thirty(cast: Cast, client_of: Browser, name: str) -> None:
    browser, spent, ines = client_of(name), [], cast.actor("ines")
    for count in (3, 27):
        for n in range(count):
            referral = received(cast, noor(person={"family": f"Haddad{len(spent)}-{n}"}))
            with acting_as(ines):
                take_up(referral=referral, by=ines)
        keyring.forget()
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/intake/").status_code == 200
        spent.append(len(queries))
    assert spent[0] == spent[1]


def test_everybody_who_may_finds_the_list_once_in_the_navigation(cast: Cast, client_of: Browser) -> None:
    entry = '<a href="/intake/"'
    assert client_of("ines").get("/intake/").content.decode().count(entry) == 1
    assert client_of("ruth").get("/intake/").content.decode().count(entry) == 1
    assert entry not in client_of("sam").get("/safety/concerns/").content.decode()


# one wait


def test_a_wait_is_changed(cast: Cast, client_of: Browser) -> None:
    waiting, ines = on_list(cast), client_of("ines")
    assert 'value="tue-18"' in ines.get(f"/intake/waiting/{waiting.pk}/").content.decode()
    form = sheet(screener=str(cast.staff["ruth"].pk), priority="1", priority_reason="returns")
    assert ines.post(f"/intake/waiting/{waiting.pk}/", form).status_code == 302
    now = again(cast, waiting)
    with acting_as(cast.system):
        assert now.available == ["thu-12"]
    assert (now.modality, now.languages, now.needs, now.funding) == (
        "room",
        ["en", "es"],
        ["step-free"],
        "self",
    )
    assert (now.screener, now.priority, now.priority_reason) == (cast.staff["ruth"], 1, "returns")
    assert now.version == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"priority": "3"}, "Say why this person comes before others."),
        ({"available": ["tue-23"]}, "One of these hours is not part of the week."),
        ({"modality": "by post"}, "Select a valid choice"),
    ],
)
def test_what_is_refused_stays_on_the_page(
    cast: Cast, client_of: Browser, fields: dict[str, Any], sentence: str
) -> None:
    waiting = on_list(cast)
    form = sheet(funding="fund") | fields
    answer = client_of("ines").post(f"/intake/waiting/{waiting.pk}/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert '<option value="fund" selected>' in page
    assert again(cast, waiting).version == 1


def test_only_a_therapist_can_be_the_one_who_meets_them(cast: Cast, client_of: Browser) -> None:
    waiting = on_list(cast)
    form = sheet(screener=str(cast.staff["sam"].pk))
    assert client_of("ines").post(f"/intake/waiting/{waiting.pk}/", form).status_code == 422


def test_two_who_change_one_wait_do_not_overwrite_each_other(cast: Cast, client_of: Browser) -> None:
    waiting, ines = on_list(cast), client_of("ines")
    path = f"/intake/waiting/{waiting.pk}/"
    assert ines.post(path, sheet(version=1, funding="self")).status_code == 302
    late = ines.post(path, sheet(version=1, funding="fund"))
    page = late.content.decode()
    assert late.status_code == 409
    assert '<option value="fund" selected>' in page
    assert 'name="version" value="2"' in page
    assert again(cast, waiting).funding == "self"
    assert ines.post(path, sheet(version=2, funding="fund")).status_code == 302
    assert again(cast, waiting).funding == "fund"


def test_a_wait_ends_with_a_word(cast: Cast, client_of: Browser) -> None:
    waiting, ines = on_list(cast), client_of("ines")
    path = f"/intake/waiting/{waiting.pk}/end/"
    assert ines.get(path).status_code == 200
    assert ines.post(path).status_code == 422
    assert ines.post(path, {"ending": "withdrew"}).status_code == 302
    assert again(cast, waiting).ending == "withdrew"
    assert "Eve Roth" not in ines.get("/intake/").content.decode()
    assert ines.get(path).status_code == 404


# from the roster


def test_somebody_from_the_roster_is_put_on_the_list(cast: Cast, client_of: Browser) -> None:
    ines, eve = client_of("ines"), cast.members["eve"]
    found = ines.post("/intake/waiting/add/", {"q": "roth"}).content.decode()
    assert str(eve.pk) in found
    assert str(cast.members["bo"].pk) not in found
    assert "Nobody of that name" in ines.post("/intake/waiting/add/", {"q": "nobody"}).content.decode()
    put = ines.post("/intake/waiting/add/", {"member": str(eve.pk)})
    with acting_as(cast.system):
        waiting = Waiting.visible_to(cast.system).get()
    assert (put.status_code, put["Location"]) == (302, f"/intake/waiting/{waiting.pk}/")
    again_put = ines.post("/intake/waiting/add/", {"member": str(eve.pk)})
    assert again_put.status_code == 422
    assert "on the waiting list already" in again_put.content.decode()
    assert ines.post("/intake/waiting/add/", {"member": "not-an-id"}).status_code == 404


def test_nobody_can_wait_who_has_died(cast: Cast, client_of: Browser) -> None:
    with acting_as(cast.system):
        Member.visible_to(cast.system).filter(pk=cast.members["eve"].pk).update(status="deceased")
    answer = client_of("ines").post("/intake/waiting/add/", {"member": str(cast.members["eve"].pk)})
    assert answer.status_code == 422
    assert "This person has died." in answer.content.decode()


def test_the_rosters_page_says_whether_somebody_waits(cast: Cast, client_of: Browser) -> None:
    ines, eve = client_of("ines"), cast.members["eve"]
    path = f"/intake/members/{eve.pk}/"
    assert path in ines.get(f"/roster/{eve.pk}/").content.decode()
    assert "Does not wait for a place." in ines.get(path).content.decode()
    waiting = on_list(cast)
    card = ines.get(path, headers={"HX-Request": "true"}).content.decode()
    assert f"/intake/waiting/{waiting.pk}/" in card
    assert "<html" not in card
    coordinator = cast.actor("ines")
    with acting_as(coordinator):
        end_wait(waiting=again(cast, waiting), ending="joined", by=coordinator)
    assert "sits in a group" in ines.get(path).content.decode()
