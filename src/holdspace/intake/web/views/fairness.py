"""Who waits and who is placed, for those who answer for it: counts, and nobody's name."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.intake import actions, queries
from holdspace.practice.roles import Permission


@for_staff(Permission.ACCESS_READ)
@require_safe
def fairness(request: Request) -> HttpResponse:
    """The report as of the end of the last month."""
    report = queries.access_report(request.actor)
    actions.note_fairness_read(by=request.actor)
    return render(request, "intake/fairness.html", {"report": report, "counts": report.counts})
