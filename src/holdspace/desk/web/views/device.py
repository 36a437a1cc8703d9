"""The member's side on a device of their own: kept for the time without network, and sent when it is back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.forms import Form
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from holdspace.accounts.access import Request, for_everyone, for_members
from holdspace.circle.actions.writing import Written, keep
from holdspace.desk import actions
from holdspace.desk.queries.device import to_keep
from holdspace.desk.web.forms import BringsForm, SentCheckInForm, SentWordsForm, WordsForm
from holdspace.groups.models import Group
from holdspace.groups.queries import group_for
from holdspace.kernel.refusals import Conflict, Refused
from holdspace.safety.actions import heed_refused
from holdspace.sessions.queries import session_for
from holdspace.ui.drafts import draft_secret
from holdspace.ui.posting import typed


@for_members
@csp_update({"worker-src": [SELF]})  # type: ignore[arg-type]  # it is only handed on
@require_safe
def on_device(request: Request) -> HttpResponse:
    """Where a member chooses to keep their next session on this device, or no longer."""
    return render(request, "desk/on_device.html")


@for_members
@require_safe
def copy(request: Request) -> HttpResponse:
    """The home as a device keeps it: the next sessions, numbers to call, a place to write. Of nobody else."""
    kept = to_keep(request.actor)
    page = {
        "kept": kept,
        "check_ins": [(each, BringsForm(readers="", prefix=None)) for each in kept.to_check_in],
        "spaces": [(each, WordsForm()) for each in kept.spaces],
        "secret": draft_secret(request.actor),
    }
    return render(request, "desk/home_copy.html", page)


@for_everyone
@require_safe
def worker(request: Request) -> HttpResponse:
    """The service worker that opens the kept copy. Its address says how far it reaches: /home/."""
    return render(request, "ui/kept_worker.js", content_type="text/javascript")


@for_members
@require_safe
def sending(request: Request) -> HttpResponse:
    """What a device needs to send what waits on it: whose the session is, and a token."""
    return JsonResponse({"owner": str(request.actor.user_id), "token": get_token(request)})


@for_members
@sensitive_post_parameters()
@require_POST
def send_check_in(request: Request, pk: UUID) -> HttpResponse:
    """A check-in that was written without network; taken once, however often it is sent."""
    session = session_for(request.actor, pk)
    form = SentCheckInForm(request.POST, readers="")

    def act() -> object:
        return actions.check_in(session=session, brings=form.brought(), by=request.actor)

    return _taken(request, form, session.group, act)


@for_members
@sensitive_post_parameters()
@require_POST
def send_words(request: Request, pk: UUID) -> HttpResponse:
    """Something put into words without network; kept for its writer, once."""
    group = group_for(request.actor, pk)
    form = SentWordsForm(request.POST)

    def act() -> object:
        written = Written(form.cleaned_data["text"], sent_key=form.cleaned_data["sent_key"])
        return keep(group=group, written=written, by=request.actor)

    return _taken(request, form, group, act)


def _taken(request: Request, form: Form, group: Group, act: Callable[[], object]) -> HttpResponse:
    """Nothing more to say, or why not: then it stays on the device as a draft."""
    try:
        if form.is_valid():
            act()
            return HttpResponse(status=204)
        sentence = " ".join(str(each) for errors in form.errors.values() for each in errors)
        refusal = Refused(sentence)
    except Refused as error:
        refusal = error
    heed_refused(text=typed(form), group=group, by=request.actor)
    status = 409 if isinstance(refusal, Conflict) else 422
    return JsonResponse({"sentence": str(refusal)}, status=status)
