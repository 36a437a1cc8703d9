"""Ruth assigns something to the circle or to Ana; Bo chooses for himself; the practice adds its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from holdspace.kernel import clock
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.skills.actions.assigning import assign, choose, end
from holdspace.skills.actions.own import Wording, put_away_own, write_own
from holdspace.skills.models import OwnSkill
from holdspace.skills.queries.own import to_try
from holdspace.skills.queries.shelf import (
    area_by_area,
    is_offered,
    names_of,
    own_skills,
    skill_for,
    versions_of,
)
from holdspace.skills.rules.library import Area, Text
from tests.cast import Cast, build_cast
from tests.contexts.circle.tuesdays import as_
from tests.contexts.skills.between import SKILL, assigned

pytestmark = pytest.mark.django_db
WALK = Wording(
    Area.REACHING,
    "en",
    Text("A walk in company", "To be beside somebody.", ("Ask.", "Walk."), "Ask.", "Not in the dark."),
)


def listed(cast: Cast, name: str) -> list[tuple[str, str, bool]]:
    """Code, note and whether it was chosen, of everything on somebody's list."""
    with as_(cast, name) as who:
        return [(each.code, each.note, each.chosen) for each in to_try(who)]


def test_what_is_for_the_circle_stands_on_every_list_and_what_is_for_one_on_theirs(cast: Cast) -> None:
    assigned(cast)
    assigned(cast, "ana", code="ask-for-help", note="Begin with your sister.")
    assert listed(cast, "bo") == [(SKILL, "", False)]
    assert sorted(listed(cast, "ana")) == [
        (SKILL, "", False),
        ("ask-for-help", "Begin with your sister.", False),
    ]
    assert listed(cast, "dana") == []


def test_assigned_again_it_is_one_with_the_newest_words(cast: Cast) -> None:
    for words in ("First.", "Second."):
        assigned(cast, "ana", note=words)
    assert listed(cast, "ana") == [(SKILL, "Second.", False)]


def test_it_runs_through_its_day_and_can_be_chosen_after_it(cast: Cast) -> None:
    today = clock.today("Europe/London")
    assigned(cast, "ana", until=today)
    assert len(listed(cast, "ana")) == 1
    with clock.held_at(clock.now() + timedelta(days=2)):
        assert listed(cast, "ana") == []
        with as_(cast, "ana") as ana:
            choose(group=cast.groups["tuesday"], code=SKILL, by=ana)
        assert listed(cast, "ana") == [(SKILL, "", True)]
    with pytest.raises(Refused, match="day has passed"):
        assigned(cast, until=today - timedelta(days=1))


def test_only_its_leaders_assign_and_only_to_who_sits_there(cast: Cast) -> None:
    for name in ("eve", "dana"):
        with pytest.raises(Refused, match="do not sit"):
            assigned(cast, name)
    for name in ("kit", "ines", "sam", "olu", "ana"):
        with pytest.raises(Missing), as_(cast, name) as who:
            assign(group=cast.groups["tuesday"], code=SKILL, by=who)


def test_chosen_for_oneself_it_can_be_taken_off_and_nothing_else_can(cast: Cast) -> None:
    theirs = assigned(cast)
    with as_(cast, "bo") as bo:
        mine = choose(group=cast.groups["tuesday"], code="ask-for-help", by=bo)
        assert choose(group=cast.groups["tuesday"], code="ask-for-help", by=bo) == mine
    with pytest.raises(Missing), as_(cast, "bo") as bo:
        end(assignment=theirs, by=bo)
    with as_(cast, "bo") as bo:
        end(assignment=mine, by=bo)
    with pytest.raises(Refused, match="over already"), as_(cast, "bo") as bo:
        end(assignment=mine, by=bo)
    assert listed(cast, "bo") == [(SKILL, "", False)]
    with as_(cast, "tomas") as tomas:
        end(assignment=theirs, by=tomas)
    assert listed(cast, "bo") == []


# --- The practice's own ----------------------------------------------------------------------------------


def write(cast: Cast, name: str, wording: Wording = WALK, own: OwnSkill | None = None) -> OwnSkill:
    with as_(cast, name) as who:
        return write_own(wording=wording, own=own, by=who)


def on_shelf(cast: Cast, name: str) -> list[str]:
    with as_(cast, name) as who:
        return [skill.code for _, skills in area_by_area(who) for skill in skills if skill.is_own]


@pytest.mark.parametrize("name", ["ruth", "olu"])
def test_a_practice_adds_its_own_and_everybody_there_reads_it(cast: Cast, name: str) -> None:
    own = write(cast, name)
    assert on_shelf(cast, "ana") == on_shelf(cast, "ruth") == [own.code]
    with as_(cast, "ana") as ana:
        assert skill_for(ana, own.code).words("es").name == "A walk in company"
        assert names_of(ana, [own.code, SKILL]) == {own.code: "A walk in company", SKILL: "A small no"}
    elsewhere = build_cast("other-")
    assert on_shelf(elsewhere, "ruth") == []
    with pytest.raises(Missing), as_(elsewhere, "ana") as stranger:
        skill_for(stranger, own.code)


@pytest.mark.parametrize("name", ["ana", "ines", "sam"])
def test_nobody_else_writes(cast: Cast, name: str) -> None:
    with pytest.raises(Missing):
        write(cast, name)


def test_each_wording_stays_and_two_writers_lose_nothing(cast: Cast) -> None:
    first = write(cast, "ruth")
    wording = replace(WALK, version=1, text=replace(WALK.text, name="A slow walk"))
    second = write(cast, "olu", wording, first)
    assert (second.code, second.version) == (first.code, 2)
    with pytest.raises((Conflict, Missing)):
        write(cast, "tomas", wording, first)
    with as_(cast, "ruth") as ruth:
        assert [each.name for each in versions_of(ruth, second)] == ["A walk in company"]
        assert [each.pk for each in own_skills(ruth)] == [second.pk]


def test_put_away_it_is_offered_no_more_and_what_runs_goes_on(cast: Cast) -> None:
    own = write(cast, "ruth")
    assigned(cast, "ana", code=own.code)
    with as_(cast, "ruth") as ruth:
        put_away_own(own=own, away=True, by=ruth)
        assert not is_offered(ruth, own.code)
    assert on_shelf(cast, "ana") == []
    assert [code for code, _, _ in listed(cast, "ana")] == [own.code]
    with pytest.raises(Refused, match="put away"):
        assigned(cast, code=own.code)
    with as_(cast, "ruth") as ruth:
        put_away_own(own=own, away=False, by=ruth)
    assert on_shelf(cast, "ana") == [own.code]


def test_what_would_be_hard_to_read_is_refused_with_the_reason(cast: Cast) -> None:
    with pytest.raises(Refused, match="promises"):
        write(cast, "ruth", replace(WALK, text=replace(WALK.text, purpose="It cures fear.")))
