"""A member's goals, and how far they came with them from time to time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.members.models import Member
from holdspace.outcomes.models import Attainment, Goal
from holdspace.outcomes.rules.attainment import goal_attainment_t
from holdspace.outcomes.rules.verdicts import plain
from holdspace.ui.rules.charts import Point

IN_WORDS: Mapping[int, Promise] = {
    -2: _("much less than expected"),
    -1: _("less than expected"),
    0: _("as expected"),
    1: _("more than expected"),
    2: _("much more than expected"),
}
LOWEST_T, HIGHEST_T = 10, 90
"""The ends of the picture: no number of goals leaves them (50 ± 36.5, Kiresuk & Sherman, ρ = .3)."""


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal with the level it had when it was rated last; None where it never was."""

    goal: Goal
    level: int | None

    @property
    def level_words(self) -> Promise | None:
        return None if self.level is None else IN_WORDS[self.level]


@dataclass(frozen=True, slots=True)
class Goals:
    """The goals of one member (in one group, for its leaders), and T each time they were rated."""

    rows: list[GoalRow]
    points: list[Point]

    @property
    def in_use(self) -> list[GoalRow]:
        return [row for row in self.rows if row.goal.put_away_at is None]

    @property
    def away(self) -> list[GoalRow]:
        return [row for row in self.rows if row.goal.put_away_at is not None]


def goals_of(actor: Actor, member: Member, group: Group | None = None) -> Goals:
    """As far as the actor may see them; two queries. The caller records the read."""
    goals, rated = Goal.visible_to(actor).filter(member=member), Attainment.visible_to(actor)
    rated = rated.filter(member=member)
    if group is not None:
        goals, rated = goals.filter(group=group), rated.filter(group=group)
    found = list(goals.order_by("written_at", "id"))
    times = [(each.rated_on, _levels(each)) for each in rated.order_by("rated_on", "id")]
    newest = {goal: level for _day, levels in times for goal, level in levels.items()}
    weights = {goal.pk: float(goal.weight) for goal in found}
    return Goals([GoalRow(goal, newest.get(goal.pk)) for goal in found], list(_points(times, weights)))


def goal_for(actor: Actor, pk: UUID) -> Goal:
    """A goal that the actor may see; Missing otherwise."""
    found = Goal.visible_to(actor).select_related("member", "group").filter(pk=pk).first()
    if found is None:
        raise Missing(_("This goal does not exist."))
    return found


def _levels(rated: Attainment) -> dict[UUID, int]:
    return {UUID(goal): level for goal, level in (rated.levels or {}).items()}


def _points(
    times: Iterable[tuple[date, Mapping[UUID, int]]], weights: Mapping[UUID, float]
) -> Iterable[Point]:
    for day, levels in times:
        known = {goal: level for goal, level in levels.items() if goal in weights}
        if known:
            t = goal_attainment_t(levels=list(known.values()), weights=[weights[goal] for goal in known])
            yield Point(day, t, plain(t))
