"""The demo practice has something on every page of arriving, leaving, staying in touch, reminders and goals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from holdspace.demo.simulation import grow
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import system_actor
from holdspace.measures.models import Administration
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.vault.models import Installation
from holdspace.vault.scope import acting_as
from tests.scratch import held_transaction, module_db

TODAY = datetime(2026, 6, 13, 21, 40, tzinfo=UTC)
"""A Saturday evening."""


db = module_db()


@pytest.fixture(scope="module")
def people(db: None) -> dict[str, Member | Staff]:
    """Everybody of the demo practice by their given name, on the day; grown once."""
    with clock.held_at(TODAY):
        grow()
        with acting_as(system_actor()), transaction.atomic():
            practice = Practice.unscoped.get()
        with acting_as(system_actor(practice.pk)), transaction.atomic():
            found: list[Member | Staff] = [*Staff.unscoped.all(), *Member.unscoped.exclude(user=None)]
            return {str(each.given_name): each for each in found}


Page = Callable[..., str]


@pytest.fixture
def page(people: dict[str, Member | Staff], settings: LazySettings) -> Iterator[Page]:
    """What a page shows to somebody who signed in through the door of the demonstration, as its HTML."""
    settings.HOLDSPACE_DEMO = True

    def opened(who: str, name: str, *args: object) -> str:
        client = Client()
        assert client.post(reverse("demo:sign_in", args=[people[who].user_id])).status_code == 302
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 200, (who, name)
        return answer.content.decode()

    with clock.held_at(TODAY), held_transaction():
        Installation.objects.all().delete()
        Installation.objects.create(kind=Installation.Kind.DEMO, key_check="0" * 32)
        yield opened


def group(name: str) -> object:
    with acting_as(system_actor()), transaction.atomic():
        return Group.unscoped.get(name=name).pk


def test_a_newcomer_prepares_for_a_circle_that_meets_already(page: Page) -> None:
    assert "Where the group meets, and how you get in." in page("Zadie", "desk:home")
    assert "To be greeted by name." in page("Zadie", "preparation:hopes", group("Tuesday evening"))
    newcomers = page("Ruth", "preparation:newcomers", group("Tuesday evening"))
    assert "Zadie" in newcomers
    assert "Ivana" in newcomers
    on_the_way = page("Ruth", "preparation:people")
    for name in ("Rosa", "Thandi", "Umberto", "Zadie"):
        assert name in on_the_way


def test_a_goodbye_is_ahead_and_one_was_handed_over(page: Page) -> None:
    assert "Jonah" in page("Ana", "endings:mine")
    assert "Jonah" in page("Ruth", "endings:group", group("Tuesday evening"))
    keepsake = page("Eve", "endings:keepsake", group("Tuesday evening"))
    for words in ("You asked me what I drink. Nobody had.", "You let me finish a sentence without an end."):
        assert words in keepsake
    assert "May somebody bring you tea." in page("Ana", "endings:keepsake", group("Tuesday evening"))


def test_who_has_left_answered_and_has_a_plan_and_gave_words_to_those_who_come_after(page: Page) -> None:
    home = page("Eve", "desk:home")
    assert "What stays" in home
    assert "I stop opening letters" in home
    plan = page("Eve", "aftercare:my_plan")
    assert "Robin, my friend in Leeds" in plan
    assert "Version 1" in plan
    given = page("Eve", "circle:after")
    assert "Those who come after can find it." in given
    assert "Your therapists have not released it yet." in given


def test_the_leader_finds_the_follow_up_the_plan_and_what_waits(
    page: Page, people: dict[str, Member | Staff]
) -> None:
    eve = people["Eve"].pk
    assert "The canal before work" in page("Ruth", "aftercare:shared_plan", eve)
    assert "If it gets harder again" in page("Ruth", "desk:member", eve)
    waits = page("Ruth", "circle:hold", group("Tuesday evening"))
    assert "The first evening here I counted the chairs, and one of them was for me." in waits
    assert "Given to those who come after" in waits


def test_follow_up_answers_stand_beside_those_of_the_group(
    page: Page, people: dict[str, Member | Staff]
) -> None:
    with acting_as(system_actor()), transaction.atomic():
        rows = Administration.unscoped.filter(member=people["Eve"].pk, instrument="phq-9")
        ways = [row.way for row in rows.order_by("taken_at")]
    assert ways.count(Administration.Way.FOLLOW_UP) == 1
    assert ways[-1] == Administration.Way.FOLLOW_UP
    assert len(ways) > 2
    assert "PHQ-9" in page("Eve", "desk:path")


def test_reminders_were_chosen_and_goals_have_a_history(
    page: Page, people: dict[str, Member | Staff]
) -> None:
    reminders = page("Ana", "correspondence:reminders")
    assert '<option value="21" selected>' in reminders
    assert "To let the telephone ring, and not to explain it." in page("Ana", "desk:path")
    goals = page("Ruth", "outcomes:goals", group("Tuesday evening"), people["Ana"].pk)
    assert "To let the telephone ring, and not to explain it." in goals
    assert "To say what I need before I am angry." in page("Chidi", "desk:path")


def test_whoever_looks_at_the_demonstration_can_sign_in_as_who_has_left(
    page: Page, people: dict[str, Member | Staff]
) -> None:
    choices = Client().get(reverse("demo:choose")).content.decode()
    assert "Who has left" in choices
    assert reverse("demo:sign_in", args=[people["Eve"].user_id]) in choices
