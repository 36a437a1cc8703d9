"""What waits for a signature, and for how long."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.notes.queries import queue
from holdspace.practice.roles import Permission


@for_staff(Permission.CLINICAL_READ)
@require_safe
def waiting(request: Request) -> HttpResponse:
    """Notes to sign and to co-sign, the oldest first."""
    return render(request, "notes/waiting.html", {"queue": queue(request.actor)})
