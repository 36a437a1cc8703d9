"""When members may write to each other: the leaders say whether, and in which hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import transaction

from holdspace.groups.actions import set_contact
from holdspace.groups.models import Group
from holdspace.groups.policies import can_write_now, check_open, check_open_hours
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.notes.policies import check_discreet
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]

TUESDAY_EVENING = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 25, 18, 30, tzinfo=UTC)


def space(cast: Cast, by: Actor, hours: set[str], rule: str = "space") -> Group:
    with acting_as(by), transaction.atomic():
        return set_contact(group=cast.groups["tuesday"], contact_rule=rule, open_hours=hours, by=by)


def test_members_write_in_the_hours_and_are_told_when_it_opens(cast: Cast, actor: Acting) -> None:
    group = space(cast, actor("ruth"), {"tue-18", "thu-9"})
    assert group.open_hours == ["tue-18", "thu-9"]
    with acting_as(actor("ana")), clock.held_at(TUESDAY_EVENING):
        check_open(group)
    with acting_as(actor("ana")), clock.held_at(WEDNESDAY), pytest.raises(Refused, match="Thursday 09:00"):
        check_open(group)


def test_without_a_space_nobody_writes_but_the_hours_are_open(cast: Cast, actor: Acting) -> None:
    group = space(cast, actor("ruth"), set(), rule="bring")
    with acting_as(actor("ana")):
        assert not can_write_now(group)
        check_open_hours(group)


def test_a_group_that_has_ended_is_closed(cast: Cast, actor: Acting) -> None:
    group = space(cast, actor("ruth"), set())
    group.phase = Group.Phase.ENDED
    assert not can_write_now(group)


@pytest.mark.parametrize(
    ("who", "answer"), [("kit", Missing), ("ana", Refused), ("ines", Refused), ("olu", Missing)]
)
def test_only_the_leaders_set_it(cast: Cast, actor: Acting, who: str, answer: type[Refused]) -> None:
    with pytest.raises(answer):
        space(cast, actor(who), set())


@pytest.mark.parametrize(
    "text", ["Call me on 07700 900123", "write to ana@example.org", "I am @anamarsh there"]
)
def test_no_way_out_of_the_circle_is_written_into_it(cast: Cast, text: str) -> None:
    with pytest.raises(Refused, match="telephone number"):
        check_discreet(text, practice=cast.practice)


@pytest.mark.parametrize("text", ["Bo, what you said on Tuesday stayed with me.", "I call 116 123 at night"])
def test_names_of_the_circle_and_help_lines_may_stand(cast: Cast, text: str) -> None:
    check_discreet(text, practice=cast.practice)
