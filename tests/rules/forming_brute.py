"""Forming by trying everything: every way of seating a few people, judged by rules written here alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from holdspace.forming.rules.asked import Asked, Level
from holdspace.forming.rules.people import Group, Leader, Person


def brute_force(asked: Asked) -> list[int] | None:
    """The best value of every level of `asked.order`, one after the other; None when nothing is possible.

    Groups depend on each other only through who sits in them and which open, so each group's possible sets
    are listed first, then combined.
    """
    best: tuple[int, ...] | None = None
    for circles in _combined(asked, {g.id: list(_circles(asked, g)) for g in asked.groups}):
        worth = tuple(_worth(asked, level, circles) for level in asked.order)
        best = worth if best is None else min(best, worth)
    if best is None:
        return None
    return [
        -v if level in (Level.PLACED, Level.SEATS) else v for level, v in zip(asked.order, best, strict=True)
    ]


def allowed(asked: Asked, seats: dict[str, str]) -> bool:
    """Whether a plan keeps every hard rule."""
    circles = {g.id: frozenset(one for one, where in seats.items() if where == g.id) for g in asked.groups}
    for group in asked.groups:
        old = [p for p in asked.people if p.member_of == group.id]
        new = [asked.by_id[one] for one in sorted(circles[group.id])]
        if new and not (all(_may(asked, p, group) for p in new) and _holds(asked, group, old, new)):
            return False
    return _whole(asked, circles)


def could_all_sit(asked: Asked, people: set[str]) -> bool:
    """Whether some plan seats every one of `people`."""
    options = {g.id: list(_circles(asked, g)) for g in asked.groups}
    return any(people <= frozenset().union(*circles.values()) for circles in _combined(asked, options))


def _circles(asked: Asked, group: Group) -> Iterator[frozenset[str]]:
    yield frozenset()
    old = [p for p in asked.people if p.member_of == group.id]
    could = [p for p in asked.people if not p.member_of and _may(asked, p, group)]
    for size in range(1, len(could) + 1):
        for new in combinations(could, size):
            if _holds(asked, group, old, list(new)):
                yield frozenset(p.id for p in new)


def _may(asked: Asked, p: Person, g: Group) -> bool:
    return (
        all(hour in p.slots for hour in _hours(g))
        and all(need in g.access for need in p.needs)
        and not g.closed
        and g.language in p.languages
        and (p.modality == g.modality or "any" in (p.modality, g.modality))
        and (not g.theme or g.theme in p.themes)
        and not (g.excludes & p.themes)
        and (p.id, g.id) not in asked.vetoes
    )


def _hours(g: Group) -> frozenset[str]:
    return g.hours if g.hours else frozenset([g.slot])


def _holds(asked: Asked, g: Group, old: list[Person], new: list[Person]) -> bool:
    both = old + new
    if not g.least <= len(both) <= g.most:
        return False
    names = {p.id for p in both}
    if any(pair <= names and not all(asked.by_id[one].member_of for one in pair) for pair in asked.apart):
        return False
    risky = [p for p in new if p.high_risk]
    if risky and sum(p.high_risk for p in both) > asked.limits.most_at_risk:
        return False
    was = max((a.strength - b.strength for a in old for b in old), default=0)
    span = max(a.strength - b.strength for a in both for b in both)
    if span > max(was, asked.limits.widest):
        return False
    for p in new:
        others = [q for q in both if q.id != p.id]
        if not any(sum(t in q.themes for q in others) >= asked.limits.company for t in p.themes):
            return False
        if any(all(t not in q.traits for q in others) for t in p.traits & p.counted if t not in p.waived):
            return False
    return True


def _combined(asked: Asked, options: dict[str, list[frozenset[str]]]) -> Iterator[dict[str, frozenset[str]]]:
    def go(
        left: list[str], seated: frozenset[str], so_far: dict[str, frozenset[str]]
    ) -> Iterator[dict[str, frozenset[str]]]:
        if not left:
            if _whole(asked, so_far):
                yield so_far
            return
        for circle in options[left[0]]:
            if not circle & seated:
                yield from go(left[1:], seated | circle, {**so_far, left[0]: circle})

    yield from go(list(options), frozenset(), {})


def _whole(asked: Asked, circles: dict[str, frozenset[str]]) -> bool:
    if any(person not in circles[group] for person, group in asked.pins):
        return False
    standing = {p.member_of for p in asked.people if p.member_of}
    fresh = {g for g, circle in circles.items() if circle and g not in standing}
    meet = [g for g in asked.groups if g.id in standing | fresh]
    for one, other in combinations(meet, 2):
        if not {one.id, other.id} & fresh:
            continue
        if one.offer and one.offer == other.offer:
            return False
        if _hours(one) & _hours(other) and (
            one.leaders & other.leaders or (one.room and one.room == other.room)
        ):
            return False
    return all(_leads(leader, meet, fresh) for leader in asked.leaders)


def _leads(leader: Leader, meet: list[Group], fresh: set[str]) -> bool:
    led = [g for g in meet if leader.id in g.leaders]
    new = [g for g in led if g.id in fresh]
    if new and len(led) > leader.most_groups:
        return False
    return leader.slots is None or all(_hours(g) <= leader.slots for g in new)


def _worth(asked: Asked, level: Level, circles: dict[str, frozenset[str]]) -> int:
    """What is minimised."""
    where = {person: group for group, circle in circles.items() for person in circle}
    if level is Level.UNDISTURBED:
        return sum(where.get(person) != group for person, group in asked.promised.items())
    if level is Level.SEATS:
        return -len(where)
    if level is Level.PLACED:
        w = asked.weights
        people = [asked.by_id[person] for person in where]
        return -sum(w.person + w.urgency * p.urgency + w.week * min(p.weeks, 52) for p in people)
    return sum(_within(asked, level, group, circle) for group, circle in circles.items() if circle)


def _within(asked: Asked, level: Level, group: str, circle: frozenset[str]) -> int:
    old = [p for p in asked.people if p.member_of == group]
    both = old + [asked.by_id[person] for person in circle]
    if level is Level.SPREAD:
        return max(p.strength for p in both) - min(p.strength for p in both)
    was, now = (Counter(p.style for p in people if p.style) for people in (old, both))
    return sum(n * (n - 1) // 2 for n in now.values()) - sum(n * (n - 1) // 2 for n in was.values())
