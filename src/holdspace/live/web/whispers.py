"""Words between the leaders of a session; answered with the newest floor, like a touch."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from holdspace.accounts.access import Request, for_staff
from holdspace.kernel import ids
from holdspace.kernel.refusals import Missing, Refused
from holdspace.live import actions
from holdspace.live.web.views import floor_of, session_of
from holdspace.practice.roles import Permission


@for_staff(Permission.SESSION_LEAD)
@require_POST
def whisper(request: Request, session_id: UUID) -> HttpResponse:
    """A word to the other leaders."""
    found = session_of(request, session_id)
    refusal = None
    try:
        actions.whisper(session=found, text=request.POST.get("text", ""), key=_key(request), by=request.actor)
    except Missing:
        raise
    except Refused as problem:
        refusal = problem
    if "HX-Request" not in request.headers:
        if refusal is not None:
            messages.warning(request, str(refusal))
        return redirect("live:session", session_id)
    status = 422 if refusal else 200
    return render(request, "live/floor.html", floor_of(request, found) | {"refusal": refusal}, status=status)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def keep(request: Request, session_id: UUID, pk: UUID) -> HttpResponse:
    """One of them stays with the session."""
    found = session_of(request, session_id)
    actions.keep_whisper(session=found, whisper_id=pk, by=request.actor)
    if "HX-Request" not in request.headers:
        return redirect("live:session", session_id)
    return render(request, "live/floor.html", floor_of(request, found))


def _key(request: Request) -> UUID:
    """The device's key, by which a word sent twice is said once; one of our own where there is none."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return ids.new_id()
