"""Who was there: for those who keep the books. Never a word of what was said."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.groups.models import Group
from holdspace.groups.queries import group_for
from holdspace.kernel import clock
from holdspace.practice.roles import Permission
from holdspace.sessions import actions, queries
from holdspace.ui.downloads import download, of_the_day


@for_staff(Permission.ATTENDANCE_READ)
@require_safe
def attendance(request: Request) -> HttpResponse:
    """One group's last sessions × members; the first group unless another is chosen."""
    groups = list(Group.visible_to(request.actor).order_by("name", "id"))
    chosen = next((each for each in groups if str(each.pk) == request.GET.get("group")), None)
    group = chosen or (groups[0] if groups else None)
    table = queries.attendance_table(request.actor, group) if group else None
    return render(request, "sessions/attendance.html", {"groups": groups, "group": group, "table": table})


@for_staff(Permission.ATTENDANCE_READ, step_up=True)
@require_safe
def export(request: Request, pk: UUID) -> HttpResponse:
    """The same as a file, under a name that says nothing."""
    text = actions.export_attendance(group=group_for(request.actor, pk), by=request.actor)
    name = of_the_day(clock.today(request.actor.time_zone), "csv")
    return download(text, "text/csv; charset=utf-8", name)
