"""Ana looks at how it was for her: her own openness, her own answers, in plain words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from holdspace.audit.models import Entry
from holdspace.measures.models import Administration
from holdspace.sessions.models import CheckIn
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.desk.story import brings, held_sessions, measured, queries_of, text_of

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]
JARGON = ("reliab", "cut-off", "moderately severe", "clinical", "sudden gain", "deteriorat", "recovered")


def mine() -> str:
    return reverse("desk:path")


def checked_in(cast: Cast, name: str, *openness: int | None, share: str = "therapists") -> None:
    sessions = held_sessions(cast, len(openness) - 1, [])
    with acting_as(cast.system), transaction.atomic():
        for session, said in zip(sessions, openness, strict=True):
            CheckIn.unscoped.create(
                practice=cast.practice,
                session=session,
                member=cast.members[name],
                brings="My words.",
                openness=said,
                share=share,
            )


def test_ana_sees_her_openness_kept_back_or_shared(cast: Cast, client_of: Browsers) -> None:
    checked_in(cast, "ana", 2, None, 4, share="nobody")
    page = text_of(client_of("ana"), mine())
    assert "How open you wanted to be" in page
    assert "2 of 5" in page
    assert "4 of 5" in page
    assert "My words." not in page


def test_her_answers_are_said_in_plain_words(cast: Cast, client_of: Browsers) -> None:
    ana = cast.members["ana"]
    for session, total in zip(held_sessions(cast, 2, [ana]), (18, 15, 9), strict=True):
        measured(cast, ana, session, total)
    page = text_of(client_of("ana"), mine())
    assert "It has become better since the first time" in page
    assert not [word for word in JARGON if word in page.lower()]


def test_worse_is_said_with_a_way_on(cast: Cast, client_of: Browsers) -> None:
    ana = cast.members["ana"]
    for session, total in zip(held_sessions(cast, 1, [ana]), (8, 14), strict=True):
        measured(cast, ana, session, total)
    page = text_of(client_of("ana"), mine())
    assert "It has become harder since the first time" in page
    assert "bring this to your next session" in page
    assert reverse("safety:not_safe") in page


def test_one_answer_is_no_change(cast: Cast, client_of: Browsers) -> None:
    measured(cast, cast.members["ana"], cast.sessions["tuesday_last"], 9)
    assert "You have answered this once." in text_of(client_of("ana"), mine())


def test_changed_questions_are_not_compared(cast: Cast, client_of: Browsers) -> None:
    measured(cast, cast.members["ana"], cast.sessions["tuesday_last"], 19)
    with acting_as(cast.system):
        Administration.unscoped.update(version="0")
    measured(cast, cast.members["ana"], cast.sessions["tuesday_next"], 4)
    page = text_of(client_of("ana"), mine())
    assert "The questions have changed since." in page
    assert "You have answered this once." in page


def test_an_empty_path_says_what_will_be_here(cast: Cast, client_of: Browsers) -> None:
    assert "Nothing to look at yet" in text_of(client_of("ana"), mine())


def test_nobody_elses_is_ever_here(cast: Cast, client_of: Browsers) -> None:
    checked_in(cast, "bo", 5, 5)
    measured(cast, cast.members["bo"], cast.sessions["tuesday_last"], 18)
    page = text_of(client_of("ana"), mine())
    assert "Nothing to look at yet" in page
    assert "18" not in page.split("<main")[1].split("</main>")[0]


def test_a_reason_that_leaders_wrote_is_not_here(cast: Cast, client_of: Browsers) -> None:
    ana = cast.members["ana"]
    for session, total in zip(held_sessions(cast, 1, [ana]), (8, 14), strict=True):
        measured(cast, ana, session, total)
    assert "look again" not in text_of(client_of("ana"), mine())


@pytest.mark.parametrize("who", ["ruth", "sam", "ines", "olu"])
def test_the_page_is_for_members(cast: Cast, client_of: Browsers, who: str) -> None:
    assert client_of(who).get(mine()).status_code == 404


def test_looking_at_oneself_is_recorded_nowhere(cast: Cast, client_of: Browsers) -> None:
    measured(cast, cast.members["ana"], cast.sessions["tuesday_last"], 9)
    before = Entry.objects.count()
    client_of("ana").get(mine())
    assert Entry.objects.count() == before


def test_home_and_record_lead_there(cast: Cast, client_of: Browsers) -> None:
    for name in ("desk:home", "desk:record"):
        assert mine() in text_of(client_of("ana"), reverse(name))


def test_the_old_address_leads_on(cast: Cast, client_of: Browsers) -> None:
    answer = client_of("ana").get(reverse("outcomes:my_path"))
    assert answer.headers["Location"] == mine()
    assert client_of("ruth").get(reverse("outcomes:my_path")).status_code == 404


def test_it_asks_the_same_whatever_the_history(cast: Cast, client_of: Browsers) -> None:
    ana = cast.members["ana"]
    brings(cast, ana, "Words.")
    measured(cast, ana, cast.sessions["tuesday_next"], 9)
    few = queries_of(client_of("ana"), mine())
    for session in held_sessions(cast, 20, [ana]):
        measured(cast, ana, session, 9)
    assert queries_of(client_of("ana"), mine()) == few
