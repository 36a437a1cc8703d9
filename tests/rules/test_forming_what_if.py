"""The hand that moves a seat is told at once what it breaks and what it costs; a plan is mended gently."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.forming.rules.asked import Asked, Level
from holdspace.forming.rules.checker import Rule, broken_rules
from holdspace.forming.rules.forming import Impossible, form
from holdspace.forming.rules.generator import invented
from holdspace.forming.rules.people import Group, Person
from holdspace.forming.rules.proposal import Proposal
from holdspace.forming.rules.replanning import mended, replan, without
from holdspace.forming.rules.solving import Effort
from holdspace.forming.rules.what_if import move, pin, veto
from holdspace.kernel.refusals import Refused
from tests.rules.forming_brute import brute_force
from tests.rules.forming_small import small


@cache
def evening() -> tuple[Asked, Proposal]:
    asked = invented(60, 6, seed=1)
    return asked, form(asked, Effort(10))


def who(name: str, **more: object) -> Person:
    told = {"slots": frozenset({"tue-18", "wed-18"}), "themes": frozenset({"grief"})} | more
    return Person(name, **told)  # type: ignore[arg-type]


G1, G2 = Group("G1", "tue-18", least=2, most=4), Group("G2", "wed-18", least=2, most=4)


# --- What if -----------------------------------------------------------------------------------------------


def test_a_move_is_answered_within_a_fifth_of_a_second() -> None:
    asked, proposal = evening()
    begun = time.process_time()
    for person in asked.waiting:
        for group in asked.groups:
            move(asked, proposal.seats, person.id, group.id)
    moves = len(asked.waiting) * len(asked.groups)
    assert (time.process_time() - begun) / moves < 0.2


def test_a_move_says_what_it_breaks_and_what_it_costs() -> None:
    asked = Asked((who("P1", strength=3), who("P2", strength=4), who("P3", strength=9)), (G1,))
    effect = move(asked, {"P1": "G1", "P2": "G1"}, "P3", "G1")
    assert effect.allowed
    assert [str(each) for each in effect.words] == [
        "Urgency and waiting placed: 30 instead of 20.",
        "Spread of strength: 6 points instead of 1.",
    ]
    assert [each.worse for each in effect.changes] == [False, True]
    leaves = move(asked, {"P1": "G1", "P2": "G1"}, "P2", None)
    assert not leaves.allowed
    assert {each.rule for each in leaves.broken} == {Rule.SIZE, Rule.COMPANY}


def test_a_move_can_put_something_right() -> None:
    asked = Asked((who("P1"), who("P2"), who("P3")), (G1,), vetoes=frozenset({("P3", "G1")}))
    effect = move(asked, {"P1": "G1", "P2": "G1", "P3": "G1"}, "P3", None)
    assert [each.rule for each in effect.mended] == [Rule.SEAT]


def test_pins_and_vetoes_change_the_question() -> None:
    asked = Asked((who("P1"), who("P2"), who("P3"), who("P4")), (G1, G2))
    seats = {"P1": "G1", "P2": "G1", "P3": "G2", "P4": "G2"}
    pinned, effect = pin(asked, seats, "P1", "G2")
    assert pinned.pins == {("P1", "G2")}
    assert {each.rule for each in effect.broken} == {Rule.SIZE, Rule.COMPANY}
    vetoed, effect = veto(pinned, seats, "P1", "G2")
    assert (vetoed.pins, vetoed.vetoes) == (frozenset(), {("P1", "G2")})
    assert effect.mended
    again, _ = pin(vetoed, seats, "P1", "G2")
    assert again.vetoes == frozenset()


def test_nobody_unknown_is_moved() -> None:
    asked = Asked((who("P1"), who("M1", member_of="G1")), (G1,))
    for person, group in (("P9", "G1"), ("M1", "G1"), ("P1", "G9")):
        with pytest.raises(Refused):
            move(asked, {}, person, group)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 99), st.integers(0, 9))
def test_after_a_pin_or_a_veto_no_hard_rule_is_broken(seed: int, one: int, other: int) -> None:
    asked = replace(small(seed), pins=frozenset())
    proposal = form(asked)
    person, group = asked.waiting[one % len(asked.waiting)].id, asked.groups[other % len(asked.groups)].id
    effect = move(asked, proposal.seats, person, group)
    assert effect.allowed == (broken_rules(asked, effect.seats) == ())
    vetoed, _ = veto(asked, proposal.seats, person, group)
    assert broken_rules(vetoed, form(vetoed).seats) == ()
    pinned, told = pin(asked, proposal.seats, person, group)
    try:
        assert broken_rules(pinned, form(pinned).seats) == ()
    except Impossible:
        assert brute_force(pinned) is None
        assert not told.allowed


# --- Planning again ----------------------------------------------------------------------------------------


def test_when_one_declines_their_seat_goes_to_the_next() -> None:
    asked = Asked(tuple(who(f"P{n}") for n in range(5)), (G1,))
    proposal = form(asked)
    gone = next(iter(proposal.seats))
    again = replan(asked, proposal.seats, [gone])
    assert again.frozen is not None
    assert (again.moved, again.suffers, again.why_not_frozen) == ((), (), ())
    assert set(again.fewest.seats) == {f"P{n}" for n in range(5)} - {gone}


def test_when_one_takes_a_theme_along_as_few_as_possible_move() -> None:
    grief, anger = frozenset({"grief"}), frozenset({"anger"})
    people = (
        who("P1", themes=grief),
        who("P2", themes=grief),
        who("P3", themes=anger),
        who("P4", themes=anger, slots=frozenset({"tue-18"})),
        who("P5", themes=anger),
        who("P6", themes=anger),
    )
    asked = Asked(people, (G1, G2))
    seats = {"P1": "G1", "P2": "G1", "P3": "G1", "P4": "G1", "P5": "G2", "P6": "G2"}
    assert broken_rules(asked, seats) == ()
    again = replan(asked, seats, ["P4"])
    assert again.frozen is None
    assert [each.rule for each in again.suffers] == [Rule.COMPANY]
    assert [str(each) for each in again.why_not_frozen]
    assert again.moved == ("P3",)
    assert again.fewest.levels[0].level is Level.UNDISTURBED
    assert (again.fewest.levels[0].value, again.fewest.levels[0].proven) == (1, True)
    assert again.fewest.seats["P3"] == "G2"


def test_when_the_room_of_a_promised_seat_has_steps_after_all_it_is_told_and_mended() -> None:
    steps = frozenset({"step-free"})
    asked = Asked(
        (who("P1", needs=steps), *(who(f"P{n}") for n in range(2, 6))), (replace(G1, access=steps), G2)
    )
    seats = {"P1": "G1", "P2": "G1", "P3": "G1", "P4": "G2", "P5": "G2"}
    assert broken_rules(asked, seats) == ()
    moved = replace(asked, groups=(G1, replace(G2, access=steps)))
    again = replan(moved, seats, [])
    assert [str(each.words) for each in again.suffers] == ["G1 does not meet where what P1 needs is given."]
    assert [str(each) for each in again.why_not_frozen] == [
        "P1 needs “step-free”, which is not given where G1 meets."
    ]
    assert again.moved == ("P1",)
    assert again.fewest.seats["P1"] == "G2"


def test_a_move_to_where_needs_are_not_met_or_hours_are_too_long_is_not_allowed() -> None:
    long = frozenset({"wed-18", "wed-19"})
    asked = Asked(
        (who("P1", needs=frozenset({"captions"})), *(who(f"P{n}") for n in range(2, 6))),
        (replace(G1, access=frozenset({"captions"})), replace(G2, hours=long)),
    )
    effect = move(asked, {"P1": "G1", "P2": "G1", "P3": "G1"}, "P1", "G2")
    assert "P1 cannot come when G2 meets." in [str(each.words) for each in effect.broken]
    effect = move(replace(asked, groups=(asked.groups[0], G2)), {"P1": "G1", "P2": "G1"}, "P1", "G2")
    assert "G2 does not meet where what P1 needs is given." in [str(each.words) for each in effect.broken]


def test_a_member_who_leaves_is_gone_as_well() -> None:
    members = (who("M1", member_of="G1"), who("M2", member_of="G1"))
    left = without(Asked((*members, who("P1")), (G1,), apart=frozenset({frozenset({"M1", "P1"})})), ["M1"])
    assert [person.id for person in left.people] == ["M2", "P1"]
    assert left.apart == frozenset()


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6))
def test_what_is_left_of_a_plan_breaks_nothing_and_moves_nobody(seed: int) -> None:
    """Everybody is seated somewhere, rules or not: what is left keeps the seats that it keeps."""
    asked = replace(small(seed), pins=frozenset())
    crowded = {
        person.id: asked.groups[number % len(asked.groups)].id for number, person in enumerate(asked.waiting)
    }
    left = mended(asked, crowded)
    assert broken_rules(asked, left) == ()
    assert left.items() <= crowded.items()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_planning_again_breaks_no_rule_and_moves_no_more_than_it_must(seed: int) -> None:
    asked = replace(small(seed), pins=frozenset())
    proposal = form(asked)
    if not proposal.seats:
        return
    again = replan(asked, proposal.seats, [min(proposal.seats)])
    assert broken_rules(again.asked, again.fewest.seats) == ()
    best = brute_force(replace(again.asked, order=(Level.UNDISTURBED,)))
    assert best == [len(again.moved)]
    if again.frozen is not None:
        assert all(again.frozen.seats[person] == group for person, group in again.asked.promised.items())
