"""A member's goals: what was agreed, how far they came, and what is worked on no more."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from holdspace.accounts.access import Request, for_staff
from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.groups.queries import clinical_group, member_for_clinician
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.members.models import Member
from holdspace.outcomes import actions, policies, queries
from holdspace.outcomes.models import Goal
from holdspace.outcomes.web.goal_forms import GoalForm, RateForm, TimeForm
from holdspace.practice.roles import Permission
from holdspace.ui.drafts import draft_secret
from holdspace.ui.posting import posted, put_on_form, taken, with_version


@for_staff(Permission.CLINICAL_READ)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def goals(request: Request, group: UUID, pk: UUID) -> HttpResponse:
    """The goals with what was reached, and a form for another."""
    led, member = _of(request, group, pk)
    form = GoalForm(posted(request), by=request.actor)
    if request.method == "POST" and taken(
        form,
        lambda: actions.write_goal(member=member, group=led, worded=form.worded(), by=request.actor),
    ):
        told = _("Kept. They can read it on their own page.")
        messages.success(request, told, extra_tags=_draft_key(member))
        return redirect("outcomes:goals", group, pk)
    return _sheet(request, led, member, form=form)


@for_staff(Permission.CLINICAL_READ)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change_goal(request: Request, pk: UUID) -> HttpResponse:
    """Say a goal anew; how it stood before can be read below."""
    goal = queries.goal_for(request.actor, pk)
    policies.check_keeps_goals(request.actor, goal.member, goal.group)
    form = GoalForm(posted(request), by=request.actor, kept=goal)
    conflict: Conflict | None = None
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_goal(goal=goal, worded=form.worded(), version=version, by=request.actor)
        except Missing:
            raise
        except Conflict as crossed:
            conflict, data = crossed, with_version(request.POST, crossed.newest)
            goal = queries.goal_for(request.actor, pk)
            form = GoalForm(data, by=request.actor, kept=goal)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            told = _("Changed. How it stood before can still be read.")
            messages.success(request, told, extra_tags=_draft_key(goal))
            return redirect("outcomes:goals", goal.group_id, goal.member_id)
    return _words(request, goal, form, conflict)


@for_staff(Permission.CLINICAL_READ)
@sensitive_post_parameters()
@require_POST
def rate_goals(request: Request, group: UUID, pk: UUID) -> HttpResponse:
    """How far they came, goal by goal."""
    led, member = _of(request, group, pk)
    rating = RateForm(queries.goals_of(request.actor, member, led), data=request.POST)
    if taken(
        rating,
        lambda: actions.rate_goals(member=member, group=led, levels=rating.levels(), by=request.actor),
    ):
        messages.success(request, _("Kept for today."))
        return redirect("outcomes:goals", group, pk)
    return _sheet(request, led, member, rating=rating)


@for_staff(Permission.CLINICAL_READ)
@require_POST
def goal_time(request: Request, group: UUID, pk: UUID) -> HttpResponse:
    """Agree when the goals are looked at together again."""
    led, member = _of(request, group, pk)
    time = TimeForm(request.POST)
    if taken(
        time, lambda: actions.agree_time(member=member, group=led, agreed=time.agreed(), by=request.actor)
    ):
        messages.success(request, _("Kept. The brief will remind you."))
        return redirect("outcomes:goals", group, pk)
    return _sheet(request, led, member, time=time)


@for_staff(Permission.CLINICAL_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def put_goal_away(request: Request, pk: UUID) -> HttpResponse:
    """Ask before a goal is put away."""
    goal = queries.goal_for(request.actor, pk)
    policies.check_keeps_goals(request.actor, goal.member, goal.group)
    if request.method == "POST":
        actions.put_goal_away(goal=goal, by=request.actor)
        messages.success(request, _("Put away. How far they came stays."))
        return redirect("outcomes:goals", goal.group_id, goal.member_id)
    record("outcomes.goals_read", by=request.actor, on=goal.member, about=[goal.member_id])
    return render(request, "outcomes/put_goal_away.html", {"goal": goal})


def _of(request: Request, group: UUID, pk: UUID) -> tuple[Group, Member]:
    led, member = clinical_group(request.actor, group), member_for_clinician(request.actor, pk)
    policies.check_keeps_goals(request.actor, member, led)
    return led, member


def _words(request: Request, goal: Goal, form: GoalForm, conflict: Conflict | None) -> HttpResponse:
    """The sheet on which a goal is said anew."""
    record("outcomes.goals_read", by=request.actor, on=goal.member, about=[goal.member_id])
    content = {
        "goal": goal,
        "levels": queries.in_words(goal),
        "earlier": queries.worded_before(request.actor, goal),
        "form": form,
        "conflict": conflict,
        "version": form["version"].value(),
        "draft_key": _draft_key(goal),
        "secret": draft_secret(request.actor),
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "outcomes/change_goal.html", content, status=status)


def _sheet(
    request: Request,
    led: Group,
    member: Member,
    *,
    form: GoalForm | None = None,
    rating: RateForm | None = None,
    time: TimeForm | None = None,
) -> HttpResponse:
    found = queries.goals_of(request.actor, member, led)
    record("outcomes.goals_read", by=request.actor, on=member, about=[member.pk])
    wrong = any(each is not None and each.errors for each in (form, rating, time))
    content = {
        "member": member,
        "group": led,
        "page": found,
        "form": form or GoalForm(None, by=request.actor),
        "rating": rating or RateForm(found),
        "time": time or TimeForm(None, kept=next(iter(found.times), None)),
        "low": queries.LOWEST_T,
        "high": queries.HIGHEST_T,
        "draft_key": _draft_key(member),
        "secret": draft_secret(request.actor),
    }
    return render(request, "outcomes/goals.html", content, status=422 if wrong else 200)


def _draft_key(about: Goal | Member) -> str:
    return f"goal-{about.pk}"
