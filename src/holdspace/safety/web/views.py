"""Pages of safety: numbers to call, "I am not safe", and the concerns that clinicians answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_everyone, for_members, for_staff
from holdspace.audit.log import record
from holdspace.kernel.refusals import Refused
from holdspace.practice.roles import Permission
from holdspace.safety import actions, queries
from holdspace.safety.models import Concern
from holdspace.safety.queries.telling import history
from holdspace.safety.web.forms import ObservationForm, OutcomeForm
from holdspace.ui.posting import posted


@for_everyone
@require_safe
def help_now(request: Request) -> HttpResponse:
    """Numbers to call, for everybody: signed in or not, with JavaScript or without."""
    actor = request.actor
    own, countries = queries.numbers_for(actor, region=_region(request))
    page = {
        "base": "ui/page.html" if actor.is_member or actor.is_staff else "ui/plain.html",
        "own_lines": own,
        "countries": countries,
        "told": queries.told_about(actor),
        "leaders": queries.all_leaders_told(actor),
        "has_plan": queries.has_plan(actor),
    }
    return render(request, "safety/help.html", page)


def _region(request: Request) -> str:
    """The country that the browser's first language names ("en-GB"), for somebody who has not signed in."""
    first = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0]
    language, _, region = first.partition("-")
    return region.upper() if len(region) == 2 else language.upper()


@for_members
@require_POST
def not_safe(request: Request) -> HttpResponse:
    """A member says that they are not safe."""
    actions.say_not_safe(by=request.actor)
    return redirect("safety:help")


@for_staff(Permission.CONCERN_ANSWER)
@require_safe
def concerns(request: Request) -> HttpResponse:
    """The concerns that this clinician answers."""
    found = queries.concern_list(request.actor)
    if found.members:
        record("safety.read", by=request.actor, about=found.members)
    return render(request, "safety/concerns.html", {"concerns": found})


@for_staff(Permission.CONCERN_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def observe(request: Request) -> HttpResponse:
    """A clinician notes what they noticed themselves."""
    circles = queries.circles_to_answer(request.actor)
    form = ObservationForm(posted(request), circles=circles)
    if request.method == "POST" and form.is_valid():
        raised = actions.raise_concern(
            **form.about_whom(request.actor),
            source=Concern.Source.OBSERVATION,
            source_id=None,
            severity=form.cleaned_data["severity"],
            what=form.cleaned_data["what"],
            by=request.actor,
        )
        messages.success(request, _("Noted. Whoever has to know of it is told."))
        return redirect("safety:concern", raised.pk)
    page = {"form": form, "somebody": any(people for _group, people in circles)}
    return render(request, "safety/observe.html", page, status=422 if form.errors else 200)


@for_staff(Permission.CONCERN_ANSWER)
@require_safe
def concern(request: Request, pk: UUID) -> HttpResponse:
    """One concern: what was noticed, how to reach the member, what to do next."""
    return _page(request, pk, OutcomeForm())


@for_staff(Permission.CONCERN_ANSWER)
@require_POST
def acknowledge(request: Request, pk: UUID) -> HttpResponse:
    """Take a concern on."""
    try:
        actions.acknowledge(concern=_found(request, pk), by=request.actor)
    except Refused as refusal:
        return _page(request, pk, OutcomeForm(), refusal=refusal, status=422)
    return redirect("safety:concern", pk)


@for_staff(Permission.CONCERN_ANSWER)
@require_POST
def close(request: Request, pk: UUID) -> HttpResponse:
    """Close a concern with a sentence."""
    concern, form = _found(request, pk), OutcomeForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, form, status=422)
    try:
        actions.close(concern=concern, outcome=form.cleaned_data["outcome"], by=request.actor)
    except Refused as refusal:
        return _page(request, pk, form, refusal=refusal, status=422)
    return redirect("safety:concerns")


@for_staff(Permission.CONCERN_ANSWER)
@require_POST
def judge(request: Request, pk: UUID) -> HttpResponse:
    """Say whether words of danger were meant so."""
    try:
        actions.judge(concern=_found(request, pk), meant=request.POST.get("meant") == "yes", by=request.actor)
    except Refused as refusal:
        return _page(request, pk, OutcomeForm(), refusal=refusal, status=422)
    return redirect("safety:concern", pk)


def _found(request: Request, pk: UUID) -> Concern:
    concern = queries.concern(request.actor, pk)
    if concern is None:
        raise Http404
    return concern


def _page(
    request: Request, pk: UUID, form: OutcomeForm, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    concern = _found(request, pk)
    record("safety.read", by=request.actor, on=concern, about=[concern.member_id])
    page = {
        "concern": concern,
        "state": queries.state(concern),
        "history": history(request.actor, concern),
        "reasons": queries.reasons(concern),
        "reach": queries.reach_of(concern.member),
        "plan": queries.plan_door(request.actor, concern.member_id),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "safety/concern.html", page, status=status)
