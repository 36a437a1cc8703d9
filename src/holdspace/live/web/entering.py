"""What a member is asked before a session that they join from elsewhere."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from holdspace.accounts.access import Request, for_members
from holdspace.live import actions
from holdspace.live.policies import can_say_where
from holdspace.live.web.forms import WhereForm
from holdspace.safety.actions import heed_refused
from holdspace.safety.queries import help_beside
from holdspace.safety.queries.whereabouts import where_of
from holdspace.sessions.models import GroupSession
from holdspace.ui.posting import posted, taken, typed


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def where(request: Request, session_id: UUID) -> HttpResponse:
    """Where are you, and who is near: asked each time, kept for this one session."""
    rows = GroupSession.visible_to(request.actor).select_related("group", "room")
    session = get_object_or_404(rows, pk=session_id)
    said = where_of(request.actor, session_id=session.pk, member_id=request.actor.person_id)
    initial = {"place": said.place, "near": said.near, "phone": said.phone} if said else {}
    form = WhereForm(posted(request), initial=initial)
    if request.method == "POST" and taken(
        form, lambda: actions.say_where(session=session, **form.cleaned_data, by=request.actor)
    ):
        messages.success(request, _("Thank you. Your therapists would know where to send help."))
        return redirect("live:room", session.pk)
    if form.errors:
        heed_refused(text=typed(form), group=session.group, by=request.actor)
    page = {"session": session, "form": form, "asked": can_say_where(session), **help_beside(request.actor)}
    return render(request, "live/where.html", page, status=422 if form.errors else 200)
