"""Forming groups from invented lists: level by level value, bound, gap and time, beside two ways by hand.

    python -m benchmarks.forming [--sizes 60x6,200x20] [--instances 3] [--seconds 10] [--workers 1] [--dense]

The lists come from `holdspace.forming.rules.generator`. In the same run, on the same lists: *first come*, who
has waited longest takes the first group they could join, and whoever breaks a rule goes back to the list;
and *by hand*, as a clinician might, group by group around its most urgent theme, adding the next most urgent
person who breaks nothing. Both are held to the same hard rules by the same checker, and so is the engine.
Times are CPU and wall seconds of this process; the machine's load is printed because both depend on it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from holdspace.forming.rules.asked import Asked, Level
from holdspace.forming.rules.changes import smallest_changes
from holdspace.forming.rules.checker import Rule, broken_rules
from holdspace.forming.rules.forming import form
from holdspace.forming.rules.generator import invented
from holdspace.forming.rules.proposal import Proposal, Reached
from holdspace.forming.rules.replanning import replan
from holdspace.forming.rules.scores import scores
from holdspace.forming.rules.seating import seating
from holdspace.forming.rules.solving import Effort
from holdspace.forming.rules.what_if import move
from holdspace.forming.rules.why import least_changes, why_not

TARGETS = {
    (60, 6): "proven optimal at every level within 10 s",
    (70, 10): "first level optimal in 5 s",
    (200, 20): "first level proven to 2 % in 15 s, to 1 % in 60 s",
    (300, 40): "first level proven to 2 % in 120 s",
    (600, 60): "a sound bound, and 5 % in 300 s",
}
EXPLAINED = 5
"""How many people of each list are explained, moved and let go."""

Seats = dict[str, str]


@dataclass
class Timed:
    """What work took, in CPU and wall seconds."""

    cpu: float
    wall: float

    def __str__(self) -> str:
        return f"{self.cpu:.2f} s CPU, {self.wall:.2f} s wall"


def main() -> None:
    """Run every size and print the numbers."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--sizes", default="60x6,70x10,200x20")
    options.add_argument("--instances", type=int, default=3)
    options.add_argument("--seconds", type=float, default=10)
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--dense", action="store_true")
    chosen = options.parse_args()
    for size in chosen.sizes.split(","):
        people, groups = map(int, size.split("x"))
        print(f"\n{people} people, {groups} groups, {chosen.seconds:g} s, {chosen.workers} worker(s)")
        print(f"target: {TARGETS.get((people, groups), 'none')}; {load()}")
        for seed in range(1, chosen.instances + 1):
            asked = invented(people, groups, seed=seed, dense=chosen.dense)
            measure(asked, Effort(chosen.seconds, seed, chosen.workers), seed)


def load() -> str:
    """How busy the machine is."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def measure(asked: Asked, effort: Effort, seed: int) -> None:
    """One list: the engine, the two ways by hand, then explanations, moves and planning again."""
    after: list[tuple[Level, float, float]] = []
    begun, cpu = time.perf_counter(), time.process_time()

    def told(level: Level, _: int) -> None:
        after.append((level, time.process_time() - cpu, time.perf_counter() - begun))

    proposal = form(asked, effort, progress=told)
    violations = len(broken_rules(asked, proposal.seats))
    print(f"  list {seed}: {len(proposal.seats)} placed, {violations} rules broken; {load()}")
    for reached, (_, used, passed) in zip(proposal.levels, after, strict=True):
        print(f"    {reached.level:7} {in_words(reached):46} after {used:.2f} s CPU, {passed:.2f} s wall")
    for name, way in WAYS.items():
        print(f"    {name:10} {beside(asked, way)}")
    for line in (*explained(asked, proposal), moved(asked, proposal), again(asked, proposal)):
        print(f"    {line}")


def in_words(reached: Reached) -> str:
    """Value, bound and gap."""
    gap = "no bound" if reached.gap is None else f"gap {reached.gap:.2%}"
    return f"{reached.value}, bound {reached.bound}, {'proven' if reached.proven else gap}"


def timed(work: Callable[[], object]) -> Timed:
    """How long `work` takes."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return Timed(time.process_time() - cpu, time.perf_counter() - wall)


# --- Explaining, moving, planning again --------------------------------------------------------------------


def explained(asked: Asked, proposal: Proposal) -> Iterator[str]:
    """Each “no” and the smallest changes for the first who wait."""
    where = seating(asked)
    people = [p for p in proposal.waiting if where.could[p]][:EXPLAINED]
    noes = [timed(lambda p=p, g=g: why_not(asked, proposal, p, g)) for p in people for g in where.could[p]]
    changes = [timed(lambda p=p: helped(asked, proposal, p)) for p in people]
    for name, times in (("why not", noes), ("smallest changes", changes)):
        if times:
            cpu = [each.cpu for each in times]
            yield f"{name}: median {statistics.median(cpu):.2f} s CPU, most {max(cpu):.2f}"


def helped(asked: Asked, proposal: Proposal, person: str) -> object:
    """What would give `person` a seat."""
    least = least_changes(asked, proposal, person)
    return smallest_changes(asked, person, seats=proposal.seats, at_least=least)


def moved(asked: Asked, proposal: Proposal) -> str:
    """Every move of the first people: target 200 ms."""
    times = [
        timed(lambda p=p.id, g=g.id: move(asked, proposal.seats, p, g)).wall
        for p in asked.waiting[:EXPLAINED]
        for g in asked.groups
    ]
    return f"what if: slowest of {len(times)} moves {max(times) * 1000:.0f} ms (target: under 200)"


def again(asked: Asked, proposal: Proposal) -> str:
    """Each of the first who are seated declines, alone."""
    gone = list(proposal.seats)[:EXPLAINED]
    kept, moves, times = 0, Counter[int](), []
    for person in gone:
        begun = time.process_time()
        planned = replan(asked, proposal.seats, [person], Effort(3))
        times.append(time.process_time() - begun)
        kept += planned.frozen is not None
        moves[len(planned.moved)] += 1
    told = f"{kept} of {len(gone)} with all seats kept; people moved {dict(moves)}"
    return f"planning again: {told}; most {max(times, default=0):.2f} s CPU"


# --- By hand ------------------------------------------------------------------------------------------------


def beside(asked: Asked, way: Callable[[Asked], Seats]) -> str:
    """What another way reaches on the same list, held to the same rules."""
    seats: Seats = {}
    took = timed(lambda: seats.update(way(asked)))
    assert broken_rules(asked, seats) == ()
    known = scores(asked, seats)
    told = ", ".join(f"{level} {known[level]}" for level in asked.order)
    return f"{len(seats)} placed, {told}; {took}"


def first_come(asked: Asked) -> Seats:
    """Who has waited longest takes the first group they could join; who breaks a rule goes back."""
    where, seats = seating(asked), Seats()
    free = {group.id: group.most - len(asked.members[group.id]) for group in asked.groups}
    for person in sorted(asked.waiting, key=lambda p: -p.weeks):
        group = next((g for g in where.could[person.id] if free[g]), None)
        if group is not None:
            seats[person.id] = group
            free[group] -= 1
    return held(asked, seats)


LATER = frozenset({Rule.SIZE, Rule.COMPANY, Rule.ALONE})
"""Rules that the next person may put right while a group is being filled."""


def by_hand(asked: Asked) -> Seats:
    """Group by group around its most urgent theme, the most urgent first, whoever breaks nothing."""
    where, seats = seating(asked), Seats()
    for group in sorted(asked.groups, key=lambda g: (-len(asked.members[g.id]), g.id)):
        could = [p for p in asked.waiting if group.id in where.could[p.id] and p.id not in seats]
        themes = Counter[str]()
        for person in could:
            themes.update(dict.fromkeys(person.themes, asked.weight(person)))
        first = themes.most_common(1)[0][0] if themes else ""
        for person in sorted(could, key=lambda p: (first not in p.themes, -asked.weight(p))):
            tried = {**seats, person.id: group.id}
            size = len(asked.members[group.id]) + sum(g == group.id for g in tried.values())
            if size <= group.most and not {each.rule for each in broken_rules(asked, tried)} - LATER:
                seats = tried
        seats = held(asked, seats)
    return seats


def held(asked: Asked, seats: Seats) -> Seats:
    """`seats` without those who break a rule, until none is broken."""
    while broken := broken_rules(asked, seats):
        seats = without_one(asked, seats, broken[0].group, broken[0].people, broken[0].rule)
    return seats


def without_one(asked: Asked, seats: Seats, group: str, people: tuple[str, ...], rule: Rule) -> Seats:
    """Let go of whoever a broken rule names; of everybody there when the group is too small or cannot be."""
    here = [person for person, where in seats.items() if where == group]
    named = [person for person in people if person in seats]
    if rule is Rule.RISK:
        named = [person for person in here if asked.by_id[person].high_risk]
    if rule is Rule.STRENGTH:
        middle = statistics.median(asked.by_id[person].strength for person in here)
        named = sorted(here, key=lambda person: -abs(asked.by_id[person].strength - middle))
    away = {named[0]} if named else set(here)
    return {person: where for person, where in seats.items() if person not in away}


WAYS = {"first come": first_come, "by hand": by_hand}

if __name__ == "__main__":
    main()
