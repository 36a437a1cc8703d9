"""The outer half of column generation: which rosters together, as a linear programme, and then as whole ones.

Rows: each person at most once, each group at most one roster, and as many groups of one leader, room or offer
as can open. Its duals price people and groups for `rosters`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ortools.linear_solver.python import model_builder
from ortools.sat.python import cp_model

from holdspace.forming.rules.asked import Asked
from holdspace.forming.rules.formulation import times
from holdspace.forming.rules.rosters import SCALE, Roster
from holdspace.forming.rules.solving import small_solver


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices in hundredths: of people, of sets of groups that share a leader, room or offer, of groups."""

    people: dict[str, int]
    sets: tuple[int, ...]
    groups: dict[str, int]

    def toward(self, other: Prices, part: float) -> Prices:
        """This one with `part` of the way to `other`: smoothing keeps prices from swinging."""
        return Prices(
            {each: _between(mine, other.people[each], part) for each, mine in self.people.items()},
            tuple(_between(mine, its, part) for mine, its in zip(self.sets, other.sets, strict=True)),
            other.groups,
        )


def _between(one: int, other: int, part: float) -> int:
    return round(one + (other - one) * part)


class Master:
    """The linear programme over the rosters known so far."""

    def __init__(self, asked: Asked, candidates: Iterable[str]) -> None:
        groups = list(candidates)
        self.sets = [(set(members), most) for _, members, most in times(asked, groups)]
        self.rosters: list[Roster] = []
        self._known: set[tuple[str, frozenset[str]]] = set()
        self.model = model_builder.Model()  # type: ignore[no-untyped-call]
        self._columns: list[model_builder.Variable] = []
        self._people = {person.id: self._row(1) for person in asked.waiting}
        self._groups = {group: self._row(1) for group in groups}
        self._sets = [self._row(most) for _, most in self.sets]

    def _row(self, most: int) -> model_builder.LinearConstraint:
        row = self.model.add_linear_constraint(0, ub=most)
        assert isinstance(row, model_builder.LinearConstraint)
        return row

    def add(self, roster: Roster) -> bool:
        """Let the programme use `roster`; false when it is known already."""
        key = (roster.group, roster.people)
        if key in self._known:
            return False
        self._known.add(key)
        self.rosters.append(roster)
        column = self.model.new_num_var(0, 1, f"roster {len(self.rosters)}")
        column.objective_coefficient = roster.worth
        self._columns.append(column)
        for row in self._rows_of(roster):
            row.set_coefficient(column, 1)
        return True

    def _rows_of(self, roster: Roster) -> list[model_builder.LinearConstraint]:
        sets = [row for row, (groups, _) in zip(self._sets, self.sets, strict=True) if roster.group in groups]
        return [self._groups[roster.group], *(self._people[person] for person in roster.people), *sets]

    def prices(self) -> Prices | None:
        """Solve the programme; its duals, rounded to hundredths and never negative."""
        self.model.helper.set_maximize(True)
        solver = model_builder.Solver("GLOP")
        if solver.solve(self.model) != model_builder.SolveStatus.OPTIMAL:
            return None

        def of(row: model_builder.LinearConstraint) -> int:
            return max(0, round(solver.dual_value(row) * SCALE))

        return Prices(
            {person: of(row) for person, row in self._people.items()},
            tuple(map(of, self._sets)),
            {group: of(row) for group, row in self._groups.items()},
        )

    def whole(self, *, seed: int, work: float) -> tuple[dict[str, str], float]:
        """The best plan of whole rosters known so far (person → group), and the work it took."""
        model = cp_model.CpModel()
        taken = [model.new_bool_var("") for _ in self.rosters]
        for rows, most in self._conflicts():
            together = [taken[at] for at in rows]
            if most == 1:
                model.add_at_most_one(together)
            else:
                model.add(sum(together) <= most)
        model.maximize(cp_model.LinearExpr.weighted_sum(taken, [roster.worth for roster in self.rosters]))
        solver = small_solver(seed=seed, work=work)
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return {}, solver.deterministic_time
        chosen = [r for r, var in zip(self.rosters, taken, strict=True) if solver.boolean_value(var)]
        return {person: r.group for r in chosen for person in r.people}, solver.deterministic_time

    def _conflicts(self) -> list[tuple[list[int], int]]:
        """For every row, the rosters in it and how many of them can be taken."""
        numbered = list(enumerate(self.rosters))
        people = [([at for at, r in numbered if each in r.people], 1) for each in self._people]
        groups = [([at for at, r in numbered if r.group == each], 1) for each in self._groups]
        sets = [([at for at, r in numbered if r.group in each], most) for each, most in self.sets]
        return [(rows, most) for rows, most in (*people, *groups, *sets) if len(rows) > most]
