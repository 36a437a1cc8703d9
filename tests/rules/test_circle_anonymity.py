"""Attackers who know the roster and the rules, watch for 26 weeks and guess as well as can be guessed.

An attacker sits in the circle, sees every post and its theme, knows when each was written and who sat
there then, and asks on every Monday (and, where the rules are off, after every change). They hold every
way in which the posts could have been written against everything that they were told (enumeration), and
name the likeliest: nobody guesses better. How often that succeeds is therefore computed, not estimated;
besides, attackers are let loose on drawn worlds and their hits counted.

Two questions. *Who wrote this post?* Derived chance: one in as many as sat there then. *Of whom can it be
said that they wrote on this theme in this stretch?* Derived chance: the mean share of writers, the same for
everybody. `docs/explanation/what-is-told.md` has the argument and the figures (`pytest -s` prints them).

The same attackers are set on rules that were switched off; there they must do clearly better, or the
simulation proves nothing. Thirteen counts of hits are held against a bound at 1e-4 each (Z), with fixed
seeds: all of them hold with probability above 0.998 where guessing is no better than chance.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations, product
from uuid import UUID

import numpy as np
import pytest

from holdspace.circle.rules.telling import Said, Sitting, release_after, several, stretch_began

LONDON, THEME = "Europe/London", "shame"
BEGAN = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)  # a Monday morning
WEEKS, WEEK, HOUR = 26, timedelta(weeks=1), timedelta(hours=1)
ME, *PEOPLE = (UUID(int=number) for number in range(1, 9))
Z = 3.72
"""One-sided quantile of the normal distribution for 1e-4."""
WORLDS, DRAWS = 12, 400
"""Circles for each attacker, and how often the posts of each are written anew."""


@dataclass(frozen=True)
class World:
    """Half a year of a circle: who sat there, and what was posted when; who wrote it is drawn."""

    sittings: tuple[Sitting, ...]
    written: tuple[datetime, ...]
    names: tuple[UUID | None, ...]
    """By whom a post is signed; None: without a name."""
    taken_back: datetime | None = None
    """When the first post without a name was taken back."""

    def could(self, number: int) -> list[UUID]:
        """Everybody but the attacker who could have written it."""
        if (name := self.names[number]) is not None:
            return [name]
        at = self.written[number]
        return sorted({each.person for each in self.sittings if each.covers(at)} - {ME})

    def mondays(self) -> list[datetime]:
        return [BEGAN + number * WEEK + HOUR for number in range(1, WEEKS + 1)]

    def began(self, at: datetime) -> datetime:
        return stretch_began(self.sittings, at) or at


Heard = tuple[object, ...]
Telling = Callable[[World, Sequence[Said]], Heard]


def by_the_rules(world: World, posts: Sequence[Said]) -> Heard:
    """What Holdspace tells over half a year; what was told in a stretch stays told."""
    told: dict[datetime, bool] = {}
    heard = []
    for at in _news(world):
        here = _standing(world, posts, at)
        began = world.began(at)
        told[began] = told.get(began, False) or several(ME, THEME, here, world.sittings, at=at, zone=LONDON)
        heard.append(told[began])
    return tuple(heard)


def naive(world: World, posts: Sequence[Said]) -> Heard:
    """Rules off: three or more of the present others and not all, names and none together, at any time."""
    heard = []
    for at in _changes(world):
        here = {each.person for each in world.sittings if each.covers(at)} - {ME}
        carry = {each.person for each in _standing(world, posts, at)} & here
        heard.append(3 <= len(carry) < len(here))
    return tuple(heard)


def probed(world: World, posts: Sequence[Said]) -> Heard:
    """Rules off: texts are matched by likeness, so that a probe picks any three or four posts."""
    sizes = (3, 4)
    return tuple(
        len({each.person for each in chosen}) >= 3 for size in sizes for chosen in combinations(posts, size)
    )


def forgetful(world: World, posts: Sequence[Said]) -> Heard:
    """Rules off: what was told is not kept, so that it can go again."""
    return tuple(
        several(ME, THEME, _standing(world, posts, at), world.sittings, at=at, zone=LONDON)
        for at in _news(world)
    )


def silent(_world: World, _posts: Sequence[Said]) -> Heard:
    """Nothing is told."""
    return ()


def _standing(world: World, posts: Sequence[Said], at: datetime) -> list[Said]:
    gone = world.taken_back is not None and world.taken_back <= at
    return [each for number, each in enumerate(posts) if each.written <= at and not (gone and number == 0)]


@cache
def _changes(world: World) -> tuple[datetime, ...]:
    ends = [moment for each in world.sittings for moment in (each.since, each.until) if moment]
    ends += [*world.written, *([world.taken_back] if world.taken_back else [])]
    return tuple(sorted({at + timedelta(seconds=1) for at in ends}))


@cache
def _news(world: World) -> tuple[datetime, ...]:
    """The Mondays after a week in which something happened: on the others the same is answered as before."""
    return tuple(
        monday for monday in world.mondays() if any(monday - WEEK < at <= monday for at in _changes(world))
    )


# --- The attacker ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tried:
    """Every way in which the posts could have been written, how likely each is, and what is then heard."""

    world: World
    writers: np.ndarray
    """One row each; a column for every post; numbers of `PEOPLE`."""
    chance: np.ndarray
    heard: np.ndarray
    """Numbers: equal where the same is heard."""

    def joint(self, of: np.ndarray) -> np.ndarray:
        """How likely it is to hear each thing while `of` (a row each, a column for each answer) is so."""
        table = np.zeros((self.heard.max() + 1, of.shape[1]))
        np.add.at(table, self.heard, of * self.chance[:, None])
        return table


def tried(world: World, telling: Telling, *, traits: bool = False) -> Tried:
    """`traits`: people carry the theme or not, for good, and only who carries it writes."""
    could = [world.could(number) for number in range(len(world.written))]
    said = [
        {person: _said(world, number, person) for person in people} for number, people in enumerate(could)
    ]
    ways = list(product(*could))
    kinds: dict[Heard, int] = {}
    heard = [
        kinds.setdefault(telling(world, [said[k][p] for k, p in enumerate(way)]), len(kinds)) for way in ways
    ]
    likely = np.array([_likely(could, way) if traits else 1.0 for way in ways])
    writers = np.array([[PEOPLE.index(person) for person in way] for way in ways])
    return Tried(world, writers, likely / likely.sum(), np.array(heard))


def _said(world: World, number: int, person: UUID) -> Said:
    at, named = world.written[number], world.names[number] is not None
    return Said(person, named, frozenset({THEME}), at, at if named else release_after(at, LONDON))


def _likely(could: Sequence[Sequence[UUID]], way: Sequence[UUID], share: float = 0.4) -> float:
    """Each carries the theme with chance `share`; each post is by one of the carriers who sat there."""
    everybody = {person for people in could for person in people}
    maybe, total = sorted(everybody - set(way)), 0.0
    for more in (each for size in range(len(maybe) + 1) for each in combinations(maybe, size)):
        carry = {*way, *more}
        weight = share ** len(carry) * (1 - share) ** (len(everybody) - len(carry))
        for people in could:
            weight /= len(carry & set(people))
        total += weight
    return total


@dataclass(frozen=True)
class Guess:
    """One question of an attacker: how likely each answer is with each thing heard, and the derived chance."""

    joint: np.ndarray
    by_chance: np.ndarray
    right: np.ndarray
    """Which answers are right in each way of writing."""

    @property
    def best(self) -> float:
        return float(self.joint.max(axis=1).sum())

    @property
    def chance(self) -> float:
        return float(self.by_chance.sum())


def who_wrote(found: Tried) -> list[Guess]:
    guesses = []
    for number, name in enumerate(found.world.names):
        if name is None:
            right = _answers([found.writers[:, [number]]], found.world.could(number))
            joint = found.joint(right)
            guesses.append(Guess(joint, joint.sum(axis=1) / joint.shape[1], right))
    return guesses


def who_carries(found: Tried) -> list[Guess]:
    """For each stretch: who wrote in it without a name."""
    world = found.world
    stretches: dict[datetime, list[int]] = {}
    for number, name in enumerate(world.names):
        if name is None:
            stretches.setdefault(world.began(world.written[number]), []).append(number)
    guesses = []
    for numbers in stretches.values():
        right = _answers([found.writers[:, numbers]], world.could(numbers[0]))
        joint = found.joint(right)
        guesses.append(Guess(joint, joint.mean(axis=1), right))
    return guesses


def who_writes_now(found: Tried) -> list[Guess]:
    """Only of the newest stretch: what one asks in the weeks after somebody has joined."""
    return who_carries(found)[-1:]


def _answers(columns: Sequence[np.ndarray], people: Sequence[UUID]) -> np.ndarray:
    wrote = np.concatenate(columns, axis=1)
    return np.stack([(wrote == PEOPLE.index(person)).any(axis=1) for person in people], axis=1)


def hits(found: Tried, guess: Guess, dice: np.random.Generator) -> tuple[int, float, float]:
    """Let the attacker guess in drawn worlds: hits, the number derived from chance, and its variance."""
    drawn = dice.choice(len(found.chance), size=DRAWS, p=found.chance)
    heard = found.heard[drawn]
    sure = guess.joint + 1e-12 * dice.random(guess.joint.shape)  # among equals, anybody
    right = guess.right[drawn, sure.argmax(axis=1)[heard]]
    chance = (guess.by_chance / found.joint(np.ones((len(found.chance), 1)))[:, 0])[heard]
    return int(right.sum()), float(chance.sum()), float((chance * (1 - chance)).sum())


# --- Worlds ----------------------------------------------------------------------------------------------


def a_world(
    dice: random.Random, *, joins: bool = False, leaves: bool = False, returns: bool = False,
    named: int = 0, taken_back: bool = False, others: int = 5,
) -> World:  # fmt: skip
    """Posts fall around the weeks in which something changes."""
    middle = BEGAN + WEEK * dice.randint(8, 16) + 50 * HOUR
    spells = [Sitting(person, BEGAN - WEEK) for person in PEOPLE[:others]]
    if joins:
        spells.append(Sitting(PEOPLE[others], middle))
    if leaves:
        spells[0] = Sitting(PEOPLE[0], BEGAN - WEEK, middle + (joins * 3) * WEEK)
    mine = [Sitting(ME, BEGAN - WEEK)]
    if returns:
        mine = [Sitting(ME, BEGAN - WEEK, middle), Sitting(ME, middle + WEEK)]
    before = [middle - WEEK * dice.uniform(0.2, 4) for _ in range(1 if joins and leaves else 3)]
    after = [middle + WEEK * dice.uniform(0.2, 4) for _ in range(4 - len(before))]
    written, names = [*before, *after], [None] * 4
    if named:  # half a year without a change
        written, names = [*written, *(middle + WEEK * dice.uniform(0, 4) for _ in range(named))], [
            *names, *PEOPLE[:named],
        ]  # fmt: skip
    gone = max(written) + WEEK * dice.uniform(2, 4) if taken_back else None
    return World((*mine, *spells), tuple(written), tuple(names), gone)


WATCHERS: dict[str, tuple[dict[str, bool | int], Telling]] = {
    "somebody joins": ({"joins": True}, naive),
    "somebody leaves": ({"leaves": True}, naive),
    "one joins, one leaves": ({"joins": True, "leaves": True, "others": 4}, naive),
    "the attacker leaves and comes back": ({"returns": True}, probed),
    "the attacker probes": ({"named": 2}, probed),
    "something is taken back": ({"taken_back": True}, naive),
}


@cache
def worlds(name: str) -> list[World]:
    dice = random.Random(name)
    return [a_world(dice, **WATCHERS[name][0]) for _ in range(WORLDS)]  # type: ignore[arg-type]


@cache
def all_tried(name: str, telling: Telling) -> list[Tried]:
    return [tried(world, telling) for world in worlds(name)]


def figures(name: str, telling: Telling, question: Callable[[Tried], list[Guess]]) -> tuple[float, float]:
    """How often the best guess is right, and how often by the derived chance; over all worlds."""
    guesses = [guess for found in all_tried(name, telling) for guess in question(found)]
    best = float(np.mean([guess.best for guess in guesses]))
    chance = float(np.mean([guess.chance for guess in guesses]))
    print(f"{name} | {telling.__name__} | {question.__name__} | {best:.3f} | {chance:.3f}")  # noqa: T201
    return best, chance


@pytest.mark.parametrize("question", [who_wrote, who_carries])
@pytest.mark.parametrize("name", WATCHERS)
def test_the_best_guess_there_is_is_no_better_than_chance(
    name: str, question: Callable[[Tried], list[Guess]]
) -> None:
    """Computed, for every post and every stretch of every world: not more than chance, at all."""
    best, chance = figures(name, by_the_rules, question)
    assert best == pytest.approx(chance, abs=1e-9)
    for found in all_tried(name, by_the_rules):
        assert all(guess.best == pytest.approx(guess.chance, abs=1e-9) for guess in question(found))


@pytest.mark.parametrize("question", [who_wrote, who_carries])
@pytest.mark.parametrize("name", WATCHERS)
def test_attackers_hit_no_more_often_than_chance(name: str, question: Callable[[Tried], list[Guess]]) -> None:
    dice = np.random.default_rng(26)
    counted = [
        hits(found, guess, dice) for found in all_tried(name, by_the_rules) for guess in question(found)
    ]
    hit, expected, variance = (sum(column) for column in zip(*counted, strict=True))
    assert hit <= expected + Z * variance**0.5


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("somebody joins", who_writes_now),
        ("somebody leaves", who_carries),
        ("one joins, one leaves", who_carries),
        ("the attacker probes", who_wrote),
        ("the attacker probes", who_carries),
    ],
)
def test_with_the_rules_switched_off_the_same_attacker_finds_them(
    name: str, question: Callable[[Tried], list[Guess]]
) -> None:
    telling, dice = WATCHERS[name][1], np.random.default_rng(26)
    best, chance = figures(name, telling, question)
    assert best > chance * 1.05
    counted = [hits(found, guess, dice) for found in all_tried(name, telling) for guess in question(found)]
    hit, expected, variance = (sum(column) for column in zip(*counted, strict=True))
    assert hit > expected + Z * variance**0.5


def test_the_rules_are_not_silent_in_these_worlds() -> None:
    """Silence would prove nothing."""
    speak = [found for name in WATCHERS for found in all_tried(name, by_the_rules) if found.heard.max() > 0]
    assert len(speak) > 2 * WORLDS
