"""The clinician's hand on a plan: what if, moved, pinned, decided against."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.forming import actions, queries
from holdspace.forming.models import Decision, Plan
from holdspace.forming.web.forms import ReasonForm
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.ui.cards import card
from holdspace.ui.posting import put_on_form


@for_staff(Permission.FORMING_DECIDE)
@require_safe
def weigh(request: Request, pk: UUID) -> HttpResponse:
    """What a move would break, lose and win; nothing is changed by looking."""
    plan = _done(request, pk)
    now = queries.question(plan.round)
    found = _weighed(request, plan, now, request.GET.get("person", ""), request.GET.get("to", ""))
    return card(request, "forming/weighed.html", {"plan": plan, "weighed": found, "reason": ReasonForm()})


def _weighed(request: Request, plan: Plan, now: queries.Question, person: str, to: str) -> queries.Weighed:
    """Missing for people and groups that the board does not hold: an address that was made up."""
    if person not in now.waiting or (to and to not in now.candidates):
        raise Missing(_("This page does not exist."))
    return queries.weighed(request.actor, plan, now, person, to or None)


@for_staff(Permission.FORMING_DECIDE)
@require_safe
def why(request: Request, pk: UUID, person: UUID) -> HttpResponse:
    """Why somebody sits where they sit, or waits: a card that the board opens beside a name."""
    plan = _done(request, pk)
    now = queries.question(plan.round)
    if str(person) not in now.waiting:
        raise Missing(_("This page does not exist."))
    found = queries.why(request.actor, plan, now, str(person))
    return card(request, "forming/why.html", {"plan": plan, "why": found})


@for_staff(Permission.FORMING_DECIDE)
@require_POST
def move(request: Request, pk: UUID) -> HttpResponse:
    """Keep the move as a new plan."""
    plan = _done(request, pk)
    now = queries.question(plan.round)
    found = _weighed(request, plan, now, request.POST.get("person", ""), request.POST.get("to", ""))
    try:
        made = actions.move_seat(
            plan=plan, member_id=UUID(found.person), to=found.place or None, by=request.actor
        )
    except Refused as refusal:
        content = {"plan": plan, "weighed": found, "reason": ReasonForm(), "refusal": refusal}
        return card(request, "forming/weighed.html", content, status=422)
    messages.success(request, _("Kept as a new proposal; the one before is still there."))
    return redirect("forming:plan", made.pk)


@for_staff(Permission.FORMING_DECIDE)
@require_POST
def decide(request: Request, pk: UUID) -> HttpResponse:
    """Pin somebody to a group, or decide against them there, with a reason, from the next search on."""
    plan = _done(request, pk)
    now = queries.question(plan.round)
    found = _weighed(request, plan, now, request.POST.get("person", ""), request.POST.get("to", ""))
    form = ReasonForm(request.POST)
    if form.is_valid() and found.place:
        try:
            _decide(request, plan, now, found, form.cleaned_data["reason"])
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("It holds from the next proposal on."))
            return redirect("forming:plan", pk)
    content = {"plan": plan, "weighed": found, "reason": form}
    return card(request, "forming/weighed.html", content, status=422)


def _decide(request: Request, plan: Plan, now: queries.Question, found: queries.Weighed, reason: str) -> None:
    pins = request.POST.get("kind") == Decision.Kind.PIN
    actions.decide_seat(
        held=plan.round,
        kind=Decision.Kind.PIN if pins else Decision.Kind.VETO,
        member_id=UUID(found.person),
        group=now.groups[found.place],
        start=now.starts[found.place],
        reason=reason,
        by=request.actor,
    )


@for_staff(Permission.FORMING_DECIDE)
@require_POST
def lift(request: Request, pk: UUID) -> HttpResponse:
    """What was decided by hand holds no more."""
    decision = queries.decision_for(request.actor, pk)
    actions.lift_decision(decision=decision, by=request.actor)
    messages.success(request, _("It does not hold any more."))
    newest = next((each for each in queries.plans(request.actor, decision.round) if each.is_done), None)
    return redirect("forming:plan", newest.pk) if newest else redirect("forming:round")


def _done(request: Request, pk: UUID) -> Plan:
    plan = queries.plan_for(request.actor, pk)
    if not plan.is_done:
        raise Missing(_("This page does not exist."))
    return plan
