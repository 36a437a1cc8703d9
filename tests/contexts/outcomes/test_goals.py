"""Ana and Ruth agree on goals, and look together at how far Ana came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from holdspace.audit.models import Entry
from holdspace.kernel import clock
from holdspace.kernel.ids import new_id
from holdspace.kernel.refusals import Missing, Refused
from holdspace.outcomes.actions import (
    Worded,
    agree_time,
    change_goal,
    put_goal_away,
    rate_goals,
    write_goal,
)
from holdspace.outcomes.models import Attainment, Goal
from holdspace.outcomes.queries import goals_due, goals_of
from holdspace.outcomes.rules.goal_times import Agreed
from tests.cast import Cast
from tests.contexts.desk.story import text_of
from tests.contexts.intake.listed import as_

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]
WORDS = "To say one true thing in every session."
EXPECTED = "She does it twice a month, by Easter."


def written(cast: Cast, words: str = WORDS, *, weight: int = 1, who: str = "ruth", **more: Any) -> Goal:
    with as_(cast.actor(who)) as by:
        return write_goal(
            member=cast.members["ana"],
            group=cast.groups["tuesday"],
            worded=Worded(words, EXPECTED, weight, **more),
            by=by,
        )


def rated(cast: Cast, levels: dict[Goal, int], who: str = "ruth") -> Attainment:
    with as_(cast.actor(who)) as by:
        given = {goal.pk: level for goal, level in levels.items()}
        return rate_goals(member=cast.members["ana"], group=cast.groups["tuesday"], levels=given, by=by)


def totals(cast: Cast) -> list[float]:
    with as_(cast.actor("ruth")) as ruth:
        found = goals_of(ruth, cast.members["ana"], cast.groups["tuesday"])
        return [round(point.value, 2) for point in found.points]


def page_of(cast: Cast) -> str:
    return reverse("outcomes:goals", args=[cast.groups["tuesday"].pk, cast.members["ana"].pk])


def rate_page(cast: Cast) -> str:
    return reverse("outcomes:rate_goals", args=[cast.groups["tuesday"].pk, cast.members["ana"].pk])


def acts(cast: Cast) -> list[str]:
    with as_(cast.system):
        rows = Entry.objects.filter(act__startswith="outcomes.goal").exclude(act="outcomes.goals_read")
        return list(rows.order_by("seq").values_list("act", flat=True))


def test_a_goal_is_agreed_rated_and_put_away(cast: Cast, client_of: Browsers) -> None:
    ruth = client_of("ruth")
    assert page_of(cast) in text_of(ruth, reverse("outcomes:path", args=[cast.members["ana"].pk]))
    assert "The first goal" in text_of(ruth, page_of(cast))
    sent = {"words": WORDS, "expected": EXPECTED, "weight": "1"}
    page = ruth.post(page_of(cast), sent, follow=True).content.decode()
    assert "Not rated yet." in page
    with as_(cast.system):
        goal = Goal.unscoped.get()
    page = ruth.post(rate_page(cast), {f"goal-{goal.pk}": "1"}, follow=True).content.decode()
    assert "more than expected" in page
    assert 'class="trajectory' in page
    away = reverse("outcomes:put_goal_away", args=[goal.pk])
    assert WORDS in text_of(ruth, away)
    page = ruth.post(away, follow=True).content.decode()
    assert "The first goal" in page
    assert WORDS in page  # among those put away
    assert acts(cast) == ["outcomes.goal_written", "outcomes.goals_rated", "outcomes.goal_put_away"]


def test_three_alike_each_one_better_are_63_69(cast: Cast) -> None:
    goals = [written(cast, f"Goal {number}") for number in range(3)]
    rated(cast, dict.fromkeys(goals, 1))
    assert totals(cast) == [63.69]  # 50 + 30 / √(0.7·3 + 0.3·9) = 50 + 30 / √4.8


def test_what_weighs_more_counts_more(cast: Cast) -> None:
    heavy, light = written(cast, "Heavy", weight=3), written(cast, "Light")
    rated(cast, {heavy: 1, light: -1})
    assert totals(cast) == [55.82]  # 50 + 10·(3 - 1) / √(0.7·(9 + 1) + 0.3·(3 + 1)²) = 50 + 20 / √11.8


def test_rated_again_on_the_same_day_it_replaces_what_was_said(cast: Cast) -> None:
    goal = written(cast)
    rated(cast, {goal: -1})
    rated(cast, {goal: 0}, who="tomas")
    assert totals(cast) == [50.0]
    with clock.held_at(clock.now() + timedelta(days=2)):
        rated(cast, {goal: 2})
    assert totals(cast) == [50.0, 70.0]


def test_what_was_put_away_still_counts_in_what_was_reached(cast: Cast) -> None:
    goal = written(cast)
    rated(cast, {goal: 1})
    with as_(cast.actor("ruth")) as ruth:
        put_goal_away(goal=goal, by=ruth)
        put_goal_away(goal=goal, by=ruth)
    assert totals(cast) == [60.0]
    with pytest.raises(Missing):
        rated(cast, {goal: 0})
    assert acts(cast).count("outcomes.goal_put_away") == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"words": "  "}, "This field is required."),
        ({"expected": ""}, "This field is required."),
        ({"weight": "6"}, "less than or equal to 5"),
        ({"weight": "many"}, "Enter a whole number."),
        ({"words": "long " * 101}, "at most 500 characters"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_a_sentence(
    cast: Cast, client_of: Browsers, changed: dict[str, str], sentence: str
) -> None:
    sent = {"words": WORDS, "expected": EXPECTED, "weight": "1"} | changed
    answer = client_of("ruth").post(page_of(cast), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert EXPECTED in page or WORDS in page
    assert acts(cast) == []


def test_the_action_itself_refuses(cast: Cast) -> None:
    for words, expected, weight, field in (
        (" ", EXPECTED, 1, "words"),
        (WORDS, "", 1, "expected"),
        (WORDS, EXPECTED, 0, "weight"),
        ("x" * 501, EXPECTED, 1, "words"),
    ):
        with as_(cast.actor("ruth")) as ruth, pytest.raises(Refused) as refused:
            write_goal(
                member=cast.members["ana"],
                group=cast.groups["tuesday"],
                worded=Worded(words, expected, weight),
                by=ruth,
            )
        assert set(refused.value.fields) == {field}
    goal = written(cast)
    for levels in ({}, {goal: 3}):
        with pytest.raises(Refused):
            rated(cast, levels)
    for _ in range(7):
        written(cast)
    with pytest.raises(Refused, match="8 goals already"):
        written(cast)


def test_nothing_rated_and_no_level_are_refused(cast: Cast, client_of: Browsers) -> None:
    goal, ruth = written(cast), client_of("ruth")
    for sent in ({}, {f"goal-{goal.pk}": ""}, {f"goal-{goal.pk}": "3"}):
        assert ruth.post(rate_page(cast), sent).status_code == 422
    assert totals(cast) == []


@pytest.mark.parametrize("who", ["kit", "ines", "olu", "sam", "ana", "dana"])
def test_for_everybody_else_it_does_not_exist(cast: Cast, client_of: Browsers, who: str) -> None:
    goal, browser = written(cast), client_of(who)
    away = reverse("outcomes:put_goal_away", args=[goal.pk])
    sent = {"words": WORDS, "expected": EXPECTED, "weight": "1"}
    answers = (
        browser.get(page_of(cast)),
        browser.post(page_of(cast), sent),
        browser.post(rate_page(cast), {f"goal-{goal.pk}": "1"}),
        browser.get(away),
        browser.post(away),
    )
    assert {answer.status_code for answer in answers} == {404}
    assert acts(cast) == ["outcomes.goal_written"]
    with as_(cast.actor(who)) as actor:
        for act in (
            lambda: rate_goals(
                member=cast.members["ana"], group=cast.groups["tuesday"], levels={goal.pk: 1}, by=actor
            ),
            lambda: put_goal_away(goal=goal, by=actor),
        ):
            with pytest.raises(Missing):
                act()


def test_a_goal_of_somebody_else_cannot_be_rated(cast: Cast) -> None:
    written(cast)
    with as_(cast.actor("ruth")) as ruth, pytest.raises(Missing):
        rate_goals(member=cast.members["ana"], group=cast.groups["tuesday"], levels={new_id(): 1}, by=ruth)


def test_ana_reads_her_own_goals_and_nobody_elses(cast: Cast, client_of: Browsers) -> None:
    goal = written(cast)
    rated(cast, {goal: 0})
    page = text_of(client_of("ana"), reverse("desk:path"))
    assert WORDS in page
    assert EXPECTED in page
    assert "as expected" in page
    others = [name for name in cast.members if name != "ana" and name in cast.users]
    for name in others:
        answer = client_of(name).get(reverse("desk:path"))
        assert WORDS not in answer.content.decode()


def test_the_page_asks_as_often_for_many_goals_as_for_one(cast: Cast, client_of: Browsers) -> None:
    ruth = client_of("ruth")

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert ruth.get(page_of(cast)).status_code == 200
        return len(captured)

    rated(cast, {written(cast): 1})
    statements()
    few = statements()
    goals = {written(cast, f"Goal {number}"): 0 for number in range(6)}
    for day in range(1, 5):
        with clock.held_at(clock.now() + timedelta(days=day)):
            rated(cast, goals)
    assert statements() == few


# said anew


STEPS = {2: "Every session.", 1: "Three times a month.", -1: "Once.", -2: "Never."}


def said_anew(cast: Cast, goal: Goal, words: str, *, version: int, who: str = "ruth", **more: Any) -> Goal:
    with as_(cast.actor(who)) as by:
        return change_goal(goal=goal, worded=Worded(words, EXPECTED, **more), version=version, by=by)


def test_a_goal_is_changed_and_how_it_stood_before_stays(cast: Cast, client_of: Browsers) -> None:
    goal = written(cast, steps=STEPS, practices=["a-small-no"])
    rated(cast, {goal: 1})
    ruth, address = client_of("ruth"), reverse("outcomes:change_goal", args=[goal.pk])
    assert "Three times a month." in text_of(ruth, address)
    sent = {"words": "To say two true things.", "expected": EXPECTED, "weight": "1", "more": "Most weeks."}
    page = ruth.post(address, sent | {"version": "1"}, follow=True).content.decode()
    for words in ("To say two true things.", "Most weeks.", WORDS, "Three times a month.", "Ruth Adler"):
        assert words in page
    assert totals(cast) == [60.0]
    assert acts(cast)[-1] == "outcomes.goal_changed"
    mine = text_of(client_of("ana"), reverse("desk:path"))
    assert "To say two true things." in mine
    assert "Most weeks." in mine


def test_the_same_words_again_change_nothing(cast: Cast) -> None:
    goal = written(cast)
    changed = said_anew(cast, goal, "Another.", version=1)
    assert said_anew(cast, goal, "Another.", version=1).version == changed.version == 2
    assert acts(cast).count("outcomes.goal_changed") == 1


def test_who_changes_an_older_wording_is_told_and_keeps_their_words(cast: Cast, client_of: Browsers) -> None:
    goal = written(cast)
    said_anew(cast, goal, "Of Tomás.", version=1, who="tomas")
    sent = {"words": "Of Ruth.", "expected": EXPECTED, "weight": "1", "version": "1"}
    address = reverse("outcomes:change_goal", args=[goal.pk])
    answer = client_of("ruth").post(address, sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Of Tomás." in page
    assert "Of Ruth." in page
    assert 'name="version" value="2"' in page
    assert client_of("ruth").post(address, sent | {"version": "2"}).status_code == 302


def test_a_goal_that_was_put_away_is_not_changed(cast: Cast) -> None:
    goal = written(cast)
    with as_(cast.actor("ruth")) as ruth:
        put_goal_away(goal=goal, by=ruth)
    with pytest.raises(Missing):
        said_anew(cast, goal, "Another.", version=1)


def test_a_weight_that_is_changed_later_leaves_what_was_reached_before(cast: Cast) -> None:
    heavy, light = written(cast, "Heavy", weight=3), written(cast, "Light")
    rated(cast, {heavy: 1, light: -1})
    with clock.held_at(clock.now() + timedelta(days=2)):
        said_anew(cast, heavy, "Heavy", version=1, weight=1)
        rated(cast, {heavy: 1, light: -1})
    assert totals(cast) == [55.82, 50.0]


def test_what_is_practised_for_it_must_be_on_the_shelf(cast: Cast) -> None:
    with pytest.raises(Missing):
        written(cast, practices=["no-such-skill"])
    with pytest.raises(Refused, match="cannot be kept"):
        written(cast, practices=["a-small-no", "a-small-hello", "say-it-back", "begin-softly"])


# looked at again


def agreed(cast: Cast, *, on: date | None = None, every: int = 0) -> None:
    with as_(cast.actor("ruth")) as by:
        agree_time(member=cast.members["ana"], group=cast.groups["tuesday"], agreed=Agreed(on, every), by=by)


def test_the_brief_says_when_goals_are_to_be_looked_at(cast: Cast, client_of: Browsers) -> None:
    goal = written(cast)
    brief = reverse("desk:brief", args=[cast.sessions["tuesday_next"].pk])
    told = "It is time to look at the goals of <strong>Ana</strong>"
    agreed(cast, on=clock.today("Europe/London") + timedelta(days=1))
    assert told not in text_of(client_of("ruth"), brief)
    agreed(cast, on=clock.today("Europe/London"))
    assert told in text_of(client_of("ruth"), brief)
    rated(cast, {goal: 0})
    assert told not in text_of(client_of("ruth"), brief)


def test_after_so_many_sessions_they_are_due(cast: Cast) -> None:
    with clock.held_at(cast.sessions["tuesday_last"].starts_at - timedelta(days=1)):
        goal = written(cast)
        agreed(cast, every=1)
    tuesday = cast.groups["tuesday"].pk
    with as_(cast.actor("ruth")) as ruth:
        assert goals_due(ruth, [tuesday]) == {tuesday: {cast.members["ana"].pk}}
        put_goal_away(goal=goal, by=ruth)
        assert goals_due(ruth, [tuesday]) == {}


def test_a_time_is_agreed_on_the_page(cast: Cast, client_of: Browsers) -> None:
    written(cast)
    address = reverse("outcomes:goal_time", args=[cast.groups["tuesday"].pk, cast.members["ana"].pk])
    ruth = client_of("ruth")
    page = ruth.post(address, {"on": "", "every": "6"}, follow=True).content.decode()
    assert 'name="every" value="6"' in page
    assert ruth.post(address, {"every": "60"}).status_code == 422
    ruth.post(address, {"every": "6"})
    assert acts(cast).count("outcomes.goal_time_agreed") == 1
    for who in ("kit", "sam", "ines", "ana"):
        assert client_of(who).post(address, {"every": "3"}).status_code == 404
