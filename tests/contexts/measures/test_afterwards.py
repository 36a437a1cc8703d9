"""Eve has left the Tuesday group; some time later she is asked how she is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.groups.models import Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.measures.actions import answer_afterwards, choose, choose_own
from holdspace.measures.catalogue import instrument
from holdspace.measures.models import Administration
from holdspace.measures.queries import follow_ups, trajectories
from holdspace.measures.rules.due import NOTHING, Own, Plan, Point
from holdspace.safety.models import Concern
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.desk.story import text_of
from tests.contexts.measures.test_own_schedules import spell

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
Browsers = Callable[[str], Client]

PAGE = reverse("measures:follow_up")
HOME = reverse("desk:home")


@pytest.fixture(autouse=True)
def _asked(cast: Cast) -> None:
    """Ruth asks for the PHQ-9 a month and half a year after leaving. Eve left five weeks ago."""
    plan = Plan(1, frozenset({Point.AFTER_1, Point.AFTER_6}))
    with acting_as(cast.actor("ruth")) as ruth:
        choose(group=cast.groups["tuesday"], plans={"phq-9": plan}, by=ruth)
    left(cast, weeks=5)


def left(cast: Cast, *, weeks: int) -> None:
    with acting_as(cast.system):
        ends = clock.now() - timedelta(weeks=weeks)
        Membership.unscoped.filter(pk=spell(cast, "eve").pk).update(
            ends_at=ends, starts_at=ends - timedelta(weeks=20)
        )


def sent(cast: Cast, **answers: str) -> dict[str, str]:
    named = {f"phq-9-{key.replace('_', '-')}": value for key, value in answers.items()}
    return {"spell": str(spell(cast, "eve").pk), "phq-9:version": instrument("phq-9").version} | named


def kept(cast: Cast) -> list[Administration]:
    with acting_as(cast.system):
        return list(Administration.unscoped.order_by("taken_at"))


def waits(cast: Cast) -> list[str]:
    with acting_as(cast.actor("eve")):
        return [each.id for found in follow_ups(cast.members["eve"]) for each in found.instruments]


def test_home_leads_to_a_few_questions(cast: Cast, client_of: Browsers) -> None:
    eve = client_of("eve")
    assert PAGE in text_of(eve, HOME)
    page = text_of(eve, PAGE)
    assert "How have you been since you left Tuesday evening?" in page
    assert "Ruth Adler, Tomás Vidal can read the answers" in page
    assert "Little interest or pleasure" in page


def test_they_are_kept_for_the_leaders_and_asked_no_more(cast: Cast, client_of: Browsers) -> None:
    eve = client_of("eve")
    answer = eve.post(PAGE, sent(cast, mood="1"), follow=True)
    assert "It is kept. Thank you." in answer.content.decode()
    assert "Nothing waits for you here" in text_of(eve, PAGE)
    assert PAGE not in text_of(eve, HOME)
    (row,) = kept(cast)
    assert (row.way, row.session_id, row.group_id) == ("follow_up", None, cast.groups["tuesday"].pk)
    with acting_as(cast.actor("ruth")) as ruth:
        assert len(trajectories(ruth, [cast.members["eve"].pk])[cast.members["eve"].pk]["phq-9"]) == 1


@pytest.mark.parametrize(
    ("weeks", "asked"), [(1, []), (5, ["phq-9"]), (12, ["phq-9"]), (14, []), (27, ["phq-9"]), (41, [])]
)
def test_only_in_the_months_that_were_chosen(cast: Cast, weeks: int, asked: list[str]) -> None:
    """A month, and six; the third month was not chosen, and after nine nobody asks any more."""
    left(cast, weeks=weeks)
    assert waits(cast) == asked


def test_not_this_person(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ruth")) as ruth:
        choose_own(spell=spell(cast, "eve"), own={"phq-9": Own(NOTHING)}, by=ruth)
    assert waits(cast) == []


def test_who_moved_to_another_group_or_came_back_is_not_asked(cast: Cast) -> None:
    with acting_as(cast.system):
        gone = Membership.unscoped.filter(pk=spell(cast, "eve").pk)
        gone.update(ending="moved")
        assert follow_ups(cast.members["eve"]) == []
        gone.update(ending="left")
        Membership.unscoped.create(
            practice=cast.practice, group=cast.groups["tuesday"], member=cast.members["eve"], seat=9
        )
        assert follow_ups(cast.members["eve"]) == []


def test_a_signal_raises_a_concern_with_those_who_lead_and_shows_numbers(
    cast: Cast, client_of: Browsers
) -> None:
    eve = client_of("eve")
    page = eve.post(PAGE, sent(cast, self_harm="1"), follow=True)
    assert "You do not have to wait with this" in page.content.decode()
    assert 'href="tel:' in page.content.decode()
    with acting_as(cast.actor("ruth")) as ruth:
        (concern,) = Concern.visible_to(ruth)
        assert concern.member_id == cast.members["eve"].pk


def test_sent_twice_it_is_kept_once_and_put_right_it_is_replaced(cast: Cast, client_of: Browsers) -> None:
    eve = client_of("eve")
    for mood in ("1", "1", "2"):
        assert eve.post(PAGE, sent(cast, mood=mood)).status_code == 302
    (row,) = kept(cast)
    with acting_as(cast.system):
        assert row.answers["mood"] == 2


def test_left_empty_it_waits_on(cast: Cast, client_of: Browsers) -> None:
    eve = client_of("eve")
    page = eve.post(PAGE, sent(cast), follow=True)
    assert "Nothing was answered" in page.content.decode()
    assert kept(cast) == []
    assert waits(cast) == ["phq-9"]


def test_what_was_stopped_while_it_was_open_is_kept(cast: Cast, client_of: Browsers) -> None:
    eve, opened = client_of("eve"), sent(cast, mood="1")
    with acting_as(cast.actor("ruth")) as ruth:
        choose(group=cast.groups["tuesday"], plans={"phq-9": NOTHING}, by=ruth)
    assert eve.post(PAGE, opened).status_code == 302
    assert len(kept(cast)) == 1


@pytest.mark.parametrize("odd", ["", "nothing", "01900000-0000-7000-8000-00000000dead"])
def test_an_odd_form_does_nothing(cast: Cast, client_of: Browsers, odd: str) -> None:
    assert client_of("eve").post(PAGE, sent(cast, mood="1") | {"spell": odd}).status_code == 302
    assert kept(cast) == []


@pytest.mark.parametrize("who", ["ana", "dana", "ruth", "olu"])
def test_nobody_answers_for_eve(cast: Cast, actor: Acting, client_of: Browsers, who: str) -> None:
    with acting_as(actor(who)) as by, pytest.raises(Missing):
        answer_afterwards(spell=spell(cast, "eve"), answers={"phq-9": {"mood": 1}}, by=by)
    client_of(who).post(PAGE, sent(cast, mood="1"))
    assert kept(cast) == []


def test_who_has_not_left_costs_home_one_query(
    cast: Cast, actor: Acting, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    with acting_as(actor("ana")), django_assert_num_queries(1):
        assert follow_ups(cast.members["ana"]) == []
