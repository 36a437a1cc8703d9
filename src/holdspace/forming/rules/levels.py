"""The levels as objectives over a formulation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise

from ortools.sat.python import cp_model

from holdspace.forming.rules.asked import RISING, Level
from holdspace.forming.rules.formulation import Formulation, Literal


def objective(form: Formulation, level: Level) -> cp_model.LinearExprT:
    """`level` as an expression over `form`, equal at its best to `scores.scores`."""
    return _OBJECTIVES[level](form)


def aim_at(form: Formulation, level: Level, expression: cp_model.LinearExprT) -> None:
    """Let the model look for the best `expression` of `level`."""
    if level in RISING:
        form.model.maximize(expression)
    else:
        form.model.minimize(expression)


def hold(form: Formulation, level: Level, expression: cp_model.LinearExprT, value: int) -> None:
    """From now on nothing worse than `value` is looked at."""
    if level in RISING:
        form.model.add(expression >= value)
    else:
        form.model.add(expression <= value)


def _undisturbed(form: Formulation) -> cp_model.LinearExprT:
    kept = [form.seat[pair] for pair in form.asked.promised.items() if pair in form.seat]
    return len(form.asked.promised) - cp_model.LinearExpr.sum(kept)


def _placed(form: Formulation) -> cp_model.LinearExprT:
    weights = [form.asked.weight(form.asked.by_id[person]) for person, _ in form.seat]
    return cp_model.LinearExpr.weighted_sum(list(form.seat.values()), weights)


def _seats(form: Formulation) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.sum(list(form.seat.values()))


def _spread(form: Formulation) -> cp_model.LinearExprT:
    spans = [(literal, high - low) for each in form.span.values() for (low, high), literal in each.items()]
    return cp_model.LinearExpr.weighted_sum([literal for literal, _ in spans], [width for _, width in spans])


def _styles(form: Formulation) -> cp_model.LinearExprT:
    """Each further person of a style in a group costs one pair with each before them: a convex ladder."""
    rungs = [rung for group in form.candidates for rung in _ladders(form, group)]
    return cp_model.LinearExpr.weighted_sum([literal for literal, _ in rungs], [cost for _, cost in rungs])


def _ladders(form: Formulation, group: str) -> Iterator[tuple[Literal, int]]:
    by_style: dict[str, list[Literal]] = defaultdict(list)
    for person in form.candidates[group]:
        if person.style:
            by_style[person.style].append(form.seat[person.id, group])
    for style, seats in sorted(by_style.items()):
        there = sum(member.style == style for member in form.asked.members[group])
        most = min(len(seats), form.asked.group[group].most - len(form.asked.members[group]))
        rungs = [form.model.new_bool_var(f"{style}@{group} {step}") for step in range(most)]
        form.model.add(sum(seats) == sum(rungs))
        for lower, upper in pairwise(rungs):
            form.model.add_implication(upper, lower)
        yield from ((rung, there + step) for step, rung in enumerate(rungs) if there + step)


_OBJECTIVES: dict[Level, Callable[[Formulation], cp_model.LinearExprT]] = {
    Level.UNDISTURBED: _undisturbed,
    Level.PLACED: _placed,
    Level.SEATS: _seats,
    Level.SPREAD: _spread,
    Level.STYLES: _styles,
}
