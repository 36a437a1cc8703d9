"""One grouping, and what moves it: the compiled part of `diverse`.

A step weighs every move of one person at once. For that, `pull` holds what ties each person to each group, so
that a swap is weighed in a few additions, and a move changes only two rows. Loops are written so that the
compiler handles eight people at a time; that is why some stand apart that could be one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

NOISE = 1 << 13
"""Places in the table of noise at which a step may begin to read."""
WORTH = np.float32(1e-4)
"""The least gain that counts, in deviations of a weight; below lies what 32 bits cannot tell."""
NEVER = np.float32(-1e30)
"""What a swap inside of a group gains: below everything."""

Ints = npt.NDArray[np.int64]
Floats32 = npt.NDArray[np.float32]
Seats = npt.NDArray[np.uint32]


def compiled(function: Callable[..., Any]) -> Any:
    """Compiled at its first call, and kept on disk for the next process where that can be written to."""
    try:
        return njit(function, cache=True, fastmath=True)
    except RuntimeError:  # a read-only installation and no home: compile in every process
        return njit(function, fastmath=True)


class Table(NamedTuple):
    """A grouping and what its moves gain; the compiled functions change it in place.

    Weights have mean 0 and deviation 1; `mean` is what was taken away, which counts once for every pair that
    shares a group. `pull[g, v]` is the sum of the weights between `v` and everyone in `g`, `own[v]` that of
    v's own group. `gain` and `lead` are room to count in.
    """

    weights: Floats32
    mean: np.float32
    lower: Ints
    upper: Ints
    seats: Seats
    sizes: Ints
    pull: Floats32
    own: Floats32
    gain: Floats32
    lead: Floats32
    noise: Floats32
    dice: npt.NDArray[np.uint64]


@compiled
def _below(dice: Any, bound: int) -> Any:
    """A whole number from 0, below `bound`: xorshift64* (Vigna 2016), its upper half scaled."""
    state = dice[0]
    state ^= state >> np.uint64(12)
    state ^= state << np.uint64(25)
    state ^= state >> np.uint64(27)
    dice[0] = state
    upper_half = (state * np.uint64(2685821657736338717)) >> np.uint64(32)
    return np.int64((upper_half * np.uint64(bound)) >> np.uint64(32))


@compiled
def count(table: Any) -> float:
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
    seats, own, gain, lead = table.seats, table.own, table.gain, table.lead
    here, row = table.pull[seats[person]], table.weights[person]
    for other in range(seats.size):
        gain[other] = lead[seats[other]]
    for other in range(seats.size):
        gain[other] += here[other] - own[other] - np.float32(2) * row[other] + heat * noise[other]
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
    gone, come, difference = table.weights[person], table.weights[other], table.gain
    for each in range(difference.size):
        difference[each] = gone[each] - come[each]
    _pass_on(table, home, away, difference)
    _seat(table, person, away)
    _seat(table, other, home)


@compiled
def _move(table: Any, person: int, away: int) -> None:
    home = table.seats[person]
    table.sizes[home] -= 1
    table.sizes[away] += 1
    _pass_on(table, home, away, table.weights[person])
    _seat(table, person, away)


@compiled
def _pass_on(table: Any, home: int, away: int, pulls: Any) -> None:
    """Take these pulls from one group and give them to another; without branches, eight people at a time."""
    seats, own, left, entered = table.seats, table.own, table.pull[home], table.pull[away]
    for each in range(seats.size):
        pull = pulls[each]
        left[each] -= pull
        entered[each] += pull
        own[each] += pull * (np.float32(seats[each] == away) - np.float32(seats[each] == home))


@compiled
def _seat(table: Any, person: int, group: int) -> None:
    table.seats[person] = group
    table.own[person] = table.pull[group, person]


@compiled
def anneal(table: Any, heat: Any, steps: int) -> int:
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
def breed(table: Any, parents: Any, order: Any) -> None:
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
