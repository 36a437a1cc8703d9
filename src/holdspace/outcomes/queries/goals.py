"""A member's goals, and how far they came with them from time to time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.members.models import Member
from holdspace.outcomes.models import Attainment, Goal, GoalTime, GoalWording
from holdspace.outcomes.rules.attainment import goal_attainment_t
from holdspace.outcomes.rules.verdicts import plain
from holdspace.skills.queries import names_of
from holdspace.ui.rules.charts import Point
from holdspace.vault.records import Record

Row = TypeVar("Row", bound=Record)

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
    """A goal with the level it had when it was rated last (None where it never was), the skills that belong
    to it (code → name), and how it was worded before, the newest first.
    """

    goal: Goal
    level: int | None
    practices: Mapping[str, str] = field(default_factory=dict)
    earlier: Sequence[GoalWording] = ()

    @property
    def level_words(self) -> Promise | None:
        return None if self.level is None else IN_WORDS[self.level]

    @property
    def own_words(self) -> str:
        """What the level is that they reached, in the words that were agreed; empty where there are none."""
        return "" if self.level is None else self.goal.levels.get(self.level, "")

    @property
    def levels(self) -> list[Level]:
        """The levels that have words, from the highest down."""
        return in_words(self.goal, self.level)

    @property
    def before(self) -> list[tuple[GoalWording, list[Level]]]:
        """How it stood before, with its levels, the newest first."""
        return [(each, in_words(each)) for each in self.earlier]

    def weight_on(self, day: date) -> int:
        """How much it counted on a day: what is changed later does not change what was reached before."""
        then = [each for each in self.earlier if localtime(each.until).date() > day]
        return then[-1].weight if then else self.goal.weight


@dataclass(frozen=True, slots=True)
class Level:
    """One of the five levels, as it was agreed."""

    name: Promise
    words: str
    is_reached: bool = False


def in_words(worded: Goal | GoalWording, reached: int | None = None) -> list[Level]:
    """The levels of a goal, or of how it was worded before, from the highest down."""
    return [Level(IN_WORDS[level], words, level == reached) for level, words in worded.levels.items()]


@dataclass(frozen=True, slots=True)
class Goals:
    """The goals of one member (in one group, for its leaders), T each time they were rated, and when they are
    looked at again.
    """

    rows: list[GoalRow]
    points: list[Point]
    times: list[GoalTime] = field(default_factory=list)

    @property
    def in_use(self) -> list[GoalRow]:
        return [row for row in self.rows if row.goal.put_away_at is None]

    @property
    def away(self) -> list[GoalRow]:
        return [row for row in self.rows if row.goal.put_away_at is not None]


def goals_of(actor: Actor, member: Member, group: Group | None = None) -> Goals:
    """As far as the actor may see them; four queries, five where skills of the practice's own belong to one.
    The caller records the read.
    """

    def theirs(model: type[Row]) -> models.QuerySet[Row]:
        rows = model.visible_to(actor).filter(member=member)
        found: models.QuerySet[Row] = rows if group is None else rows.filter(group=group)
        return found

    goals = list(theirs(Goal).order_by("written_at", "id"))
    times = [(each.rated_on, _levels(each)) for each in theirs(Attainment).order_by("rated_on", "id")]
    newest = {goal: level for _day, levels in times for goal, level in levels.items()}
    rows = _rows(actor, goals, newest, theirs(GoalWording).select_related("by").order_by("-number"))
    return Goals(rows, list(_points(times, {row.goal.pk: row for row in rows})), list(theirs(GoalTime)))


def _rows(
    actor: Actor, goals: list[Goal], newest: Mapping[UUID, int], wordings: Iterable[GoalWording]
) -> list[GoalRow]:
    names = names_of(actor, {code for goal in goals for code in goal.practices})
    earlier: dict[UUID, list[GoalWording]] = {}
    for each in wordings:
        earlier.setdefault(each.goal_id, []).append(each)
    return [
        GoalRow(
            goal,
            newest.get(goal.pk),
            {code: names[code] for code in goal.practices if code in names},
            earlier.get(goal.pk, ()),
        )
        for goal in goals
    ]


def goal_for(actor: Actor, pk: UUID) -> Goal:
    """A goal that the actor may see; Missing otherwise."""
    found = Goal.visible_to(actor).select_related("member", "group").filter(pk=pk).first()
    if found is None:
        raise Missing(_("This goal does not exist."))
    return found


def worded_before(actor: Actor, goal: Goal) -> list[tuple[GoalWording, list[Level]]]:
    """How a goal stood before, the newest first; one query."""
    rows = GoalWording.visible_to(actor).filter(goal=goal).select_related("by")
    return [(each, in_words(each)) for each in rows.order_by("-number")]


def _levels(rated: Attainment) -> dict[UUID, int]:
    return {UUID(goal): level for goal, level in (rated.levels or {}).items()}


def _points(
    times: Iterable[tuple[date, Mapping[UUID, int]]], rows: Mapping[UUID, GoalRow]
) -> Iterable[Point]:
    for day, levels in times:
        known = {goal: level for goal, level in levels.items() if goal in rows}
        if known:
            weights = [float(rows[goal].weight_on(day)) for goal in known]
            t = goal_attainment_t(levels=list(known.values()), weights=weights)
            yield Point(day, t, plain(t))
