"""A private calendar address: what it shows, what it never says, and how it is switched off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar, Event

from holdspace.correspondence import actions, queries
from holdspace.correspondence.models import CalendarFeed
from holdspace.groups import actions as group_actions
from holdspace.groups.models import Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import ANONYMOUS, Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.sessions import actions as session_actions
from holdspace.vault.scope import acting_as
from tests.cast import LONG_AGO, Cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]


def address(actor: Acting, who: str) -> str:
    with acting_as(actor(who)) as somebody:
        return reverse("correspondence:feed", args=[actions.open_feed(by=somebody)])


def events(path: str) -> list[Event]:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_member_sees_the_times_of_their_circle_and_neutral_words(cast: Cast, actor: Acting) -> None:
    path = address(actor, "ana")
    found = events(path)
    own = [cast.sessions["tuesday_last"], cast.sessions["tuesday_next"]]
    assert [event["DTSTART"].dt for event in found] == [session.starts_at for session in own]
    assert [event["DTEND"].dt for event in found] == [session.ends_at for session in own]
    assert {str(event["SUMMARY"]) for event in found} == {cast.practice.neutral_subject}
    text = Client().get(path).content.decode()
    for secret in ("Tuesday", "Ruth", "Ana", "Harbour", "Blue room", "LOCATION", "therap", "group"):
        assert secret not in text


@pytest.mark.parametrize(
    ("who", "starts"),
    [
        ("ruth", ["tuesday_last", "tuesday_next"]),
        ("kit", ["thursday_last", "thursday_next"]),
        ("ines", []),
        ("eve", []),
    ],
)
def test_everybody_sees_their_own(cast: Cast, actor: Acting, who: str, starts: list[str]) -> None:
    assert [event["DTSTART"].dt for event in events(address(actor, who))] == [
        cast.sessions[name].starts_at for name in starts
    ]


def test_a_cancelled_session_is_cancelled_there_under_the_same_uid(cast: Cast, actor: Acting) -> None:
    path = address(actor, "ana")
    before = {event["DTSTART"].dt: event["UID"] for event in events(path)}
    with acting_as(actor("ruth")) as ruth:
        session_actions.cancel_session(session=cast.sessions["tuesday_next"], reason="Ill", by=ruth)
    after = {event["UID"]: str(event["STATUS"]) for event in events(path)}
    assert after[before[cast.sessions["tuesday_next"].starts_at]] == "CANCELLED"
    assert after[before[cast.sessions["tuesday_last"].starts_at]] == "CONFIRMED"


def test_two_calendars_do_not_tell_that_their_owners_meet(cast: Cast, actor: Acting) -> None:
    anas, bos = ({str(event["UID"]) for event in events(address(actor, who))} for who in ("ana", "bo"))
    assert not anas & bos


def test_a_calendar_is_kept_nowhere_on_the_way(cast: Cast, actor: Acting) -> None:
    answer = Client().get(address(actor, "ana"))
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "sessionid" not in answer.cookies
    assert not answer.cookies


def test_an_unknown_and_a_revoked_address_answer_alike(cast: Cast, actor: Acting) -> None:
    path = address(actor, "ana")
    with acting_as(actor("ana")) as ana:
        [feed] = queries.feeds_of(ana)
        actions.revoke_feed(feed=feed, by=ana)
        actions.revoke_feed(feed=feed, by=ana)  # twice changes nothing
    revoked, unknown = Client().get(path), Client().get(reverse("correspondence:feed", args=["x" * 43]))
    assert (revoked.status_code, unknown.status_code) == (404, 404)
    assert _without_nonce(revoked.content) == _without_nonce(unknown.content)


def test_whoever_has_left_sees_nothing_more(cast: Cast, actor: Acting) -> None:
    path = address(actor, "ana")
    with acting_as(actor("ruth")) as ruth:
        spell = Membership.unscoped.get(member=cast.members["ana"])
        group_actions.end_membership(membership=spell, ending="left", by=ruth)
    assert events(path) == []


def test_an_account_that_was_switched_off_has_no_calendar(cast: Cast, actor: Acting) -> None:
    path = address(actor, "ana")
    cast.users["ana"].is_active = False
    cast.users["ana"].save()
    assert Client().get(path).status_code == 404


def test_only_the_hash_of_a_token_is_kept(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ana")) as ana:
        token = actions.open_feed(by=ana)
        row = CalendarFeed.visible_to(ana).get()
    assert token not in (row.token_hash, str(row.pk))
    assert len(token) == 43  # 256 bits in base 64


def test_five_addresses_are_enough_and_strangers_have_none(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ana")) as ana:
        for _ in range(5):
            actions.open_feed(by=ana)
        with pytest.raises(Refused, match="five"):
            actions.open_feed(by=ana)
        [feed, *_] = queries.feeds_of(ana)
    with pytest.raises(Missing):
        actions.open_feed(by=ANONYMOUS)
    with acting_as(actor("bo")) as bo, pytest.raises(Missing):
        actions.revoke_feed(feed=feed, by=bo)


def test_what_lies_far_back_is_left_out(cast: Cast, actor: Acting) -> None:
    path = address(actor, "ana")
    with clock.held_at(clock.now() + timedelta(weeks=20)):
        assert events(path) == []
    assert cast.sessions["tuesday_last"].starts_at > LONG_AGO


def _without_nonce(body: bytes) -> bytes:
    import re

    return re.sub(rb'nonce="[^"]*"|value="[^"]*"', b"", body)


def test_no_log_holds_an_address(cast: Cast, actor: Acting, caplog: pytest.LogCaptureFixture) -> None:
    path = address(actor, "ana")
    client = Client(enforce_csrf_checks=True)
    assert client.post(path).status_code == 405
    assert client.get(reverse("correspondence:feed", args=["unknown"])).status_code == 404
    assert "/calendar/" not in caplog.text


# the page


def test_an_address_is_shown_once_and_switched_off(cast: Cast, client_of: Callable[[str], Client]) -> None:
    ana = client_of("ana")
    assert b"No address yet" in ana.get(reverse("correspondence:feeds")).content
    page = ana.post(reverse("correspondence:open_feed")).content.decode()
    path = page.split("http://testserver", 1)[1].split("<", 1)[0]
    assert len(events(path)) == 2
    assert path not in ana.get(reverse("correspondence:feeds")).content.decode()
    with acting_as(cast.system):
        feed = CalendarFeed.unscoped.get()
    assert client_of("bo").post(reverse("correspondence:revoke_feed", args=[feed.pk])).status_code == 404
    assert ana.post(reverse("correspondence:revoke_feed", args=[feed.pk])).status_code == 302
    assert Client().get(path).status_code == 404


def test_a_sixth_address_is_refused_on_the_page(cast: Cast, client_of: Callable[[str], Client]) -> None:
    ana = client_of("ana")
    codes = [ana.post(reverse("correspondence:open_feed")).status_code for _ in range(6)]
    assert codes == [200, 200, 200, 200, 200, 422]
