"""Whole rosters of one group at a time, priced: the inner half of column generation.

A roster is a set of newcomers that `group` could really hold. Given a price for each person (what their seat
is worth elsewhere), the best roster of a group is a small exact model of its own, with the same rules as the
large one. Prices are whole numbers, `SCALE` to a unit of weight, so that bounds stay exact.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from holdspace.forming.rules.asked import Asked
from holdspace.forming.rules.formulation import Formulation
from holdspace.forming.rules.seating import Seating
from holdspace.forming.rules.solving import seats_of, small_solver

SCALE = 100
"""Prices are in hundredths of a unit of weight."""


@dataclass(frozen=True, slots=True)
class Roster:
    """A set of newcomers for `group`; `worth` is the weight placed by it."""

    group: str
    people: frozenset[str]
    worth: int


@dataclass(frozen=True, slots=True)
class Priced:
    """The best roster found at some prices (None: leaving the group as it is), and what none can pass."""

    roster: Roster | None
    at_most: int
    work: float


class Pricing:
    """The model of one group alone; priced again and again."""

    def __init__(self, asked: Asked, where: Seating, group: str) -> None:
        here = {person: (group,) for person, groups in where.could.items() if group in groups}
        self.group = group
        self.weights = {person: asked.weight(asked.by_id[person]) for person in here}
        self.places = asked.group[group].most - len(asked.members[group])
        waiting = tuple(person for person in asked.people if person.member_of or person.id in here)
        alone = replace(asked, people=waiting, pins=frozenset())
        self.form = Formulation(alone, Seating(here, {}))

    def best(self, prices: Mapping[str, int], opening: int, *, seed: int, work: float) -> Priced:
        """The roster of most worth after `prices` for people and `opening` for the group itself."""
        gain = {person: weight * SCALE - prices[person] for person, weight in self.weights.items()}
        if self._at_most(gain, opening) <= 0:
            return Priced(None, 0, 0.0)
        seats = [self.form.seat[person, self.group] for person in gain]
        worth = cp_model.LinearExpr.weighted_sum(seats, list(gain.values()))
        self.form.model.maximize(worth - opening * self.form.takes[self.group])
        solver = small_solver(seed=seed, work=work)
        status = solver.solve(self.form.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):  # no bound is reported then: the plain one
            return Priced(None, self._at_most(gain, opening), solver.deterministic_time)
        at_most = min(math.floor(solver.best_objective_bound + 1e-6), self._at_most(gain, opening))
        return Priced(self._roster(seats_of(self.form, solver)), max(0, at_most), solver.deterministic_time)

    def _at_most(self, gain: Mapping[str, int], opening: int) -> int:
        """What no roster can pass, whatever the rules: the best people for every place."""
        best = sorted((each for each in gain.values() if each > 0), reverse=True)[: self.places]
        return sum(best) - opening

    def _roster(self, seats: Mapping[str, str]) -> Roster | None:
        if not seats:
            return None
        return Roster(self.group, frozenset(seats), sum(self.weights[person] for person in seats))
