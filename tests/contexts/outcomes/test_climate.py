"""A group's climate: for those who lead it, never under three answers, and nothing to be found by subtracting."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from holdspace.kernel.actors import Actor
from holdspace.outcomes.queries import Evening, asked_together, evenings
from holdspace.outcomes.rules.climate import Repair
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.desk.story import circle, held_sessions, measured, scheduled, text_of
from tests.contexts.outcomes.evenings import (
    FALL,
    LEVEL,
    NOT_YET,
    REGAINED,
    climate_url,
    in_training,
    opened_by,
    say,
    status,
    together_url,
    told,
)

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]
Acting = Callable[[str], Actor]

PAGES = (climate_url, together_url)
each_page = pytest.mark.parametrize("page", PAGES, ids=["climate", "together"])
NAMES = re.compile(r"\b(Ana|Bo|Chidi|Ruth|Tomás|Tuesday|Member \d+)\b")


def seen(cast: Cast, by: Actor) -> list[Evening]:
    with acting_as(by):
        return evenings(cast.groups["tuesday"], by)


# who sees it


@each_page
def test_those_who_lead_see_it_and_nobody_else(
    cast: Cast, client_of: Browsers, page: Callable[[Cast], str]
) -> None:
    told(cast, FALL)
    in_training(cast, "tomas")
    found = {
        who: status(client_of(who), page(cast))
        for who in ("ruth", "tomas", "kit", "sam", "ines", "olu", "ana", "dana")
    }
    assert found == {"ruth": 200, "tomas": 200} | dict.fromkeys(
        ("kit", "sam", "ines", "olu", "ana", "dana"), 404
    )


@each_page
def test_a_supervisor_sees_it_with_the_record_open(
    cast: Cast, client_of: Browsers, page: Callable[[Cast], str]
) -> None:
    told(cast, FALL)
    opened_by(cast, "sam")
    assert status(client_of("sam"), page(cast)) == 200


# small cells


def test_under_three_answers_nothing_is_shown(cast: Cast, actor: Acting, client_of: Browsers) -> None:
    told(cast, [(9, 2)])
    [only] = seen(cast, actor("ruth"))
    assert (only.climate, only.said, only.came) == (None, {}, 3)
    assert "Nothing to show yet" in text_of(client_of("ruth"), climate_url(cast))
    assert "Nothing to look at yet" in text_of(client_of("ruth"), together_url(cast))


def test_a_session_under_three_answers_stands_without_numbers_between_others(
    cast: Cast, client_of: Browsers
) -> None:
    told(cast, [LEVEL, (9, 2), LEVEL])
    page = text_of(client_of("ruth"), climate_url(cast))
    assert page.count("fewer than three answers") == 1
    assert re.findall(r'<span class="number">([^<]*)</span>', page) == ["8.0", "± 0.0"] * 2


@each_page
def test_two_looks_cannot_be_subtracted(cast: Cast, client_of: Browsers, page: Callable[[Cast], str]) -> None:
    [session] = told(cast, [(8, 8, 8)], size=6)
    ruth, before = client_of("ruth"), shown(client_of("ruth"), page(cast))
    for _ in range(2):
        say(cast, session, [1])
        assert shown(ruth, page(cast)) == before
    say(cast, session, [1])
    after = shown(ruth, page(cast))
    assert after != before
    assert "4.5" in after  # (3 · 8 + 3 · 1) / 6


def shown(client: Client, url: str) -> str:
    """The main part of a page, without what differs from visit to visit."""
    found = re.search(r"<main.*</main>", text_of(client, url), re.DOTALL)
    assert found is not None
    return found.group()


def test_how_many_answered_counts_in_threes(cast: Cast, actor: Acting) -> None:
    told(cast, [(8, 8, 8, 7, 7)], size=6)
    [only] = seen(cast, actor("ruth"))
    assert only.answered == "3 of 6"


# ruptures


def test_a_fall_is_marked_and_waits_for_the_next_sessions(
    cast: Cast, actor: Acting, client_of: Browsers
) -> None:
    told(cast, FALL)
    *before, low = seen(cast, actor("ruth"))
    assert [each.rupture for each in before] == [None, None, None]
    assert low.rupture is not None
    assert (low.rupture.before, low.rupture.now, low.rupture.repair) == (8.0, 5.0, Repair.OPEN)
    page = text_of(client_of("ruth"), climate_url(cast))
    assert "point-mark open" in page
    assert "the mean fell from 8 to 5, " in page
    assert "The next sessions will show whether it was repaired." in page


@pytest.mark.parametrize(
    ("after", "came_of_it", "words"),
    [
        ([REGAINED], Repair.REPAIRED, "in the next session at least half of the drop was regained"),
        ([NOT_YET, REGAINED], Repair.REPAIRED, "2 sessions later at least half of the drop was regained"),
        ([NOT_YET] * 2, Repair.OPEN, "The next sessions will show"),
        ([NOT_YET] * 3, Repair.NOT_REPAIRED, "in three sessions less than half of the drop was regained"),
    ],
)
def test_the_next_sessions_show_whether_it_was_repaired(
    cast: Cast,
    actor: Acting,
    client_of: Browsers,
    after: list[tuple[int, ...]],
    came_of_it: Repair,
    words: str,
) -> None:
    told(cast, [*FALL, *after])
    low = seen(cast, actor("ruth"))[3].rupture
    assert low is not None
    assert low.repair is came_of_it
    assert words in text_of(client_of("ruth"), climate_url(cast))


def test_people_who_differ_are_told_apart_from_people_who_agree(cast: Cast, client_of: Browsers) -> None:
    told(cast, [(8, 8, 8), (0, 5, 10)])
    page = text_of(client_of("ruth"), climate_url(cast))
    assert "they saw it alike" in page  # SD 0, r_wg 1
    assert "they saw it differently" in page  # variance 25, larger than the 10 of chance: r_wg 0


# the picture for the group itself


def test_the_groups_own_picture_names_nobody_and_no_rupture(cast: Cast, client_of: Browsers) -> None:
    told(cast, [*FALL, REGAINED])
    page = shown(client_of("ruth"), together_url(cast))
    assert not NAMES.search(page)
    assert "a heavier time" in page
    assert "lighter again" in page
    assert not re.search("rupture|repair|low|alert", page)
    assert "What do you recognise?" in page


def test_what_leaders_wrote_never_stands_on_the_groups_picture(cast: Cast, client_of: Browsers) -> None:
    sessions = told(cast, FALL)
    client_of("ruth").post(
        f"/outcomes/sessions/{sessions[-1].pk}/repair/",
        {"happened": "Two left early.", "step": "Ask about the summer.", "version": "0"},
    )
    page = text_of(client_of("ruth"), together_url(cast))
    assert "Two left early." not in page
    assert "Ask about the summer." not in page


# what everybody is asked


def test_instruments_have_the_groups_mean_alone(cast: Cast, actor: Acting, client_of: Browsers) -> None:
    members = circle(cast, 4)
    first, last = held_sessions(cast, 1, members)
    scheduled(cast, "phq-9")
    for member, start, now in zip(members, (12, 14, 16, 3), (9, 8, 10, 3), strict=True):
        measured(cast, member, first, start)
        measured(cast, member, last, now)
    with acting_as(actor("ruth")) as ruth:
        [phq] = asked_together(cast.groups["tuesday"], ruth)
    assert phq.start is not None
    assert phq.now is not None
    assert (phq.start.mean, phq.start.answered) == (14.0, 3)  # the fourth counts from the sixth on
    assert (phq.now.mean, phq.now.answered) == (9.0, 3)
    assert "What everybody is asked" in text_of(client_of("ruth"), climate_url(cast))


def test_an_instrument_that_two_answered_shows_nothing(cast: Cast, actor: Acting) -> None:
    members = circle(cast, 3)
    scheduled(cast, "phq-9")
    for member in members[:2]:
        measured(cast, member, cast.sessions["tuesday_last"], 12)
    with acting_as(actor("ruth")) as ruth:
        [phq] = asked_together(cast.groups["tuesday"], ruth)
    assert (phq.start, phq.now) == (None, None)


def test_a_new_group_is_told_what_will_be_here(cast: Cast, client_of: Browsers) -> None:
    page = text_of(client_of("ruth"), climate_url(cast))
    assert "Nothing to show yet" in page
    assert "This group is asked no questionnaire." in page
