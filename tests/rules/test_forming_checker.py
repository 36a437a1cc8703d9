"""The checker: it finds what is wrong with any plan, also one that no engine would make."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.forming.rules.asked import Asked, Limits
from holdspace.forming.rules.checker import Rule, broken_rules
from holdspace.forming.rules.generator import invented
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
LOOP = frozenset({"hearing loop"})


@pytest.mark.parametrize(
    ("people", "circle", "rules"),
    [
        ((who("P1"), who("P2")), group(), set()),
        ((who("P1"), who("P2", slots=frozenset())), group(), {Rule.SEAT}),
        ((who("P1"), who("P2", modality=Modality.ONLINE)), group(), {Rule.SEAT}),
        ((who("P1"), who("P2", languages=frozenset())), group(), {Rule.SEAT}),
        ((who("P1"), who("P2", needs=LOOP)), group(), {Rule.SEAT}),
        ((who("P1"), who("P2", needs=LOOP)), group(access=LOOP | {"step-free"}), set()),
        ((who("P1"), who("P2")), group(hours=frozenset({"tue-18", "tue-19"})), {Rule.SEAT}),
        ((who("P1"), who("P2")), group(slot="tue-18:30", hours=frozenset({"tue-18"})), set()),
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


def test_two_groups_that_overlap_share_neither_leader_nor_room() -> None:
    long = frozenset({"tue-18", "tue-19"})
    people = tuple(who(f"P{n}", slots=long | {"tue-20"}) for n in range(4))
    seats = {"P0": "G1", "P1": "G1", "P2": "G2", "P3": "G2"}
    for shared in ({"leaders": frozenset({"L1"})}, {"room": "Blue"}):
        for later, rules in (("tue-19", [Rule.TIMES]), ("tue-20", [])):
            asked = Asked(people, (group(hours=long, **shared), group(id="G2", slot=later, **shared)))
            assert [each.rule for each in broken_rules(asked, seats)] == rules
    twice = Asked(people, tuple(group(id=name, hours=long, room="Blue") for name in ("G1", "G2")))
    assert [str(each.words) for each in broken_rules(twice, seats)] == ["G1, G2 need the same room Blue."]


def test_rooms_of_invented_lists_give_what_some_need() -> None:
    asked = invented(200, 20, seed=1)
    by_room: dict[str, set[frozenset[str]]] = {}
    for each in asked.groups:
        by_room.setdefault(each.room, set()).add(each.access)
    assert all(len(access) == 1 for access in by_room.values())
    assert any("step-free" not in each.access for each in asked.groups)
    needs = {need for seed in range(5) for p in invented(200, 20, seed=seed).people for need in p.needs}
    assert needs == {"step-free", "hearing loop", "captions"}


def test_a_leader_is_free_for_the_whole_meeting() -> None:
    long = frozenset({"tue-18", "tue-19"})
    people = (who("P1", slots=long), who("P2", slots=long))
    for free, rules in ((long, []), (frozenset({"tue-18"}), [Rule.TIMES])):
        asked = Asked(people, (group(hours=long, leaders=frozenset({"L1"})),), leaders=(Leader("L1", free),))
        assert [each.rule for each in broken_rules(asked, {"P1": "G1", "P2": "G1"})] == rules


def test_what_members_brought_along_is_not_held_against_newcomers() -> None:
    """A group that spans more, or holds more risk, than newcomers could bring still takes who changes neither."""
    members = tuple(
        who(f"M{n}", member_of="G1", strength=s, high_risk=True) for n, s in enumerate((1, 5, 10))
    )
    asked = Asked((*members, who("P1")), (group(),), limits=Limits(widest=3, most_at_risk=1))
    assert broken_rules(asked, {"P1": "G1"}) == ()
