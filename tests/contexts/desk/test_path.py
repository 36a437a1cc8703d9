"""Ana's path joins what the rooms know of her, and she takes it along."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.grown import Grown, grow
from holdspace.audit.models import Entry
from holdspace.kernel import clock
from holdspace.outcomes.actions import Worded, change_goal, rate_goals, write_goal
from tests.cast import Cast, signed_in_client
from tests.contexts.desk.story import absent, brings, held_sessions, measured, text_of
from tests.contexts.intake.listed import as_

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]
MINE, FILE, PAPER = "desk:path", "desk:path_file", "desk:path_paper"


def lived(cast: Cast) -> None:
    """Three sessions, of which Ana missed one; a goal, said anew and looked at; a form."""
    ana = cast.members["ana"]
    held_sessions(cast, 2, [ana])
    absent(cast, cast.sessions["tuesday_last"], "ana")
    brings(cast, ana, "I rang my sister.", openness=4)
    measured(cast, ana, cast.sessions["tuesday_last"], 18)
    with as_(cast.actor("ruth")) as ruth:
        worded = Worded("To say one true thing.", "Twice a month.", steps={1: "Most weeks."})
        goal = write_goal(member=ana, group=cast.groups["tuesday"], worded=worded, by=ruth)
        worded = Worded("To say two true things.", "Twice a month.", steps={1: "Most weeks."})
        change_goal(goal=goal, worded=worded, version=1, by=ruth)
        rate_goals(member=ana, group=cast.groups["tuesday"], levels={goal.pk: 1}, by=ruth)


def test_how_often_and_since_when(cast: Cast, client_of: Browsers) -> None:
    lived(cast)
    since = cast.sessions["tuesday_last"].starts_at - timedelta(weeks=2)
    page = text_of(client_of("ana"), reverse(MINE))
    assert f"2 sessions since {since:%-d %B %Y}" in page


def test_goals_are_in_her_words_with_what_stood_before(cast: Cast, client_of: Browsers) -> None:
    lived(cast)
    page = text_of(client_of("ana"), reverse(MINE))
    for words in ("To say two true things.", "Most weeks.", "more than expected", "To say one true thing."):
        assert words in page


def test_she_takes_it_along_as_a_file(cast: Cast, client_of: Browsers) -> None:
    lived(cast)
    answer = client_of("ana").get(reverse(FILE))
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="export-{clock.today("Europe/London"):%Y-%m-%d}.json"'
    )
    path = json.loads(answer.content)
    assert path["sessions"][0]["words"].startswith("2 sessions since")
    assert [row["words"] for row in path["openness"]] == ["4 of 5"]
    (goal,) = path["goals"]
    assert goal["words"] == "To say two true things."
    assert [row["words"] for row in goal["before"]] == ["To say one true thing."]
    assert ["more than expected", "Most weeks."] in goal["levels"]
    for name in ("Bo", "Chidi", "Ruth", "Ana", "Tuesday"):
        assert name not in answer.content.decode()


def test_and_on_paper(cast: Cast, client_of: Browsers) -> None:
    lived(cast)
    answer = client_of("ana").get(reverse(PAPER))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "export-" in answer.headers["Content-Disposition"]
    assert b"pdfuaid" in answer.content


def test_taking_it_along_is_recorded_and_looking_is_not(cast: Cast, client_of: Browsers) -> None:
    ana = client_of("ana")
    ana.get(reverse(MINE))
    assert not Entry.objects.filter(act="desk.path_taken").exists()
    ana.get(reverse(FILE))
    assert Entry.objects.filter(act="desk.path_taken").count() == 1


@pytest.mark.parametrize("who", ["ruth", "sam", "ines", "olu"])
@pytest.mark.parametrize("address", [MINE, FILE, PAPER])
def test_nobody_of_the_staff_has_one(client_of: Browsers, who: str, address: str) -> None:
    assert client_of(who).get(reverse(address)).status_code == 404


def asked(grown: Grown, address: str) -> int:
    client = signed_in_client(grown.member)
    assert client.get(reverse(address)).status_code == 200
    with CaptureQueriesContext(connection) as found:
        client.get(reverse(address))
    return len(found)


def test_three_years_cost_as_many_questions_as_three_sessions() -> None:
    small, large = grow("small", members=3, sessions=3), grow("large", members=8, sessions=156)
    for address in (MINE, FILE):
        assert asked(small, address) == asked(large, address)
