"""Who gives to whom in a round: everybody to everybody, in pairs, or all to the one or two in the middle.

Members are any values that can be told apart; the order in which they are given decides between equals, so
that the same circle gets the same proposal.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from itertools import combinations, permutations
from typing import Final, TypeAlias, TypeVar

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import say

Who = TypeVar("Who", bound=Hashable)
Small: TypeAlias = tuple[Who, ...]
"""A pair; or, once in a circle of odd number, a triad."""

MOST_IN_THE_MIDDLE: Final = 2


class Form(StrEnum):
    """The form of a round."""

    ALL = "all"
    PAIRS = "pairs"
    FISHBOWL = "fishbowl"


def everybody(members: Sequence[Who]) -> list[tuple[Who, Who]]:
    """Each gives to each other."""
    return list(permutations(members, 2))


def within(small: Iterable[Small[Who]]) -> list[tuple[Who, Who]]:
    """In each pair or triad each gives to each other."""
    return [way for each in small for way in permutations(each, 2)]


def to_the_middle(members: Sequence[Who], middle: Collection[Who]) -> list[tuple[Who, Who]]:
    """Everybody around gives to the one or two in the middle, who give nothing this time."""
    if not 1 <= len(middle) <= MOST_IN_THE_MIDDLE or not set(middle) < set(members):
        raise Refused(say("Choose one or two who sit in the middle. Somebody has to sit around them."))
    around = [member for member in members if member not in middle]
    return [(giver, receiver) for giver in around for receiver in members if receiver in middle]


def check_pairs(members: Collection[Who], small: Sequence[Small[Who]]) -> None:
    """Refused unless everybody is in exactly one pair; with an odd number, one triad."""
    seated = [each for group in small for each in group]
    sizes = sorted(len(group) for group in small)
    odd = len(members) % 2
    fits = sizes == [2] * ((len(members) - 3 * odd) // 2) + [3] * odd
    if not fits or sorted(map(hash, seated)) != sorted(map(hash, members)) or set(seated) != set(members):
        raise Refused(
            say("Everybody belongs to exactly one pair; with an odd number, three sit together once.")
        )


def propose(members: Sequence[Who], met: Mapping[frozenset[Who], int] | None = None) -> list[Small[Who]]:
    """Pairs (and one triad where the number is odd) of those who gave each other the least so far.

    `met` counts how often two have given to each other. The sum of it over all pairs is the smallest there
    is: over every set of members the best pairing is built from that of a smaller set, which for the largest
    circle of fourteen is some sixteen thousand sets. Fewer than two members make no pair.
    """
    if len(members) < 2:
        return []
    known = met or {}
    cost = {
        (a, b): known.get(frozenset((members[a], members[b])), 0)
        for a, b in combinations(range(len(members)), 2)
    }
    chosen = _chosen(len(members), cost)
    return [tuple(members[place] for place in group) for group in chosen]


_Costs: TypeAlias = Mapping[tuple[int, int], int]
_Paired: TypeAlias = tuple[int, tuple[tuple[int, ...], ...]]
_Pairing: TypeAlias = Callable[[int], _Paired]


def _all(count: int) -> int:
    return (1 << count) - 1


def _chosen(count: int, cost: _Costs) -> tuple[tuple[int, ...], ...]:
    return _with_triad(count, cost) if count % 2 else _best(count, cost)(_all(count))[1]


def _best(count: int, cost: _Costs) -> _Pairing:
    """The cheapest pairing of a set of places, given as the bits of a number; its cost first."""

    @cache
    def best(places: int) -> _Paired:
        if not places:
            return 0, ()
        first = (places & -places).bit_length() - 1
        rest = places & ~(1 << first)
        found = []
        for second in range(first + 1, count):
            if rest >> second & 1:
                behind, pairs = best(rest & ~(1 << second))
                found.append((cost[first, second] + behind, ((first, second), *pairs)))
        return min(found)

    return best


def _with_triad(count: int, cost: _Costs) -> tuple[tuple[int, ...], ...]:
    best = _best(count, cost)
    found = []
    for triad in combinations(range(count), 3):
        inside = sum(cost[pair] for pair in combinations(triad, 2))
        rest, pairs = best(_all(count) & ~sum(1 << place for place in triad))
        found.append((inside + rest, (triad, *pairs)))
    return min(found)[1]
