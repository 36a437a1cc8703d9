"""Ana reads in her own language and lives by her own clock; nobody else sees a difference."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from holdspace.accounts.actions import change_preferences
from holdspace.accounts.models import User
from holdspace.accounts.web.choices import languages, time_zones
from holdspace.audit.models import Entry
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.vault.scope import acting_as
from tests.cast import Cast, signed_in_client

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
Browsers = Callable[[str], Client]

ACT = "accounts.preferences_changed"


def page() -> str:
    return reverse("accounts:preferences")


def kept(cast: Cast, name: str = "ana") -> tuple[str, str]:
    user = User.objects.get(pk=cast.users[name].pk)
    return user.language, user.time_zone


def change(cast: Cast, by: Actor, language: str = "", time_zone: str = "", name: str = "ana") -> None:
    user = cast.users[name]
    user.refresh_from_db()
    with acting_as(by):
        change_preferences(user=user, language=language, time_zone=time_zone, by=by)


# the action


def test_what_somebody_chooses_goes_before_what_the_practice_has(cast: Cast, actor: Acting) -> None:
    change(cast, actor("ana"), "es", "America/New_York")
    ana = actor("ana")
    assert (ana.language, ana.time_zone, ana.practice_zone) == ("es", "America/New_York", "Europe/London")
    assert ana.lives_elsewhere
    change(cast, ana)
    ana = actor("ana")
    assert (ana.language, ana.time_zone, ana.lives_elsewhere) == ("en", "Europe/London", False)


def test_without_a_choice_the_roster_says_where_a_member_lives(cast: Cast, actor: Acting) -> None:
    with acting_as(cast.system):
        Member.unscoped.filter(pk=cast.members["ana"].pk).update(time_zone="Asia/Kathmandu")
    assert actor("ana").time_zone == "Asia/Kathmandu"
    change(cast, actor("ana"), "", "Europe/Madrid")
    assert actor("ana").time_zone == "Europe/Madrid"


@pytest.mark.parametrize("who", ["ana", "ruth"])
def test_the_record_says_that_it_was_chosen_and_not_what(cast: Cast, actor: Acting, who: str) -> None:
    """Where somebody lives is nobody's business who reads the audit."""
    change(cast, actor(who), "", "America/New_York", who)
    entry = Entry.objects.get(act=ACT)
    assert (entry.subject_id, entry.actor_user_id) == (cast.users[who].pk, cast.users[who].pk)
    assert json.loads(entry.detail) == {"fields": ["time_zone"]}


def test_saying_the_same_again_is_not_recorded(cast: Cast, actor: Acting) -> None:
    for _ in range(2):
        change(cast, actor("ana"), "ar", "Africa/Cairo")
    assert Entry.objects.filter(act=ACT).count() == 1


@pytest.mark.parametrize(
    ("language", "zone", "field"),
    [
        ("xx", "", "language"),
        ("fr", "", "language"),  # no language of this house
        ("", "Europe/Atlantis", "time_zone"),
        ("", "../../etc/passwd", "time_zone"),
    ],
)
def test_what_does_not_exist_is_refused(
    cast: Cast, actor: Acting, language: str, zone: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        change(cast, actor("ana"), language, zone)
    assert list(refused.value.fields) == [field]
    assert kept(cast) == ("", "")
    assert not Entry.objects.filter(act=ACT).exists()


def test_what_was_kept_before_can_stay(cast: Cast, actor: Acting, client_of: Browsers) -> None:
    """A roster may have brought a language that the house does not speak."""
    User.objects.filter(pk=cast.users["ana"].pk).update(language="pl", time_zone="US/Eastern")
    assert client_of("ana").post(page(), {"language": "pl", "time_zone": "US/Eastern"}).status_code == 302
    change(cast, actor("ana"), "pl", "Europe/Warsaw")
    assert kept(cast) == ("pl", "Europe/Warsaw")


@pytest.mark.parametrize("who", ["bo", "ruth", "ines", "olu"])
def test_nobody_chooses_for_somebody_else(cast: Cast, actor: Acting, who: str) -> None:
    with pytest.raises(Missing):
        change(cast, actor(who), "es")
    assert kept(cast) == ("", "")


# the page


@pytest.mark.parametrize("who", ["ana", "eve", "ruth", "ines", "sam", "olu"])
def test_everybody_chooses_for_themselves(cast: Cast, client_of: Browsers, who: str) -> None:
    browser = client_of(who)
    assert (
        page() in browser.get(reverse("usersessions_list")).content.decode()
    )  # beside the other account pages
    answer = browser.post(page(), {"language": "es", "time_zone": "America/New_York"}, follow=True)
    assert answer.redirect_chain == [(page(), 302)]
    assert kept(cast, who) == ("es", "America/New_York")
    assert b'<html lang="es" dir="ltr">' in answer.content
    assert kept(cast, "bo") == ("", "")


def test_arabic_stands_from_right_to_left_at_once(cast: Cast, client_of: Browsers) -> None:
    ana = client_of("ana")
    assert b'<html lang="en" dir="ltr">' in ana.get(page()).content
    answer = ana.post(page(), {"language": "ar", "time_zone": ""}, follow=True)
    assert b'<html lang="ar" dir="rtl">' in answer.content
    assert b'<html lang="ar" dir="rtl">' in ana.get(reverse("desk:home")).content
    back = ana.post(page(), {"language": "", "time_zone": ""}, follow=True)
    assert b'<html lang="en" dir="ltr">' in back.content


def test_the_page_says_what_the_chosen_clock_shows_now(cast: Cast) -> None:
    with clock.held_at(datetime(2027, 3, 16, 18, 0, tzinfo=UTC)):
        ana = signed_in_client(cast.users["ana"])
        text = ana.get(page()).content.decode()
        assert "Tuesday 16 March, 18:00 (GMT)" in text
        assert "At the practice" not in text
        answer = ana.post(page(), {"language": "", "time_zone": "America/New_York"}, follow=True)
    text = answer.content.decode()
    assert "Tuesday 16 March, 14:00 (EDT)" in text
    assert "Tuesday 16 March, 18:00 (GMT)" in text.split("At the practice:")[1]


@pytest.mark.parametrize("sent", [{"time_zone": "Europe/Atlantis"}, {"language": "xx"}])
def test_what_is_not_offered_comes_back_with_a_word(
    cast: Cast, client_of: Browsers, sent: dict[str, str]
) -> None:
    answer = client_of("ana").post(page(), {"language": "es", "time_zone": "Europe/Madrid"} | sent)
    assert (answer.status_code, b"errorlist" in answer.content) == (422, True)
    assert kept(cast) == ("", "")


def test_the_page_is_for_who_has_signed_in() -> None:
    assert reverse("account_login") in Client().get(page())["Location"]


# what can be chosen


def test_languages_stand_in_their_own_words() -> None:
    assert languages() == [
        ("", "as the practice has it"),
        ("en", "English"),
        ("es", "Español (Spanish)"),
        ("ar", "العربيّة (Arabic)"),
    ]
    assert languages("pl")[-1] == ("pl", "Polski (Polish)")
    assert languages("tlh")[-1] == ("tlh", "tlh")


def test_places_stand_under_their_part_of_the_world() -> None:
    by_area = {words: places for words, places in time_zones() if isinstance(places, list)}
    assert {"Africa", "Europe", "Indian Ocean"} <= set(by_area)
    assert ("America/New_York", "New York") in by_area["America"]
    assert ("America/North_Dakota/New_Salem", "New Salem, North Dakota") in by_area["America"]
    assert all(places for places in by_area.values())
    assert "US" not in by_area  # older names of the same places


def test_a_zone_with_another_name_that_is_kept_is_offered_once() -> None:
    assert [zone for zone, _ in time_zones("US/Eastern")][:3] == ["", "UTC", "US/Eastern"]
    assert [zone for zone, _ in time_zones("UTC")][:2] == ["", "UTC"]
    assert time_zones("Europe/London") == time_zones()


def test_a_new_password_is_offered_in_the_language_of_who_receives_it(
    cast: Cast, actor: Acting, client: Client
) -> None:
    """Whoever asks for it, in whatever browser."""
    change(cast, actor("ana"), language="es")
    for name in ("ana", "bo"):
        asked = {"email": cast.users[name].email}
        client.post(reverse("account_reset_password"), asked, headers={"accept-language": "en"})
    to_ana, to_bo = (message.body for message in mail.outbox)
    assert "contraseña" in to_ana
    assert "contraseña" not in to_bo
    assert "password" in to_bo
