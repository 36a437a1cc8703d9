"""A clinician's pages: today, the brief, a group, a member. Each records one read of all that it shows."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.audit.log import record
from holdspace.desk.queries.brief import brief as gather_brief
from holdspace.desk.queries.group import group_page
from holdspace.desk.queries.member import member_page
from holdspace.desk.queries.today import today as gather_today
from holdspace.practice.roles import Permission
from holdspace.sessions.queries import clinical_session


@for_staff(Permission.CLINICAL_READ)
@require_safe
def today(request: Request) -> HttpResponse:
    """Concerns first, the groups of the day in order, unsigned notes last."""
    found = gather_today(request.actor)
    if found.members:
        record("desk.today_read", by=request.actor, about=found.members)
    if found.missed:
        about = {each.member_id for each in found.missed}
        record("preparation.absences_read", by=request.actor, about=about)
    return render(request, "desk/today.html", {"today": found})


@for_staff(Permission.CLINICAL_READ)
@require_safe
def brief(request: Request, pk: UUID) -> HttpResponse:
    """One page to be read before a session."""
    session = clinical_session(request.actor, pk)
    found = gather_brief(session, request.actor)
    record("desk.brief_read", by=request.actor, on=session, about=found.members)
    return render(request, "desk/brief.html", {"brief": found, "session": session})


@for_staff(Permission.CLINICAL_READ)
@require_safe
def group(request: Request, pk: UUID) -> HttpResponse:
    """A group: its circle, its sessions, who was there."""
    return render(request, "desk/group.html", {"page": group_page(request.actor, pk)})


@for_staff(Permission.CLINICAL_READ)
@require_safe
def member(request: Request, pk: UUID) -> HttpResponse:
    """A member: attendance, measures over time, what they shared."""
    found = member_page(request.actor, pk)
    record("desk.member_read", by=request.actor, on=found.member, about=[found.member.pk])
    may_release = request.actor.may(Permission.RECORD_RELEASE)
    return render(request, "desk/member.html", {"page": found, "may_release": may_release})
