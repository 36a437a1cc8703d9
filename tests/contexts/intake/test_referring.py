"""Noor writes to the practice without an account, on a computer that others use too."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from holdspace.audit.models import Entry
from holdspace.intake import queries
from holdspace.intake.actions import forget_sendings, open_door, take_up, turn_away
from holdspace.intake.models import Referral, ReferralWords, Screening, Sending, Waiting
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Contact, Member
from holdspace.vault import keyring
from holdspace.vault.scope import acting_as
from tests.cast import Cast, build_cast
from tests.contexts.intake.letters import SAID, noor, posted, received

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]


def send(cast: Cast, client: Client | None = None, **changed: Any) -> HttpResponse:
    browser = client or Client()
    return browser.post(f"/refer/{cast.practice.pk}/", posted(**changed))  # type: ignore[return-value]


def kept(cast: Cast) -> list[Referral]:
    with acting_as(cast.system):
        return list(Referral.visible_to(cast.system))


def words(cast: Cast) -> list[str | None]:
    with acting_as(cast.system):
        return [each.said for each in ReferralWords.visible_to(cast.system)]


# the public page


def test_somebody_sends_a_referral_and_hears_what_happens_next(cast: Cast) -> None:
    anonymous = Client()
    page = anonymous.get(f"/refer/{cast.practice.pk}/")
    assert page.status_code == 200
    assert "Harbour Street Practice" in page.content.decode()
    sent = send(cast, anonymous)
    assert (sent.status_code, sent["Location"]) == (302, f"/refer/{cast.practice.pk}/sent/")
    thanks = anonymous.get(sent["Location"]).content.decode()
    assert "Thank you. It has arrived." in thanks
    assert "/safety/help" in thanks
    [referral] = kept(cast)
    with acting_as(cast.system):
        assert (referral.source, referral.state) == ("self", "new")
        assert (referral.chosen_name, referral.family_name) == ("Noor", "Haddad")
        assert (referral.birth_date, referral.email) == ("1991-04-05", "noor@example.org")
        assert referral.address == "1 Quay Street\nBristol"
        assert referral.available == ["thu-12", "tue-18", "tue-19"]
        assert (referral.language, referral.modality) == ("ar", "online")
        assert referral.referrer == "Dr Bell, 020 7946 0999"
        assert (referral.may_contact, referral.may_leave_word) == (True, False)
        assert Entry.objects.filter(act="intake.referral_received", subject_id=referral.pk).count() == 1
    assert words(cast) == [SAID]


def test_a_name_a_telephone_and_a_yes_are_enough(cast: Cast) -> None:
    only = {"chosen_name": "Noor", "phone": "+44 7700 900321", "may_contact": "on"}
    assert Client().post(f"/refer/{cast.practice.pk}/", only).status_code == 302
    assert len(kept(cast)) == 1
    assert words(cast) == []


def test_the_page_says_nothing_that_others_should_not_see(cast: Cast) -> None:
    """It may stand in the history of a computer that a family shares."""
    page = Client().get(f"/refer/{cast.practice.pk}/")
    title = page.content.decode().split("<title>")[1].split("</title>")[0].lower()
    assert not {"therap", "group", "refer", "practice"} & set(title.split())
    assert "therap" not in title
    assert "hs-draft" not in page.content.decode(), "nothing is kept in the browser"
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"may_contact": None}, "Without this we may not answer you, so nothing has been sent."),
        ({"chosen_name": "", "given_name": "", "family_name": ""}, "A name is needed"),
        ({"phone": "", "email": "", "address": ""}, "Leave a telephone number, an e-mail or an address"),
        ({"birth_date": "2999-01-01"}, "The birth date lies in the future."),
        ({"email": "noor at example"}, "valid email"),
        ({"available": ["tue-18", "tue-99"]}, "One of these hours is not part of the week."),
        ({"said": "o" * 4001}, "4000"),
        ({"website": "buy.example.org"}, "Please send it once more."),
    ],
)
def test_what_is_refused_loses_nothing_that_was_typed(
    cast: Cast, changed: dict[str, Any], sentence: str
) -> None:
    response = send(cast, **changed)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "Dr Bell, 020 7946 0999" in page
    assert re.search(r'value="tue-18"[^>]* checked', page)
    assert changed.get("said", SAID)[:20] in page
    assert kept(cast) == []


def test_a_person_whose_browser_filled_in_the_trap_can_send_again(cast: Cast) -> None:
    page = send(cast, website="https://example.org").content.decode()
    assert "https://example.org" not in page
    assert send(cast).status_code == 302


def test_five_in_an_hour_from_one_place_are_taken(cast: Cast) -> None:
    for _each in range(5):
        assert send(cast).status_code == 302
    sixth = send(cast)
    assert sixth.status_code == 422
    assert "Several of these were sent from where you are" in sixth.content.decode()
    assert SAID in sixth.content.decode()
    assert send(cast, Client(REMOTE_ADDR="198.51.100.7")).status_code == 302, "from elsewhere it is taken"
    with clock.held_at(clock.now() + timedelta(minutes=61)):
        assert send(cast).status_code == 302
    assert len(kept(cast)) == 7


def test_what_is_refused_is_not_counted(cast: Cast) -> None:
    for _each in range(6):
        assert send(cast, may_contact=None).status_code == 422
        assert send(cast, birth_date="2999-01-01").status_code == 422
    assert send(cast).status_code == 302


def test_a_hundred_in_a_day_are_taken_from_wherever(cast: Cast) -> None:
    with acting_as(cast.system):
        Referral.unscoped.bulk_create(
            Referral(practice=cast.practice, source="self", received_at=clock.now()) for _ in range(100)
        )
    page = send(cast)
    assert page.status_code == 422
    assert "More was sent to us today" in page.content.decode()
    with clock.held_at(clock.now() + timedelta(hours=25)):
        assert send(cast).status_code == 302


def test_no_address_is_kept(cast: Cast) -> None:
    send(cast, Client(REMOTE_ADDR="198.51.100.7"))
    with acting_as(cast.system):
        [row] = Sending.visible_to(cast.system)
        assert row.sender_index == keyring.blind_index("referral-sender", "198.51.100.7")
        with clock.held_at(clock.now() + timedelta(hours=1)):
            assert forget_sendings(by=cast.system) == 1
        assert not Sending.visible_to(cast.actor("ines")).exists()


def test_a_closed_door_is_no_page(cast: Cast) -> None:
    path = f"/refer/{cast.practice.pk}/"
    ines = cast.actor("ines")
    with acting_as(ines):
        open_door(is_open=False, by=ines)
    missing = Client().get(f"/refer/{uuid4()}/")
    for answer in (Client().get(path), Client().get("/refer/"), Client().get(f"{path}sent/"), send(cast)):
        assert (answer.status_code, answer.content) == (404, missing.content)
    assert kept(cast) == []
    with acting_as(ines):
        open_door(is_open=True, by=ines)
    assert Client().get(path).status_code == 200


def test_the_short_address_leads_to_the_only_practice(cast: Cast) -> None:
    assert Client().get("/refer/")["Location"] == f"/refer/{cast.practice.pk}/"
    build_cast("other-")
    assert Client().get("/refer/").status_code == 404


def test_whoever_is_signed_in_may_write_as_well(cast: Cast, client_of: Browser) -> None:
    assert client_of("ana").get(f"/refer/{cast.practice.pk}/").status_code == 200
    assert send(cast, client_of("ana")).status_code == 302


# what becomes of it


def test_taken_up_it_stands_in_roster_and_list_and_nowhere_else(cast: Cast) -> None:
    send(cast)
    [referral], ines = kept(cast), cast.actor("ines")
    with acting_as(ines):
        waiting = take_up(referral=queries.referral_for(ines, referral.pk), by=ines)
        member = Member.visible_to(ines).get(pk=waiting.member_id)
        assert (member.given_name, member.family_name, member.language) == ("Noor", "Haddad", "ar")
        contacts = {each.kind: each.value for each in Contact.visible_to(ines).filter(member=member)}
        assert contacts["email"] == "noor@example.org"
        assert waiting.available == ["thu-12", "tue-18", "tue-19"]
        assert (waiting.starts_at, waiting.stage) == (referral.received_at, "to_screen")
        assert list(Screening.visible_to(ines)) == [], "a coordinator finds no screening"
    keyring.forget()
    [settled] = kept(cast)
    with acting_as(cast.system):
        assert (settled.state, settled.member_id) == ("taken_up", member.pk)
        for name in ("given_name", "chosen_name", "phone", "email", "address", "referrer", "available"):
            assert getattr(settled, name) is None, name
    assert words(cast) == [None], "what was said is shredded with the rest"
    ruth = cast.actor("ruth")
    with acting_as(ruth):
        assert [each.said for each in Screening.visible_to(ruth)] == [SAID]


def test_nobody_is_taken_up_who_has_not_agreed(cast: Cast) -> None:
    referral, ines = received(cast, noor(may_contact=False)), cast.actor("ines")
    with acting_as(ines), pytest.raises(Refused, match="have not agreed"):
        take_up(referral=referral, by=ines)
    assert not Waiting.unscoped.exists()


def test_turned_away_it_cannot_be_read_any_more(cast: Cast) -> None:
    referral, ines = received(cast), cast.actor("ines")
    with acting_as(ines):
        with pytest.raises(Refused, match="Say why"):
            turn_away(referral=referral, why="because", by=ines)
        turn_away(referral=referral, why="withdrawn", by=ines)
        with pytest.raises(Missing):
            queries.referral_for(ines, referral.pk)
    keyring.forget()
    [settled] = kept(cast)
    with acting_as(cast.system):
        assert (settled.given_name, settled.phone) == (None, None)
    assert words(cast) == [None]


@pytest.mark.parametrize("name", ["ruth", "sam", "olu", "ana"])
def test_only_coordinators_write_down_what_came(cast: Cast, name: str) -> None:
    from holdspace.intake.actions import refer

    actor = cast.actor(name)
    with acting_as(actor), pytest.raises(Missing):
        refer(practice_id=cast.practice.pk, referred=noor(), source="letter", by=actor)
