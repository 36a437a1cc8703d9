"""What makes people different protects them from being the only one, and bars nobody from anything.

Somebody's trait can matter to another who asked not to be alone with it: then it is company, and opens a seat
for that person. It never closes one for who bears it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import holdspace.forming.rules
from holdspace.forming.rules.asked import RISING, Asked, Level, Limits
from holdspace.forming.rules.checker import Rule, broken_rules
from holdspace.forming.rules.forming import Impossible, form
from holdspace.forming.rules.formulation import Formulation, Kind
from holdspace.forming.rules.people import Group, Person
from holdspace.forming.rules.seating import seating
from holdspace.forming.rules.solving import Effort
from tests.rules.forming_small import TRAITS, small

PLENTY = Effort(seconds=20)
NONE = frozenset[str]()
Values = tuple[int, ...]


def changed(asked: Asked, change: Callable[[Person], Person]) -> Asked:
    return replace(asked, people=tuple(map(change, asked.people)))


def bare(person: Person) -> Person:
    """The same person, of whom no trait is known."""
    return replace(person, traits=NONE, counted=NONE, waived=NONE)


def not_asking(person: Person) -> Person:
    return replace(person, counted=NONE, waived=NONE)


def redrawn(seed: int) -> Callable[[Person], Person]:
    """Other traits for everybody who did not ask to be counted."""
    rng = Random(f"redrawn {seed}")

    def other(person: Person) -> Person:
        traits = frozenset(trait for trait in TRAITS if rng.random() < 0.5)
        return person if person.counted else replace(person, traits=traits)

    return other


def values(asked: Asked) -> Values | None:
    """What is reached on every level, proven; None where nothing is possible."""
    try:
        proposal = form(asked, PLENTY)
    except Impossible:
        return None
    assert proposal.proven
    return tuple(each.value for each in proposal.levels)


def worth(asked: Asked, reached: Values | None) -> tuple[float, ...]:
    """Values that compare as the question wants: the first level first, more is better; nothing is worst."""
    if reached is None:
        return (float("-inf"),)
    pairs = zip(asked.order, reached, strict=True)
    return tuple(value if level in RISING else -value for level, value in pairs)


# --- Who did not ask is treated as if nothing were known of them --------------------------------------------


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_where_nobody_asked_traits_change_nothing(seed: int) -> None:
    asked = changed(small(seed), not_asking)
    expected = values(changed(asked, bare))
    assert values(asked) == expected
    assert values(changed(asked, redrawn(seed))) == expected


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_traits_that_nobody_asked_about_change_nothing(seed: int) -> None:
    """Also beside people who asked: what the others bear besides is looked at nowhere."""
    asked = small(seed)

    def besides(person: Person) -> Person:
        return replace(person, traits=person.traits | {"left-handed"}) if not person.counted else person

    assert values(changed(asked, besides)) == values(asked)


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_what_others_bear_can_only_open_seats(seed: int) -> None:
    """Who did not ask and bears what another asked about is company: level by level nothing becomes worse."""
    asked = small(seed)
    without = changed(asked, lambda person: person if person.counted else bare(person))
    assert worth(asked, values(asked)) >= worth(asked, values(without))


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_a_waiver_gives_back_what_counting_cost(seed: int) -> None:
    asked = small(seed)
    waived = changed(asked, lambda person: replace(person, waived=person.counted))
    assert values(waived) == values(changed(asked, bare))


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(0, 99))
def test_one_waiver_is_as_if_that_person_had_not_asked(seed: int, at: int) -> None:
    asked = small(seed)
    one = asked.people[at % len(asked.people)].id
    waived = changed(asked, lambda p: replace(p, waived=p.counted) if p.id == one else p)
    assert values(waived) == values(changed(asked, lambda p: not_asking(p) if p.id == one else p))


def test_asking_and_waiving_matter_at_all() -> None:
    """The properties above are not true for want of people whom a trait concerns."""
    questions = [small(seed) for seed in range(80)]
    costs = [asked for asked in questions if values(asked) != values(changed(asked, not_asking))]
    company = [
        asked
        for asked in questions
        if values(asked) != values(changed(asked, lambda p: p if p.counted else bare(p)))
    ]
    assert len(costs) >= 5
    assert company


# --- Where a trait is looked at -----------------------------------------------------------------------------


@settings(max_examples=200)
@given(st.integers(0, 10**6))
def test_the_plain_filters_know_no_trait(seed: int) -> None:
    asked = small(seed)
    everybody_bears_all = changed(asked, lambda p: replace(p, traits=frozenset(TRAITS), counted=NONE))
    assert seating(asked) == seating(changed(asked, bare)) == seating(everybody_bears_all)


@settings(max_examples=200)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_only_rule_that_a_trait_can_break_is_the_one_about_being_alone(seed: int, thrown: int) -> None:
    asked, rng = small(seed), Random(thrown)
    seats = {p.id: rng.choice(asked.groups).id for p in asked.waiting if rng.random() < 0.6}
    broken, without = broken_rules(asked, seats), broken_rules(changed(asked, bare), seats)
    assert [each for each in broken if each.rule is not Rule.ALONE] == list(without)
    asking = {p.id for p in asked.people if p.not_alone_with}
    assert all(set(each.people) <= asking for each in broken if each.rule is Rule.ALONE)


@settings(max_examples=200)
@given(st.integers(0, 10**6))
def test_the_model_without_that_rule_is_the_model_without_traits(seed: int) -> None:
    asked = small(seed)
    assert other_constraints(asked) == other_constraints(changed(asked, bare))


def other_constraints(asked: Asked) -> list[str]:
    """Every constraint of the guarded model but those of the rule about being alone, with names for numbers."""
    built = Formulation(asked, seating(asked), guarded=True)
    assert built.guards is not None
    alone = {literal.index for rule, literal in built.guards.items() if rule.kind is Kind.ALONE}
    names = [variable.name for variable in built.model.proto.variables]
    return [
        _VARIABLE.sub(lambda found: _named(int(found[0]), names), str(constraint))
        for constraint in built.model.proto.constraints
        if not alone & set(constraint.enforcement_literal)
    ]


_VARIABLE = re.compile(r"(?<=vars: )-?\d+|(?<=literals: )-?\d+|(?<=enforcement_literal: )-?\d+")


def _named(at: int, names: list[str]) -> str:
    return names[at] if at >= 0 else f"not {names[-at - 1]}"


READERS = {
    "people.not_alone_with": "says which traits they asked about",
    "checker._alone": "the rule",
    "formulation._post_alone": "the rule",
    "formulation._others_with": "the rule: who else bears it",
    "rule_words._alone": "tells the rule",
    "why.why_here": "tells with whom they share it",
    "changes._changed": "adds a waiver",
    "generator._with_needs": "invented people",
    "generator._member": "invented people",
}


def test_no_other_line_reads_a_trait() -> None:
    sources = sorted(Path(holdspace.forming.rules.__file__).parent.glob("*.py"))
    assert {f"{path.stem}.{where}" for path in sources for where in _readers(path)} == set(READERS)


def _readers(path: Path) -> Iterator[str]:
    """The functions that read a person's traits, or what they asked or waived about them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    within = {node: function.name for function in functions for node in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _ABOUT_TRAITS:
            yield within.get(node, "(the module)")


_ABOUT_TRAITS = {"traits", "counted", "waived", "not_alone_with"}


# --- The cap on people at high risk -------------------------------------------------------------------------


def at_risk(number: int, most: int) -> Asked:
    people = tuple(
        Person(f"P{n}", slots=frozenset({"tue-18"}), themes=frozenset({"grief"}), high_risk=n < number)
        for n in range(6)
    )
    return Asked(people, (Group("G1", "tue-18", least=2, most=6),), limits=Limits(most_at_risk=most))


def test_the_cap_is_told_plainly() -> None:
    """It is the one thing about a person's state that can keep them out of a group, and it says so."""
    asked = at_risk(3, most=2)
    told = [str(each.words) for each in broken_rules(asked, dict.fromkeys(asked.by_id, "G1"))]
    assert told == ["G1 would hold 3 people at high risk, more than 2."]
    assert values(at_risk(3, most=2)) < values(at_risk(3, most=3))  # type: ignore[operator]


def test_below_the_cap_risk_changes_nothing() -> None:
    assert values(at_risk(2, most=2)) == values(at_risk(0, most=2))


@pytest.mark.parametrize("level", [Level.PLACED, Level.SEATS])
def test_who_is_at_risk_counts_like_everybody(level: Level) -> None:
    asked = replace(at_risk(1, most=1), order=(level,))
    assert values(asked) == values(changed(asked, lambda person: replace(person, high_risk=False)))
