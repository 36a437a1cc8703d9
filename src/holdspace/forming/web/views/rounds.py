"""A round of forming: which groups take part, its plans, its offers, what the practice finds important."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.forming import actions, policies, queries
from holdspace.forming.models import Candidate, Round
from holdspace.forming.web.forms import CandidateForm, SearchForm, WishesForm
from holdspace.intake.queries import vocabulary_of
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.ui.posting import posted, put_on_form

FORM = ["GET", "HEAD", "POST"]


@for_staff(Permission.FORMING_READ)
@require_safe
def held(request: Request) -> HttpResponse:
    """The round that is open, or how to begin one."""
    actor = request.actor
    found = queries.open_round(actor)
    content: dict[str, object] = {
        "round": found,
        "ready": queries.count_ready(actor),
        "decides": policies.can_decide(actor),
    }
    content["notes_answers"] = actor.may(Permission.INTAKE_EDIT)
    if found is not None:
        content |= {
            "lines": queries.candidate_lines(actor, found),
            "plans": queries.plans(actor, found),
            "offers": queries.offers(actor, found),
            "search": SearchForm(initial={"seconds": queries.wishes_of(actor).seconds}),
        }
    return render(request, "forming/round.html", content)


@for_staff(Permission.FORMING_READ)
@require_POST
def begin(request: Request) -> HttpResponse:
    """Begin a round."""
    try:
        actions.open_round(by=request.actor)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("forming:round")


@for_staff(Permission.FORMING_DECIDE)
@require_POST
def close(request: Request) -> HttpResponse:
    """The round is over."""
    actions.close_round(held=_open(request), by=request.actor)
    messages.success(request, _("The round is closed. Places that were offered stay offered."))
    return redirect("forming:round")


@for_staff(Permission.FORMING_READ)
@require_http_methods(FORM)
def take_part(request: Request, pk: UUID) -> HttpResponse:
    """A group takes part: when it could meet, and for whom it is."""
    found = _open(request)
    line = next((line for line in queries.candidate_lines(request.actor, found) if line.group.pk == pk), None)
    if line is None:
        raise Missing(_("This page does not exist."))
    form = CandidateForm(
        posted(request),
        vocabulary=vocabulary_of(request.actor),
        meets=line.meets,
        initial=CandidateForm.initial_of(line.candidate),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_part(held=found, group=line.group, by=request.actor, **_said(form, line))
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("The group takes part."))
            return redirect("forming:round")
    content = {"form": form, "line": line}
    return render(request, "forming/candidate.html", content, status=422 if form.errors else 200)


def _said(form: CandidateForm, line: queries.CandidateLine) -> actions.CandidateFields:
    """A group that meets takes part at the hour at which it meets."""
    said = form.said()
    if line.meets:
        said["starts"] = line.usual
    return said


@for_staff(Permission.FORMING_READ)
@require_POST
def leave_out(request: Request, pk: UUID) -> HttpResponse:
    """A group takes no part any more."""
    rows = Candidate.visible_to(request.actor).filter(round=_open(request)).select_related("round")
    actions.leave_out(candidate=get_object_or_404(rows, group_id=pk), by=request.actor)
    messages.success(request, _("The group takes no part in this round."))
    return redirect("forming:round")


@for_staff(Permission.FORMING_DECIDE)
@require_http_methods(FORM)
def wishes(request: Request) -> HttpResponse:
    """What the practice finds important."""
    form = WishesForm(posted(request), initial=WishesForm.initial_of(queries.wishes_of(request.actor)))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_wishes(by=request.actor, **form.said())
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Saved. It holds from the next search on."))
            return redirect("forming:round")
    return render(request, "forming/wishes.html", {"form": form}, status=422 if form.errors else 200)


def _open(request: Request) -> Round:
    found = queries.open_round(request.actor)
    if found is None:
        raise Missing(_("This page does not exist."))
    return found
