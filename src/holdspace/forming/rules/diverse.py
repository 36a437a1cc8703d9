"""Maximally diverse grouping: groups within their sizes, with as much weight inside them as can be found.

Everyone goes into one group; the objective is the sum of the weights of all pairs that share a group. The
problem is NP-hard and this search proves nothing: it serves as a start for lists beyond the exact model, and
lets us be compared with public solvers on public instances.

The search is memetic. A pool of groupings, each annealed from chance, has children that keep whole groups of
two parents, seat the rest by chance, and are annealed from less heat. A child takes the place of the worst.
Whenever as many children in a row as the pool holds bring nothing new, the pool loses its worst; when two are
left, everything begins again from chance, with longer anneals. The best grouping seen is the answer.

One step of annealing takes a person at random and weighs, at once, every swap with somebody elsewhere, every
free place, and staying. It adds Gumbel noise times the heat to each and takes the greatest, which draws a move
with probability proportional to exp(gain / heat); without heat that is steepest descent. The heats come from
the instance: the search cools once and notes at which heat which share of steps still moves somebody. So
distances between points (where swaps hardly differ) are searched as readily as random weights.

Learned from: Yang et al., EJOR 302 (2022) 925 (three-phase search, dynamic population); Lai and Hao, EJOR 254
(2016) 780 (iterated maxima search); Aarts and Korst (1989), on annealing.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

POOL = 16
"""Groupings in a fresh pool."""
SWEEPS = 60
"""Steps a person in the first anneals."""
LONGER = 1.3
"""How much longer anneals become whenever everything begins again."""
COOLING = 8
"""Steps a person at one heat, at most."""
HOT, WARM, COLD = 0.5, (0.1, 0.4), 0.02
"""Shares of steps that move somebody: where a fresh anneal begins, where a child's does, where both end."""
NOISE = 1 << 13
"""Places in the table of noise at which a step may begin to read."""
WORTH = np.float32(1e-4)
"""The least gain that counts, in standard deviations of a weight; below lies what 32 bits cannot tell."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Seats = npt.NDArray[np.uint32]


# --- The problem -----------------------------------------------------------------------------------------


class BadInstance(ValueError):  # noqa: N818
    """A problem that cannot be read or has no solution: why, and in which line of the file (None for none)."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason if line is None else f"Line {line}: {reason}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Instance:
    """`n` people, `groups` groups of `lower[g]` to `upper[g]` people, and a weight for each pair of people.

    `weights` is n × n, symmetric, finite, zero on its diagonal. Raises BadInstance.
    """

    n: int
    groups: int
    lower: tuple[int, ...]
    upper: tuple[int, ...]
    weights: Floats

    def __post_init__(self) -> None:
        _check_sizes(self.n, self.groups, self.lower, self.upper)
        if self.weights.shape != (self.n, self.n):
            raise BadInstance(f"The weights must be a table of {self.n} by {self.n}.")
        if not np.isfinite(self.weights).all():
            raise BadInstance("A weight is not a finite number.")
        if (self.weights != self.weights.T).any() or self.weights.diagonal().any():
            raise BadInstance("The weights must be symmetric, and zero between a person and themselves.")


@dataclass(frozen=True, slots=True)
class Solution:
    """Who sits where: `assignment[person]` is a group from 0; `objective` is the weight inside the groups."""

    objective: float
    assignment: tuple[int, ...]


def objective(instance: Instance, assignment: Sequence[int]) -> float:
    """The sum of the weights of all pairs that share a group, counted afresh."""
    seats = np.asarray(assignment)
    inside = (np.flatnonzero(seats == group) for group in range(instance.groups))
    return math.fsum(float(instance.weights[np.ix_(people, people)].sum()) / 2 for people in inside)


def _check_sizes(n: int, groups: int, lower: Sequence[int], upper: Sequence[int]) -> None:
    if n < 1 or groups < 1:
        raise BadInstance("There must be at least one person and one group.")
    if not len(lower) == len(upper) == groups:
        raise BadInstance(f"{groups} groups need {groups} least and {groups} greatest sizes.")
    for group, (least, most) in enumerate(zip(lower, upper, strict=True)):
        if not 0 <= least <= most:
            raise BadInstance(f"Group {group} cannot have at least {least} and at most {most} people.")
    if not sum(lower) <= n <= sum(upper):
        raise BadInstance(f"{n} people do not fit: the groups hold from {sum(lower)} to {sum(upper)}.")


# --- The public format -----------------------------------------------------------------------------------


def read(text: str) -> Instance:
    """An instance in the format of MDGPLIB: `n G ss|ds lo1 hi1 lo2 hi2 …`, then `i j weight` for each pair.

    People are numbered from 0. The public instances hold every pair exactly once, zeros too; so a pair that is
    missing or repeated means a damaged file. Raises BadInstance with line and reason.
    """
    lines = ((number, line.split()) for number, line in enumerate(text.splitlines(), 1) if line.strip())
    number, head = next(lines, (1, []))
    try:
        n, groups, lower, upper = _read_head(head)
    except BadInstance as problem:
        raise BadInstance(str(problem), number) from problem
    rows = [_read_pair(words, n, number) for number, words in lines]
    _check_pairs(rows, n)
    return Instance(n, groups, lower, upper, _table_of(rows, n))


def _read_head(words: list[str]) -> tuple[int, int, tuple[int, ...], tuple[int, ...]]:
    if len(words) < 3 or words[2] not in ("ss", "ds"):
        raise BadInstance("The file must begin with the number of people, the number of groups, and ss or ds.")
    n, groups, *bounds = (_whole(word) for word in words[:2] + words[3:])
    if len(bounds) != 2 * groups:
        raise BadInstance(f"{groups} groups need {2 * groups} sizes, there are {len(bounds)}.")
    lower, upper = tuple(bounds[::2]), tuple(bounds[1::2])
    _check_sizes(n, groups, lower, upper)
    return n, groups, lower, upper


def _whole(word: str) -> int:
    if not (word.isascii() and word.isdigit()):
        raise BadInstance(f"“{word[:20]}” is not a whole number.")
    return int(word)


class _Pair(NamedTuple):
    line: int
    one: int
    other: int
    weight: float


def _read_pair(words: list[str], n: int, line: int) -> _Pair:
    try:
        one, other, weight = words
        pair = _Pair(line, int(one), int(other), float(weight))
    except ValueError as problem:
        raise BadInstance("A pair must be two people and a weight.", line) from problem
    if not (0 <= pair.one < n and 0 <= pair.other < n):
        raise BadInstance(f"People are numbered from 0 to {n - 1}.", line)
    if pair.one == pair.other:
        raise BadInstance("Somebody is paired with themselves.", line)
    if not abs(pair.weight) <= LARGEST:
        raise BadInstance(f"The weight “{words[2][:20]}” is not a finite number that can be added up.", line)
    return pair


LARGEST = 1e100
"""The largest weight that is read: sums of such weights stay finite."""


def _check_pairs(rows: list[_Pair], n: int) -> None:
    seen: dict[tuple[int, int], int] = {}
    for row in rows:
        pair = (min(row.one, row.other), max(row.one, row.other))
        if pair in seen:
            raise BadInstance(f"This pair stands in line {seen[pair]} already.", row.line)
        seen[pair] = row.line
    if len(seen) < n * (n - 1) // 2:
        one, other = next(pair for pair in _pairs(n) if pair not in seen)
        last = rows[-1].line if rows else 1
        raise BadInstance(f"The file ends without a weight for {one} and {other}.", last)


def _pairs(n: int) -> Iterator[tuple[int, int]]:
    return ((one, other) for one in range(n) for other in range(one + 1, n))


def _table_of(rows: list[_Pair], n: int) -> Floats:
    table = np.zeros((n, n))
    for _, one, other, weight in rows:
        table[one, other] = table[other, one] = weight
    return table


# --- One grouping, compiled ------------------------------------------------------------------------------


def compiled(function: Callable[..., Any]) -> Any:
    """Compiled at its first call, and kept on disk for the next process where that can be written to."""
    try:
        return njit(function, cache=True, fastmath=True)
    except RuntimeError:  # a read-only installation and no home: compile in every process
        return njit(function, fastmath=True)


class _Table(NamedTuple):
    """A grouping and what its moves gain; the compiled functions change it in place.

    Weights have mean 0 and deviation 1; `mean` is what was taken away, which counts once for every pair that
    shares a group. `pull[g, v]` is the sum of the weights between `v` and everyone in `g`, `own[v]` that of
    v's own group. `gain` and `lead` are room to count in.
    """

    weights: npt.NDArray[np.float32]
    mean: np.float32
    lower: Ints
    upper: Ints
    seats: Seats
    sizes: Ints
    pull: npt.NDArray[np.float32]
    own: npt.NDArray[np.float32]
    gain: npt.NDArray[np.float32]
    lead: npt.NDArray[np.float32]
    noise: npt.NDArray[np.float32]
    dice: npt.NDArray[np.uint64]


@compiled
def _below(dice: Any, bound: int) -> int:
    """A whole number from 0, below `bound`: xorshift64* (Vigna 2016), its upper half scaled."""
    state = dice[0]
    state ^= state >> np.uint64(12)
    state ^= state << np.uint64(25)
    state ^= state >> np.uint64(27)
    dice[0] = state
    upper_half = (state * np.uint64(2685821657736338717)) >> np.uint64(32)
    return np.int64((upper_half * np.uint64(bound)) >> np.uint64(32))


@compiled
def _count(table: Any) -> float:
    """Count sizes and pulls afresh; returns the weight inside the groups."""
    table.sizes[:] = 0
    table.pull[:] = 0
    for person, group in enumerate(table.seats):
        table.sizes[group] += 1
        table.pull[group] += table.weights[person]
    inside = 0.0
    for person, group in enumerate(table.seats):
        table.own[person] = table.pull[group, person]
        inside += table.own[person]
    for size in table.sizes:
        inside += table.mean * size * (size - 1)
    return inside / 2


@compiled
def _weigh_swaps(table: Any, person: int, heat: Any, noise: Any) -> int:
    """Fill `gain` with what each swap with `person` gains over staying; returns the best partner, or -1."""
    seats, own, gain = table.seats, table.own, table.gain
    here, row = table.pull[seats[person]], table.weights[person]
    for other in range(seats.size):
        ahead = table.lead[seats[other]] + here[other] - own[other]
        gain[other] = ahead - np.float32(2) * row[other] + heat * noise[other]
    # Of positive floats the greater has the greater bits, and whole numbers are compared eight at a time.
    bits = gain.view(np.int32)
    most = np.int32(0)
    for other in range(bits.size):
        most = max(most, bits[other])
    if most <= 0:
        return -1
    partner = 0
    while bits[partner] != most:
        partner += 1
    return partner


@compiled
def _weigh_places(table: Any, person: int, heat: Any, noise: Any, least: Any) -> int:
    """The group with a free place into which `person` would move with a gain above `least`; or -1."""
    home, best = table.seats[person], -1
    if table.sizes[home] <= table.lower[home]:
        return best
    for group in range(table.sizes.size):
        if group != home and table.sizes[group] < table.upper[group]:
            more_pairs = table.sizes[group] - table.sizes[home] + 1
            gain = table.lead[group] + table.mean * np.float32(more_pairs) + heat * noise[group]
            if gain > least:
                least, best = gain, group
    return best


@compiled
def _swap(table: Any, person: int, other: int) -> None:
    home, away = table.seats[person], table.seats[other]
    table.seats[person], table.seats[other] = away, home
    left, entered = table.pull[home], table.pull[away]
    gone, come = table.weights[person], table.weights[other]
    for each in range(table.seats.size):
        difference = gone[each] - come[each]
        left[each] -= difference
        entered[each] += difference
        if table.seats[each] == home:
            table.own[each] = left[each]
        elif table.seats[each] == away:
            table.own[each] = entered[each]


@compiled
def _move(table: Any, person: int, away: int) -> None:
    home = table.seats[person]
    table.seats[person] = away
    table.sizes[home] -= 1
    table.sizes[away] += 1
    left, entered, row = table.pull[home], table.pull[away], table.weights[person]
    for each in range(table.seats.size):
        left[each] -= row[each]
        entered[each] += row[each]
        if table.seats[each] == home:
            table.own[each] = left[each]
        elif table.seats[each] == away:
            table.own[each] = entered[each]


@compiled
def _anneal(table: Any, heat: Any, steps: int) -> int:
    """So many steps at this heat, on a table that is counted; returns how many of them moved somebody."""
    n, groups, moved = table.seats.size, table.sizes.size, 0
    for _ in range(steps):
        person = _below(table.dice, n)
        begin = _below(table.dice, NOISE)
        noise = table.noise[begin : begin + n + groups + 1]
        home = table.seats[person]
        stay = table.pull[home, person] + heat * noise[n + groups] + WORTH
        for group in range(groups):
            table.lead[group] = table.pull[group, person] - stay
        table.lead[home] = NEVER
        partner = _weigh_swaps(table, person, heat, noise)
        least = table.gain[partner] if partner >= 0 else np.float32(0)
        place = _weigh_places(table, person, heat, noise[n:], least)
        if place >= 0:
            _move(table, person, place)
        elif partner >= 0:
            _swap(table, person, partner)
        moved += place >= 0 or partner >= 0
    return moved


@compiled
def _breed(table: Any, parents: Any, order: Any) -> None:
    """Fill `seats` with a child: in turn, each parent gives its fullest group of people not yet seated.

    It goes into the free group whose size is nearest to what is left of it; `sizes` are kept. Who has no seat
    in the end gets one by chance.
    """
    n, groups, room = table.seats.size, table.sizes.size, table.sizes.copy()
    left = np.zeros((2, groups), np.int64)
    for person in range(n):
        left[0, parents[0, person]] += 1
        left[1, parents[1, person]] += 1
    table.seats[:] = groups
    open_groups = np.ones(groups, np.bool_)
    turn = _below(table.dice, 2)
    for _ in range(groups):
        given = _fullest(left[turn], table.dice)
        place = _nearest(table.sizes, open_groups, left[turn, given])
        open_groups[place] = False
        for person in range(n):
            if parents[turn, person] == given and table.seats[person] == groups and room[place] > 0:
                table.seats[person] = place
                room[place] -= 1
                left[0, parents[0, person]] -= 1
                left[1, parents[1, person]] -= 1
        turn = 1 - turn
    _seat_rest(table, room, order)


@compiled
def _fullest(counts: Any, dice: Any) -> int:
    """The index of the greatest count; among equals, any."""
    best, most = 0, -1
    for index in range(counts.size):
        score = counts[index] * 1024 + _below(dice, 1024)
        if score > most:
            best, most = index, score
    return best


@compiled
def _nearest(sizes: Any, open_groups: Any, wanted: int) -> int:
    best, least = -1, np.int64(1) << 60
    for group in range(sizes.size):
        if open_groups[group] and abs(sizes[group] - wanted) < least:
            best, least = group, abs(sizes[group] - wanted)
    return best


@compiled
def _seat_rest(table: Any, room: Any, order: Any) -> None:
    for index in range(order.size - 1, 0, -1):
        other = _below(table.dice, index + 1)
        order[index], order[other] = order[other], order[index]
    group = 0
    for person in order:
        if table.seats[person] == room.size:
            while room[group] == 0:
                group += 1
            table.seats[person] = group
            room[group] -= 1


NEVER = np.float32(-1e30)
"""What a swap inside of a group gains: below everything."""


# --- The search ------------------------------------------------------------------------------------------


def solve(instance: Instance, seconds: float, seed: int, *, rounds: int | None = None) -> Solution:
    """The best grouping found within `seconds` on the clock, or within `rounds` anneals.

    The same instance, seed and `rounds` give the same answer when the seconds suffice; the seconds decide only
    where the same row of groupings is cut off. Sizes are always kept. Compiling is not counted.
    """
    _compile()
    return _Search(instance, _Budget(time.monotonic() + seconds, rounds), seed).run()


@lru_cache(maxsize=1)
def _compile() -> None:
    """Have every compiled function ready before the clock runs."""
    weights = np.array([[float(one != other) for other in range(4)] for one in range(4)])
    instance = Instance(4, 2, (1, 1), (3, 3), weights)
    _Search(instance, _Budget(math.inf, POOL + 2), 0).run()


@dataclass
class _Budget:
    """How long the search may go on."""

    deadline: float
    rounds: int | None

    @property
    def spent(self) -> bool:
        return self.rounds == 0 or time.monotonic() >= self.deadline

    def begin_round(self) -> None:
        if self.rounds:
            self.rounds -= 1


class _Found(NamedTuple):
    value: float
    seats: Seats

    def same_as(self, other: _Found) -> bool:
        """Equal in value but for rounding: taken for the same grouping, whatever its groups are called."""
        return abs(self.value - other.value) < 10 * WORTH


@dataclass
class _Search:
    """One run over one instance."""

    instance: Instance
    budget: _Budget
    seed: int
    sweeps: float = SWEEPS
    best: _Found = field(init=False)

    def __post_init__(self) -> None:
        self.chance = np.random.default_rng(abs(self.seed))
        self.table = _laid_out(self.instance, self.chance)
        self.best = self.found()

    def run(self) -> Solution:
        """Descend once, so that there is an answer; learn the heats; breed pool after pool."""
        self.cool([0.0])
        if self.instance.groups > 1:
            self.learn_heats()
            while not self.budget.spent:
                self.breed_pool()
                self.sweeps *= LONGER
        return Solution(objective(self.instance, self.best.seats), tuple(self.best.seats.tolist()))

    def learn_heats(self) -> None:
        """Cool slowly from far above any use, and note the share of steps that move somebody at each heat."""
        self.heats, heat, share = [(16.0, 1.0)], 16.0, 1.0
        while share > COLD and not self.budget.spent and heat > WORTH:
            heat *= 0.85
            _count(self.table)
            share = _anneal(self.table, np.float32(heat), 2 * self.instance.n) / (2 * self.instance.n)
            self.heats.append((heat, share))

    def heat_at(self, share: float) -> float:
        return next((heat for heat, moving in self.heats if moving <= share), self.heats[-1][0])

    def breed_pool(self) -> None:
        """One pool, from chance until two are left."""
        pool = [self.fresh() for _ in range(POOL)]
        barren = 0
        while len(pool) > 2 and not self.budget.spent:
            pool.sort(reverse=True, key=lambda found: found.value)
            child = self.child(pool)
            if child.value > pool[-1].value and not any(map(child.same_as, pool)):
                pool[-1], barren = child, 0
            else:
                barren += 1
            if barren >= len(pool):
                pool.pop()
                barren = 0

    def fresh(self) -> _Found:
        """A grouping by chance, annealed."""
        self.table.seats[:] = _by_chance(self.instance, self.chance)
        return self.annealed(self.heat_at(HOT))

    def child(self, pool: list[_Found]) -> _Found:
        """A child of two of the pool, annealed from a heat by chance."""
        parents = self.chance.choice(len(pool), 2, replace=False)
        seats = np.stack([pool[parent].seats for parent in parents])
        self.table.sizes[:] = np.bincount(seats[0], minlength=self.instance.groups)
        _breed(self.table, seats, np.arange(self.instance.n))
        cool, hot = map(self.heat_at, WARM)
        return self.annealed(cool * (hot / cool) ** self.chance.random())

    def annealed(self, heat: float) -> _Found:
        """What the table becomes from this heat down to where hardly anybody moves, and then without heat."""
        self.budget.begin_round()
        stages = max(4, round(self.sweeps / COOLING))
        return self.cool([*np.geomspace(heat, self.heat_at(COLD), stages), 0.0])

    def cool(self, heats: list[float]) -> _Found:
        steps = max(1, round(self.sweeps * self.instance.n / len(heats)))
        for heat in heats:
            _count(self.table)
            while _anneal(self.table, np.float32(heat), steps) and heat == 0 and not self.budget.spent:
                pass
            if self.budget.spent:
                break
        return self.found()

    def found(self) -> _Found:
        """The table as it stands; kept when it is the best."""
        found = _Found(_count(self.table), self.table.seats.copy())
        if not hasattr(self, "best") or found.value > self.best.value:
            self.best = found
        return found


def _laid_out(instance: Instance, chance: np.random.Generator) -> _Table:
    n, groups = instance.n, instance.groups
    pairs = instance.weights[np.triu_indices(n, 1)] if n > 1 else np.zeros(1)
    spread = pairs.std() or 1.0
    weights = ((instance.weights - pairs.mean()) / spread).astype(np.float32)
    np.fill_diagonal(weights, 0)
    return _Table(
        weights=weights,
        mean=np.float32(pairs.mean() / spread),
        lower=np.array(instance.lower),
        upper=np.array(instance.upper),
        seats=_by_chance(instance, chance),
        sizes=np.zeros(groups, np.int64),
        pull=np.zeros((groups, n), np.float32),
        own=np.zeros(n, np.float32),
        gain=np.zeros(n, np.float32),
        lead=np.zeros(groups, np.float32),
        noise=chance.gumbel(size=NOISE + n + groups + 1).astype(np.float32),
        dice=chance.integers(1, 1 << 63, size=1, dtype=np.uint64),
    )


def _by_chance(instance: Instance, chance: np.random.Generator) -> Seats:
    """Everyone seated by chance, in groups as uneven as the bounds allow: the most pairs, when pairs are good."""
    sizes = np.array(instance.lower)
    order = chance.permutation(instance.groups)
    for group in order[np.argsort(-(sizes + np.array(instance.upper))[order], kind="stable")]:
        sizes[group] += min(instance.upper[group] - sizes[group], instance.n - sizes.sum())
    return chance.permutation(np.repeat(np.arange(instance.groups, dtype=np.uint32), sizes))
