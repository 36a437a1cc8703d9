"""Eve after Tuesdays: how she has been, a plan for a harder time, and words for those who come after her."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from holdspace.aftercare.actions.planning import write_plan
from holdspace.aftercare.models import LapsePlan
from holdspace.circle.actions.holding import release_beyond
from holdspace.circle.actions.writing import give_beyond
from holdspace.circle.models import Post
from holdspace.demo.between import OF_EVE
from holdspace.demo.house import House
from holdspace.kernel import clock
from holdspace.kernel.actors import system_actor
from holdspace.measures import catalogue
from holdspace.measures.actions.links import answer_by_link, link_follow_up
from holdspace.measures.queries import actor_at
from holdspace.measures.queries.links import link_behind
from holdspace.measures.rules.due import Point
from holdspace.safety.rules.safety_plan import PlanStep, Typed
from holdspace.vault.scope import acting_as

FIRST: Final = Typed(texts={PlanStep.SIGNS: "I stop opening letters"})
PLAN: Final = Typed(
    texts={
        PlanStep.SIGNS: "I stop opening letters\nI say yes on the telephone and then lie down",
        PlanStep.ALONE: "The canal before work, as far as the second bridge\nOne letter, and then tea",
    },
    rows={PlanStep.PEOPLE: (("Robin, my friend in Leeds", "07700 900528"),)},
)
ANAS: Final = Typed(
    texts={
        PlanStep.SIGNS: "I know what everybody likes in their tea again",
        PlanStep.ALONE: "I leave one message until tomorrow",
    }
)
HOW_SHE_HAS_BEEN: Final = (1, 0, 1, 1, 0, 1, 0, 0, 0)
"""Her answers to the nine questions, in their order."""


def stay(house: House, today: datetime) -> None:
    """Eve left five weeks ago. She answers by the address in a mail; one of her texts waits for Ruth."""
    _plan(house, "eve", FIRST, today - timedelta(days=20), LapsePlan.Share.NOBODY)
    _plan(house, "eve", PLAN, today - timedelta(days=6), LapsePlan.Share.THERAPISTS, on=1)
    _plan(house, "ana", ANAS, today - timedelta(days=9), LapsePlan.Share.NOBODY)
    released = _give(house, OF_EVE[0], today - timedelta(days=19))
    with clock.held_at(today - timedelta(days=18)), house.acting("ruth") as ruth:
        release_beyond(post=released, by=ruth)
    _give(house, OF_EVE[1], today - timedelta(days=1))
    _answer(house, today - timedelta(days=1))


def _plan(house: House, who: str, typed: Typed, at: datetime, share: str, *, on: int = 0) -> None:
    with clock.held_at(at), house.acting(who) as member:
        write_plan(typed=typed, share=share, based_on=on, by=member)


def _give(house: House, text: str, at: datetime) -> Post:
    with clock.held_at(at), house.acting("eve") as eve:
        post = next(
            each for each in Post.visible_to(eve).filter(author_id=eve.person_id) if each.text == text
        )
        return give_beyond(post=post, by=eve)


def _answer(house: House, at: datetime) -> None:
    """The worker sends an address; whoever holds it answers."""
    eve, group = house.members["eve"], house.groups["tuesday"]
    with clock.held_at(at):
        with acting_as(system_actor(house.practice.pk)) as system:
            token = link_follow_up(member_id=eve.pk, group_id=group.pk, point=Point.AFTER_1, by=system)
            link = link_behind(token)
        assert link is not None
        member, items = actor_at(link), catalogue.instrument("phq-9").scored_items
        answers = {item.key: value for item, value in zip(items, HOW_SHE_HAS_BEEN, strict=True)}
        with acting_as(member):
            answer_by_link(link=link, answers={"phq-9": answers}, by=member)
