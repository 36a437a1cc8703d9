"""Ana's home, her circle, her record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from holdspace.accounts.models import User
from holdspace.audit.log import record
from holdspace.groups.models import Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.desk.story import agreed, brings, came, circle, full_house, grown, queries_of, text_of

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]
Acting = Callable[[str], Actor]


def home(browsers: Browsers, name: str = "ana") -> str:
    return text_of(browsers(name), reverse("desk:home"))


def started(cast: Cast, ago: timedelta) -> None:
    with acting_as(cast.system):
        begun = clock.now() - ago
        GroupSession.unscoped.filter(pk=cast.sessions["tuesday_next"].pk).update(
            starts_at=begun, ends_at=begun + timedelta(minutes=90)
        )


# home: one thing at a time


def test_first_of_all_the_agreement_is_to_be_signed(cast: Cast, client_of: Browsers) -> None:
    agreed(cast, "bo")
    assert "what your group agreed on" in home(client_of)
    assert "what your group agreed on" not in home(client_of, "bo")


def test_near_a_session_the_check_in_is_asked_for(cast: Cast, client_of: Browsers) -> None:
    page = home(client_of)
    assert "What do you bring to the next session?" in page
    assert reverse("desk:check_in", args=[cast.sessions["tuesday_next"].pk]) in page
    assert "Hello, Ana" in page


def test_who_has_checked_in_is_asked_how_the_last_session_was(cast: Cast, client_of: Browsers) -> None:
    brings(cast, cast.members["ana"], "Words.")
    with acting_as(cast.system), transaction.atomic():
        recent = cast.sessions["tuesday_last"]
        GroupSession.unscoped.filter(pk=recent.pk).update(
            starts_at=clock.now() - timedelta(days=2), ends_at=clock.now() - timedelta(days=2, minutes=-90)
        )
        came(cast, recent, [cast.members["ana"]])
    page = home(client_of)
    assert "How was it to be in the room?" in page
    assert "You have checked in." in page


def test_when_nothing_waits_the_next_session_stands_there(cast: Cast, client_of: Browsers) -> None:
    brings(cast, cast.members["ana"], "Words.")
    page = home(client_of)
    assert "Nothing waits for you" in page
    assert "Blue room" in page


def test_while_the_group_meets_nothing_else_is_asked(cast: Cast, client_of: Browsers) -> None:
    started(cast, timedelta(minutes=5))
    assert "Your group is meeting now" in home(client_of)


def test_times_are_those_of_the_members_own_clock(cast: Cast, client_of: Browsers) -> None:
    moment = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=30)
    with acting_as(cast.system):
        GroupSession.unscoped.filter(pk=cast.sessions["tuesday_next"].pk).update(
            starts_at=moment, ends_at=moment + timedelta(minutes=90)
        )
        User.objects.filter(pk=cast.users["ana"].pk).update(time_zone="Asia/Kathmandu")
    shown = (moment + timedelta(hours=5, minutes=45)).strftime("%H:%M")  # Kathmandu is 5:45 ahead of UTC
    assert shown in home(client_of)
    assert "(+0545)" in home(client_of)


def test_who_has_left_finds_what_stays_in_place_of_a_session(cast: Cast, client_of: Browsers) -> None:
    page = home(client_of, "eve")
    assert "What stays" in page
    assert "No session is planned" not in page
    assert "Tuesday evening" not in page


def test_home_asks_the_same_whatever_the_size_and_the_history(cast: Cast, client_of: Browsers) -> None:
    full_house(cast, 3, 2)
    few = queries_of(client_of("ana"), reverse("desk:home"))
    grown(cast)
    assert queries_of(client_of("ana"), reverse("desk:home")) == few


# my circle


def test_the_circle_has_chosen_names_and_nothing_else_of_anybody(cast: Cast, client_of: Browsers) -> None:
    agreed(cast)
    page = text_of(client_of("ana"), reverse("desk:circle"))
    for shown in ("Ana", "Bo", "Chidi", "he/him", "Ruth Adler", "told to the group", "version 1"):
        assert shown in page
    for hidden in ("Lindqvist", "Eze", "900123", "Noor", "Dana", "Eve"):
        assert hidden not in page
    assert f"/ws/group/{cast.groups['tuesday'].pk}/" in page
    assert "no longer in this group" in page


def test_two_circles_stand_one_after_the_other(cast: Cast, client_of: Browsers) -> None:
    with acting_as(cast.system):
        Membership.unscoped.create(
            practice=cast.practice, group=cast.groups["thursday"], member=cast.members["ana"], seat=9
        )
    page = text_of(client_of("ana"), reverse("desk:circle"))
    assert "Dana" in page
    assert page.count("<hs-live") == 2


def test_a_small_circle_is_still_a_circle_and_a_large_one_too(cast: Cast, client_of: Browsers) -> None:
    assert (
        text_of(client_of("dana"), reverse("desk:circle")).count('data-seat="') == 3
    )  # Kit, Dana, a free place
    circle(cast, 14)
    assert text_of(client_of("ana"), reverse("desk:circle")).count('data-seat="') == 14


def test_without_a_circle_the_page_says_what_will_be_here(cast: Cast, client_of: Browsers) -> None:
    assert "You have no seat in a group yet" in text_of(client_of("eve"), reverse("desk:circle"))


def test_the_circle_asks_the_same_for_twelve(cast: Cast, client_of: Browsers) -> None:
    three = queries_of(client_of("ana"), reverse("desk:circle"))
    circle(cast, 12)
    assert queries_of(client_of("ana"), reverse("desk:circle")) == three


# my record


def test_who_opened_my_record(cast: Cast, actor: Acting, client_of: Browsers) -> None:
    agreed(cast, "ana")
    client_of("ruth").get(reverse("desk:member", args=[cast.members["ana"].pk]))
    page = text_of(client_of("ana"), reverse("desk:record"))
    assert "Ruth Adler" in page
    assert "opened your page" in page
    assert "Agreement of Tuesday evening, version 1" in page
    bo = text_of(client_of("bo"), reverse("desk:record"))
    assert "opened your page" not in bo
    assert "You have not signed anything yet" in bo


def test_what_i_did_myself_is_not_somebody_opening_my_record(cast: Cast, client_of: Browsers) -> None:
    ana = client_of("ana")
    ana.post(
        reverse("desk:check_in", args=[cast.sessions["tuesday_next"].pk]), {"brings": "x", "version": "0"}
    )
    assert "Nobody has opened it yet" in text_of(ana, reverse("desk:record"))


def test_a_supervisor_without_my_group_is_named_too(cast: Cast, actor: Acting, client_of: Browsers) -> None:
    with acting_as(actor("sam")), transaction.atomic():
        record("notes.read", by=actor("sam"), about=[cast.members["ana"].pk])
    page = text_of(client_of("ana"), reverse("desk:record"))
    assert "Sam Okafor" in page
    assert "read notes about you" in page


def test_a_long_record_is_read_page_by_page(cast: Cast, actor: Acting, client_of: Browsers) -> None:
    with acting_as(actor("ruth")), transaction.atomic():
        for _ in range(45):
            record("notes.read", by=actor("ruth"), about=[cast.members["ana"].pk])
    ana, seen, before = client_of("ana"), [], None
    for _ in range(3):
        page = ana.get(reverse("desk:record"), {"before": before} if before else {})
        seen.append(page.content.decode().count("read notes about you"))
        before = page.context["record"].older
    assert seen == [20, 20, 5]
    assert before is None
    for odd in ("0", "99", "x", "-1", "9" * 30, "²"):
        assert ana.get(reverse("desk:record"), {"before": odd}).status_code == 200


@pytest.mark.parametrize("page", ["home", "circle", "record"])
def test_members_pages_are_for_members(cast: Cast, client_of: Browsers, page: str) -> None:
    assert client_of("ruth").get(reverse(f"desk:{page}")).status_code == 404
    assert Client().get(reverse(f"desk:{page}")).status_code == 302


def test_titles_and_addresses_name_nobody(cast: Cast, client_of: Browsers) -> None:
    ana = client_of("ana")
    for name in ("home", "circle", "record"):
        title = text_of(ana, reverse(f"desk:{name}")).split("<title>")[1].split("</title>")[0]
        assert "Ana" not in title
        assert "Tuesday" not in title
