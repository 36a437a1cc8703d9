"""Words between the leaders of a session; answered with the newest floor, like a touch."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from holdspace.accounts.access import Request, for_staff
from holdspace.kernel import ids
from holdspace.live import actions
from holdspace.live.web.views import answer, session_of
from holdspace.practice.roles import Permission


@for_staff(Permission.SESSION_LEAD)
@require_POST
def whisper(request: Request, session_id: UUID) -> HttpResponse:
    """A word to the other leaders."""
    found, text = session_of(request, session_id), request.POST.get("text", "")
    return answer(
        request,
        session_id,
        lambda: actions.whisper(session=found, text=text, key=_key(request), by=request.actor),
    )


@for_staff(Permission.SESSION_LEAD)
@require_POST
def keep(request: Request, session_id: UUID, pk: UUID) -> HttpResponse:
    """One of them stays with the session."""
    found = session_of(request, session_id)
    return answer(
        request, session_id, lambda: actions.keep_whisper(session=found, whisper_id=pk, by=request.actor)
    )


def _key(request: Request) -> UUID:
    """The device's key, by which a word sent twice is said once; one of our own where there is none."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return ids.new_id()
