"""Invented waiting lists that look like real ones, for tests, benchmarks and the demonstration.

Shaped as `engines.md` tells: 15 weekly slots, evenings in more demand; each person free at 2 to 7 of them
(`dense`: 6 to 12); 14 themes of unequal frequency, one to three each; 8 interpersonal styles; strength normal
around 5.5 with deviation 1.8, in whole points from 1 to 10; 7 traits borne by 3 to 34 in a hundred, four of
five bearers asking not to be alone with them; 12 % at high risk; coming anyhow, in a room, online 55/28/17;
waiting times exponential; 0.15 pairs kept apart for each person. Of the groups, 40 % are open ones with 3 to
5 members, 35 % have a theme; each has one or two leaders, who lead at most two to four groups, and a room
when it meets in one; nine of ten are offered so that they clash with none before them. 88 % speak English,
the rest Spanish, and a quarter of those both; one group in twelve is held in Spanish. Whoever uses a
wheelchair needs a way without steps; of those who are blind or deaf half need a hearing loop or captions.
Seven of ten rooms have no steps, four a hearing loop; online there are no steps, and captions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from random import Random

from holdspace.forming.rules.asked import Asked, Limits
from holdspace.forming.rules.people import Group, Leader, Modality, Person

DAYS = ("mon", "tue", "wed", "thu", "fri")
HOURS = ("10", "14", "18")
SLOTS = tuple(f"{day}-{hour}" for day in DAYS for hour in HOURS)
_DEMAND = tuple({"10": 1, "14": 1, "18": 5}[slot[-2:]] for slot in SLOTS)

THEMES = (
    "anxiety",
    "loneliness",
    "grief",
    "depression",
    "shame",
    "family",
    "separation",
    "trauma",
    "anger",
    "eating",
    "work",
    "illness",
    "addiction",
    "parenting",
)
_THEME_WEIGHTS = (20, 18, 14, 14, 11, 10, 9, 8, 6, 5, 5, 4, 4, 3)
STYLES = (
    "assured",
    "gregarious",
    "warm",
    "trusting",
    "unassuming",
    "reserved",
    "cool",
    "wary",
)
TRAITS = {
    "over 65": 0.10,
    "under 25": 0.16,
    "man": 0.34,
    "wheelchair user": 0.03,
    "of colour": 0.22,
    "LGBT": 0.13,
    "blind or deaf": 0.04,
}
ROOMS = {"step-free": 0.7, "hearing loop": 0.4}
ONLINE = frozenset({"step-free", "captions"})


def invented(
    people: int, groups: int, *, seed: int, dense: bool = False, limits: Limits | None = None
) -> Asked:
    """A list of `people` who wait and `groups` open or possible ones; the same for the same numbers."""
    rng = Random(f"{people} {groups} {seed} {dense}")  # noqa: S311 - invented people, no secret
    leaders = _leaders(groups, rng)
    offered: list[Group] = []
    for number in range(groups):
        offered.append(_offered(f"G{number + 1}", leaders, offered, rng))
    waiting = [_person(f"P{number + 1}", rng, dense=dense) for number in range(people)]
    members = [member for group in offered if rng.random() < 0.4 for member in _members(group, rng)]
    pairs = list(combinations([person.id for person in waiting], 2))
    apart = rng.sample(pairs, min(len(pairs), round(0.15 * people)))
    access = Random(f"access {people} {groups} {seed} {dense}")  # noqa: S311
    return Asked(
        people=(*(_with_needs(person, access) for person in waiting), *members),
        groups=tuple(_with_access(offered, access)),
        leaders=leaders,
        apart=frozenset(map(frozenset, apart)),
        limits=limits or Limits(),
    )


def _leaders(groups: int, rng: Random) -> tuple[Leader, ...]:
    number = max(2, round(groups * 0.7))
    return tuple(Leader(f"L{each + 1}", most_groups=rng.randint(2, 4)) for each in range(number))


def _offered(name: str, leaders: tuple[Leader, ...], before: list[Group], rng: Random) -> Group:
    """A group as a coordinator would offer it: mostly at an hour when leaders and room are free."""
    draws = 1 if rng.random() < 0.1 else 30
    group = _group(name, leaders, rng)
    while draws > 1 and _clashes(group, leaders, before):
        group, draws = _group(name, leaders, rng), draws - 1
    return group


def _clashes(group: Group, leaders: tuple[Leader, ...], before: list[Group]) -> bool:
    most = {leader.id: leader.most_groups for leader in leaders}
    busy = any(sum(each in other.leaders for other in before) >= most[each] for each in group.leaders)
    at_once = [other for other in before if other.cells & group.cells]
    taken = any(
        other.leaders & group.leaders or (group.room and other.room == group.room) for other in at_once
    )
    return busy or taken


def _with_needs(person: Person, rng: Random) -> Person:
    needs = {"step-free"} if "wheelchair user" in person.traits else set[str]()
    if "blind or deaf" in person.traits and rng.random() < 0.5:
        needs.add(rng.choice(("hearing loop", "captions")))
    return replace(person, needs=frozenset(needs))


def _with_access(offered: list[Group], rng: Random) -> Iterator[Group]:
    """Each room has what it has, whichever group meets there."""
    rooms = {
        room: frozenset(each for each, part in ROOMS.items() if rng.random() < part)
        for room in sorted({group.room for group in offered if group.room})
    }
    for group in offered:
        yield replace(group, access=rooms.get(group.room, ONLINE))


def _group(name: str, leaders: tuple[Leader, ...], rng: Random) -> Group:
    modality = Modality.ONLINE if rng.random() < 0.3 else Modality.ROOM
    led_by = rng.sample([leader.id for leader in leaders], rng.choice((1, 2)))
    return Group(
        id=name,
        slot=rng.choices(SLOTS, _DEMAND)[0],
        leaders=frozenset(led_by),
        room=f"R{rng.randint(1, 3 + len(leaders) // 3)}" if modality is Modality.ROOM else "",
        least=5,
        most=rng.choice((8, 9, 10)),
        theme=rng.choices(THEMES, _THEME_WEIGHTS)[0] if rng.random() < 0.35 else "",
        language="es" if rng.random() < 1 / 12 else "en",
        modality=modality,
    )


def _person(name: str, rng: Random, *, dense: bool) -> Person:
    traits = frozenset(trait for trait, part in TRAITS.items() if rng.random() < part)
    return Person(
        id=name,
        slots=_slots(rng.randint(6, 12) if dense else rng.randint(2, 7), rng),
        themes=_themes(rng),
        languages=_languages(rng),
        modality=rng.choices((Modality.ANY, Modality.ROOM, Modality.ONLINE), (55, 28, 17))[0],
        style=rng.choice(STYLES),
        strength=min(10, max(1, round(rng.gauss(5.5, 1.8)))),
        traits=traits,
        counted=frozenset(trait for trait in sorted(traits) if rng.random() < 0.8),
        high_risk=rng.random() < 0.12,
        urgency=rng.choices((0, 1, 2, 3), (60, 25, 10, 5))[0],
        weeks=min(104, round(rng.expovariate(1 / 12))),
    )


def _slots(number: int, rng: Random) -> frozenset[str]:
    chosen: set[str] = set()
    while len(chosen) < number:
        chosen.add(rng.choices(SLOTS, _DEMAND)[0])
    return frozenset(chosen)


def _themes(rng: Random) -> frozenset[str]:
    number = rng.choices((1, 2, 3), (35, 40, 25))[0]
    chosen: set[str] = set()
    while len(chosen) < number:
        chosen.add(rng.choices(THEMES, _THEME_WEIGHTS)[0])
    return frozenset(chosen)


def _languages(rng: Random) -> frozenset[str]:
    if rng.random() < 0.88:
        return frozenset({"en"})
    return frozenset({"es", "en"}) if rng.random() < 0.25 else frozenset({"es"})


def _members(group: Group, rng: Random) -> list[Person]:
    """Three to five people who sit in `group` already: they can come when it meets, and share its theme."""
    return [_member(group, number, rng) for number in range(rng.randint(3, 5))]


def _member(group: Group, number: int, rng: Random) -> Person:
    like = _person(f"{group.id}-M{number + 1}", rng, dense=False)
    return Person(
        id=like.id,
        slots=like.slots | {group.slot},
        themes=like.themes | ({group.theme} if group.theme else set()),
        languages=like.languages | {group.language},
        style=like.style,
        strength=min(9, max(2, like.strength)),
        traits=like.traits,
        high_risk=False,
        member_of=group.id,
    )
