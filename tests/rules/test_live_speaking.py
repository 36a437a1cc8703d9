"""Durations and turns: what a device reports, what can be true of it, and what leaders see of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.live.rules.speaking import Spell, Tally, add, balance, from_json, heard, to_json

ANA, BO, CHIDI = (UUID(int=number) for number in (1, 2, 3))
SIX = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return SIX + timedelta(seconds=seconds)


def spoke(person: UUID, began: float, ended: float) -> Spell:
    return Spell(person, at(began), at(ended))


def test_a_report_becomes_spells_within_its_window():
    said = {"window_ms": 5000, "turns": [[0, 1000], [2500, 5000]]}
    assert heard(said, person=ANA, last=None, now=at(5)) == (spoke(ANA, 0, 1), spoke(ANA, 2.5, 5))


@pytest.mark.parametrize(
    ("window", "turns", "last", "seconds"),
    [
        (5000, [[0, 9000]], None, 5),  # further than now
        (60_000, [[0, 60_000]], None, 6),  # a window as nobody sends it
        (5000, [[0, 5000]], 4, 1),  # what was reported a second ago already
        (5000, [[0, 3000], [1000, 3000]], None, 3),  # the same seconds twice
        (5000, [[3000, 1000]], None, 0),  # backwards
    ],
)
def test_nobody_can_have_spoken_longer_than_time_has_passed(window, turns, last, seconds):
    last = None if last is None else at(last)
    spells = heard({"window_ms": window, "turns": turns}, person=ANA, last=last, now=at(5))
    assert sum((each.ended - each.began).total_seconds() for each in spells) == seconds


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"window_ms": "5000", "turns": []},
        {"window_ms": -1, "turns": []},
        {"window_ms": True, "turns": []},
        {"window_ms": 5000, "turns": [[0]]},
        {"window_ms": 5000, "turns": [[0, 1.5]]},
        {"window_ms": 5000, "turns": {"0": 1}},
        {"window_ms": 5000, "turns": [[0, 1]] * 21},
    ],
)
def test_nonsense_is_dropped(said):
    assert heard(said, person=ANA, last=None, now=at(5)) is None


def test_a_short_pause_and_the_end_of_a_window_do_not_end_a_turn():
    tally = add(Tally(), [spoke(ANA, 0, 5), spoke(ANA, 5, 8), spoke(ANA, 8.9, 10)])
    assert (tally.turns[ANA], tally.spoken[ANA]) == (1, 9100)
    assert add(tally, [spoke(ANA, 11, 12)]).turns[ANA] == 2


def test_who_speaks_after_whom():
    tally = add(Tally(), [spoke(ANA, 0, 5), spoke(BO, 6, 9), spoke(ANA, 10, 12), spoke(CHIDI, 11, 15)])
    assert tally.follows == {(ANA, BO): 1, (BO, ANA): 1, (ANA, CHIDI): 1}
    assert add(tally, [spoke(CHIDI, 20, 21)]).follows == tally.follows


def test_the_balance_names_who_has_not_spoken():
    found = balance(add(Tally(), [spoke(ANA, 0, 30), spoke(BO, 40, 50)]), (ANA, BO, CHIDI))
    assert [(each.person, each.seconds, each.turns, each.share) for each in found.shares] == [
        (ANA, 30, 1, 0.75),
        (BO, 10, 1, 0.25),
        (CHIDI, 0, 0, 0.0),
    ]
    assert found.silent == (CHIDI,)


def test_evenness_is_one_when_all_spoke_alike_and_unknown_for_one():
    alike = balance(add(Tally(), [spoke(ANA, 0, 10), spoke(BO, 20, 30)]), (ANA, BO))
    assert alike.evenness == pytest.approx(1)
    # -(3/4 ln 3/4 + 1/4 ln 1/4) / ln 2 = 0.8113 (by hand)
    uneven = balance(add(Tally(), [spoke(ANA, 0, 30), spoke(BO, 40, 50)]), (ANA, BO))
    assert uneven.evenness == pytest.approx(0.8113, abs=0.0001)
    assert balance(add(Tally(), [spoke(ANA, 0, 10)]), (ANA, BO)).evenness is None
    assert balance(Tally(), (ANA, BO)).shares[0].share == 0


SPELLS = st.lists(
    st.builds(
        lambda who, began, long: spoke(who, began, began + long),
        st.sampled_from([ANA, BO, CHIDI]),
        st.integers(0, 300),
        st.integers(1, 30),
    ),
    max_size=25,
)


@given(SPELLS)
def test_the_order_in_which_reports_come_together_does_not_matter(spells):
    assert add(Tally(), spells) == add(Tally(), reversed(spells))


@given(SPELLS)
def test_shares_are_shares_and_nobody_speaks_longer_than_there_was_time(spells):
    tally = add(Tally(), spells)
    found = balance(tally, (ANA, BO, CHIDI))
    assert sum(each.share for each in found.shares) == pytest.approx(1 if spells else 0)
    assert all(ms <= 331_000 for ms in tally.spoken.values())
    assert found.evenness is None or 0 <= found.evenness <= 1 + 1e-9
    assert from_json(json.loads(json.dumps(to_json(tally)))) == tally


@given(st.integers(0, 100), st.integers(2, 60), st.data())
def test_a_turn_told_in_two_parts_is_one_turn(began, long, data):
    cut = data.draw(st.integers(1, long - 1))
    whole = add(Tally(), [spoke(ANA, began, began + long)])
    parts = add(add(Tally(), [spoke(ANA, began, began + cut)]), [spoke(ANA, began + cut, began + long)])
    assert whole == parts
