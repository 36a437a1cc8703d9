"""Small random questions, full of corners: what brute force can still answer.

Two of three have meetings that fill more than their slot, so that they overlap; half of them access needs.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from holdspace.forming.rules.asked import Asked, Level, Limits
from holdspace.forming.rules.people import Group, Leader, Modality, Person

SLOTS = ("mon-18", "tue-18")
THEMES = ("grief", "shame", "anger")
TRAITS = ("man", "over 65")
NEEDS = ("step-free", "captions")


def small(seed: int, most_people: int = 12, most_groups: int = 3) -> Asked:
    """Up to 12 people and 3 groups; the same for the same seed."""
    rng = Random(seed)
    groups = tuple(_group(n, rng) for n in range(rng.randint(1, most_groups)))
    standing = [g for g in groups if rng.random() < 0.3]
    people = [_person(f"P{n}", rng) for n in range(rng.choice((1, 6, 9, most_people, most_people)))]
    for group in standing:
        room = most_people - len(people)
        for n in range(min(room, rng.randint(1, 3))):
            people.append(replace(_person(f"{group.id}M{n}", rng), member_of=group.id))
    asked = Asked(
        people=tuple(people),
        groups=groups,
        leaders=_leaders(rng),
        apart=frozenset(_pair(people, rng) for _ in range(rng.randint(0, 3)) if len(people) > 1),
        limits=Limits(
            company=rng.choice((1, 1, 2)), widest=rng.choice((3, 5, 6, 6)), most_at_risk=rng.choice((1, 2))
        ),
    )
    return _with_hours(_with_needs(_decided(asked, rng), Random(f"needs {seed}")), Random(f"hours {seed}"))


def _with_needs(asked: Asked, rng: Random) -> Asked:
    if rng.random() < 0.5:
        return asked
    return replace(
        asked,
        people=tuple(replace(p, needs=_some_of(NEEDS, 0.15, rng)) for p in asked.people),
        groups=tuple(replace(g, access=_some_of(NEEDS, 0.5, rng)) for g in asked.groups),
    )


def _some_of(these: tuple[str, ...], part: float, rng: Random) -> frozenset[str]:
    return frozenset(each for each in these if rng.random() < part)


def _with_hours(asked: Asked, rng: Random) -> Asked:
    """Meetings begin at 18 or 19 and last one hour or two; who can come on a day can mostly stay."""
    if rng.random() < 1 / 3:
        return asked
    return replace(
        asked,
        people=tuple(replace(p, slots=_lasting(p.slots, 0.75, rng)) for p in asked.people),
        groups=tuple(_meeting(g, rng) for g in asked.groups),
        leaders=tuple(each if each.slots is None else _free(each, rng) for each in asked.leaders),
    )


def _lasting(slots: frozenset[str], part: float, rng: Random) -> frozenset[str]:
    later = (f"{slot[:3]}-{hour}" for slot in sorted(slots) for hour in (19, 20))
    return slots | {hour for hour in later if rng.random() < part}


def _free(leader: Leader, rng: Random) -> Leader:
    return replace(leader, slots=_lasting(leader.slots or frozenset(), 0.5, rng))


def _meeting(group: Group, rng: Random) -> Group:
    day, begins, lasts = group.slot[:3], rng.choice((18, 19)), rng.choice((1, 2, 2))
    hours = frozenset(f"{day}-{hour}" for hour in range(begins, begins + lasts))
    return replace(group, slot=f"{day}-{begins}", hours=hours if lasts > 1 else frozenset())


def _decided(asked: Asked, rng: Random) -> Asked:
    """Sometimes a pin, a veto, promises and another order of importance."""
    ids, groups = [p.id for p in asked.waiting], [g.id for g in asked.groups]
    vetoes = frozenset((rng.choice(ids), rng.choice(groups)) for _ in range(rng.randint(0, 2)) if ids)
    pins = {(rng.choice(ids), rng.choice(groups))} if ids and rng.random() < 0.15 else set()
    promised = {one: rng.choice(groups) for one in ids if rng.random() < 0.3}
    order = rng.choice(
        (
            (Level.PLACED, Level.SPREAD, Level.STYLES),
            (Level.PLACED, Level.SPREAD, Level.STYLES),
            (Level.UNDISTURBED, Level.PLACED, Level.STYLES, Level.SPREAD),
            (Level.SEATS, Level.STYLES, Level.SPREAD, Level.PLACED),
        )
    )
    return replace(asked, vetoes=vetoes, pins=frozenset(pins) - vetoes, promised=promised, order=order)


def _leaders(rng: Random) -> tuple[Leader, ...]:
    slots = [frozenset({rng.choice(SLOTS)}) if rng.random() < 0.15 else None for _ in range(2)]
    return tuple(Leader(f"L{n}", slots[n], rng.choice((1, 2, 2, 9))) for n in range(2))


def _group(number: int, rng: Random) -> Group:
    least = rng.choice((1, 2, 3))
    return Group(
        id=f"G{number}",
        slot=rng.choice(SLOTS),
        leaders=frozenset({rng.choice(("L0", "L1", "L2", "L3"))}),
        room=rng.choice(("", "", "R1", "R2")),
        least=least,
        most=least + rng.randint(1, 3),
        theme=rng.choice(("", "", "", "", "", *THEMES[:2])),
        excludes=frozenset({rng.choice(THEMES)}) if rng.random() < 0.1 else frozenset(),
        language=rng.choice(("en", "en", "en", "en", "en", "es")),
        modality=rng.choice((Modality.ROOM, Modality.ROOM, Modality.ONLINE)),
        closed=rng.random() < 0.05,
        offer=rng.choice(("", "", "", "", "", "one")),
    )


def _person(name: str, rng: Random) -> Person:
    traits = frozenset(t for t in TRAITS if rng.random() < 0.25)
    counted = frozenset(t for t in traits if rng.random() < 0.8)
    return Person(
        id=name,
        slots=frozenset(rng.sample(SLOTS, rng.choice((1, 2, 2, 2)))),
        themes=frozenset(rng.sample(THEMES, rng.randint(1, 2))),
        languages=frozenset({"en"}) if rng.random() < 0.8 else frozenset({"en", "es"}),
        modality=rng.choice((Modality.ANY, Modality.ANY, Modality.ANY, Modality.ROOM, Modality.ONLINE)),
        style=rng.choice(("", "warm", "cool", "wary")),
        strength=min(10, max(1, round(rng.gauss(5.5, 2)))),
        traits=traits,
        counted=counted,
        waived=frozenset(t for t in counted if rng.random() < 0.1),
        high_risk=rng.random() < 0.25,
        urgency=rng.randint(0, 3),
        weeks=rng.randint(0, 60),
    )


def _pair(people: list[Person], rng: Random) -> frozenset[str]:
    return frozenset(p.id for p in rng.sample(people, 2))
