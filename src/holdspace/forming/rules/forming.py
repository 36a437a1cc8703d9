"""From a question to a proposal: the levels one after the other, each held while the next is improved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from ortools.sat.python import cp_model

from holdspace.forming.rules.asked import RISING, Asked, Level, check_asked
from holdspace.forming.rules.checker import broken_rules
from holdspace.forming.rules.conflicts import contradiction
from holdspace.forming.rules.formulation import Formulation
from holdspace.forming.rules.levels import aim_at, hold, objective
from holdspace.forming.rules.neighbours import Neighbours
from holdspace.forming.rules.proposal import Proposal, Reached
from holdspace.forming.rules.roster_bound import bound_by_rosters
from holdspace.forming.rules.scores import better, scores
from holdspace.forming.rules.seating import Seating, seating
from holdspace.forming.rules.seating import in_words as bar_in_words
from holdspace.forming.rules.solving import Clock, Effort, Found, Stop, search
from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say

Progress: TypeAlias = Callable[[Level, int], None]
"""Called after each level with the value reached."""

SHARES = (0.6, 0.6, 1.0)
"""Which part of the time left the first, second and further levels may use."""
SEARCHED = 0.6
"""Which part of a level's time the search over the whole list may use."""
LARGE = 1500
"""From so many possible seats on a list is first planned part by part."""


class Impossible(Refused):
    """No plan fits what was decided by hand; `conflict` says which wishes contradict each other."""

    def __init__(self, sentence: Words, conflict: tuple[Words, ...] = ()) -> None:
        super().__init__(sentence)
        self.conflict = conflict


@dataclass
class _Course:
    """One run through the levels."""

    asked: Asked
    form: Formulation
    clock: Clock
    stop: Stop | None
    best: dict[str, str] | None = None
    by_clock: bool = False
    reached: list[Reached] = field(default_factory=list)

    @property
    def large(self) -> bool:
        """Whether the whole list at once is too much to begin with."""
        return len(self.form.seat) >= LARGE


def form(
    asked: Asked,
    effort: Effort = Effort(),  # noqa: B008 - frozen
    *,
    begin: Mapping[str, str] | None = None,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> Proposal:
    """Propose seats for those who wait; `begin` is a plan to start from.

    Raises Refused when the question contradicts itself, Impossible when nothing fits what was pinned.
    `stop` is asked now and then: when it answers true, the best so far is the proposal.
    """
    check_asked(asked)
    where = seating(asked)
    course = _Course(asked, Formulation(asked, where), Clock(effort), stop)
    course.best = _sound(asked, begin)
    for position, level in enumerate(asked.order):
        last = position == len(asked.order) - 1
        _improve(course, level, 1.0 if last else SHARES[min(position, len(SHARES) - 1)])
        if progress is not None and course.reached:
            progress(level, course.reached[-1].value)
    return _proposal(course, where)


def _sound(asked: Asked, begin: Mapping[str, str] | None) -> dict[str, str] | None:
    """The plan to begin with, when it breaks nothing; nobody placed is a plan as long as nobody is pinned."""
    if begin is not None and not broken_rules(asked, begin):
        return dict(begin)
    return None if asked.pins else {}


def _improve(course: _Course, level: Level, share: float) -> None:
    """Make `level` as good as time allows, then hold it."""
    expression = objective(course.form, level)
    aim_at(course.form, level, expression)
    seconds = course.clock.left * share
    bound = _reached_for(course, level, seconds, expression)
    value = _value(course, level)
    course.reached.append(Reached(level, value, bound))
    hold(course.form, level, expression, value)


def _reached_for(
    course: _Course, level: Level, seconds: float, expression: cp_model.LinearExprT
) -> int | None:
    """Long lists part by part first; then search; then, where nothing is proven, rosters and parts again."""
    end = course.clock.left - seconds
    if course.large and course.best is not None:
        _by_parts(course, level, until=end + seconds * 0.6)
    bound = _searched(course, level, (course.clock.left - end) * SEARCHED)
    if not _closed(course, level, bound) and level is Level.PLACED:
        rosters = _bounded(course, (course.clock.left - end) * 0.6, expression)
        bound = _tightest(level, bound, rosters)
    if not _closed(course, level, bound):
        _by_parts(course, level, until=end)
    return bound


def _by_parts(course: _Course, level: Level, *, until: float) -> None:
    if course.best is None:
        return
    held = [each.level for each in course.reached]
    steps = Neighbours(course.asked, course.form.where, level, held, course.clock)
    begun = dict(course.best)
    if course.large and level in RISING and not held:
        begun = steps.filled(begun, until=until, stop=course.stop)
    _keep(course, level, steps.improved(begun, until=until, stop=course.stop))


def _searched(course: _Course, level: Level, seconds: float) -> int | None:
    """Search from the best so far, keep what is better; returns the bound."""
    if course.stop is not None and course.stop():
        found = Found(None, None, by_clock=True)
    else:
        effort = replace(course.clock.effort, seconds=seconds)
        found = search(course.form, level, effort, hint=course.best, stop=course.stop)
    course.clock.work += found.work
    _take(course, level, found)
    return found.bound


def _bounded(course: _Course, seconds: float, expression: cp_model.LinearExprT) -> int | None:
    """Column generation where the search alone proved nothing: a bound, and a plan of whole rosters."""
    effort = replace(course.clock.effort, seconds=seconds)
    rosters = bound_by_rosters(course.asked, course.form.where, effort, begin=course.best, stop=course.stop)
    course.clock.work += rosters.work
    if not broken_rules(course.asked, rosters.seats):
        _keep(course, Level.PLACED, rosters.seats)
    if rosters.bound is not None:
        course.form.model.add(expression <= rosters.bound)
    return rosters.bound


def _tightest(level: Level, *bounds: int | None) -> int | None:
    known = [bound for bound in bounds if bound is not None]
    if not known:
        return None
    return min(known) if level in RISING else max(known)


def _closed(course: _Course, level: Level, bound: int | None) -> bool:
    return bound is not None and bound == _value(course, level)


def _value(course: _Course, level: Level) -> int:
    return scores(course.asked, course.best or {})[level]


def _take(course: _Course, level: Level, found: Found) -> None:
    """Keep what was found when it is better than what is known; nothing at all is Impossible."""
    course.by_clock |= found.by_clock
    if found.seats is not None:
        _keep(course, level, found.seats)
    if course.best is None and found.infeasible:
        raise _impossible(course.asked)
    if course.best is None:
        raise Impossible(say("No plan was found in the time given that fits everything pinned."))


def _impossible(asked: Asked) -> Impossible:
    """The contradiction between pins in sentences: plain reasons where there are some, else a core."""
    where = seating(asked)
    plain = [
        bar_in_words(bar, asked.by_id[person], asked.group[group])
        for person, group in sorted(asked.pins)
        for bar in where.barred.get((person, group), ())
    ]
    core = None if plain else contradiction(asked, where)
    told = tuple(plain) or (core.words if core else ())
    return Impossible(say("Not everything that was pinned can be done together."), told)


def _keep(course: _Course, level: Level, seats: dict[str, str]) -> None:
    """Let `seats` be the best so far when they are better, and no worse on the levels before."""
    if course.best is None:
        course.best = seats
        return
    new, old = scores(course.asked, seats), scores(course.asked, course.best)
    before = [each.level for each in course.reached]
    if better(level, new[level], old[level]) and not any(
        better(each, old[each], new[each]) for each in before
    ):
        course.best = seats


def _proposal(course: _Course, where: Seating) -> Proposal:
    seats = course.best or {}
    broken = broken_rules(course.asked, seats)
    if broken:
        raise AssertionError(f"a proposal breaks {[each.rule for each in broken]}")
    opened = {group for group in seats.values() if not course.asked.members[group]}
    return Proposal(
        seats=dict(sorted(seats.items())),
        waiting=tuple(person.id for person in course.asked.waiting if person.id not in seats),
        opened=tuple(group.id for group in course.asked.groups if group.id in opened),
        levels=tuple(course.reached),
        seed=course.clock.effort.seed,
        seconds=course.clock.elapsed,
        repeats=not course.by_clock,
        stopped=course.by_clock and course.stop is not None and course.stop(),
    )
