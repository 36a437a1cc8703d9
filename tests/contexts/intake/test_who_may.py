"""Who may take people in, and until when, asked of the actions themselves: the pages ask before them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from holdspace.intake import actions
from holdspace.intake.actions import Wish
from holdspace.intake.models import Acquaintance, Referral, Term
from holdspace.intake.rules.screening import Facts
from holdspace.intake.rules.vocabulary import Kind
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from tests.cast import Cast, build_cast
from tests.contexts.intake.letters import received
from tests.contexts.intake.listed import again, as_, end, joss

pytestmark = pytest.mark.django_db

NOBODY_SCREENS = ("ines", "sam", "olu", "ana")
SETTLE: dict[str, Callable[[Referral, Actor], object]] = {
    "take up": lambda referral, by: actions.take_up(referral=referral, by=by),
    "turn away": lambda referral, by: actions.turn_away(referral=referral, why="not_here", by=by),
    "agree": lambda referral, by: actions.agree_to_contact(referral=referral, by=by),
}


@pytest.mark.parametrize("what", SETTLE)
def test_a_referral_is_settled_once(cast: Cast, what: str) -> None:
    referral = received(cast)
    with as_(cast.actor("ines")) as ines:
        actions.turn_away(referral=referral, why="twice", by=ines)
    with as_(cast.actor("ines")) as ines, pytest.raises(Refused, match="settled already"):
        SETTLE[what](referral, ines)


def test_a_wait_that_has_ended_is_not_changed_any_more(cast: Cast) -> None:
    screening = joss(cast)
    end(cast, screening)
    waiting = again(cast, screening).waiting
    with as_(cast.actor("ines")) as ines:
        with pytest.raises(Refused, match="does not wait any more"):
            actions.change_wait(waiting=waiting, wish=Wish(), version=waiting.version, by=ines)
        with pytest.raises(Refused, match="does not wait any more"):
            actions.end_wait(waiting=waiting, ending="withdrew", by=ines)
    with as_(cast.actor("kit")) as kit, pytest.raises((Refused, Missing)):
        actions.save_screening(screening=screening, facts=Facts(), texts={}, version=1, by=kit)
    assert again(cast, screening).version == 1


@pytest.mark.parametrize("who", ["olu", "ines"])
def test_nobody_but_a_therapist_is_chosen_for_a_first_meeting(cast: Cast, who: str) -> None:
    waiting = joss(cast).waiting
    wish = Wish(screener=cast.staff[who])
    with as_(cast.actor("ines")) as ines, pytest.raises(Missing):
        actions.change_wait(waiting=waiting, wish=wish, version=waiting.version, by=ines)


def test_nobody_of_another_practice_is_chosen_for_a_first_meeting(cast: Cast) -> None:
    waiting, there = joss(cast).waiting, build_cast("other-")
    wish = Wish(screener=there.staff["kit"])
    with as_(cast.actor("ines")) as ines, pytest.raises(Missing):
        actions.change_wait(waiting=waiting, wish=wish, version=waiting.version, by=ines)


@pytest.mark.parametrize("who", NOBODY_SCREENS)
def test_who_does_not_screen_finds_nothing(cast: Cast, who: str) -> None:
    screening = joss(cast)
    with as_(cast.actor(who)) as actor:
        with pytest.raises(Missing):
            actions.save_screening(screening=screening, facts=Facts(), texts={}, version=1, by=actor)
        with pytest.raises(Missing):
            actions.add_term(kind=Kind.THEME, words="The sea in winter", by=actor)
        with pytest.raises(Missing):
            actions.put_away_term(kind=Kind.THEME, code="loneliness", by=actor)
    with as_(cast.system):
        assert not Term.unscoped.exists()
    assert again(cast, screening).version == 1


@pytest.mark.parametrize("who", ["ana", "kit", "ines"])
def test_what_a_member_told_is_settled_by_who_treats_them(cast: Cast, who: str) -> None:
    said = told(cast)
    with as_(cast.actor(who)) as actor, pytest.raises((Missing, Acquaintance.DoesNotExist)):
        actions.settle(said=said, outcome="fine", by=actor)


def test_what_a_member_told_is_settled_once(cast: Cast) -> None:
    said = told(cast)
    with as_(cast.actor("ruth")) as ruth:
        actions.settle(said=said, outcome="fine", by=ruth)
        with pytest.raises(Refused, match="settled already"):
            actions.settle(said=said, outcome="apart", by=ruth)


def told(cast: Cast) -> Acquaintance:
    with as_(cast.actor("ana")) as ana:
        return actions.know_somebody(words="My neighbour sits by the window.", by=ana)
