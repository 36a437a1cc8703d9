"""The board: a clinician sees what is shared and why, a coordinator the same seats without a word of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdspace.forming import actions, queries, tasks
from holdspace.forming.models import Plan
from holdspace.kernel.refusals import Refused
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.forming.list_of_people import new_group, six_wait, waits

ClientOf = Callable[[str], Client]


def proposed(cast: Cast, by: str = "ruth", **effort: int) -> Plan:
    """A plan for the open round, searched as the worker would."""
    with acting_as(cast.actor(by)) as actor:
        held = queries.open_round(actor)
        assert held is not None
        plan = actions.ask_for_plan(held=held, by=actor, **effort)
    tasks.search.call(str(cast.practice.pk), str(plan.pk))
    plan.refresh_from_db()
    return plan


@pytest.fixture
def ready(cast: Cast) -> Cast:
    """Six people are ready, Vera fits nowhere, Ruth's new group could meet on two evenings."""
    six_wait(cast)
    waits(cast, "Vera", themes=("gambling",), available=("sun-9",))
    group = new_group(cast)
    with acting_as(cast.actor("ines")) as ines:
        held = actions.open_round(by=ines)
        actions.take_part(held=held, group=group, by=ines, starts=["wed-18", "tue-18"], minutes=90)
    return cast


@pytest.fixture
def page(ready: Cast, client_of: ClientOf) -> Callable[[str, str], str]:
    """What somebody reads at an address of forming."""

    def read(name: str, address: str) -> str:
        answer = client_of(name).get(f"/forming/{address}")
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def test_a_therapist_reads_who_shares_what_and_how_sure_it_is(ready: Cast, page: Callable[..., str]) -> None:
    plan = proposed(ready)
    read = page("ruth", f"plans/{plan.pk}/")
    assert "a parent who died: Abel, Bibi" in read
    assert "proven: no proposal is better" in read
    assert "6 people would have a seat." in read
    assert "Vera" in read


def test_a_coordinator_reads_seats_and_full_names_and_no_reason(
    ready: Cast, page: Callable[..., str]
) -> None:
    plan = proposed(ready)
    read = page("ines", f"plans/{plan.pk}/")
    assert "Abel Abelson" in read
    assert "Vera Verason" in read
    for clinical in ("a parent who died", "shame", "gambling", "Spread of strength", "What if"):
        assert clinical not in read


def test_somebody_else_in_a_group_that_is_not_ones_own_has_no_name(
    ready: Cast, page: Callable[..., str]
) -> None:
    """Kit sees that Tuesday's seats are taken, and not by whom."""
    with acting_as(ready.actor("ines")) as ines:
        held = queries.open_round(ines)
        assert held is not None
        actions.take_part(held=held, group=ready.groups["tuesday"], by=ines, starts=["tue-18"], minutes=90)
    plan = proposed(ready)
    for name, knows in (("ruth", True), ("kit", False), ("ines", True)):
        assert ("Chidi" in page(name, f"plans/{plan.pk}/")) is knows


def test_why_here_and_why_not(ready: Cast, page: Callable[..., str]) -> None:
    plan = proposed(ready)
    abel, vera = (ready.members[name].pk for name in ("abel", "vera"))
    here = page("ruth", f"plans/{plan.pk}/why/{abel}/")
    assert "Shares a parent who died" in here
    assert "Bibi" in here
    assert "when Vera cannot come" in page("ruth", f"plans/{plan.pk}/why/{vera}/")


def test_what_would_help_is_said_and_true(ready: Cast, page: Callable[..., str]) -> None:
    """Wanda shares shame with others and can come on Sundays only: another evening would do."""
    waits(ready, "Wanda", themes=("shame",), available=("sun-9",))
    plan = proposed(ready)
    assert "Wanda could also come at" in page("ruth", f"plans/{plan.pk}/")


def test_a_move_says_what_it_breaks_and_is_not_kept_then(ready: Cast, client_of: ClientOf) -> None:
    plan = proposed(ready)
    ruth = client_of("ruth")
    now = queries.question(plan.round)
    place = next(place for place in now.candidates if now.starts[place].startswith("wed"))
    vera = str(ready.members["vera"].pk)
    read = ruth.get(f"/forming/plans/{plan.pk}/weigh/", {"person": vera, "to": place}).content.decode()
    assert "This cannot be" in read
    assert "Vera would share a struggle with 0 others" in read
    answer = ruth.post(f"/forming/plans/{plan.pk}/move/", {"person": vera, "to": place})
    assert answer.status_code == 422
    assert Plan.unscoped.filter(round=plan.round).count() == 1


def test_a_move_that_breaks_nothing_becomes_a_proposal_of_its_own(ready: Cast, client_of: ClientOf) -> None:
    plan = proposed(ready)
    ruth = client_of("ruth")
    fen = str(ready.members["fen"].pk)
    weighed = ruth.get(f"/forming/plans/{plan.pk}/weigh/", {"person": fen, "to": ""}).content.decode()
    assert "Urgency and waiting placed:" in weighed
    answer = ruth.post(f"/forming/plans/{plan.pk}/move/", {"person": fen, "to": ""})
    assert answer.status_code == 302
    with acting_as(ready.actor("ruth")) as actor:
        [second, first] = queries.plans(actor, plan.round)
        assert (second.origin, second.seats.count(), first.seats.count()) == ("hand", 5, 6)
    beside = ruth.get(f"/forming/plans/{first.pk}/beside/{second.pk}/").content.decode()
    assert "Fen" in beside
    assert "Proposal 1" in beside


def test_people_and_groups_that_are_made_up_are_missing(ready: Cast, client_of: ClientOf) -> None:
    plan = proposed(ready)
    ruth = client_of("ruth")
    for asked in (
        {"person": str(ready.members["ana"].pk), "to": ""},
        {"person": "nobody", "to": ""},
        {"person": str(ready.members["fen"].pk), "to": "nowhere"},
    ):
        assert ruth.get(f"/forming/plans/{plan.pk}/weigh/", asked).status_code == 404


def test_what_is_decided_by_hand_holds_from_the_next_search_on(ready: Cast, client_of: ClientOf) -> None:
    plan = proposed(ready)
    ruth = client_of("ruth")
    now = queries.question(plan.round)
    place = next(place for place in now.candidates if now.starts[place].startswith("wed"))
    dov = str(ready.members["dov"].pk)
    said = {"person": dov, "to": place, "kind": "veto", "reason": ""}
    assert ruth.post(f"/forming/plans/{plan.pk}/decide/", said).status_code == 422
    said["reason"] = "He knows the co-leader from school."
    assert ruth.post(f"/forming/plans/{plan.pk}/decide/", said).status_code == 302
    board = ruth.get(f"/forming/plans/{plan.pk}/").content.decode()
    assert "He knows the co-leader from school." in board
    again = proposed(ready)
    assert again.seats.count() == 5
    assert not again.seats.filter(member=dov).exists()


def test_pins_that_contradict_each_other_are_told_in_a_sentence(ready: Cast, client_of: ClientOf) -> None:
    """Vera is pinned where she cannot come: the proposal says why nothing fits, not that it is infeasible."""
    plan = proposed(ready)
    ruth = client_of("ruth")
    now = queries.question(plan.round)
    place = next(place for place in now.candidates if now.starts[place].startswith("wed"))
    said = {
        "person": str(ready.members["vera"].pk),
        "to": place,
        "kind": "pin",
        "reason": "She asked for Ruth.",
    }
    ruth.post(f"/forming/plans/{plan.pk}/decide/", said)
    impossible = proposed(ready)
    assert impossible.state == Plan.State.IMPOSSIBLE
    read = ruth.get(f"/forming/plans/{impossible.pk}/").content.decode()
    assert "meets at Wednesday 18:00, when Vera cannot come." in read
    assert "nfeasible" not in read


def test_two_who_must_not_meet_are_never_proposed_for_one_circle(ready: Cast) -> None:
    from holdspace.intake.actions import keep_apart

    with acting_as(ready.actor("ruth")) as ruth:
        keep_apart(one=ready.members["abel"], other=ready.members["elio"], kind="colleagues", by=ruth)
    plan = proposed(ready)
    seated = {seat.member_id for seat in plan.seats.all()}
    assert not {ready.members["abel"].pk, ready.members["elio"].pk} <= seated
    assert len(seated) == 5


def test_the_same_list_and_seed_give_the_same_seats(ready: Cast) -> None:
    seats = [
        {(seat.member_id, seat.group_id, seat.start) for seat in proposed(ready, seed=7).seats.all()}
        for _ in range(2)
    ]
    assert seats[0] == seats[1]


def test_one_search_at_a_time(ready: Cast) -> None:
    with acting_as(ready.actor("ruth")) as ruth:
        held = queries.open_round(ruth)
        assert held is not None
        plan = actions.ask_for_plan(held=held, by=ruth)
        with pytest.raises(Refused, match="running already"):
            actions.ask_for_plan(held=held, by=ruth)
        actions.stop_search(plan=plan, by=ruth)
    tasks.search.call(str(ready.practice.pk), str(plan.pk))
    plan.refresh_from_db()
    assert plan.is_done


def test_nobody_waits_and_no_group_takes_part(cast: Cast, client_of: ClientOf) -> None:
    """An empty list is no error: the board says that nobody is there."""
    ruth = client_of("ruth")
    assert "No round is open" in ruth.get("/forming/").content.decode()
    ruth.post("/forming/begin/")
    plan = proposed(cast)
    assert plan.state == Plan.State.READY
    assert "No circle is filled" in ruth.get(f"/forming/plans/{plan.pk}/").content.decode()


@pytest.mark.parametrize("seconds", ["0", "301", "soon"])
def test_a_search_takes_between_one_second_and_five_minutes(
    ready: Cast, client_of: ClientOf, seconds: str
) -> None:
    answer = client_of("ruth").post("/forming/propose/", {"seconds": seconds, "seed": "1"}, follow=True)
    assert "A search takes between 1 and 300 seconds." in answer.content.decode()
    assert not Plan.unscoped.exists()


def test_the_board_asks_the_database_as_often_for_six_as_for_thirty(ready: Cast, client_of: ClientOf) -> None:
    ruth = client_of("ruth")

    def statements(plan: Plan) -> int:
        ruth.get(f"/forming/plans/{plan.pk}/")
        with CaptureQueriesContext(connection) as asked:
            assert ruth.get(f"/forming/plans/{plan.pk}/").status_code == 200
        return len(asked)

    few = statements(proposed(ready))
    for number in range(24):
        waits(ready, f"Guest{number}", themes=("shame", "trust"))
    for number in range(3):
        group = new_group(ready, f"Evening {number}", leader="kit")
        with acting_as(ready.actor("ines")) as ines:
            held = queries.open_round(ines)
            assert held is not None
            actions.take_part(held=held, group=group, by=ines, starts=[f"{('tue', 'wed', 'tue')[number]}-18"])
    assert statements(proposed(ready, seconds=2)) == few
