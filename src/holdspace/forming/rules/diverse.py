"""Maximally diverse grouping: groups within their sizes, with as much weight inside them as can be found.

Everyone goes into one group; the objective is the sum of the weights of all pairs that share a group. The
problem is NP-hard and this search proves nothing: it serves as a start for lists beyond the exact model, and
lets us be compared with public solvers on public instances.

The search is memetic. A pool of groupings, each annealed from chance, has children that keep whole groups of
two parents, seat the rest by chance, and are annealed from less heat. A child takes the place of the worst.
Whenever as many children in a row as the pool holds bring nothing new, the pool loses its worst; when two are
left, everything begins again from chance, with longer anneals. The best grouping seen is the answer.

Time is better spent on one long anneal than on many short ones, until an anneal is as long as the problem is
wide; only then on a pool. So a short search over many people is a few long anneals, and what is left over for
few people breeds. The plan follows from the seconds that were asked for, not from those that have passed: the
same seed takes the same way.

One step of annealing takes a person at random and weighs, at once, every swap with somebody elsewhere, every
free place, and staying. It adds noise (Gumbel's, times the heat) to each and takes the greatest: that draws a
move with probability proportional to exp(gain / heat); without heat, it is steepest descent. The heats come
from the instance: the search cools once and notes at which heat which share of steps still moves somebody. So
distances between points, where swaps hardly differ, are searched as readily as random weights, and need no
variant of their own.

Learned from: Yang et al., EJOR 302 (2022) 925 (three-phase search, dynamic population); Lai and Hao, EJOR 254
(2016) 780 (iterated maxima search); Aarts and Korst (1989), on annealing.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from holdspace.forming.rules.diverse_moves import NOISE, WORTH, Seats, Table, anneal, breed, count

SWEEPS = 60
"""Steps a person in the first anneals, at least."""
PAIRS_A_SECOND = 1e9
"""About how many pairs are weighed in a second; three times slower, one whole anneal still fits in."""
SHARE = 0.25
"""The longest share of the time for one of the first anneals."""
ENOUGH = 1 / 16
"""Steps a person for each pair in the first anneals, at most: beyond, more of them are worth more."""
LONGER = 1.2
"""How much longer anneals become whenever everything begins again."""
COOLING = 8
"""Steps a person at one heat, at most."""
HOT, WARM, COLD = 0.5, (0.1, 0.4), 0.02
"""Shares of steps that move somebody: where a fresh anneal begins, where a child's does, where both end."""
HOTTEST = 16.0
"""Where the heats begin to be learned, in deviations of a weight: there nearly every step moves somebody."""
DESCENTS = 100
"""Descents after an anneal, at most; usually the second finds nothing to move."""
LARGEST = 1e100
"""The largest weight that is read: sums of such weights stay finite."""

Floats = npt.NDArray[np.float64]


# --- The problem -----------------------------------------------------------------------------------------


class BadInstance(ValueError):  # noqa: N818
    """A problem that cannot be read or has no solution: why, and in which line of the file, if in any."""

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

    People are numbered from 0. The public instances hold every pair exactly once, zeros too: a pair that is
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
        raise BadInstance("The first line must be: people, groups, ss or ds, and two sizes for each group.")
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


# --- The search ------------------------------------------------------------------------------------------


def solve(
    instance: Instance,
    seconds: float,
    seed: int,
    *,
    rounds: int | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Solution:
    """The best grouping found within `seconds` on the clock, or within `rounds` anneals.

    The same instance, seed and `rounds` give the same answer on the same machine when the seconds suffice;
    the clock decides only where the search is cut off. Sizes are always kept. Compiling is not counted.
    """
    _compile()
    sweeps = seconds * PAIRS_A_SECOND / instance.n**2
    return _Search(instance, _Budget(clock, clock() + seconds, rounds, sweeps), seed).run()


@lru_cache(maxsize=1)
def _compile() -> None:
    """Have every compiled function ready before the clock runs."""
    weights = np.array([[float(one != other) for other in range(4)] for one in range(4)])
    instance = Instance(4, 2, (1, 1), (3, 3), weights)
    _Search(instance, _Budget(time.monotonic, math.inf, 20, math.inf), 0).run()


@dataclass
class _Budget:
    """How long the search may go on; `sweeps` is how many steps a person that will be, about."""

    clock: Callable[[], float]
    deadline: float
    rounds: int | None
    sweeps: float

    @property
    def late(self) -> bool:
        return self.clock() >= self.deadline

    @property
    def spent(self) -> bool:
        return self.rounds == 0 or self.late

    def begin_round(self) -> None:
        if self.rounds:
            self.rounds -= 1


class _Found(NamedTuple):
    value: float
    seats: Seats

    def same_as(self, other: _Found) -> bool:
        """Equal in value but for rounding: taken for the same grouping, whatever its groups are called."""
        return bool(abs(self.value - other.value) < 10 * WORTH)


@dataclass
class _Search:
    """One run over one instance."""

    instance: Instance
    budget: _Budget
    seed: int
    best: _Found = field(init=False)

    def __post_init__(self) -> None:
        self.sweeps, self.most = _plan(self.instance.n, self.budget.sweeps)
        self.chance = np.random.default_rng(self.seed)
        self.table = _laid_out(self.instance, self.chance)
        self.best = _Found(-math.inf, self.table.seats.copy())
        self.found()

    def run(self) -> Solution:
        """Descend once, so that there is an answer; learn the heats; breed pool after pool."""
        self.cool([])
        if self.instance.groups > 1:
            self.learn_heats()
            while not self.budget.spent:
                self.breed_pool()
                self.sweeps *= LONGER
        assignment = tuple(self.best.seats.tolist())
        return Solution(objective(self.instance, assignment), assignment)

    def learn_heats(self) -> None:
        """Cool slowly from far above any use, and note the share of steps that move somebody at each heat."""
        heat, share = HOTTEST, 1.0
        self.heats = [(heat, share)]
        while share > COLD and heat > WORTH and not self.budget.late:
            heat *= 0.85
            count(self.table)
            share = anneal(self.table, np.float32(heat), 2 * self.instance.n) / (2 * self.instance.n)
            self.heats.append((heat, share))

    def heat_at(self, share: float) -> float:
        return next((heat for heat, moving in self.heats if moving <= share), self.heats[-1][0])

    def breed_pool(self) -> None:
        """One pool, from chance until two are left."""
        pool, barren = list(self.fresh_pool()), 0
        while len(pool) > 2 and not self.budget.spent:
            pool.sort(reverse=True, key=lambda found: found.value)
            child = self.child(pool)
            barren += 1
            if child.value > pool[-1].value and not any(map(child.same_as, pool)):
                pool[-1], barren = child, 0
            elif barren == len(pool):
                pool.pop()
                barren = 0

    def fresh_pool(self) -> Iterator[_Found]:
        """Groupings by chance, annealed."""
        for _ in range(self.most):
            if self.budget.spent:
                return
            self.table.seats[:] = _by_chance(self.instance, self.chance)
            yield self.annealed(self.heat_at(HOT))

    def child(self, pool: list[_Found]) -> _Found:
        """A child of two of the pool, annealed from a heat by chance."""
        parents = self.chance.choice(len(pool), 2, replace=False)
        seats = np.stack([pool[parent].seats for parent in parents])
        self.table.sizes[:] = np.bincount(seats[0], minlength=self.instance.groups)
        breed(self.table, seats, np.arange(self.instance.n))
        cool, hot = map(self.heat_at, WARM)
        return self.annealed(cool * (hot / cool) ** self.chance.random())

    def annealed(self, heat: float) -> _Found:
        """What the table becomes from this heat down to where hardly anybody moves, and then without heat."""
        self.budget.begin_round()
        stages = max(4, round(self.sweeps / COOLING))
        return self.cool(np.geomspace(heat, self.heat_at(COLD), stages).tolist())

    def cool(self, heats: list[float]) -> _Found:
        """The table after these heats and a descent; as it stands, when the time is over."""
        steps = max(1, round(self.sweeps * self.instance.n / max(4, len(heats))))
        for heat in [*heats, *[0.0] * DESCENTS]:
            count(self.table)
            moved = anneal(self.table, np.float32(heat), steps)
            if self.budget.late or (heat == 0 and not moved):
                break
        return self.found()

    def found(self) -> _Found:
        """The table as it stands; kept when it is the best."""
        found = _Found(count(self.table), self.table.seats.copy())
        if found.value > self.best.value:
            self.best = found
        return found


def _plan(n: int, sweeps: float) -> tuple[float, int]:
    """How long the first anneals are, in steps a person, and how many groupings the pool holds.

    Measured: a pool that suffices for 120 people loses its variety too soon with 480.
    """
    each = max(SWEEPS, min(SHARE * sweeps, ENOUGH * n * n))
    return each, int(max(2, min(32, 12 + n // 24, SHARE * sweeps / each)))


def _laid_out(instance: Instance, chance: np.random.Generator) -> Table:
    n, groups = instance.n, instance.groups
    pairs = instance.weights[np.triu_indices(n, 1)] if n > 1 else np.zeros(1)
    mean = pairs.mean()
    spread = pairs.std() or np.ptp(pairs) or abs(mean) or 1.0  # tiny weights have squares that vanish
    weights = ((instance.weights - mean) / spread).astype(np.float32)
    np.fill_diagonal(weights, 0)
    return Table(
        weights=weights,
        mean=np.float32(mean / spread),
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
    """Everyone seated by chance, the largest groups filled first: so there are the most pairs to weigh."""
    sizes, upper = np.array(instance.lower), np.array(instance.upper)
    order = chance.permutation(instance.groups)
    for group in order[np.argsort(-(sizes + upper)[order], kind="stable")]:
        sizes[group] += min(upper[group] - sizes[group], instance.n - sizes.sum())
    return chance.permutation(np.repeat(np.arange(instance.groups, dtype=np.uint32), sizes))
