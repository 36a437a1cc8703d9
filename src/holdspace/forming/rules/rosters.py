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
from holdspace.forming.rules.solving import small_solver

KEPT = 4
"""How many of the rosters seen in one pricing are kept."""
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
    """Rosters found at some prices, the best last (none: leave the group alone), and what none can pass."""

    rosters: tuple[Roster, ...]
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
            return Priced((), 0, 0.0)
        seats = [self.form.seat[person, self.group] for person in gain]
        worth = cp_model.LinearExpr.weighted_sum(seats, list(gain.values()))
        self.form.model.maximize(worth - opening * self.form.takes[self.group])
        solver = small_solver(seed=seed, work=work)
        seen = _Seen(self)
        status = solver.solve(self.form.model, seen)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):  # no bound is reported then: the plain one
            return Priced((), self._at_most(gain, opening), solver.deterministic_time)
        at_most = min(math.floor(solver.best_objective_bound + 1e-6), self._at_most(gain, opening))
        return Priced(tuple(seen.rosters[-KEPT:]), max(0, at_most), solver.deterministic_time)

    def _at_most(self, gain: Mapping[str, int], opening: int) -> int:
        """What no roster can pass, whatever the rules: the best people for every place."""
        best = sorted((each for each in gain.values() if each > 0), reverse=True)[: self.places]
        return sum(best) - opening

    def roster(self, people: frozenset[str]) -> Roster:
        """`people` as a roster of this group."""
        return Roster(self.group, people, sum(self.weights[person] for person in people))


class _Seen(cp_model.CpSolverSolutionCallback):
    """Every roster on the way to the best: the programme has use for them, too."""

    def __init__(self, pricing: Pricing) -> None:
        super().__init__()
        self.pricing = pricing
        self.rosters: list[Roster] = []

    def on_solution_callback(self) -> None:
        """Called by the solver."""
        seats = self.pricing.form.seat.items()
        people = frozenset(person for (person, _), seat in seats if self.boolean_value(seat))
        if people:
            self.rosters.append(self.pricing.roster(people))
