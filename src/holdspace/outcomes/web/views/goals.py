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
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.outcomes import actions, policies, queries
from holdspace.outcomes.web.goal_forms import GoalForm, RateForm
from holdspace.practice.roles import Permission
from holdspace.ui.posting import posted, put_on_form


@for_staff(Permission.CLINICAL_READ)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def goals(request: Request, group: UUID, pk: UUID) -> HttpResponse:
    """The goals with what was reached, and a form for another."""
    led, member = _of(request, group, pk)
    form = GoalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_goal(member=member, group=led, by=request.actor, **form.cleaned_data)
        except Missing:
            raise
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Kept. They can read it on their own page."))
            return redirect("outcomes:goals", group, pk)
    return _sheet(request, led, member, form=form)


@for_staff(Permission.CLINICAL_READ)
@sensitive_post_parameters()
@require_POST
def rate_goals(request: Request, group: UUID, pk: UUID) -> HttpResponse:
    """How far they came, goal by goal."""
    led, member = _of(request, group, pk)
    rating = RateForm(queries.goals_of(request.actor, member, led), data=request.POST)
    if rating.is_valid():
        try:
            actions.rate_goals(member=member, group=led, levels=rating.levels(), by=request.actor)
        except Missing:
            raise
        except Refused as refusal:
            put_on_form(rating, refusal)
        else:
            messages.success(request, _("Kept for today."))
            return redirect("outcomes:goals", group, pk)
    return _sheet(request, led, member, rating=rating)


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


def _sheet(
    request: Request,
    led: Group,
    member: Member,
    *,
    form: GoalForm | None = None,
    rating: RateForm | None = None,
) -> HttpResponse:
    found = queries.goals_of(request.actor, member, led)
    record("outcomes.goals_read", by=request.actor, on=member, about=[member.pk])
    wrong = (form is not None and form.errors) or (rating is not None and rating.errors)
    content = {
        "member": member,
        "group": led,
        "page": found,
        "form": form or GoalForm(None),
        "rating": rating or RateForm(found),
        "low": queries.LOWEST_T,
        "high": queries.HIGHEST_T,
    }
    return render(request, "outcomes/goals.html", content, status=422 if wrong else 200)
