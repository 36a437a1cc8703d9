"""How it was to be in the room: our own four questions, asked of a member once after a session."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from holdspace.accounts.access import Request, for_members
from holdspace.kernel.refusals import Refused
from holdspace.sessions import actions, policies, queries
from holdspace.sessions.rules.rating import QUESTIONS
from holdspace.sessions.web.forms import RatingForm
from holdspace.ui.posting import posted, put_on_form


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: Request, pk: UUID) -> HttpResponse:
    """Ask, and keep what was answered."""
    session = queries.session_for(request.actor, pk)
    policies.check_can_rate(request.actor, session, queries.own_member(request.actor))
    form = RatingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.rate_session(session=session, answers=form.cleaned_data, by=request.actor)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Kept. Your leaders see it only as the group's, never as yours."))
            return redirect("front_door")
    asked = [(form[question.key], question) for question in QUESTIONS]
    content = {"session": session, "form": form, "asked": asked}
    return render(request, "sessions/rate.html", content, status=422 if form.errors else 200)
