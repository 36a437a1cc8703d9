"""The schedule of the practice: its weeks, its series, and what becomes of single sessions."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.practice.queries import practice_of
from holdspace.practice.roles import Permission
from holdspace.sessions import actions, policies, queries
from holdspace.sessions.rules.description import describe
from holdspace.sessions.web.forms import CancelForm, MoveForm, PlanForm
from holdspace.ui.posting import posted, put_on_form

_ = gettext
FORM = ["GET", "HEAD", "POST"]


@for_staff(Permission.SCHEDULE_EDIT)
@require_safe
def schedule(request: Request) -> HttpResponse:
    """One week, day by day, on the practice's clock."""
    practice = practice_of(request.actor)
    monday = _monday(request.GET.get("week"), practice.time_zone)
    week = queries.week_of(request.actor, monday, practice.time_zone)
    content = {
        "week": week,
        "zone": practice.time_zone,
        "own_zone": _own_zone(request.actor, practice.time_zone, monday),
        "before": _name(week.monday - timedelta(weeks=1)),
        "after": _name(week.monday + timedelta(weeks=1)),
        "this": _name(clock.today(practice.time_zone)),
    }
    return render(request, "sessions/schedule.html", content)


@for_staff(Permission.SCHEDULE_EDIT)
@require_safe
def series(request: Request) -> HttpResponse:
    """Every series in words, with a way to end it."""
    rows = [
        (each, describe(actions.recurrence_of(each), gettext)) for each in queries.all_series(request.actor)
    ]
    return render(request, "sessions/series.html", {"series": rows})


@for_staff(Permission.SCHEDULE_EDIT)
@require_http_methods(FORM)
def plan(request: Request) -> HttpResponse:
    """Plan when a group meets."""
    initial = {"group": request.GET.get("group", "")}
    form = PlanForm(posted(request), actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.plan_series(
                group=given["group"],
                first_local=form.local,
                minutes=given["minutes"],
                rrule=form.rrule,
                room=given["room"],
                by=request.actor,
            )
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            words = describe(actions.recurrence_of(made), gettext)
            messages.success(request, _("Planned: %(series)s.") % {"series": words})
            return redirect(f"{_schedule_url()}?week={_name(given['day'])}")
    content = {"form": form, "zone": practice_of(request.actor).time_zone}
    return render(request, "sessions/plan.html", content, status=422 if form.errors else 200)


@for_staff(Permission.SCHEDULE_EDIT)
@require_http_methods(FORM)
def end_series(request: Request, pk: UUID) -> HttpResponse:
    """A group stops meeting by a series, after a question."""
    found = queries.series_for(request.actor, pk)
    content = {"series": found, "words": describe(actions.recurrence_of(found), gettext)}
    if request.method != "POST":
        return render(request, "sessions/end_series.html", content)
    try:
        actions.end_series(series=found, by=request.actor)
    except Refused as refusal:
        return render(request, "sessions/end_series.html", content | {"refusal": refusal}, status=422)
    messages.success(request, _("Ended. The sessions that were to come are cancelled."))
    return redirect("sessions:series")


@for_staff(Permission.SCHEDULE_EDIT, Permission.SESSION_LEAD)
@require_http_methods(FORM)
def cancel(request: Request, pk: UUID) -> HttpResponse:
    """Cancel a session, after a question."""
    session = queries.session_for(request.actor, pk)
    policies.check_can_change(request.actor, session)
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.cancel_session(session=session, reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("Cancelled. Members are told by a neutral message."))
        return _back(request.actor)
    content = {"session": session, "form": form, "zone": session.practice.time_zone}
    return render(request, "sessions/cancel.html", content, status=422 if form.errors else 200)


@for_staff(Permission.SCHEDULE_EDIT, Permission.SESSION_LEAD)
@require_http_methods(FORM)
def move(request: Request, pk: UUID) -> HttpResponse:
    """Move a session to another day, time or room."""
    session = queries.session_for(request.actor, pk)
    policies.check_can_change(request.actor, session)
    local = session.starts_at.astimezone(ZoneInfo(session.practice.time_zone))
    initial = {"day": local.date(), "time": local.time(), "room": session.room_id}
    form = MoveForm(posted(request), actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_session(
                session=session, new_local=form.local, room=form.cleaned_data["room"], by=request.actor
            )
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Moved. Members are told by a neutral message."))
            return _back(request.actor)
    content = {"session": session, "form": form, "zone": session.practice.time_zone}
    return render(request, "sessions/move.html", content, status=422 if form.errors else 200)


def _back(actor: Actor) -> HttpResponse:
    return redirect("sessions:schedule" if actor.may(Permission.SCHEDULE_EDIT) else "front_door")


def _schedule_url() -> str:
    return reverse("sessions:schedule")


def _own_zone(actor: Actor, zone: str, monday: date) -> str:
    """The viewer's zone when its clocks differ from the practice's in the week of `monday`; else nothing.

    Two places may agree in winter and differ in summer, so it is the week on the page that is asked about.
    """
    begin = datetime.combine(monday, time(), ZoneInfo(zone))
    moments = (begin, begin + timedelta(weeks=1))
    differ = any(_offset(moment, actor.time_zone) != _offset(moment, zone) for moment in moments)
    return actor.time_zone if differ else ""


def _offset(moment: datetime, zone: str) -> timedelta | None:
    return moment.astimezone(ZoneInfo(zone)).utcoffset()


def _name(day: date) -> str:
    """A week as ISO 8601 writes it: 2027-W09."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def _monday(name: str | None, zone: str) -> date:
    """The Monday of a named week; of this one when the name cannot be read."""
    year, _separator, week = (name or "").partition("-W")
    try:
        return date.fromisocalendar(int(year), int(week), 1)
    except ValueError:
        today = clock.today(zone)
        return today - timedelta(days=today.weekday())
