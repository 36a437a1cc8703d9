"""For a member: what they owe, how it came about, and their superbills."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from holdspace.accounts.access import Request, for_members
from holdspace.billing import actions
from holdspace.billing.queries import accounts as queries
from holdspace.billing.rules.month import month_from
from holdspace.billing.web.files import paper


@for_members
@require_safe
def mine(request: Request) -> HttpResponse:
    """My account."""
    return render(request, "billing/mine.html", {"page": queries.own_page(request.actor)})


@for_members
@require_safe
def my_superbill(request: Request, pk: UUID) -> HttpResponse:
    """The superbill of one of my sessions, as PDF."""
    found = queries.charge_for(request.actor, pk)
    actions.own_paper(charges=[found], by=request.actor)
    return paper([found], get_language() or "en")


@for_members
@require_safe
def my_month(request: Request) -> HttpResponse:
    """The superbill of one of my months, as PDF."""
    month = month_from(request.GET.get("month", ""))
    found = queries.charges_of(request.actor, request.actor.person_id, month) if month else []
    if not found:
        return redirect("billing:mine")
    actions.own_paper(charges=found, by=request.actor)
    return paper(found, get_language() or "en")
