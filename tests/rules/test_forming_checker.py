"""The checker: it finds what is wrong with any plan, also one that no engine would make."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.forming.rules.asked import Asked, Limits
from holdspace.forming.rules.checker import Rule, broken_rules
from holdspace.forming.rules.people import Group, Leader, Modality, Person
from tests.rules.forming_brute import allowed
from tests.rules.forming_small import small


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_it_agrees_with_rules_written_twice(seed: int, thrown: int) -> None:
    asked, rng = small(seed), Random(thrown)
    seats = {
        person.id: rng.choice(asked.groups).id
        for person in asked.waiting
        if rng.random() < rng.choice((0.2, 0.5, 1.0))
    }
    assert (broken_rules(asked, seats) == ()) == allowed(asked, seats)


def who(name: str, **more: object) -> Person:
    told = {"slots": frozenset({"tue-18"}), "themes": frozenset({"grief"})} | more
    return Person(name, **told)  # type: ignore[arg-type]


def group(**more: object) -> Group:
    return Group(**({"id": "G1", "slot": "tue-18", "least": 2, "most": 4} | more))  # type: ignore[arg-type]


MAN = frozenset({"man"})


@pytest.mark.parametrize(
    ("people", "circle", "rules"),
    [
        ((who("P1"), who("P2")), group(), set()),
        ((who("P1"), who("P2", slots=frozenset())), group(), {Rule.SEAT}),
        ((who("P1"), who("P2", modality=Modality.ONLINE)), group(), {Rule.SEAT}),
        ((who("P1"), who("P2", languages=frozenset())), group(), {Rule.SEAT}),
        ((who("P1"), who("P2")), group(theme="anger"), {Rule.SEAT}),
        ((who("P1"), who("P2")), group(excludes=frozenset({"grief"})), {Rule.SEAT}),
        ((who("P1"), who("P2")), group(closed=True), {Rule.SEAT}),
        ((who("P1"), who("P2")), group(least=3), {Rule.SIZE}),
        ((who("P1"), who("P2")), group(least=1, most=1), {Rule.SIZE}),
        ((who("P1"), who("P2", themes=frozenset({"anger"}))), group(), {Rule.COMPANY}),
        ((who("P1", traits=MAN, counted=MAN), who("P2")), group(), {Rule.ALONE}),
        ((who("P1", traits=MAN, counted=MAN, waived=MAN), who("P2")), group(), set()),
        ((who("P1", traits=MAN), who("P2")), group(), set()),
        ((who("P1", strength=1), who("P2", strength=8)), group(), {Rule.STRENGTH}),
        (tuple(who(f"P{n}", high_risk=True) for n in range(3)), group(), {Rule.RISK}),
        ((who("P1"), who("P2")), group(leaders=frozenset({"L1"})), {Rule.TIMES}),
        ((who("P1"), who("P2")), group(leaders=frozenset({"L2"})), {Rule.TIMES}),
    ],
)
def test_each_rule_is_seen(people: tuple[Person, ...], circle: Group, rules: set[Rule]) -> None:
    leaders = (Leader("L1", frozenset({"mon-10"})), Leader("L2", most_groups=0))
    asked = Asked(people, (circle,), leaders=leaders)
    broken = broken_rules(asked, {person.id: "G1" for person in people})
    assert {each.rule for each in broken} == rules
    assert all(str(each.words) for each in broken)


def test_decisions_and_pairs_are_seen() -> None:
    people = (who("P1"), who("P2"), who("P3"))
    asked = Asked(
        people,
        (group(),),
        apart=frozenset({frozenset({"P1", "P2"})}),
        vetoes=frozenset({("P1", "G1")}),
        pins=frozenset({("P3", "G1")}),
    )
    broken = broken_rules(asked, {"P1": "G1", "P2": "G1"})
    assert {each.rule for each in broken} == {Rule.APART, Rule.SEAT, Rule.PIN}


def test_two_groups_do_not_share_a_leader_a_room_or_an_offer() -> None:
    people = tuple(who(f"P{n}") for n in range(4))
    seats = {"P0": "G1", "P1": "G1", "P2": "G2", "P3": "G2"}
    for shared in ({"leaders": frozenset({"L1"})}, {"room": "Blue"}, {"offer": "evening"}):
        asked = Asked(people, (group(**shared), group(id="G2", **shared)))
        assert [each.rule for each in broken_rules(asked, seats)] == [Rule.TIMES]


def test_what_members_brought_along_is_not_held_against_newcomers() -> None:
    """A group that spans more, or holds more risk, than newcomers could bring still takes who changes neither."""
    members = tuple(
        who(f"M{n}", member_of="G1", strength=s, high_risk=True) for n, s in enumerate((1, 5, 10))
    )
    asked = Asked((*members, who("P1")), (group(),), limits=Limits(widest=3, most_at_risk=1))
    assert broken_rules(asked, {"P1": "G1"}) == ()
