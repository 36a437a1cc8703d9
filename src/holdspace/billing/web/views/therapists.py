"""For therapists: what their sessions still need from them before they can be claimed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.billing.queries.therapists import billable_sessions
from holdspace.practice.roles import Permission


@for_staff(Permission.SESSION_LEAD)
@require_safe
def sessions(request: Request) -> HttpResponse:
    """The sessions of my groups that were held lately."""
    return render(request, "billing/sessions.html", {"sessions": billable_sessions(request.actor)})
