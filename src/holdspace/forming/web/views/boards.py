"""Plans: asked for, watched while the worker searches, looked at on the board, compared."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.forming import actions, policies, queries, tasks
from holdspace.forming.models import Plan
from holdspace.forming.web.forms import MoveForm, SearchForm
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.ui.cards import card


@for_staff(Permission.FORMING_DECIDE)
@require_POST
def propose(request: Request) -> HttpResponse:
    """Ask for a plan; the worker searches, and the page shows how far it is."""
    form = SearchForm(request.POST)
    held = queries.open_round(request.actor)
    if held is None:
        raise Missing(_("This page does not exist."))
    if not form.is_valid():
        messages.warning(request, _("A search takes between 1 and 300 seconds."))
        return redirect("forming:round")
    return _searched(request, held_plan=None, **form.cleaned_data)


@for_staff(Permission.FORMING_DECIDE)
@require_POST
def again(request: Request, pk: UUID) -> HttpResponse:
    """Plan again, changing as little of this plan as can be."""
    return _searched(request, held_plan=queries.plan_for(request.actor, pk))


@transaction.atomic
def _searched(request: Request, *, held_plan: Plan | None, **effort: int) -> HttpResponse:
    held = held_plan.round if held_plan else queries.open_round(request.actor)
    if held is None:
        raise Missing(_("This page does not exist."))
    try:
        plan = actions.ask_for_plan(held=held, after=held_plan, by=request.actor, **effort)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("forming:round")
    tasks.look_for(plan)
    return redirect("forming:plan", plan.pk)


@for_staff(Permission.FORMING_READ)
@require_safe
def plan(request: Request, pk: UUID) -> HttpResponse:
    """The board of a plan; while it is searched for, how far it is."""
    found = queries.plan_for(request.actor, pk)
    if found.is_running:
        return render(request, "forming/searching.html", _far(request, found))
    now = queries.question(found.round)
    board = queries.board(request.actor, found, now)
    content = {"plan": found, "board": board, "decides": _decides(request), "others": _others(request, found)}
    if board.is_clinical:
        actions.note_board_read(plan=found, people=list(now.waiting), by=request.actor)
        content |= {
            "move": MoveForm(people=board.people, places=list(board.places)),
            "decisions": _decisions(request, found, now),
        }
    return render(request, "forming/plan.html", content)


def _decides(request: Request) -> bool:
    return policies.can_decide(request.actor)


def _others(request: Request, plan: Plan) -> list[Plan]:
    return [each for each in queries.plans(request.actor, plan.round) if each.is_done and each.pk != plan.pk]


def _decisions(request: Request, plan: Plan, now: queries.Question) -> list[tuple[object, str]]:
    names = queries.Names(request.actor, now)
    rows = queries.decisions(request.actor, plan.round)
    return [(row, names.person(str(row.member_id))) for row in rows]


@for_staff(Permission.FORMING_READ)
@require_safe
def progress(request: Request, pk: UUID) -> HttpResponse:
    """How far a search is, as a part of its page; when it is done, the browser is sent to the board."""
    found = queries.plan_for(request.actor, pk)
    if not found.is_running:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("forming:plan", args=[pk])
        return response
    return card(request, "forming/progress.html", _far(request, found))


def _far(request: Request, plan: Plan) -> dict[str, object]:
    return {"plan": plan, "steps": queries.progress_of(plan), "decides": _decides(request)}


@for_staff(Permission.FORMING_DECIDE)
@require_POST
def stop(request: Request, pk: UUID) -> HttpResponse:
    """End the search; the best so far is the proposal."""
    actions.stop_search(plan=queries.plan_for(request.actor, pk), by=request.actor)
    return redirect("forming:plan", pk)


@for_staff(Permission.FORMING_DECIDE)
@require_safe
def compare(request: Request, pk: UUID, other: UUID) -> HttpResponse:
    """Two plans of a round side by side."""
    first, second = queries.plan_for(request.actor, pk), queries.plan_for(request.actor, other)
    if first.round_id != second.round_id or not (first.is_done and second.is_done):
        raise Missing(_("This page does not exist."))
    levels, moved = queries.compared(request.actor, first, second, queries.question(first.round))
    content = {"first": first, "second": second, "levels": levels, "moved": moved}
    return render(request, "forming/compare.html", content)
