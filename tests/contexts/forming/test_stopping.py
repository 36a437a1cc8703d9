"""A search that takes long is stopped from a page, in another connection: the best so far is the proposal."""

from __future__ import annotations

import threading
import time
from random import Random

import pytest
from django.db import connection, transaction

from holdspace.forming import actions, queries, tasks
from holdspace.forming.models import Plan, Round
from holdspace.kernel.actors import Actor
from holdspace.vault.scope import acting_as
from tests.cast import Cast, build_cast
from tests.contexts.forming.list_of_people import new_group, waits
from tests.scratch import transactional_db

__all__ = ["transactional_db"]

PEOPLE, GROUPS, PATIENCE, A_WHILE = 110, 14, 60, 8.0
HOURS = [f"{day}-{hour}" for day in ("mon", "tue", "wed", "thu", "fri") for hour in (12, 13, 18, 19)]
THEMES = ("loneliness", "shame", "trust", "anger", "worry", "guilt", "panic", "sleep")


@pytest.fixture
def cast(transactional_db: str) -> Cast:
    """Rows that other connections see."""
    return build_cast()


@pytest.fixture
def held(cast: Cast) -> Round:
    """A list on which nobody proves the last wish within seconds."""
    rng = Random(5)
    with transaction.atomic():
        for number in range(PEOPLE):
            waits(
                cast,
                f"Guest{number}",
                themes=tuple(rng.sample(THEMES, 2)),
                strength=rng.randint(1, 10),
                style=rng.choice(("PA", "BC", "DE", "FG", "HI", "JK", "LM", "NO")),
                available=rng.sample(HOURS, 10),
            )
        with acting_as(cast.actor("ines")) as ines:
            found = actions.open_round(by=ines)
            for number in range(GROUPS):
                group = new_group(cast, f"Group {number}", least=5)
                starts = [HOURS[number % len(HOURS)]]
                actions.take_part(held=found, group=group, by=ines, starts=starts, minutes=60)
    return found


def stop_when_it_has_begun(cast: Cast, plan: Plan, ruth: Actor) -> None:
    """As Ruth's page would do it, a few seconds after it began."""
    try:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with acting_as(cast.system), transaction.atomic():
                begun = Plan.unscoped.get(pk=plan.pk).state == Plan.State.SEARCHING
            if begun:
                time.sleep(A_WHILE)
                with acting_as(ruth):
                    actions.stop_search(plan=plan, by=ruth)
                return
            time.sleep(0.2)
    finally:
        connection.close()


def test_the_best_so_far_is_kept(cast: Cast, held: Round) -> None:
    with transaction.atomic(), acting_as(cast.actor("ruth")) as ruth:
        plan = actions.ask_for_plan(held=held, by=ruth, seconds=300)
    hand = threading.Thread(target=stop_when_it_has_begun, args=(cast, plan, ruth))
    hand.start()
    began = time.monotonic()
    tasks.search.call(str(cast.practice.pk), str(plan.pk))
    hand.join()
    with acting_as(cast.system), transaction.atomic():
        plan.refresh_from_db()
        assert plan.state == Plan.State.STOPPED
        assert plan.seats.count() > 0
        board = queries.board(ruth, plan, queries.question(held))
    assert time.monotonic() - began < 300 * 0.7  # what the search was allowed on a free core
    assert not board.conflict
