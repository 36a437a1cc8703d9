"""The page on which a group's leaders choose what the group is asked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from holdspace.accounts.access import Request, for_staff
from holdspace.groups.queries import group_for
from holdspace.kernel.refusals import Refused
from holdspace.measures import actions, policies, queries
from holdspace.measures.rules.length import longest
from holdspace.measures.web.forms import ScheduleForm
from holdspace.practice.roles import Permission
from holdspace.ui.posting import posted, put_on_form

FORM = ["GET", "HEAD", "POST"]


@for_staff(Permission.SESSION_LEAD)
@require_http_methods(FORM)
def schedule(request: Request, pk: UUID) -> HttpResponse:
    """What a group is asked with its check-in and how often, and how long that takes its members."""
    group = group_for(request.actor, pk)
    policies.check_can_schedule(request.actor, group)
    offered = queries.offered(request.actor, group)
    form = ScheduleForm(offered, language=get_language() or "en", data=posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose(group=group, every=form.cleaned_data, by=request.actor)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Saved. It holds from the next check-in on."))
            return redirect("measures:schedule", pk)
    content = {
        "group": group,
        "form": form,
        "longest": longest(each.instrument for each in offered if each.is_asked),
    }
    return render(request, "measures/schedule.html", content, status=422 if form.errors else 200)
