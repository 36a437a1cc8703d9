"""Who may form: therapists decide, coordinators prepare, everybody else finds nothing, asked of the actions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from holdspace.forming import actions, queries
from holdspace.forming.models import Decision, Offer, Plan, Round
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.vault.scope import acting_as
from tests.cast import Cast, build_cast
from tests.contexts.forming.list_of_people import new_group, six_wait

Act = Callable[[Cast, Round, Plan, Actor], object]


def _decides(cast: Cast, held: Round, plan: Plan, by: Actor) -> object:
    return actions.decide_seat(
        held=held,
        kind="veto",
        member_id=cast.members["abel"].pk,
        group=cast.groups["tuesday"],
        start="",
        reason="They know each other.",
        by=by,
    )


#: What only therapists do.
DECISIONS: dict[str, Act] = {
    "ask": lambda cast, held, plan, by: actions.ask_for_plan(held=held, by=by),
    "stop": lambda cast, held, plan, by: actions.stop_search(plan=plan, by=by),
    "move": lambda cast, held, plan, by: actions.move_seat(
        plan=plan, member_id=cast.members["abel"].pk, to=None, by=by
    ),
    "decide": _decides,
    "close": lambda cast, held, plan, by: actions.close_round(held=held, by=by),
    "wishes": lambda cast, held, plan, by: actions.change_wishes(by=by, company=2),
    "accept": lambda cast, held, plan, by: actions.accept_circle(
        plan=plan, group=cast.groups["tuesday"], by=by
    ),
}
#: What coordinators do as well.
PREPARATIONS: dict[str, Act] = {
    "begin": lambda cast, held, plan, by: actions.open_round(by=by),
    "take part": lambda cast, held, plan, by: actions.take_part(
        held=held, group=cast.groups["tuesday"], by=by, starts=["tue-18"]
    ),
}


@pytest.fixture
def held(cast: Cast) -> Round:
    six_wait(cast)
    return Round.unscoped.create(practice=cast.practice)


@pytest.fixture
def plan(held: Round) -> Plan:
    return Plan.unscoped.create(practice=held.practice, round=held, number=1, state="ready")


OUTSIDE = [(who, what) for who in ("sam", "olu", "ana") for what in (*DECISIONS, *PREPARATIONS)]


@pytest.mark.parametrize(("who", "what"), [*OUTSIDE, *(("ines", what) for what in DECISIONS)])
def test_who_does_not_form_finds_nothing(cast: Cast, held: Round, plan: Plan, who: str, what: str) -> None:
    with acting_as(cast.actor(who)) as actor, pytest.raises(Missing):
        (DECISIONS | PREPARATIONS)[what](cast, held, plan, actor)


@pytest.mark.parametrize("what", [what for what in DECISIONS if what not in ("wishes", "accept")])
def test_a_round_of_another_practice_is_missing(cast: Cast, held: Round, plan: Plan, what: str) -> None:
    there = build_cast("other-")
    with acting_as(there.actor("ruth")) as ruth, pytest.raises(Missing):
        DECISIONS[what](cast, held, plan, ruth)


def test_only_the_system_is_the_worker(cast: Cast, plan: Plan) -> None:
    with acting_as(cast.actor("ruth")) as ruth:
        with pytest.raises(Missing):
            actions.begin_search(plan_id=plan.pk, by=ruth)
        with pytest.raises(Missing):
            actions.keep_progress(plan=plan, progress=[], by=ruth)
        with pytest.raises(Missing):
            actions.finish_search(plan=plan, asked=queries.question(plan.round), proposal=None, by=ruth)
        with pytest.raises(Missing):
            actions.lapse_offers(by=ruth)


@pytest.mark.parametrize("what", ["ask", "decide", "close", "take part"])
def test_a_round_that_is_closed_stays_as_it_is(cast: Cast, held: Round, plan: Plan, what: str) -> None:
    with acting_as(cast.actor("ruth")) as ruth:
        actions.close_round(held=held, by=ruth)
        with pytest.raises(Refused, match="closed"):
            (DECISIONS | PREPARATIONS)[what](cast, held, plan, ruth)


def test_a_plan_that_is_not_finished_is_not_accepted(cast: Cast, held: Round) -> None:
    group = new_group(cast)
    for state in (Plan.State.QUEUED, Plan.State.SEARCHING, Plan.State.IMPOSSIBLE, Plan.State.FAILED):
        plan = Plan.unscoped.create(practice=cast.practice, round=held, number=9, state=state)
        with acting_as(cast.actor("ruth")) as ruth, pytest.raises(Refused, match="not finished"):
            actions.accept_circle(plan=plan, group=group, by=ruth)
        plan.delete()


def test_nobody_answers_for_somebody_else(cast: Cast, held: Round, plan: Plan) -> None:
    offer = Offer.unscoped.create(
        practice=cast.practice,
        member=cast.members["dana"],
        group=cast.groups["tuesday"],
        plan=plan,
        start="tue-18",
        until=held.opened_at.replace(year=2100),
    )
    for who in ("ana", "ruth", "sam", "olu"):
        with acting_as(cast.actor(who)) as actor, pytest.raises(Missing):
            actions.answer_for(offer=offer, takes=True, by=actor)
    there = build_cast("other-")
    with acting_as(there.actor("ines")) as ines, pytest.raises(Missing):
        actions.answer_for(offer=offer, takes=False, by=ines)
    with acting_as(cast.actor("dana")) as dana:
        actions.answer_for(offer=offer, takes=False, by=dana)
    offer.refresh_from_db()
    assert offer.state == Offer.State.DECLINED


def test_what_somebody_decided_is_lifted_by_therapists_of_the_practice(cast: Cast, held: Round) -> None:
    decision = Decision.unscoped.create(
        practice=cast.practice,
        round=held,
        member=cast.members["abel"],
        group=cast.groups["tuesday"],
        kind="veto",
        reason="reason",
    )
    there = build_cast("other-")
    for actor in (cast.actor("ines"), there.actor("ruth")):
        with acting_as(actor), pytest.raises(Missing):
            actions.lift_decision(decision=decision, by=actor)
    with acting_as(cast.actor("kit")) as kit:
        actions.lift_decision(decision=decision, by=kit)
        with pytest.raises(Missing):
            actions.lift_decision(decision=decision, by=kit)
