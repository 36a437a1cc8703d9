"""The diversity core: small invented problems against every grouping there is, and files that are damaged."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import combinations, count, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.forming.rules.diverse import BadInstance, Instance, Solution, objective, read, solve

ROUNDS = 60


def problem(weights: dict[tuple[int, int], float], n: int, *bounds: tuple[int, int]) -> Instance:
    """An instance from the weights of its pairs; pairs left out weigh nothing."""
    table = np.zeros((n, n))
    for (one, other), weight in weights.items():
        table[one, other] = table[other, one] = weight
    lower, upper = zip(*bounds, strict=True)
    return Instance(n, len(bounds), lower, upper, table)


def by_chance(seed: int, *, n: int, groups: int, lowest: int = 0) -> Instance:
    """Invented: sizes around a grouping by chance, whole weights from `lowest` to 99."""
    chance = np.random.default_rng(seed)
    sizes = np.bincount(chance.integers(groups, size=n), minlength=groups)
    bounds = [(max(0, size - chance.integers(3)), size + chance.integers(3)) for size in sizes]
    weights = {pair: int(chance.integers(lowest, 100)) for pair in combinations(range(n), 2)}
    return problem(weights, n, *bounds)


def inside(instance: Instance, assignment: tuple[int, ...]) -> float:
    """The objective by its definition, pair by pair."""
    pairs = combinations(range(instance.n), 2)
    return math.fsum(instance.weights[i, j] for i, j in pairs if assignment[i] == assignment[j])


def fits(instance: Instance, assignment: tuple[int, ...]) -> bool:
    seated = Counter(assignment)
    return seated.keys() <= set(range(instance.groups)) and all(
        least <= seated[group] <= most
        for group, (least, most) in enumerate(zip(instance.lower, instance.upper, strict=True))
    )


def best_of_all(instance: Instance) -> float:
    every = product(range(instance.groups), repeat=instance.n)
    return max(inside(instance, assignment) for assignment in every if fits(instance, assignment))


def searched(instance: Instance, seed: int = 0, rounds: int = ROUNDS) -> Solution:
    return solve(instance, math.inf, seed, rounds=rounds)


# --- Solutions -------------------------------------------------------------------------------------------


def test_the_two_couples_that_differ_most_sit_together() -> None:
    found = searched(problem({(0, 1): 1, (0, 2): 9, (1, 3): 8, (2, 3): 5}, 4, (2, 2), (2, 2)))
    assert found.objective == 17
    assert found.assignment[0] == found.assignment[2] != found.assignment[1] == found.assignment[3]


def test_where_pairs_are_good_the_larger_group_is_filled() -> None:
    everyone_differs = dict.fromkeys(combinations(range(6), 2), 1.0)
    found = searched(problem(everyone_differs, 6, (1, 5), (1, 5)))
    assert (found.objective, sorted(Counter(found.assignment).values())) == (10, [1, 5])


def test_where_pairs_are_bad_the_groups_are_even() -> None:
    nobody_agrees = dict.fromkeys(combinations(range(6), 2), -1.0)
    found = searched(problem(nobody_agrees, 6, (1, 5), (1, 5)))
    assert (found.objective, sorted(Counter(found.assignment).values())) == (-6, [3, 3])


@pytest.mark.parametrize("lowest", [0, -99])
@pytest.mark.parametrize("groups", [2, 3])
@pytest.mark.parametrize("n", [5, 6, 7, 8])
def test_no_grouping_of_a_small_problem_is_better(n: int, groups: int, lowest: int) -> None:
    instance = by_chance(100 * n + groups, n=n, groups=groups, lowest=lowest)
    assert searched(instance).objective == best_of_all(instance)


def test_no_grouping_of_nine_people_is_better() -> None:
    instance = by_chance(9, n=9, groups=3)
    assert searched(instance).objective == best_of_all(instance)


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Sizes around a grouping that fits, so that every instance has a solution; weights of any sort."""
    seats = draw(st.lists(st.integers(0, 3), min_size=1, max_size=10))
    room = st.tuples(st.integers(0, 2), st.integers(0, 2))
    sizes = [(seats.count(group), *draw(room)) for group in range(draw(st.integers(max(seats) + 1, 5)))]
    pairs = list(combinations(range(len(seats)), 2))
    kinds = st.integers(-9, 99).map(float) | st.floats(-1e6, 1e6) | st.sampled_from([0.0, 1e-200, 1e90])
    weights = dict(zip(pairs, draw(st.lists(kinds, min_size=len(pairs), max_size=len(pairs))), strict=True))
    return problem(weights, len(seats), *((max(0, size - less), size + more) for size, less, more in sizes))


@given(instances(), st.integers(0, 2**32), st.integers(0, 25))
@settings(deadline=None, max_examples=60)
def test_sizes_are_kept_and_the_objective_is_what_the_groups_hold(
    instance: Instance, seed: int, rounds: int
) -> None:
    found = searched(instance, seed, rounds)
    assert fits(instance, found.assignment)
    assert len(found.assignment) == instance.n
    assert found.objective == objective(instance, found.assignment)
    assert found.objective == pytest.approx(inside(instance, found.assignment), rel=1e-9, abs=1e-6)


@given(instances(), st.integers(0, 2**32))
@settings(deadline=None, max_examples=20)
def test_the_same_seed_gives_the_same_answer(instance: Instance, seed: int) -> None:
    assert searched(instance, seed, 20) == searched(instance, seed, 20)


@pytest.mark.parametrize("seconds", [0.02, 0.2, 2])
def test_the_same_seconds_take_the_same_way(seconds: float) -> None:
    instance = by_chance(3, n=60, groups=5)
    one, other = (solve(instance, seconds, 7, clock=clock_of_checks()) for _ in range(2))
    assert one == other
    assert fits(instance, one.assignment)


def clock_of_checks() -> Callable[[], float]:
    """A clock that goes on by a millisecond whenever it is looked at."""
    looked = count()
    return lambda: next(looked) / 1000


def test_more_rounds_are_never_worse() -> None:
    instance = by_chance(1, n=40, groups=5)
    values = [searched(instance, rounds=rounds).objective for rounds in (0, 1, 10, 100)]
    assert values == sorted(values)


def test_no_time_at_all_still_gives_everyone_a_seat() -> None:
    instance = by_chance(2, n=40, groups=5)
    assert fits(instance, solve(instance, 0, 0).assignment)


def test_a_problem_built_by_hand_is_checked_as_well() -> None:
    with pytest.raises(BadInstance, match="symmetric"):
        Instance(2, 1, (2,), (2,), np.array([[0.0, 1.0], [2.0, 0.0]]))
    with pytest.raises(BadInstance, match="not a finite number"):
        problem({(0, 1): math.nan}, 2, (2, 2))
    with pytest.raises(BadInstance, match="a table of 2 by 2"):
        Instance(2, 1, (2,), (2,), np.zeros((3, 3)))


# --- The public format -----------------------------------------------------------------------------------

SMALL = "4 2 ds 1 3 1 3 \n0 1 1.5\n0 2 2\n3 0 0\n1 2 4\n1 3 5e0\n2 3 6\n\n"


def test_a_file_is_read() -> None:
    instance = read(SMALL)
    assert (instance.n, instance.groups, instance.lower, instance.upper) == (4, 2, (1, 1), (3, 3))
    assert instance.weights.tolist() == [[0, 1.5, 2, 0], [1.5, 0, 4, 5], [2, 4, 0, 6], [0, 5, 6, 0]]


@pytest.mark.parametrize(
    ("line", "instead", "refusal"),
    [
        (1, "", "Line 2: The first line must be: people, groups, ss or ds, and two sizes for each group."),
        (1, "4 2 xs 1 3 1 3", "Line 1: The first line must be: people, groups, ss or ds, and two sizes"),
        (1, "4 2 ds 1 3 1", "Line 1: 2 groups need 4 sizes, there are 3."),
        (1, "4 2 ds 1 3 1 3 1", "Line 1: 2 groups need 4 sizes, there are 5."),
        (1, "4 2 ds 1 3 1 -3", "Line 1: “-3” is not a whole number."),
        (1, "4 2.5 ds 1 3 1 3", "Line 1: “2.5” is not a whole number."),
        (1, "4 0 ds", "Line 1: There must be at least one person and one group."),
        (1, "4 2 ds 3 1 1 3", "Line 1: Group 0 cannot have at least 3 and at most 1 people."),
        (1, "4 2 ss 1 1 2 2", "Line 1: 4 people do not fit: the groups hold from 3 to 3."),
        (1, "4 2 ss 3 3 2 2", "Line 1: 4 people do not fit: the groups hold from 5 to 5."),
        (3, "0 2", "Line 3: A pair must be two people and a weight."),
        (3, "0 2 2 2", "Line 3: A pair must be two people and a weight."),
        (3, "0 two 2", "Line 3: A pair must be two people and a weight."),
        (3, "0 2 much", "Line 3: A pair must be two people and a weight."),
        (3, "0 4 2", "Line 3: People are numbered from 0 to 3."),
        (3, "-1 2 2", "Line 3: People are numbered from 0 to 3."),
        (3, "2 2 2", "Line 3: Somebody is paired with themselves."),
        (3, "0 2 nan", "Line 3: The weight “nan” is not a finite number that can be added up."),
        (3, "0 2 -inf", "Line 3: The weight “-inf” is not a finite number that can be added up."),
        (3, "0 2 1e300", "Line 3: The weight “1e300” is not a finite number that can be added up."),
        (5, "1 0 4", "Line 5: This pair stands in line 2 already."),
        (5, "", "Line 7: The file ends without a weight for 1 and 2."),
    ],
)
def test_a_damaged_file_is_refused_with_line_and_reason(line: int, instead: str, refusal: str) -> None:
    lines = SMALL.splitlines()
    lines[line - 1] = instead
    with pytest.raises(BadInstance) as refused:
        read("\n".join(lines))
    assert str(refused.value).startswith(refusal)
    assert refused.value.line == int(refusal.removeprefix("Line ").split(":")[0])


@pytest.mark.parametrize("text", ["", "\n\n", "4 2 ds 1 3 1 3", "1000000000 1 ss 1000000000 1000000000"])
def test_an_empty_file_and_one_that_only_begins_are_refused(text: str) -> None:
    with pytest.raises(BadInstance, match=r"^Line 1: "):
        read(text)


@given(st.text(max_size=200) | st.text("0123 .-dsaninf\n", max_size=200))
def test_whatever_is_read_is_an_instance_or_refused(text: str) -> None:
    with suppress(BadInstance):
        assert read(text).n >= 1
