"""The pages of leaders: open a round, see it fill seat by seat, read, let go on or give back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.audit.log import record
from holdspace.feedback import policies, queries
from holdspace.feedback.actions import rounds as actions
from holdspace.feedback.models import FeedbackRound
from holdspace.feedback.queries.leading import Entry
from holdspace.feedback.rules.pairs import propose
from holdspace.feedback.web.forms import RoundForm, VersionForm, WordForm, versions_read
from holdspace.groups.policies import can_hold
from holdspace.groups.queries import circle, clinical_group
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.ui.posting import accepted, posted, put_on_form

FORM = ["GET", "HEAD", "POST"]


@for_staff(Permission.CLINICAL_READ)
@require_safe
def rounds(request: Request, pk: UUID) -> HttpResponse:
    """The rounds of a group, and the way to a new one."""
    group = clinical_group(request.actor, pk)
    page = {
        "group": group,
        "rounds": queries.rounds_of(request.actor, group),
        "begins": policies.can_begin(request.actor, group),
        "holds": can_hold(request.actor, group),
    }
    return render(request, "feedback/rounds.html", page)


@for_staff(Permission.SESSION_LEAD)
@require_http_methods(FORM)
def open_round(request: Request, pk: UUID) -> HttpResponse:
    """Ask the circle for feedback; pairs are proposed and can be changed."""
    group = clinical_group(request.actor, pk)
    policies.check_can_begin(request.actor, group)
    people = circle(group)
    proposed = propose([person.member_id for person in people], queries.met(group))
    zone = group.practice.time_zone
    form = RoundForm(posted(request), people=people, proposed=proposed, zone=zone)
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_round(group=group, plan=form.plan(), by=request.actor)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("The round is open. They find it on their own page."))
            return redirect("feedback:round", opened.pk)
    page = {"group": group, "form": form, "people": people}
    return render(request, "feedback/open_round.html", page, status=422 if form.errors else 200)


@for_staff(Permission.CLINICAL_READ)
@require_safe
def round_page(request: Request, pk: UUID) -> HttpResponse:
    """How the round stands, seat by seat."""
    held_round = queries.round_for(request.actor, pk)
    page = queries.round_page(request.actor, held_round)
    return render(request, "feedback/round.html", {"page": page, "group": held_round.group})


@for_staff(Permission.SESSION_LEAD)
@require_POST
def close_round(request: Request, pk: UUID) -> HttpResponse:
    """Close a round before its time."""
    held_round = queries.round_for(request.actor, pk)
    try:
        actions.close_round(held_round=held_round, by=request.actor)
    except Missing:
        raise
    except Refused as refusal:
        page = queries.round_page(request.actor, held_round)
        content = {"page": page, "group": held_round.group, "refusal": refusal}
        return render(request, "feedback/round.html", content, status=422)
    messages.success(request, _("The round is closed. What was written goes its way."))
    return redirect("feedback:round", pk)


@for_staff(Permission.CLINICAL_READ)
@require_safe
def reading(request: Request, pk: UUID) -> HttpResponse:
    """What was written in a round."""
    return _reading(request, queries.round_for(request.actor, pk))


@for_staff(Permission.SESSION_LEAD)
@require_POST
def release(request: Request, pk: UUID) -> HttpResponse:
    """Let one go on to its receiver."""
    feedback, form = queries.feedback_for(request.actor, pk), VersionForm(request.POST)
    if form.is_valid():
        try:
            actions.release(feedback=feedback, version=form.cleaned_data["version"], by=request.actor)
        except Missing:
            raise
        except Refused as refusal:
            return _reading(request, queries.round_for(request.actor, feedback.round_id), refusal=refusal)
        messages.success(request, _("It waits for its receiver now."))
    return redirect("feedback:reading", feedback.round_id)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def release_read(request: Request, pk: UUID) -> HttpResponse:
    """Let go on all that stood on the page and waited."""
    held_round = queries.round_for(request.actor, pk)
    read = versions_read(request.POST.getlist("read"))
    count = actions.release_read(held_round=held_round, read=read, by=request.actor)
    said = ngettext("%(n)s waits for its receiver now.", "%(n)s wait for their receivers now.", count)
    messages.success(request, said % {"n": count})
    return redirect("feedback:reading", pk)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def hold(request: Request, pk: UUID) -> HttpResponse:
    """Give one back to its giver, with a word."""
    feedback, form = queries.feedback_for(request.actor, pk), WordForm(request.POST)
    if accepted(form, actions.hold, feedback=feedback, by=request.actor):
        messages.success(request, _("They have it back, with your word."), extra_tags=f"feedback-word-{pk}")
        return redirect("feedback:reading", feedback.round_id)
    held_round = queries.round_for(request.actor, feedback.round_id)
    return _reading(request, held_round, form=form, form_of=pk)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def release_answer(request: Request, pk: UUID) -> HttpResponse:
    """Let an answer go on that was held because of what stands in it."""
    answer = queries.answer_for(request.actor, pk)
    held_round = queries.round_for(request.actor, answer.feedback.round_id)
    try:
        actions.release_answer(answer=answer, by=request.actor)
    except Missing:
        raise
    except Refused as refusal:
        return _reading(request, held_round, refusal=refusal)
    messages.success(request, _("It is on its way."))
    return redirect("feedback:reading", held_round.pk)


def _people(entries: list[Entry]) -> set[UUID]:
    """Whose record was opened: who wrote, and for whom it is once it is on its way to them."""
    givers = {each.feedback.giver_id for each in entries}
    return givers | {each.feedback.receiver_id for each in entries if each.feedback.released_at}


def _reading(
    request: Request,
    held_round: FeedbackRound,
    *,
    refusal: Refused | None = None,
    form: BaseForm | None = None,
    form_of: UUID | None = None,
) -> HttpResponse:
    entries = queries.reading(request.actor, held_round)
    if entries:
        record("feedback.read", by=request.actor, on=held_round, about=_people(entries))
    page = {
        "round": held_round,
        "group": held_round.group,
        "entries": entries,
        "waiting": [each for each in entries if each.waits],
        "holds": can_hold(request.actor, held_round.group),
        "refusal": refusal,
        "form": form,
        "form_of": form_of,
    }
    return render(request, "feedback/reading.html", page, status=422 if refusal or form else 200)
