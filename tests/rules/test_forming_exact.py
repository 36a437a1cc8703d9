"""What the engine proposes is the best there is, breaks no hard rule, and comes again for the same question."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.forming.rules import solving
from holdspace.forming.rules.asked import Asked, Level
from holdspace.forming.rules.checker import broken_rules
from holdspace.forming.rules.forming import Impossible, form
from holdspace.forming.rules.formulation import times
from holdspace.forming.rules.generator import invented
from holdspace.forming.rules.people import Group, Person
from holdspace.forming.rules.proposal import Proposal, Reached
from holdspace.forming.rules.seating import Bar, seating
from holdspace.forming.rules.solving import Effort
from holdspace.kernel.refusals import Refused
from tests.rules.forming_brute import brute_force
from tests.rules.forming_small import small

PLENTY = Effort(seconds=20)


def proposed(asked: Asked) -> Proposal | None:
    try:
        return form(asked, PLENTY)
    except Impossible:
        return None


@pytest.mark.parametrize(
    "seeds", [range(start, start + 50) for start in range(0, 300, 50)], ids=lambda r: f"{r.start}-"
)
def test_nothing_is_better_than_what_is_proposed(seeds: range) -> None:
    for seed in seeds:
        asked = small(seed)
        proposal, best = proposed(asked), brute_force(asked)
        assert (proposal and [each.value for each in proposal.levels]) == best, seed
        assert proposal is None or proposal.proven, seed


def test_the_small_questions_are_not_all_trivial() -> None:
    placed = [len(proposal.seats) for seed in range(60) if (proposal := proposed(small(seed)))]
    assert sum(number >= 3 for number in placed) >= 15


def test_the_small_questions_have_needs_and_hours_that_matter() -> None:
    overlapping = barred = 0
    for seed in range(300):
        asked = small(seed)
        bars = seating(asked).barred.values()
        barred += any(reasons == (Bar.ACCESS,) for reasons in bars)
        overlapping += any(
            one.slot != other.slot
            and one.cells & other.cells
            and (one.leaders & other.leaders or (one.room and one.room == other.room))
            for one, other in combinations(asked.groups, 2)
        )
    assert barred >= 50
    assert overlapping >= 10


@settings(max_examples=40, deadline=None)
@given(st.integers(1000, 10**6))
def test_no_hard_rule_is_broken(seed: int) -> None:
    asked = small(seed, most_people=20, most_groups=5)
    proposal = proposed(asked)
    assert proposal is None or broken_rules(asked, proposal.seats) == ()


def overlapping(asked: Asked) -> Asked:
    """The same list with meetings of two hours, and what met at 14 meets at 17, into those of 18."""

    def hours(slot: str) -> frozenset[str]:
        begins = {"14": 17}.get(slot[4:], int(slot[4:]))
        return frozenset({f"{slot[:3]}-{begins}", f"{slot[:3]}-{begins + 1}"})

    groups = (replace(group, hours=hours(group.slot)) for group in asked.groups)
    people = (replace(p, slots=frozenset().union(*map(hours, p.slots))) for p in asked.people)
    return replace(asked, groups=tuple(groups), people=tuple(people))


def test_with_hours_that_overlap_sixty_are_still_proven_at_once() -> None:
    clashes = 0
    for seed in (1, 2, 3, 4, 5):
        asked, begun = overlapping(invented(60, 6, seed=seed)), time.process_time()
        proposal = form(asked, Effort(10))
        assert proposal.proven
        assert broken_rules(asked, proposal.seats) == ()
        assert time.process_time() - begun < 2
        clashes += len({*times(asked, asked.group)} - {*times(without_hours(asked), asked.group)})
    assert clashes


def without_hours(asked: Asked) -> Asked:
    return replace(asked, groups=tuple(replace(group, hours=frozenset()) for group in asked.groups))


def test_the_same_question_has_the_same_answer() -> None:
    asked = invented(60, 6, seed=3)
    one, other = form(asked, Effort(3, seed=7)), form(asked, Effort(3, seed=7))
    assert replace(one, seconds=0) == replace(other, seconds=0)
    assert one.repeats


def test_an_answer_that_is_not_proven_comes_again_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "SHORTEST_PATIENCE", 600.0)  # however busy the machine of this test is
    asked = invented(120, 12, seed=1, dense=True)
    one, other = form(asked, Effort(1, seed=7)), form(asked, Effort(1, seed=7))
    assert not one.proven
    assert replace(one, seconds=0) == replace(other, seconds=0)
    assert one.repeats


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 99))
def test_a_trait_protects_and_never_excludes(seed: int, one: int) -> None:
    """Whoever has a trait that they did not ask to be counted is placed as if they had none, or better for others."""
    asked = replace(small(seed), pins=frozenset(), order=(Level.PLACED,))
    marked = asked.people[one % len(asked.people)]
    bare = replace(marked, traits=frozenset(), counted=frozenset())
    open_about = replace(marked, traits=frozenset({"man", "over 65"}), counted=frozenset())
    without, with_traits = (
        form(replace(asked, people=tuple(new if p.id == marked.id else p for p in asked.people)))
        for new in (bare, open_about)
    )
    assert with_traits.levels[0].value >= without.levels[0].value


def test_everybody_is_seated_or_waits() -> None:
    asked = invented(60, 6, seed=1)
    proposal = form(asked, Effort(2))
    assert {*proposal.seats} | {*proposal.waiting} == {person.id for person in asked.waiting}
    assert not {*proposal.seats} & {*proposal.waiting}


def test_a_person_stops_the_search_and_keeps_what_was_found() -> None:
    proposal = form(invented(60, 6, seed=1), Effort(5), stop=lambda: True)
    assert proposal.stopped
    assert not proposal.repeats
    assert not proposal.proven


def test_a_person_stops_a_long_search_in_the_middle() -> None:
    asked, begun, cpu = invented(200, 20, seed=3), time.monotonic(), time.process_time()
    proposal = form(asked, Effort(60), stop=lambda: time.monotonic() > begun + 0.5)
    assert proposal.seconds < 60 or time.process_time() < cpu + 20
    assert proposal.stopped
    assert broken_rules(asked, proposal.seats) == ()


def test_progress_is_told_after_each_level() -> None:
    told: list[Level] = []
    form(invented(20, 2, seed=1), Effort(2), progress=lambda level, value: told.append(level))
    assert told == [Level.PLACED, Level.SPREAD, Level.STYLES]


def test_a_bound_on_the_wrong_side_is_an_error() -> None:
    with pytest.raises(AssertionError):
        Reached(Level.PLACED, value=10, bound=0)
    with pytest.raises(AssertionError):
        Reached(Level.SPREAD, value=10, bound=11)
    assert Reached(Level.PLACED, 10, None).gap is None
    assert Reached(Level.PLACED, 99, 100).gap == pytest.approx(0.01)


def person(name: str, **more: object) -> Person:
    return Person(name, slots=frozenset({"tue-18"}), themes=frozenset({"grief"}), **more)  # type: ignore[arg-type]


PAIR = Group("G1", "tue-18", least=2, most=4)


def test_two_who_share_are_seated() -> None:
    proposal = form(Asked((person("P1"), person("P2")), (PAIR,)))
    assert proposal.seats == {"P1": "G1", "P2": "G1"}
    assert proposal.opened == ("G1",)


def test_one_person_waits() -> None:
    proposal = form(Asked((person("P1"),), (PAIR,)))
    assert (proposal.seats, proposal.waiting) == ({}, ("P1",))


def test_nobody_is_the_only_one_unless_they_said_so() -> None:
    alone = {"traits": frozenset({"man"}), "counted": frozenset({"man"})}
    pair = (person("P1", **alone), person("P2"))
    assert form(Asked(pair, (PAIR,))).seats == {}
    waived = (replace(pair[0], waived=frozenset({"man"})), pair[1])
    assert len(form(Asked(waived, (PAIR,))).seats) == 2


@pytest.mark.parametrize(
    "asked",
    [
        Asked((person("P1"), person("P1")), (PAIR,)),
        Asked((person("P1"),), (PAIR, PAIR)),
        Asked((person("P1"),), (PAIR,), pins=frozenset({("P1", "G1")}), vetoes=frozenset({("P1", "G1")})),
        Asked((person("P1"),), (PAIR,), pins=frozenset({("P1", "G9")})),
        Asked((person("P1"),), (replace(PAIR, least=5),)),
        Asked((person("P1", member_of="G9"),), (PAIR,)),
        Asked((person("P1"),), (PAIR,), apart=frozenset({frozenset({"P1"})})),
        Asked((person("P1"),), (PAIR,), order=()),
    ],
)
def test_a_question_that_contradicts_itself_is_refused(asked: Asked) -> None:
    with pytest.raises(Refused):
        form(asked)
