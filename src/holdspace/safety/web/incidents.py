"""Pages of incidents: the protocol while somebody is in crisis, and what is written afterwards."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.audit.log import record
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.safety import policies, queries
from holdspace.safety.actions import incidents as actions
from holdspace.safety.models import Incident
from holdspace.safety.queries import incidents as found
from holdspace.safety.queries.plans import plan_door
from holdspace.safety.queries.whereabouts import where_of
from holdspace.safety.rules.session_crisis import Step, happened, local_times, says_all
from holdspace.safety.web.forms import AccountForm, IncidentForm, PlaceForm
from holdspace.ui.posting import posted, put_on_form, with_version

READERS = (Permission.CONCERN_ANSWER, Permission.INCIDENT_READ)


@for_staff(*READERS)
@require_safe
def incidents(request: Request) -> HttpResponse:
    """Those that one began, or every one for who reads them all."""
    rows = found.incidents(request.actor)
    if rows:
        record("safety.incidents_read", by=request.actor, about={each.member_id for each in rows})
    all_of_them = request.actor.may(Permission.INCIDENT_READ)
    return render(request, "safety/incidents.html", {"incidents": rows, "all_of_them": all_of_them})


@for_staff(Permission.CONCERN_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: Request) -> HttpResponse:
    """Write down something that happened."""
    circles = queries.circles_to_answer(request.actor)
    form = IncidentForm(posted(request), circles=circles)
    if request.method == "POST" and form.is_valid():
        noted = actions.note_incident(
            **form.about_whom(request.actor),
            kind=form.cleaned_data["kind"],
            account=form.cleaned_data["account"],
            by=request.actor,
        )
        return redirect("safety:incident", noted.pk)
    page = {"form": form, "somebody": any(people for _group, people in circles)}
    return render(request, "safety/note_incident.html", page, status=422 if form.errors else 200)


@for_staff(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def incident(request: Request, pk: UUID) -> HttpResponse:
    """One incident: written by whoever holds it until it is signed, read by others."""
    one = _incident(request, pk)
    zone = request.actor.practice_zone
    reported = one.reported_at and one.reported_at.astimezone(ZoneInfo(zone)).date()
    initial = {
        "account": one.account,
        "reported_to": one.reported_to,
        "reported_day": reported,
        "version": one.version,
    }
    form = AccountForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        filled = form.cleaned_data
        try:
            actions.write_account(
                incident=one,
                account=filled["account"],
                reported_to=filled["reported_to"],
                reported_at=form.reported_at(zone),
                version=filled["version"],
                sign="sign" in request.POST,
                by=request.actor,
            )
        except Missing:
            raise
        except Conflict as conflict:
            newer = AccountForm(with_version(request.POST, conflict.newest), initial=initial)
            return _written(request, pk, newer, conflict=conflict)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Kept."))
            return redirect("safety:incident", pk)
    return _written(request, pk, form)


def _written(
    request: Request, pk: UUID, form: AccountForm, *, conflict: Conflict | None = None
) -> HttpResponse:
    one = _incident(request, pk)
    record("safety.incident_read", by=request.actor, on=one, about=[one.member_id])
    local = local_times(one.course, request.actor.practice_zone)
    apart = one.session_id is not None and not says_all(one.course, one.account or "", local=local)
    page = {
        "incident": one,
        "form": form,
        "refusal": conflict,
        "version": form["version"].value(),
        "happened": happened(one.course) if apart else [],
        "writable": policies.can_write_incident(request.actor, one),
        "limits": one.group.practice.limits,
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "safety/incident.html", page, status=status)


@for_staff(Permission.CONCERN_ANSWER)
@require_safe
def crisis(request: Request, pk: UUID) -> HttpResponse:
    """The protocol: what to do, what to say, whom to call; each step with its time."""
    return _protocol(request, _own(request, pk))


@for_staff(Permission.CONCERN_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: Request, pk: UUID) -> HttpResponse:
    """A colleague is with somebody: go on with it in their place, knowingly."""
    if request.method == "POST":
        actions.take_over(incident_id=pk, by=request.actor)
        return redirect("safety:crisis", pk)
    one = found.other_leaders(request.actor, pk)
    if one is None:
        raise Http404
    return render(request, "safety/take_over.html", {"incident": one})


@for_staff(Permission.CONCERN_ANSWER)
@require_POST
def step(request: Request, pk: UUID) -> HttpResponse:
    """Something is done."""
    try:
        marked = Step(request.POST.get("step", ""))
    except ValueError as unknown:
        raise Http404 from unknown
    return _done(request, pk, lambda one: actions.mark_step(incident=one, step=marked, by=request.actor))


@for_staff(Permission.CONCERN_ANSWER)
@require_POST
def place(request: Request, pk: UUID) -> HttpResponse:
    """Where they are."""
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _protocol(request, _own(request, pk), form, status=422)
    where = form.cleaned_data["place"]
    return _done(request, pk, lambda one: actions.note_place(incident=one, place=where, by=request.actor))


@for_staff(Permission.CONCERN_ANSWER)
@require_POST
def over(request: Request, pk: UUID) -> HttpResponse:
    """It is over; what happened is written down next."""
    return _done(
        request, pk, lambda one: actions.end_crisis(incident=one, by=request.actor), to="safety:incident"
    )


def _done(
    request: Request, pk: UUID, act: Callable[[Incident], object], *, to: str = "safety:crisis"
) -> HttpResponse:
    one = _own(request, pk)
    try:
        act(one)
    except Missing:
        raise
    except Refused as refusal:
        return _protocol(request, one, refusal=refusal, status=422)
    return redirect(to, pk)


def _protocol(
    request: Request,
    one: Incident,
    form: PlaceForm | None = None,
    *,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    record("safety.incident_read", by=request.actor, on=one, about=[one.member_id])
    page = {
        "incident": one,
        "steps": found.step_lines(one),
        "reach": queries.reach_of(one.member),
        **queries.numbers_beside(request.actor),
        "form": form or PlaceForm(initial={"place": one.place}),
        "refusal": refusal,
        "plan": plan_door(request.actor, one.member_id),
        "said": where_of(request.actor, session_id=one.session_id, member_id=one.member_id),
    }
    return render(request, "safety/crisis.html", page, status=status)


def _incident(request: Request, pk: UUID) -> Incident:
    one = found.incident(request.actor, pk)
    if one is None:
        raise Http404
    return one


def _own(request: Request, pk: UUID) -> Incident:
    one = _incident(request, pk)
    policies.check_can_write_incident(request.actor, one)
    return one
