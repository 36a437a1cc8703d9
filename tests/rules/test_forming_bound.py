"""The bound by whole rosters is never below what can be reached, and mostly meets it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.forming.rules import forming
from holdspace.forming.rules.asked import Level
from holdspace.forming.rules.checker import broken_rules
from holdspace.forming.rules.forming import form
from holdspace.forming.rules.generator import invented
from holdspace.forming.rules.neighbours import Neighbours
from holdspace.forming.rules.roster_bound import bound_by_rosters
from holdspace.forming.rules.scores import scores
from holdspace.forming.rules.seating import seating
from holdspace.forming.rules.solving import Clock, Effort, Found
from tests.rules.forming_brute import brute_force
from tests.rules.forming_small import small


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_the_bound_is_sound(seed: int) -> None:
    asked = replace(small(seed), pins=frozenset(), order=(Level.PLACED,))
    best = brute_force(asked)
    found = bound_by_rosters(asked, seating(asked), Effort(2))
    assert best is not None
    assert broken_rules(asked, found.seats) == ()
    assert (
        found.bound is None
        or sum(asked.weight(asked.by_id[p]) for p in found.seats) <= best[0] <= found.bound
    )


def test_the_bound_is_mostly_tight() -> None:
    tight = 0
    for seed in range(20):
        asked = replace(small(seed), pins=frozenset(), order=(Level.PLACED,))
        found = bound_by_rosters(asked, seating(asked), Effort(2))
        tight += found.bound in (None, form(asked).levels[0].value)
    assert tight >= 14


def test_the_bound_is_sound_however_soon_the_search_ends() -> None:
    asked = replace(invented(60, 6, seed=1), order=(Level.PLACED,))
    best = form(asked).levels[0]
    assert best.proven
    for seconds in (0.01, 0.2, 1.0):
        found = bound_by_rosters(asked, seating(asked), Effort(seconds))
        assert found.bound is None or found.bound >= best.value


def test_where_search_finds_nothing_the_rosters_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that comes back with empty hands: the plan of whole rosters and their bound remain."""
    asked = replace(invented(60, 6, seed=1), order=(Level.PLACED,))
    best = form(asked).levels[0].value
    monkeypatch.setattr(forming, "search", lambda *_, **__: Found(None, None))
    proposal = form(asked, Effort(10))
    (reached,) = proposal.levels
    assert broken_rules(asked, proposal.seats) == ()
    assert reached.value <= best <= (reached.bound or 0)
    assert reached.gap is not None
    assert reached.gap <= 0.02


def test_a_list_taken_in_parts_gets_better_and_breaks_nothing() -> None:
    asked = invented(120, 12, seed=1)
    clock = Clock(Effort(30))
    parts = Neighbours(asked, seating(asked), Level.PLACED, [], clock)
    seats = parts.filled({}, until=0, stop=None)
    worth = [scores(asked, seats)[Level.PLACED]]
    for _ in range(6):
        seats = parts.step(seats, [f"G{number}" for number in range(len(worth), len(worth) + 5)])
        assert broken_rules(asked, seats) == ()
        worth.append(scores(asked, seats)[Level.PLACED])
    assert worth == sorted(worth)
    assert worth[0] > 0


def test_parts_of_a_later_level_keep_the_levels_before() -> None:
    asked = invented(120, 12, seed=1)
    seats = Neighbours(asked, seating(asked), Level.PLACED, [], Clock(Effort(30))).filled(
        {}, until=0, stop=None
    )
    placed = scores(asked, seats)
    later = Neighbours(asked, seating(asked), Level.SPREAD, [Level.PLACED], Clock(Effort(30)))
    after = scores(asked, later.step(seats, ["G1", "G2", "G3", "G4", "G5"]))
    assert after[Level.PLACED] >= placed[Level.PLACED]
    assert after[Level.SPREAD] <= placed[Level.SPREAD]
