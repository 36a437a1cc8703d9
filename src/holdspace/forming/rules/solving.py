"""Running CP-SAT: within limits, repeatable, stoppable, and honest about what its answer is worth.

Three traps, from `engines.md`: a search that ends as UNKNOWN reports a bound of 0.0, which is no bound;
presolve has called feasible models infeasible (or-tools 5274) and given wrong cores (5141), so that every
"impossible" is confirmed without it; a limit by the clock gives other plans under load, so that limits are in
deterministic time, with the clock only as a last resort.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from ortools.sat.python import cp_model

from holdspace.forming.rules.asked import RISING, Level
from holdspace.forming.rules.formulation import Formulation, Literal

Stop: TypeAlias = Callable[[], bool]

WORK_PER_SECOND = 0.7
"""Deterministic time that one core of an ordinary server does in a second; measured on lists of 60 to 300."""
PATIENCE = 3.0
"""How many times the seconds asked for the clock may show before it ends a search after all."""
SHORTEST_PATIENCE = 10.0
"""So many seconds short searches may take by the clock: on a busy machine they still repeat."""
_POLL = 0.05


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search, with which seed, on how many cores.

    One worker repeats: the same question with the same seed has the same answer. More are faster, and may
    not.
    """

    seconds: float = 10.0
    seed: int = 1
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """What one search found: `seats` None when nothing; `bound` None when none is known.

    `best`: nothing better exists. `by_clock`: the clock or a person ended it, so that it may not repeat.
    `work` is in deterministic time.
    """

    seats: dict[str, str] | None
    bound: int | None
    infeasible: bool = False
    best: bool = False
    by_clock: bool = False
    work: float = 0.0
    watched: frozenset[Any] = frozenset()


def search(
    form: Formulation,
    level: Level | None,
    effort: Effort,
    *,
    hint: Mapping[str, str] | None = None,
    stop: Stop | None = None,
    watch: Mapping[Any, Literal] | None = None,
) -> Found:
    """The best seats of `form`'s objective (or any seats, without one) within `effort`.

    `level` says how the bound is to be read. `watched` of what is found holds the keys of those literals of
    `watch` that are true.
    """
    if hint is not None:
        _hint(form, hint, effort)
    solver = _solver(effort)
    with _stopping(solver, stop):
        status = solver.solve(form.model)
    if status == cp_model.INFEASIBLE:
        solver = _solver(effort, presolve=False)
        with _stopping(solver, stop):
            status = solver.solve(form.model)
    return _read(form, level, effort, solver, status, watch or {})


def _read(
    form: Formulation,
    level: Level | None,
    effort: Effort,
    solver: cp_model.CpSolver,
    status: object,
    watch: Mapping[Any, Literal],
) -> Found:
    ended = status != cp_model.OPTIMAL and _ended_by_clock(solver, effort)
    work = solver.deterministic_time
    if status == cp_model.INFEASIBLE:
        return Found(None, None, infeasible=True, work=work)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Found(None, None, by_clock=ended, work=work)
    bound = _bound(solver, level) if level is not None else None
    watched = frozenset(key for key, literal in watch.items() if solver.boolean_value(literal))
    best = status == cp_model.OPTIMAL
    return Found(seats_of(form, solver), bound, best=best, by_clock=ended, work=work, watched=watched)


def _solver(effort: Effort, *, presolve: bool = True) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = effort.seed
    solver.parameters.num_workers = effort.workers
    solver.parameters.linearization_level = (
        2  # the linear relaxation is tight: it proves in a second what else takes minutes
    )
    solver.parameters.cp_model_presolve = presolve
    if effort.workers == 1:
        solver.parameters.max_deterministic_time = max(0.01, effort.seconds * WORK_PER_SECOND)
        solver.parameters.max_time_in_seconds = max(SHORTEST_PATIENCE, effort.seconds * PATIENCE)
    else:
        solver.parameters.max_time_in_seconds = max(0.05, effort.seconds)
    return solver


def small_solver(*, seed: int, work: float) -> cp_model.CpSolver:
    """A solver for a part of the question, limited to `work` of deterministic time."""
    return _solver(Effort(work / WORK_PER_SECOND, seed))


def _ended_by_clock(solver: cp_model.CpSolver, effort: Effort) -> bool:
    return effort.workers > 1 or solver.deterministic_time < effort.seconds * WORK_PER_SECOND


def _bound(solver: cp_model.CpSolver, level: Level) -> int:
    """The bound as a whole number on the safe side; objectives are whole numbers."""
    bound = solver.best_objective_bound
    return math.floor(bound + 1e-6) if level in RISING else math.ceil(bound - 1e-6)


def seats_of(form: Formulation, solver: cp_model.CpSolver) -> dict[str, str]:
    """Person → group of the solution that `solver` holds."""
    return {person: group for (person, group), seat in form.seat.items() if solver.boolean_value(seat)}


def _hint(form: Formulation, seats: Mapping[str, str], effort: Effort) -> None:
    """Begin at `seats`, with everything that follows from them, so that the search holds them at once."""
    form.model.clear_hints()  # type: ignore[no-untyped-call]
    taking = set(seats.values())
    for (person, group), seat in form.seat.items():
        form.model.add_hint(seat, seats.get(person) == group)
    for group, takes in form.takes.items():
        form.model.add_hint(takes, group in taking)
    solver = _solver(effort)
    solver.parameters.fix_variables_to_their_hinted_value = True
    if solver.solve(form.model) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        form.model.clear_hints()  # type: ignore[no-untyped-call]
        for index, value in enumerate(solver.response_proto.solution):
            form.model.add_hint(form.model.get_int_var_from_proto_index(index), value)


@contextmanager
def _stopping(solver: cp_model.CpSolver, stop: Stop | None) -> Iterator[None]:
    """While inside, ask `stop` again and again, and end the search when it says so."""
    if stop is None:
        yield
        return
    done = threading.Event()
    watching = threading.Thread(target=_watch, args=(solver, stop, done), daemon=True)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()


def _watch(solver: cp_model.CpSolver, stop: Stop, done: threading.Event) -> None:
    while not done.wait(_POLL):
        if stop():  # again and again: a search that has not begun yet does not hear it
            solver.stop_search()


def contradictory(form: Formulation, held: list[Literal], effort: Effort) -> list[Literal] | None:
    """Some of `held` that cannot all be true, found without presolve; None when they can, or time is up."""
    form.model.clear_assumptions()
    form.model.add_assumptions(held)
    solver = _solver(effort, presolve=False)
    if solver.solve(form.model) != cp_model.INFEASIBLE:
        return None
    named = set(solver.sufficient_assumptions_for_infeasibility())
    return [literal for literal in held if literal.index in named]


class Clock:
    """How many seconds are left: in deterministic work where answers have to repeat, else by the clock."""

    def __init__(self, effort: Effort) -> None:
        self.effort = effort
        self.begun = time.monotonic()
        self.work = 0.0

    @property
    def left(self) -> float:
        """Seconds left, never negative."""
        spent = self.work / WORK_PER_SECOND if self.effort.workers == 1 else self.elapsed
        return max(0.0, self.effort.seconds - spent)

    @property
    def elapsed(self) -> float:
        """Seconds by the clock."""
        return time.monotonic() - self.begun
