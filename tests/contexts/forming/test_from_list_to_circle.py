"""From the waiting list to a circle: a round, a proposal, a hand on it, places offered, taken and declined."""

from __future__ import annotations

import pytest

from holdspace.forming import actions, queries, tasks
from holdspace.forming.models import Offer, Plan
from holdspace.groups.models import Membership
from holdspace.intake.models import Waiting
from holdspace.kernel.refusals import Refused
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.forming.list_of_people import new_group, six_wait


def searched(cast: Cast, plan: Plan) -> Plan:
    """The plan after the worker has been at it."""
    tasks.search.call(str(cast.practice.pk), str(plan.pk))
    plan.refresh_from_db()
    return plan


@pytest.fixture
def round_of_six(cast: Cast) -> Cast:
    """Six people are ready; Ruth's new group could meet on Wednesdays."""
    six_wait(cast)
    group = new_group(cast)
    with acting_as(cast.actor("ines")) as ines:
        held = actions.open_round(by=ines)
        actions.take_part(held=held, group=group, by=ines, starts=["wed-18"], minutes=90)
    return cast


def test_six_people_are_proposed_for_one_circle(round_of_six: Cast) -> None:
    cast = round_of_six
    with acting_as(cast.actor("ruth")) as ruth:
        held = queries.open_round(ruth)
        plan = searched(cast, actions.ask_for_plan(held=held, by=ruth))
        assert plan.state == Plan.State.READY
        board = queries.board(ruth, plan, queries.question(held))
    [circle] = [circle for circle in board.circles if circle.planned]
    assert circle.group.name == "Wednesday evening"
    assert sorted(chair.name for chair in circle.planned) == ["Abel", "Bibi", "Cleo", "Dov", "Elio", "Fen"]
    assert any("a parent who died" in words and "Bibi" in words for words in circle.shared)
    assert board.waiting == ()


def test_a_circle_is_accepted_taken_and_declined(round_of_six: Cast) -> None:
    cast = round_of_six
    group = cast.groups["Wednesday evening"]
    with acting_as(cast.actor("ruth")) as ruth:
        plan = searched(cast, actions.ask_for_plan(held=queries.open_round(ruth), by=ruth))
        made = actions.accept_circle(plan=plan, group=group, by=ruth)
        assert len(made) == 6
        with pytest.raises(Refused):
            actions.accept_circle(plan=plan, group=group, by=ruth)
    with acting_as(cast.actor("ines")) as ines:
        actions.answer_for(offer=made[0], takes=True, by=ines)
        actions.answer_for(offer=made[1], takes=False, by=ines)
        with pytest.raises(Refused):
            actions.answer_for(offer=made[1], takes=True, by=ines)
    with acting_as(cast.system):
        assert Membership.unscoped.filter(group=group).count() == 1
        assert Waiting.unscoped.get(member=made[0].member_id).ending == "joined"
        assert Waiting.unscoped.get(member=made[1].member_id).ends_at is None
        assert Offer.unscoped.filter(state="open").count() == 4
