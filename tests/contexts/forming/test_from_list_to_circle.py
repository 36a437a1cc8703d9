"""From the waiting list to a circle: a round, a proposal, a hand on it, places offered, taken and declined."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from holdspace.audit.models import Entry
from holdspace.forming import actions, queries, tasks
from holdspace.forming.models import Offer, Plan
from holdspace.groups.models import Membership
from holdspace.intake.actions import keep_apart
from holdspace.intake.models import Waiting
from holdspace.kernel import clock
from holdspace.kernel.refusals import Refused
from holdspace.members.models import Contact
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.forming.list_of_people import new_group, six_wait, waits


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


@pytest.fixture
def asked(round_of_six: Cast) -> tuple[Cast, list[Offer]]:
    """All six are asked, in order of their names."""
    cast = round_of_six
    with acting_as(cast.actor("ruth")) as ruth:
        plan = searched(cast, actions.ask_for_plan(held=queries.open_round(ruth), by=ruth))
        made = actions.accept_circle(plan=plan, group=cast.groups["Wednesday evening"], by=ruth)
    return cast, sorted(made, key=lambda offer: str(offer.member.chosen_name))


def test_who_is_asked_is_written_to_in_neutral_words(
    round_of_six: Cast, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    cast = round_of_six
    abel = cast.members["abel"]
    with acting_as(cast.system):
        Contact.unscoped.create(
            practice=cast.practice, member=abel, kind="email", value="abel@example.org", preferred=True
        )
    with acting_as(cast.actor("ruth")) as ruth:
        plan = searched(cast, actions.ask_for_plan(held=queries.open_round(ruth), by=ruth))
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            actions.accept_circle(plan=plan, group=cast.groups["Wednesday evening"], by=ruth)
    [letter] = mail.outbox  # the five others have no address: somebody calls them
    assert letter.to == ["abel@example.org"]
    said = f"{letter.subject} {letter.body}".lower()
    for telling in ("therap", "group", "circle", "wednesday", "ruth", "abel", "harbour"):
        assert telling not in said.replace(f"/{telling}", "")


def test_a_no_plans_again_and_the_next_in_line_is_found(
    asked: tuple[Cast, list[Offer]], client_of: Callable[[str], Client]
) -> None:
    """Abel says no on the telephone; Gil, who waits since, could have his place."""
    cast, made = asked
    waits(cast, "Gil", themes=("shame",))
    answer = client_of("ines").post(f"/forming/offers/{made[0].pk}/answer/", {"takes": "no"})
    assert answer.status_code == 302
    with acting_as(cast.system):
        again = Plan.unscoped.get(origin=Plan.Origin.AGAIN)
    assert (again.state, again.after) == (Plan.State.QUEUED, made[0].plan)
    searched(cast, again)
    with acting_as(cast.actor("ruth")) as ruth:
        board = queries.board(ruth, again, queries.question(again.round))
        [circle] = [circle for circle in board.circles if circle.group.name == "Wednesday evening"]
        said = {chair.name: chair.state for chair in circle.chairs if chair.state != "free"}
        assert said == dict.fromkeys(("Bibi", "Cleo", "Dov", "Elio", "Fen"), "asked") | dict.fromkeys(
            ("Abel", "Gil"), "planned"
        )
        actions.accept_circle(plan=again, group=circle.group, by=ruth)
    with acting_as(cast.system):
        assert Offer.unscoped.filter(state="open").count() == 7


def test_a_place_that_nobody_answered_for_lapses_and_is_planned_again(
    asked: tuple[Cast, list[Offer]],
) -> None:
    cast, made = asked
    with clock.held_at(made[0].until + timedelta(minutes=1)):
        assert tasks.lapse_all_offers(clock.now()) == 6
        assert tasks.lapse_all_offers(clock.now()) == 0
    with acting_as(cast.system):
        assert set(Offer.unscoped.values_list("state", flat=True)) == {"lapsed"}
        assert Plan.unscoped.filter(origin=Plan.Origin.AGAIN).count() == 1


def test_a_place_is_taken_back_only_by_who_leads_there(
    asked: tuple[Cast, list[Offer]], client_of: Callable[[str], Client]
) -> None:
    _cast, made = asked
    address = f"/forming/offers/{made[0].pk}/withdraw/"
    assert client_of("kit").post(address).status_code == 404
    assert client_of("ruth").post(address).status_code == 302
    made[0].refresh_from_db()
    assert made[0].state == Offer.State.WITHDRAWN


def test_after_its_time_a_place_cannot_be_taken(asked: tuple[Cast, list[Offer]]) -> None:
    cast, made = asked
    later = made[0].until + timedelta(minutes=1)
    with (
        clock.held_at(later),
        acting_as(cast.actor("ines")) as ines,
        pytest.raises(Refused, match="not kept any more"),
    ):
        actions.answer_for(offer=made[0], takes=True, by=ines)


def test_a_circle_is_accepted_by_who_leads_it(round_of_six: Cast, client_of: Callable[[str], Client]) -> None:
    """Kit may look at the board and may not give Ruth's places away; Inês may not at all."""
    cast = round_of_six
    with acting_as(cast.actor("kit")) as kit:
        plan = searched(cast, actions.ask_for_plan(held=queries.open_round(kit), by=kit))
    address = f"/forming/plans/{plan.pk}/circles/{cast.groups['Wednesday evening'].pk}/"
    assert client_of("kit").post(address).status_code == 404
    assert client_of("ines").post(address).status_code == 404
    assert client_of("ruth").post(address).status_code == 302


def test_what_changed_since_the_search_is_asked_again_before_anybody_is(round_of_six: Cast) -> None:
    """After the proposal it is noted that two of them must not meet: the circle is not offered as it was."""
    cast = round_of_six
    with acting_as(cast.actor("ruth")) as ruth:
        plan = searched(cast, actions.ask_for_plan(held=queries.open_round(ruth), by=ruth))
        keep_apart(one=cast.members["abel"], other=cast.members["bibi"], kind="relatives", by=ruth)
        with pytest.raises(Refused) as refused:
            actions.accept_circle(plan=plan, group=cast.groups["Wednesday evening"], by=ruth)
    assert "cannot be given" in str(refused.value)
    with acting_as(cast.system):
        assert not Offer.unscoped.exists()


def test_every_decision_stands_in_the_audit(asked: tuple[Cast, list[Offer]]) -> None:
    cast, made = asked
    with acting_as(cast.actor("ines")) as ines:
        actions.answer_for(offer=made[0], takes=True, by=ines)
    acts = list(Entry.objects.order_by("seq").values_list("act", flat=True))
    wanted = [
        "forming.round_opened",
        "forming.group_takes_part",
        "forming.plan_asked_for",
        "forming.plan_ready",
        "forming.circle_accepted",
        "groups.member_admitted",
        "intake.wait_ended",
        "forming.place_taken",
    ]
    assert [act for act in acts if act in wanted] == wanted
