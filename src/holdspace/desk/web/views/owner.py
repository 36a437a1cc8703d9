"""The owner's pages: the audit chain."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.desk.queries.audit import audit_page
from holdspace.desk.web.forms import number_of
from holdspace.practice.roles import Permission


@for_staff(Permission.AUDIT_READ)
@require_safe
def audit(request: Request) -> HttpResponse:
    """What was done in the practice, by whom and when; never what was read or written."""
    before = number_of(request.GET.get("before", ""))
    return render(request, "desk/audit.html", {"audit": audit_page(request.actor, before), "before": before})
