"""Finn joins Tuesdays: the circle is told, Bo is asked to sit with him, his first three sessions are marked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.circle.actions.rhythm import give_roles
from holdspace.circle.queries.roles import turns
from holdspace.circle.rules.rotation import Role
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing, Refused
from holdspace.preparation.actions.preparing import let_name_be_told
from holdspace.preparation.actions.welcoming import answer_buddy, ask_buddy, take_back_ask, tell_from
from holdspace.preparation.models import BuddyAsk
from holdspace.preparation.queries.newcomers import newcomers_at
from holdspace.sessions.models import GroupSession
from tests.cast import Cast
from tests.contexts.circle.tuesdays import as_
from tests.contexts.desk.story import text_of
from tests.contexts.preparation.newcomer import admitted, after, asked, hoped, met

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]
SOMEBODY = "Somebody new joins your circle on"


def say(cast: Cast, ask: BuddyAsk, name: str, *, yes: bool) -> BuddyAsk:
    with as_(cast, name) as who:
        return answer_buddy(ask=ask, yes=yes, by=who)


def named(cast: Cast) -> None:
    with as_(cast, "finn") as finn:
        let_name_be_told(group=cast.groups["tuesday"], named=True, by=finn)


def new_at(cast: Cast, session: GroupSession) -> list[int]:
    with as_(cast, "ruth"):
        return list(newcomers_at(session).values())


def test_the_circle_is_told_that_somebody_joins_and_by_name_once_he_agreed(
    cast: Cast, client_of: Browsers
) -> None:
    admitted(cast)
    for address in ("/home/", "/circle/"):
        page = text_of(client_of("ana"), address)
        assert SOMEBODY in page
        assert "Finn" not in page
    named(cast)
    assert "Finn joins your circle on" in text_of(client_of("ana"), "/home/")
    assert "Finn" in text_of(client_of("ana"), "/circle/")
    assert "joins your circle" not in text_of(client_of("dana"), "/home/")
    assert "joins your circle" not in text_of(client_of("finn"), "/home/")


def test_before_the_day_that_ruth_chose_nothing_is_seen_of_him(cast: Cast, client_of: Browsers) -> None:
    finn, day = admitted(cast), clock.today("Europe/London") + timedelta(days=1)
    with as_(cast, "ruth") as ruth:
        tell_from(group=cast.groups["tuesday"], member_id=finn.pk, day=day, by=ruth)
    for address in ("/home/", "/circle/"):
        page = text_of(client_of("ana"), address)
        assert "joins your circle" not in page
        assert "Somebody new" not in page
    assert "Finn" in text_of(client_of("finn"), "/circle/")


def test_after_his_first_session_nobody_joins_any_more(cast: Cast, client_of: Browsers) -> None:
    admitted(cast)
    with after(met(cast, 0, "ana", "bo", "chidi", "finn")):
        assert "joins your circle" not in text_of(client_of("ana"), "/home/")
        assert "Finn" in text_of(client_of("ana"), "/circle/")


def test_three_sessions_are_marked_for_the_leaders_alone(cast: Cast, client_of: Browsers) -> None:
    admitted(cast)
    marks = []
    for week in range(4):
        session = met(cast, week, "ana", "bo", "chidi", "finn")
        marks.append(new_at(cast, session))
    assert marks == [[1], [2], [3], []]
    assert new_at(cast, cast.sessions["tuesday_last"]) == [1]  # nobody came before it


def test_a_session_that_he_missed_is_none_of_the_three(cast: Cast) -> None:
    admitted(cast)
    met(cast, 0, "ana", absent=("finn",), reason="ill")
    assert new_at(cast, met(cast, 1, "ana", "finn")) == [1]


def test_brief_and_session_say_it_and_lead_to_what_he_shared(cast: Cast, client_of: Browsers) -> None:
    finn, session = admitted(cast), cast.sessions["tuesday_next"]
    hopes = reverse("preparation:read_hopes", args=[cast.groups["tuesday"].pk, finn.pk])
    brief = text_of(client_of("ruth"), reverse("desk:brief", args=[session.pk]))
    assert "<strong>Finn</strong> comes for the first time." in brief
    assert hopes not in brief
    hoped(cast, "To be heard.")
    brief = text_of(client_of("ruth"), reverse("desk:brief", args=[session.pk]))
    assert hopes in brief
    assert "To be heard." not in brief
    assert "comes for the first time" in text_of(
        client_of("ruth"), reverse("live:session", args=[session.pk])
    )
    assert "comes for the first time" not in text_of(client_of("ana"), "/circle/")


def test_bo_is_asked_alone_and_answers(cast: Cast, client_of: Browsers) -> None:
    admitted(cast)
    ask = asked(cast)
    assert "Would you sit with somebody who is new?" in text_of(client_of("bo"), "/home/")
    for name in ("ana", "finn"):
        assert "Would you sit with" not in text_of(client_of(name), "/home/")
    assert say(cast, ask, "bo", yes=True).answer == "yes"
    assert "You sit with somebody who is new." in text_of(client_of("bo"), "/home/")
    page = text_of(client_of("ruth"), reverse("preparation:newcomers", args=[cast.groups["tuesday"].pk]))
    assert "Bo sits with them." in page


def test_nobody_answers_for_somebody_else(cast: Cast) -> None:
    admitted(cast)
    ask = asked(cast)
    for name in ("ana", "finn", "ruth", "dana"):
        with pytest.raises(Missing):
            say(cast, ask, name, yes=True)


def test_after_a_no_somebody_else_is_asked_and_bo_stands_in_nobodys_way(cast: Cast) -> None:
    admitted(cast)
    first = asked(cast)
    with pytest.raises(Refused):
        asked(cast, "ana")  # while the first question stands
    assert asked(cast).pk == first.pk
    say(cast, first, "bo", yes=False)
    second = asked(cast, "ana")
    with pytest.raises(Refused):
        say(cast, first, "bo", yes=True)
    assert say(cast, second, "ana", yes=True).answer == "yes"


def test_taken_back_there_is_nothing_to_answer(cast: Cast) -> None:
    admitted(cast)
    ask = asked(cast)
    with as_(cast, "ruth") as ruth:
        take_back_ask(ask=ask, by=ruth)
    with pytest.raises(Refused):
        say(cast, ask, "bo", yes=True)


def test_who_may_ask_and_who_may_be_asked(cast: Cast) -> None:
    finn, group = admitted(cast), cast.groups["tuesday"]
    bo, dana = cast.members["bo"].pk, cast.members["dana"].pk
    for name in ("kit", "ines", "ana"):
        with as_(cast, name) as who, pytest.raises(Missing):
            ask_buddy(group=group, giver_id=bo, receiver_id=finn.pk, by=who)
    with as_(cast, "ruth") as ruth, pytest.raises(Missing):
        ask_buddy(group=group, giver_id=dana, receiver_id=finn.pk, by=ruth)
    with as_(cast, "ruth") as ruth, pytest.raises(Refused):
        ask_buddy(group=group, giver_id=finn.pk, receiver_id=finn.pk, by=ruth)


def test_finn_is_told_who_sits_with_him_when_his_first_session_is_near(
    cast: Cast, client_of: Browsers
) -> None:
    line = "Bo sits with you on your first evenings."
    begins = cast.sessions["tuesday_next"].starts_at
    with clock.held_at(begins - timedelta(hours=3)):
        admitted(cast)
        say(cast, asked(cast), "bo", yes=True)
        assert line not in text_of(client_of("finn"), "/home/")
    with clock.held_at(begins - timedelta(hours=1)):
        assert line in text_of(client_of("finn"), "/home/")
        assert line not in text_of(client_of("ana"), "/home/")


def test_whoever_said_yes_is_the_buddy_of_the_roles(cast: Cast) -> None:
    """One truth: the roles do not say otherwise, also where another one had been given."""
    admitted(cast)
    with as_(cast, "ruth") as ruth:
        chidi = cast.members["chidi"].pk
        give_roles(session=cast.sessions["tuesday_next"], roles={Role.BUDDY: chidi}, by=ruth)
    say(cast, asked(cast), "bo", yes=True)
    with as_(cast, "ruth") as ruth:
        found = turns(ruth, cast.groups["tuesday"])
        assert found is not None
        [buddy] = [turn for turn in found.turns if turn.role is Role.BUDDY]
        assert (buddy.name, buddy.settled) == ("Bo", True)


def test_where_all_began_together_nobody_is_marked(cast: Cast, client_of: Browsers) -> None:
    assert new_at(cast, cast.sessions["tuesday_next"]) == []
    assert "joins your circle" not in text_of(client_of("ana"), "/home/")


def test_the_day_is_kept_by_the_page_and_a_wrong_one_changes_nothing(cast: Cast, client_of: Browsers) -> None:
    finn, group, ruth = admitted(cast), cast.groups["tuesday"].pk, client_of("ruth")
    address = reverse("preparation:told_from", args=[group, finn.pk])
    assert ruth.post(address, {"told_from": "2026-12-24"}).status_code == 302
    assert ruth.post(address, {"told_from": "soon"}).status_code == 302
    page = text_of(ruth, reverse("preparation:newcomers", args=[group]))
    assert 'value="2026-12-24"' in page
