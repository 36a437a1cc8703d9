"""Who gives to whom: everybody in exactly one pair or triad, and those who met least come first."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.feedback.rules.pairs import check_pairs, everybody, propose, to_the_middle, within
from holdspace.kernel.refusals import Refused

SIZES = st.integers(2, 14)


@given(SIZES, st.dictionaries(st.frozensets(st.integers(0, 13), min_size=2, max_size=2), st.integers(0, 5)))
def test_everybody_sits_in_exactly_one_pair_or_in_the_only_triad(
    size: int, met: dict[frozenset[int], int]
) -> None:
    members = list(range(size))
    pairs = propose(members, met)
    assert Counter(each for pair in pairs for each in pair) == Counter(members)
    sizes = Counter(map(len, pairs))
    assert sizes == Counter({2: (size - 3 * (size % 2)) // 2, 3: size % 2}) - Counter()
    check_pairs(members, pairs)


@given(st.integers(2, 7), st.data())
def test_no_other_pairing_has_met_less(size: int, data: st.DataObject) -> None:
    members = list(range(size))
    every = [frozenset(pair) for pair in combinations(members, 2)]
    met = {pair: data.draw(st.integers(0, 4)) for pair in every}
    best = min(_met(pairs, met) for pairs in _all_pairings(members))
    assert _met(propose(members, met), met) == best


def _met(pairs: list[tuple[int, ...]], met: dict[frozenset[int], int]) -> int:
    return sum(met[frozenset(two)] for pair in pairs for two in combinations(pair, 2))


def _all_pairings(members: list[int]) -> list[list[tuple[int, ...]]]:
    """Every way, written down naively: with an odd number each triad in turn."""
    if len(members) % 2:
        return [
            [triad, *rest]
            for triad in combinations(members, 3)
            for rest in _all_pairings([each for each in members if each not in triad])
        ]
    if not members:
        return [[]]
    first, *others = members
    return [
        [(first, second), *rest]
        for second in others
        for rest in _all_pairings([each for each in others if each != second])
    ]


def test_who_has_met_is_parted_in_the_next_round() -> None:
    members = ["ana", "bo", "chidi", "dana"]
    first = propose(members)
    assert first == [("ana", "bo"), ("chidi", "dana")]
    second = propose(members, {frozenset(pair): 1 for pair in first})
    assert second == [("ana", "chidi"), ("bo", "dana")]


@pytest.mark.parametrize("members", [[], ["ana"]])
def test_one_alone_makes_no_pair(members: list[str]) -> None:
    assert propose(members) == []


@given(SIZES)
def test_all_to_all_is_everybody_to_everybody_else(size: int) -> None:
    ways = everybody(list(range(size)))
    assert len(ways) == len(set(ways)) == size * (size - 1)
    assert all(giver != receiver for giver, receiver in ways)


def test_in_a_triad_each_gives_to_both_others() -> None:
    assert sorted(within([("a", "b"), ("c", "d", "e")])) == [
        ("a", "b"),
        ("b", "a"),
        ("c", "d"),
        ("c", "e"),
        ("d", "c"),
        ("d", "e"),
        ("e", "c"),
        ("e", "d"),
    ]


def test_the_middle_receives_from_everybody_around_and_gives_nothing() -> None:
    assert to_the_middle(["a", "b", "c", "d"], {"b", "d"}) == [("a", "b"), ("a", "d"), ("c", "b"), ("c", "d")]


@pytest.mark.parametrize("middle", [[], ["a", "b", "c"], ["x"], ["a", "x"]])
def test_the_middle_is_one_or_two_of_the_circle(middle: list[str]) -> None:
    with pytest.raises(Refused, match="one or two"):
        to_the_middle(["a", "b", "c", "d"], middle)


def test_a_circle_of_two_has_no_two_in_the_middle() -> None:
    with pytest.raises(Refused):
        to_the_middle(["a", "b"], ["a", "b"])


@pytest.mark.parametrize(
    "pairs",
    [
        [("a", "b")],
        [("a", "b"), ("c", "d"), ("e",)],
        [("a", "b", "c", "d", "e")],
        [("a", "b"), ("a", "c", "d")],
        [("a", "b"), ("c", "d", "x")],
        [],
    ],
)
def test_pairs_picked_by_hand_leave_nobody_out(pairs: list[tuple[str, ...]]) -> None:
    with pytest.raises(Refused, match="exactly one pair"):
        check_pairs(["a", "b", "c", "d", "e"], pairs)
