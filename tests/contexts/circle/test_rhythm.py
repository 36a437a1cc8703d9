"""A message on the day that a member chose, when something came; roles for the next session."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdspace.circle.actions.rhythm import choose_rhythm, give_roles
from holdspace.circle.actions.writing import encourage
from holdspace.circle.queries.digests import due
from holdspace.circle.queries.roles import turns
from holdspace.circle.queries.space import rhythm_of
from holdspace.circle.rules.rotation import Role
from holdspace.circle.tasks import send_digests
from holdspace.correspondence.models import Reminder
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.circle.tuesdays import MONDAY, as_, later, leave, space

pytestmark = pytest.mark.django_db


def friday(hour: int = 10) -> object:
    return clock.held_at(MONDAY.replace(hour=hour) + timedelta(days=4))


def chosen(cast: Cast, name: str, day: int | None = 4) -> None:
    with as_(cast, name) as who:
        choose_rhythm(group=cast.groups["tuesday"], day=day, by=who)


def something_came(cast: Cast) -> None:
    group = space(cast)
    cast.sessions["tuesday_last"].starts_at = MONDAY - timedelta(days=6)
    with acting_as(cast.system):
        session = cast.sessions["tuesday_last"]
        session.ends_at = session.starts_at + timedelta(minutes=90)
        session.save()
    with clock.held_at(MONDAY), as_(cast, "bo") as bo:
        encourage(group=group, text="You stayed. I saw it.", to=cast.members["ana"], by=bo)


def queued(cast: Cast) -> list[object]:
    with acting_as(cast.system):
        return list(
            Reminder.visible_to(cast.system).filter(kind="digest").values_list("member_id", flat=True)
        )


def test_on_the_chosen_day_once_and_only_to_whom_something_came(cast: Cast) -> None:
    something_came(cast)
    for name in ("ana", "chidi"):
        chosen(cast, name)
    with clock.held_at(later(days=3)):
        assert send_digests(clock.now()) == 0  # Thursday
    with friday():
        assert send_digests(clock.now()) == 1
        assert send_digests(clock.now()) == 0
    assert queued(cast) == [cast.members["ana"].pk]  # to Chidi nothing came


@pytest.mark.parametrize("hour", [3, 8, 20, 23])
def test_not_at_hours_at_which_nobody_wants_to_be_written_to(cast: Cast, hour: int) -> None:
    something_came(cast)
    chosen(cast, "ana")
    with friday(hour):
        assert send_digests(clock.now()) == 0


def test_the_message_says_nothing_of_what_came(cast: Cast) -> None:
    something_came(cast)
    chosen(cast, "ana")
    with friday(), acting_as(cast.system) as system:
        (wanted,) = due(system, clock.now())
    assert (wanted.member_id, wanted.kind, wanted.about) == (cast.members["ana"].pk, "digest", "2026-11-27")


def test_whoever_left_or_chose_never_hears_nothing(cast: Cast) -> None:
    something_came(cast)
    chosen(cast, "ana")
    chosen(cast, "ana", None)
    with as_(cast, "ana") as ana:
        assert rhythm_of(ana, cast.groups["tuesday"]) is None
    with friday():
        assert send_digests(clock.now()) == 0
    chosen(cast, "ana")
    with clock.held_at(later(days=2)):
        leave(cast, "ana")
    with friday():
        assert send_digests(clock.now()) == 0


@pytest.mark.parametrize("stranger", ["dana", "eve", "ruth"])
def test_only_in_ones_own_circle(cast: Cast, stranger: str) -> None:
    with pytest.raises(Missing):
        chosen(cast, stranger)


def test_leaders_give_the_roles_that_rotation_proposes_or_others(cast: Cast) -> None:
    group = space(cast)
    ana, bo = (cast.members[name].pk for name in ("ana", "bo"))
    with as_(cast, "ruth") as ruth:
        found = turns(ruth, group)
        assert found is not None
        assert [(turn.name, turn.role.value) for turn in found.turns if turn.person] == [
            ("Ana", "opener"),
            ("Bo", "timekeeper"),
            ("Chidi", "closer"),
        ]
        give_roles(session=found.session, roles={Role.OPENER: bo, Role.CLOSER: ana}, by=ruth)
        with pytest.raises(Missing):
            give_roles(session=found.session, roles={Role.OPENER: cast.members["dana"].pk}, by=ruth)
    with as_(cast, "chidi") as chidi:
        seen = turns(chidi, group)
        assert seen is not None
        assert seen.given
        assert [turn.name for turn in seen.turns if turn.person] == ["Bo", "Ana"]
    with as_(cast, "bo") as actor, pytest.raises(Missing):
        give_roles(session=seen.session, roles={}, by=actor)
