"""Who is on the way into a group: the coordinators' and the leaders' page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.audit.log import record
from holdspace.groups.queries import clinical_group
from holdspace.kernel import clock
from holdspace.practice.roles import Permission
from holdspace.preparation.actions.preparing import note_meeting
from holdspace.preparation.queries import people as queries
from holdspace.preparation.web.forms import MetForm
from holdspace.ui.posting import accepted, posted

READERS = (Permission.SCHEDULE_EDIT, Permission.SESSION_LEAD)


@for_staff(*READERS)
@require_safe
def people(request: Request) -> HttpResponse:
    """All who are proposed or admitted and have not had their first session."""
    return render(request, "preparation/people.html", {"people": queries.on_the_way(request.actor)})


@for_staff(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def met(request: Request, pk: UUID) -> HttpResponse:
    """Note on which day somebody of the practice met them alone."""
    way = queries.person_on_the_way(request.actor, pk)
    form = MetForm(posted(request), today=clock.today(way.group.practice.time_zone))
    if request.method == "POST" and accepted(
        form, note_meeting, group=way.group, member_id=way.member_id, by=request.actor
    ):
        messages.success(request, _("Noted."))
        return redirect("preparation:people")
    page = {"way": way, "form": form}
    return render(request, "preparation/met.html", page, status=422 if form.errors else 200)


@for_staff(Permission.CLINICAL_READ)
@require_safe
def read_hopes(request: Request, pk: UUID, member: UUID) -> HttpResponse:
    """What somebody hopes and fears, where they let their therapists read it."""
    group = clinical_group(request.actor, pk)
    hopes = queries.hopes_of(request.actor, group, member)
    record("preparation.hopes_read", by=request.actor, on=hopes, about=[member])
    return render(request, "preparation/read_hopes.html", {"group": group, "hopes": hopes})
