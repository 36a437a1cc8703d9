"""A member's own goals (Goal Attainment Scaling): written down, said anew, rated together, put away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.members.models import Member
from holdspace.outcomes import policies
from holdspace.outcomes.models import Attainment, Goal, GoalTime, GoalWording
from holdspace.outcomes.rules.attainment import LEVELS
from holdspace.outcomes.rules.goal_times import SELDOMEST, Agreed
from holdspace.skills.queries.shelf import is_offered

LONGEST_GOAL = 500
"""Characters of a goal, and of what is expected."""
MOST_GOALS = 8
"""Goals at a time: more are not worked on."""
HEAVIEST = 5
MOST_PRACTICES = 3
STEP_FIELDS: Mapping[int, str] = {2: "much_more", 1: "more", -1: "less", -2: "much_less"}
"""Level → what its words are called on a form, from the highest down."""
NO_GOAL = gettext_lazy("This goal does not exist.")


@dataclass(frozen=True, slots=True)
class Worded:
    """A goal as it arrives from a page. `steps` are the levels beside the expected one, where there are
    words for them; `practices` the codes of skills that belong to it.
    """

    words: str
    expected: str
    weight: int = 1
    steps: Mapping[int, str] = field(default_factory=dict)
    practices: Sequence[str] = ()


@transaction.atomic
def write_goal(*, member: Member, group: Group, worded: Worded, by: Actor) -> Goal:
    """A goal that was agreed with a member. Refused without words, and when there are `MOST_GOALS`."""
    policies.check_keeps_goals(by, member, group)
    _hold(group, by)
    open_ones = Goal.visible_to(by).filter(group=group, member=member, put_away_at__isnull=True)
    if open_ones.count() >= MOST_GOALS:
        raise Refused(_("There are %(most)s goals already. Put one away first.") % {"most": MOST_GOALS})
    goal = Goal(practice_id=group.practice_id, member=member, group=group, written_by_id=by.staff_id)
    _word(goal, worded, by)
    goal.save(force_insert=True)
    record("outcomes.goal_written", by=by, on=goal, about=[member.pk])
    return goal


@transaction.atomic
def change_goal(*, goal: Goal, worded: Worded, version: int, by: Actor) -> Goal:
    """Say a goal anew, building on `version`; what stood there before, and how far they came, stays.

    The same words again change nothing. Conflict when somebody else changed it meanwhile; Missing for a goal
    that was put away.
    """
    policies.check_keeps_goals(by, goal.member, goal.group)
    goal = Goal.visible_to(by).select_for_update().get(pk=goal.pk)
    if goal.put_away_at is not None:
        raise Missing(NO_GOAL)
    before, wording = _told(goal), _as_it_stood(goal)
    _word(goal, worded, by)
    if _told(goal) == before:
        return goal
    if goal.version != version:
        raise Conflict(
            _("Somebody changed this goal in the meantime. Your words are still here: compare, and save."),
            newest=goal.version,
        )
    wording.save(force_insert=True)
    goal.version += 1
    goal.changed_by_id, goal.changed_at = by.staff_id, wording.until
    goal.save()
    record("outcomes.goal_changed", by=by, on=goal, about=[goal.member_id], detail={"version": goal.version})
    return goal


@transaction.atomic
def agree_time(*, member: Member, group: Group, agreed: Agreed, by: Actor) -> GoalTime:
    """When the goals are looked at together again; a later agreement takes the place of an earlier one."""
    policies.check_keeps_goals(by, member, group)
    _check_time(agreed)
    _hold(group, by)
    rows = GoalTime.visible_to(by).filter(group=group, member=member)
    kept = rows.first() or GoalTime(practice_id=group.practice_id, group=group, member=member)
    if not kept._state.adding and (kept.on, kept.every) == (agreed.on, agreed.every):
        return kept
    kept.on, kept.every = agreed.on, agreed.every
    kept.agreed_by_id, kept.agreed_at = by.staff_id, clock.now()
    kept.save()
    record("outcomes.goal_time_agreed", by=by, on=kept, about=[member.pk])
    return kept


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
        raise Missing(NO_GOAL)
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


def _word(goal: Goal, worded: Worded, by: Actor) -> None:
    """Put the words on the goal, checked. What is offered no more stays where it was chosen before."""
    _check_goal(worded)
    for code in set(worded.practices) - set(goal.practices):
        if not is_offered(by, code):
            raise Missing(NO_GOAL)
    goal.words, goal.expected, goal.weight = worded.words.strip(), worded.expected.strip(), worded.weight
    goal.steps = {str(level): words.strip() for level, words in worded.steps.items() if words.strip()}
    goal.practices = sorted(set(worded.practices))


def _told(goal: Goal) -> tuple[object, ...]:
    return goal.words, goal.levels, goal.weight, list(goal.practices)


def _as_it_stood(goal: Goal) -> GoalWording:
    return GoalWording(
        practice_id=goal.practice_id,
        member_id=goal.member_id,
        group_id=goal.group_id,
        goal=goal,
        number=goal.version,
        words=goal.words,
        expected=goal.expected,
        steps=goal.steps,
        weight=goal.weight,
        by_id=goal.changed_by_id or goal.written_by_id,
        at=goal.changed_at or goal.written_at,
        until=clock.now(),
    )


def _check_goal(worded: Worded) -> None:
    texts = {"words": worded.words, "expected": worded.expected}
    wrong = {name: _("Say it in a few words.") for name, text in texts.items() if not text.strip()}
    texts |= {STEP_FIELDS[level]: text for level, text in worded.steps.items()}
    too_long = _("Say it in at most %(most)s characters.") % {"most": LONGEST_GOAL}
    wrong |= {name: too_long for name, text in texts.items() if len(text) > LONGEST_GOAL}
    if not 1 <= worded.weight <= HEAVIEST:
        wrong["weight"] = _("A goal counts from once to five times.")
    if len(worded.practices) > MOST_PRACTICES:
        wrong["practices"] = _("Choose at most %(most)s.") % {"most": MOST_PRACTICES}
    if wrong:
        raise Refused(_("This goal cannot be kept as it is."), fields=wrong)


def _check_time(agreed: Agreed) -> None:
    if not 0 <= agreed.every <= SELDOMEST:
        sentence = _("Name a number of sessions from 1 to %(most)s.") % {"most": SELDOMEST}
        raise Refused(sentence, fields={"every": sentence})


def _check_levels(levels: Mapping[UUID, int]) -> None:
    if not levels:
        raise Refused(_("Rate at least one goal."))
    if any(level not in LEVELS for level in levels.values()):
        raise Refused(_("That is none of the five levels."))


def _hold(group: Group, by: Actor) -> None:
    """Until this transaction ends, two leaders who write at one moment follow each other."""
    Group.visible_to(by).select_for_update().get(pk=group.pk)
