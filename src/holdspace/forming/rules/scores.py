"""How good a plan is, level by level, counted from the plan itself; the model's objectives have to agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import comb

from holdspace.forming.rules.asked import RISING, Asked, Level
from holdspace.forming.rules.people import Person


def scores(asked: Asked, seats: Mapping[str, str]) -> dict[Level, int]:
    """Every level of `seats` (person → group), in the units of `unit_of`."""
    placed = [asked.by_id[person] for person in seats]
    circles = [(asked.members[group], newcomers) for group, newcomers in _newcomers(asked, seats).items()]
    return {
        Level.UNDISTURBED: sum(seats.get(person) != group for person, group in asked.promised.items()),
        Level.PLACED: sum(map(asked.weight, placed)),
        Level.SEATS: len(placed),
        Level.SPREAD: sum(spread((*members, *new)) for members, new in circles),
        Level.STYLES: sum(same_style((*old, *new)) - same_style(old) for old, new in circles),
    }


def _newcomers(asked: Asked, seats: Mapping[str, str]) -> dict[str, tuple[Person, ...]]:
    circles: dict[str, list[Person]] = {}
    for person, group in seats.items():
        circles.setdefault(group, []).append(asked.by_id[person])
    return {group: tuple(people) for group, people in circles.items()}


def spread(circle: Iterable[Person]) -> int:
    """Points of strength between the least and the most of a circle; 0 for nobody."""
    points = [person.strength for person in circle]
    return max(points) - min(points) if points else 0


def same_style(circle: Iterable[Person]) -> int:
    """Pairs of the same known style."""
    counts = Counter(person.style for person in circle if person.style)
    return sum(comb(number, 2) for number in counts.values())


def better(level: Level, one: int, other: int) -> bool:
    """Whether `one` is better than `other` at `level`."""
    return one > other if level in RISING else one < other
