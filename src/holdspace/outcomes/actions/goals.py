"""A member's own goals (Goal Attainment Scaling): written down, rated together, put away."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.outcomes import policies
from holdspace.outcomes.models import Attainment, Goal
from holdspace.outcomes.rules.attainment import LEVELS

LONGEST_GOAL = 500
"""Characters of a goal, and of what is expected."""
MOST_GOALS = 8
"""Goals at a time: more are not worked on."""
HEAVIEST = 5


@transaction.atomic
def write_goal(*, member: Member, group: Group, words: str, expected: str, weight: int, by: Actor) -> Goal:
    """A goal that was agreed with a member. Refused without words, and when there are `MOST_GOALS`."""
    policies.check_keeps_goals(by, member, group)
    _check_goal(words, expected, weight)
    _hold(group, by)
    open_ones = Goal.visible_to(by).filter(group=group, member=member, put_away_at__isnull=True)
    if open_ones.count() >= MOST_GOALS:
        raise Refused(_("There are %(most)s goals already. Put one away first.") % {"most": MOST_GOALS})
    goal = Goal(
        practice_id=group.practice_id,
        member=member,
        group=group,
        words=words.strip(),
        expected=expected.strip(),
        weight=weight,
        written_by_id=by.staff_id,
    )
    goal.save(force_insert=True)
    record("outcomes.goal_written", by=by, on=goal, about=[member.pk])
    return goal


@transaction.atomic
def put_goal_away(*, goal: Goal, by: Actor) -> None:
    """It is worked on no more; how far they came stays. A second time: nothing."""
    policies.check_keeps_goals(by, goal.member, goal.group)
    goal = Goal.visible_to(by).select_for_update().get(pk=goal.pk)
    if goal.put_away_at is not None:
        return
    goal.put_away_at = clock.now()
    goal.save(update_fields=["put_away_at"])
    record("outcomes.goal_put_away", by=by, on=goal, about=[goal.member_id])


@transaction.atomic
def rate_goals(*, member: Member, group: Group, levels: Mapping[UUID, int], by: Actor) -> Attainment:
    """How far a member came today, by goal; rated again on the same day it replaces what was said.

    Goals that were not rated are left out. Refused when none was, or for a level off the scale; Missing for
    a goal that is not theirs or was put away.
    """
    policies.check_keeps_goals(by, member, group)
    _check_levels(levels)
    _hold(group, by)
    known = Goal.visible_to(by).filter(group=group, member=member, put_away_at__isnull=True)
    if not set(levels) <= set(known.values_list("pk", flat=True)):
        raise Missing(_("This goal does not exist."))
    today = clock.today(group.practice.time_zone)
    rows = Attainment.visible_to(by).filter(group=group, member=member, rated_on=today)
    rated = rows.first() or Attainment(
        practice_id=group.practice_id, group=group, member=member, rated_on=today
    )
    rated.levels = {str(goal): level for goal, level in levels.items()}
    rated.rated_by_id = by.staff_id
    rated.save()
    record("outcomes.goals_rated", by=by, on=rated, about=[member.pk])
    return rated


def _check_goal(words: str, expected: str, weight: int) -> None:
    wrong: dict[str, str] = {}
    for name, text in (("words", words), ("expected", expected)):
        if not text.strip():
            wrong[name] = _("Say it in a few words.")
        elif len(text) > LONGEST_GOAL:
            wrong[name] = _("Say it in at most %(most)s characters.") % {"most": LONGEST_GOAL}
    if not 1 <= weight <= HEAVIEST:
        wrong["weight"] = _("A goal counts from once to five times.")
    if wrong:
        raise Refused(_("This goal cannot be kept as it is."), fields=wrong)


def _check_levels(levels: Mapping[UUID, int]) -> None:
    if not levels:
        raise Refused(_("Rate at least one goal."))
    if any(level not in LEVELS for level in levels.values()):
        raise Refused(_("That is none of the five levels."))


def _hold(group: Group, by: Actor) -> None:
    """Until this transaction ends, two leaders who write at one moment follow each other."""
    Group.visible_to(by).select_for_update().get(pk=group.pk)
