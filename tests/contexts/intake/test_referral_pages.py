"""Inês settles what came in; what is for therapists she never reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdspace.intake.models import Referral, Waiting
from holdspace.members.models import Member
from holdspace.vault import keyring
from holdspace.vault.scope import acting_as
from tests.cast import Cast, build_cast
from tests.contexts.intake.letters import SAID, noor, posted, received

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]


def pages_of(referral: Referral) -> list[str]:
    page = f"/intake/referrals/{referral.pk}/"
    return [page, f"{page}take-up/", f"{page}turn-away/"]


def ana_again(**changed: Any) -> dict[str, object]:
    """Somebody who is called as Ana Marsh is, who sits in the Tuesday group."""
    return {"given": "Ana", "family": "Marsh", "chosen_name": "Ana", "birth_date": None} | changed


def the_wait(cast: Cast) -> Waiting:
    with acting_as(cast.system):
        return Waiting.visible_to(cast.system).select_related("member").get()


# who may


@pytest.mark.parametrize("name", ["ruth", "sam", "olu", "ana"])
def test_referrals_are_the_coordinators(cast: Cast, client_of: Browser, name: str) -> None:
    referral, browser = received(cast), client_of(name)
    for path in ("/intake/referrals/", "/intake/referrals/new/", *pages_of(referral)):
        assert browser.get(path).status_code == 404, path
    for path in ("/intake/referrals/door/", f"/intake/referrals/{referral.pk}/agreed/"):
        assert browser.post(path).status_code == 404, path


def test_whoever_is_not_signed_in_is_asked_to(cast: Cast) -> None:
    referral = received(cast)
    for path in ("/intake/referrals/", *pages_of(referral)):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")


def test_referrals_of_another_practice_do_not_exist(cast: Cast, client_of: Browser) -> None:
    other, ines = received(build_cast("other-")), client_of("ines")
    assert "Noor" not in ines.get("/intake/referrals/").content.decode()
    for path in pages_of(other):
        assert ines.get(path).status_code == 404
    assert ines.post(f"/intake/referrals/{other.pk}/turn-away/", {"why": "twice"}).status_code == 404


# reading


def test_the_oldest_stands_first_with_how_it_came(cast: Cast, client_of: Browser) -> None:
    received(cast, noor(person={"given": "Late"}, received_on=date(2026, 3, 2)))
    received(cast, noor(person={"given": "Early"}, received_on=date(2026, 3, 1), may_contact=False), "import")
    page = client_of("ines").get("/intake/referrals/").content.decode()
    assert page.index("Early Haddad") < page.index("Late Haddad")
    assert "Sunday 1 March 2026" in page
    assert "in a file" in page
    assert "not agreed yet" in page


def test_a_coordinator_reads_everything_but_what_is_for_therapists(cast: Cast, client_of: Browser) -> None:
    referral, ines = received(cast), client_of("ines")
    for path in ("/intake/referrals/", *pages_of(referral)):
        assert SAID not in ines.get(path).content.decode(), path
    page = ines.get(f"/intake/referrals/{referral.pk}/").content.decode()
    assert "They wrote something for the therapists." in page
    assert "+44 7700 900321" in page
    assert "Tuesday 18:00–19:00; Thursday 12:00–13:00" in page
    assert "5 April 1991" in page
    silent = received(cast, noor(said=""))
    assert "They wrote something" not in ines.get(f"/intake/referrals/{silent.pk}/").content.decode()


def test_the_list_costs_the_same_for_three_and_for_thirty(cast: Cast, client_of: Browser) -> None:
    ines, spent = client_of("ines"), []
    for count in (3, 27):
        for n in range(count):
            received(cast, noor(person={"family": f"Haddad{n}"}))
        keyring.forget()
        with CaptureQueriesContext(connection) as queries:
            ines.get("/intake/referrals/")
        spent.append(len(queries))
    assert spent[0] == spent[1]


# taking up


def test_taken_up_somebody_stands_on_the_list(cast: Cast, client_of: Browser) -> None:
    referral, ines = received(cast), client_of("ines")
    take_up = f"/intake/referrals/{referral.pk}/take-up/"
    assert "on the roster already" not in ines.get(take_up).content.decode()
    answer = ines.post(take_up)
    wait = the_wait(cast)
    assert (answer.status_code, answer["Location"]) == (302, f"/intake/waiting/{wait.pk}/")
    page = ines.get("/intake/referrals/").content.decode()
    assert "Noor" not in page
    assert "Settled last" in page
    assert "Inês Duarte" in page
    assert ines.get(take_up).status_code == 404, "a referral is settled once"


def test_somebody_of_that_name_is_on_the_roster_already(cast: Cast, client_of: Browser) -> None:
    referral, ines, ana = received(cast, noor(person=ana_again())), client_of("ines"), cast.members["ana"]
    path = f"/intake/referrals/{referral.pk}/take-up/"
    page = ines.get(path).content.decode()
    assert "Somebody of this name is on the roster already" in page
    assert str(ana.pk) in page
    unanswered = ines.post(path)
    assert unanswered.status_code == 422, "nobody is guessed"
    assert ines.post(path, {"who": str(cast.members["bo"].pk)}).status_code == 422, "only who is alike"
    assert ines.post(path, {"who": str(ana.pk)}).status_code == 302
    assert the_wait(cast).member_id == ana.pk


def test_it_can_be_somebody_else_of_the_same_name(cast: Cast, client_of: Browser) -> None:
    referral, ines = received(cast, noor(person=ana_again())), client_of("ines")
    assert ines.post(f"/intake/referrals/{referral.pk}/take-up/", {"who": "new"}).status_code == 302
    wait = the_wait(cast)
    assert wait.member_id != cast.members["ana"].pk
    with acting_as(cast.system):
        assert Member.visible_to(cast.system).count() == 6


@pytest.mark.parametrize(
    "person",
    [
        ana_again(given="ANA", family="mársh"),
        ana_again(birth_date=date(1990, 1, 1)),
        {"given": "", "family": "", "chosen_name": "Ana", "birth_date": None},
    ],
)
def test_names_are_compared_without_case_and_accents(
    cast: Cast, client_of: Browser, person: dict[str, object]
) -> None:
    referral = received(cast, noor(person=person))
    page = client_of("ines").get(f"/intake/referrals/{referral.pk}/take-up/").content.decode()
    assert str(cast.members["ana"].pk) in page


def test_whoever_waits_already_is_not_put_on_the_list_twice(cast: Cast, client_of: Browser) -> None:
    first, second = (received(cast, noor(person=ana_again())) for _ in range(2))
    ines, ana = client_of("ines"), str(cast.members["ana"].pk)
    ines.post(f"/intake/referrals/{first.pk}/take-up/", {"who": ana})
    path = f"/intake/referrals/{second.pk}/take-up/"
    assert "on the waiting list already" in ines.get(path).content.decode()
    answer = ines.post(path, {"who": ana})
    assert answer.status_code == 422
    assert "This person is on the waiting list already." in answer.content.decode()
    assert ines.post(f"/intake/referrals/{second.pk}/turn-away/", {"why": "twice"}).status_code == 302


def test_without_a_yes_nobody_is_taken_up_until_it_is_noted(cast: Cast, client_of: Browser) -> None:
    referral, ines = received(cast, noor(may_contact=False)), client_of("ines")
    page = f"/intake/referrals/{referral.pk}/"
    assert "Nobody may call them yet" in ines.get(page).content.decode()
    refused = ines.post(f"{page}take-up/")
    assert refused.status_code == 422
    assert "They have not agreed that we get in touch." in refused.content.decode()
    assert ines.post(f"{page}agreed/").status_code == 302
    assert ines.post(f"{page}take-up/").status_code == 302


# turning away


def test_turned_away_with_a_reason_after_a_question(cast: Cast, client_of: Browser) -> None:
    referral, ines = received(cast), client_of("ines")
    path = f"/intake/referrals/{referral.pk}/turn-away/"
    assert "This cannot be undone." in ines.get(path).content.decode()
    assert ines.post(path).status_code == 422
    assert ines.post(path, {"why": "not_here"}).status_code == 302
    page = ines.get("/intake/referrals/").content.decode()
    assert "another place fits better; we told them" in page
    assert "Noor" not in page


# a letter


def test_a_letter_is_written_down_and_its_words_are_for_therapists(cast: Cast, client_of: Browser) -> None:
    ines = client_of("ines")
    assert ines.get("/intake/referrals/new/").status_code == 200
    sent = ines.post("/intake/referrals/new/", posted(received_on="2026-03-01", funding="insurance"))
    assert sent.status_code == 302
    page = ines.get(sent["Location"]).content.decode()
    assert "Sunday 1 March 2026" in page
    assert "an insurance" in page
    assert "Dr Bell" in page
    assert SAID not in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"received_on": "2999-01-01"}, "This day lies in the future."),
        ({"phone": "", "email": "", "address": ""}, "Leave a telephone number"),
    ],
)
def test_a_refused_letter_is_still_there(
    cast: Cast, client_of: Browser, changed: dict[str, str], sentence: str
) -> None:
    answer = client_of("ines").post("/intake/referrals/new/", posted(**changed))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert SAID in page
    assert "A seat by the door." in page


# the door


def test_the_door_of_the_public_page_is_opened_and_closed(cast: Cast, client_of: Browser) -> None:
    ines, path = client_of("ines"), f"/refer/{cast.practice.pk}/"
    assert path in ines.get("/intake/referrals/").content.decode()
    ines.post("/intake/referrals/door/", {"open": "no"})
    page = ines.get("/intake/referrals/").content.decode()
    assert "whoever follows its address finds nothing there" in page
    assert Client().get(path).status_code == 404
    ines.post("/intake/referrals/door/", {"open": "yes"})
    assert Client().get(path).status_code == 200


def test_what_does_not_exist_is_missing(cast: Cast, client_of: Browser) -> None:
    ines = client_of("ines")
    for end in ("", "take-up/", "turn-away/"):
        assert ines.get(f"/intake/referrals/{uuid4()}/{end}").status_code == 404
