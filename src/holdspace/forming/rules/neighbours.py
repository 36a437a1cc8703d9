"""A good plan for a long list, part by part: first group by group, then a few groups at a time, anew.

Every part is an exact model with the same rules as the whole (leaders, rooms and pins included): the seats of
all other groups are kept. So each step is a plan that breaks nothing, and never a worse one. Proves nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from random import Random

from holdspace.forming.rules.asked import Asked, Level
from holdspace.forming.rules.formulation import Formulation
from holdspace.forming.rules.levels import aim_at, hold, objective
from holdspace.forming.rules.scores import better, scores
from holdspace.forming.rules.seating import Seating
from holdspace.forming.rules.solving import WORK_PER_SECOND, Clock, Effort, Stop, search

TOGETHER = 5
"""How many groups are looked at together."""
_STEP = Effort(seconds=1.5)
PATIENT = 2
"""After so many steps for each group without any gain it is enough."""
_BUILDING = 0.0001  # what a step costs for each possible seat outside of its search, in deterministic time
_STEP_WORK = 0.02  # and at least


class Neighbours:
    """Steps that make one level of a plan better, while the levels in `held` become no worse."""

    def __init__(
        self, asked: Asked, where: Seating, level: Level, held: Sequence[Level], clock: Clock
    ) -> None:
        self.asked, self.where, self.level, self.held, self.clock = asked, where, level, held, clock
        self.random = Random(clock.effort.seed)  # noqa: S311 - a search, not a secret
        groups = {group for could in where.could.values() for group in could}
        self.groups = [group.id for group in asked.groups if group.id in groups]

    def filled(self, seats: dict[str, str], *, until: float, stop: Stop | None) -> dict[str, str]:
        """One group after the other, those with members first."""
        order = sorted(
            self.groups, key=lambda group: (not self.asked.members[group], self.groups.index(group))
        )
        for group in order:
            if self._over(until, stop):
                break
            seats = self.step(seats, [group])
        return seats

    def improved(self, seats: dict[str, str], *, until: float, stop: Stop | None) -> dict[str, str]:
        """A few groups at a time, chosen by chance among those that share people.

        Until time is up, or nothing got better for long; a short list is not taken apart.
        """
        patience = PATIENT * len(self.groups) if len(self.groups) > TOGETHER else 0
        stale = 0
        while stale < patience and not self._over(until, stop):
            after = self.step(seats, self._some())
            stale = stale + 1 if after is seats else 0
            seats = after
        return seats

    def _over(self, until: float, stop: Stop | None) -> bool:
        return self.clock.left <= until or (stop is not None and stop())

    def step(self, seats: dict[str, str], groups: Collection[str]) -> dict[str, str]:
        """The best that can be done with `groups` alone; `seats` itself when nothing is better."""
        part = Seating(dict(self._could(seats, set(groups))), {})
        form = Formulation(self.asked, part)
        for person, group in seats.items():
            if group not in groups:
                form.model.add_bool_or([form.seat[person, group]])
        now = scores(self.asked, seats)
        for level in self.held:
            hold(form, level, objective(form, level), now[level])
        aim_at(form, self.level, objective(form, self.level))
        found = search(form, self.level, _step_effort(self.clock.effort), hint=seats)
        self.clock.work += found.work + _STEP_WORK + _BUILDING * len(form.seat) * WORK_PER_SECOND
        if found.seats is None or not better(
            self.level, scores(self.asked, found.seats)[self.level], now[self.level]
        ):
            return seats
        return found.seats

    def _could(self, seats: Mapping[str, str], groups: set[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Whoever sits outside of `groups` stays; everybody else could sit in `groups`."""
        for person, could in self.where.could.items():
            at = seats.get(person)
            yield (
                person,
                ((at,) if at is not None and at not in groups else tuple(g for g in could if g in groups)),
            )

    def _some(self) -> list[str]:
        """One group by chance, and those that share most people with it, by chance as well."""
        first = self.random.choice(self.groups)
        near = {group: 1 for group in self.groups if group != first}
        for could in self.where.could.values():
            if first in could:
                for group in could:
                    if group != first:
                        near[group] += 1
        chosen = [first]
        while near and len(chosen) < TOGETHER:
            (group,) = self.random.choices(list(near), list(near.values()))
            chosen.append(group)
            del near[group]
        return chosen


def _step_effort(effort: Effort) -> Effort:
    return Effort(_STEP.seconds, effort.seed, 1)
