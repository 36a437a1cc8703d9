"""Pages of the staff: what a group and a member are asked, paper forms, a tablet that is handed over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from holdspace.accounts.access import Request, for_staff
from holdspace.groups.models import Membership
from holdspace.groups.queries import group_for
from holdspace.kernel import clock
from holdspace.kernel.refusals import Refused
from holdspace.measures import actions, catalogue, policies, queries
from holdspace.measures.models import Administration
from holdspace.measures.questions import QuestionnaireForm
from holdspace.measures.rules.length import longest
from holdspace.measures.web.forms import HandOverForm, OwnForm, PaperForm, ScheduleForm
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
    form = ScheduleForm(offered, language=_language(), data=posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose(group=group, plans=form.plans(), by=request.actor)
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


@for_staff(Permission.SESSION_LEAD)
@require_http_methods(FORM)
def own(request: Request, pk: UUID) -> HttpResponse:
    """What one member is asked besides their group, or instead of it."""
    spell = queries.spell_for(request.actor, pk)
    policies.check_can_enter(request.actor, spell)
    policies.check_can_schedule(request.actor, spell.group)
    form = OwnForm(queries.own_offered(request.actor, spell), language=_language(), data=posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_own(spell=spell, own=form.own(), by=request.actor)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Saved. It holds from the next check-in on."))
            return redirect("measures:own", pk)
    content = {"spell": spell, "form": form}
    return render(request, "measures/own.html", content, status=422 if form.errors else 200)


@for_staff(Permission.SESSION_LEAD)
@require_http_methods(FORM)
def paper(request: Request, pk: UUID) -> HttpResponse:
    """Enter what was filled in on paper or is asked in person: which form and which day, then the answers.

    What asks for a clinician leads to the concerns, where it waits to be taken on.
    """
    spell = queries.spell_for(request.actor, pk)
    policies.check_can_enter(request.actor, spell)
    given = request.POST if request.method == "POST" else request.GET
    which = PaperForm(
        catalogue.entered_by_leaders(),
        language=_language(),
        data=given if "form" in given else None,
        initial={"day": clock.today(spell.practice.time_zone)},
    )
    if not which.is_valid():
        return _paper(request, spell, which, None)
    instrument = catalogue.instrument(which.cleaned_data["form"])
    sheet = QuestionnaireForm(instrument, language=_language(), data=posted(request))
    if request.method == "POST" and sheet.is_valid():
        entered = _entered(request, spell, which, sheet)
        if entered is not None and (entered.result or {}).get("alerts"):
            messages.success(request, _("Kept. An answer asks for you: it waits here to be taken on."))
            return redirect("safety:concerns")
        if entered is not None:
            messages.success(request, _("Kept. It stands on their page."))
            return redirect("measures:paper", pk)
    return _paper(request, spell, which, sheet)


def _entered(
    request: Request, spell: Membership, which: PaperForm, sheet: QuestionnaireForm
) -> Administration | None:
    """What is kept now; None with the refusal on the form."""
    try:
        return actions.enter_from_paper(
            spell=spell,
            instrument_id=sheet.instrument.id,
            day=which.cleaned_data["day"],
            answers=sheet.answers(),
            by=request.actor,
        )
    except Refused as refusal:
        put_on_form(which, refusal)
        return None


def _paper(
    request: Request, spell: Membership, which: PaperForm, sheet: QuestionnaireForm | None
) -> HttpResponse:
    wrong = which.errors or (sheet is not None and sheet.errors)
    content = {"spell": spell, "which": which, "sheet": sheet}
    return render(request, "measures/paper.html", content, status=422 if wrong else 200)


@for_staff(Permission.SESSION_LEAD)
@require_http_methods(FORM)
def hand_over(request: Request, pk: UUID) -> HttpResponse:
    """Hand this device to a member: the leader's session on it ends, and only the member's forms are left."""
    spell = queries.spell_for(request.actor, pk)
    policies.check_can_hand_over(request.actor, spell)
    due = queries.due_at_hand(spell)
    form = HandOverForm(
        catalogue.asked_with_check_in(),
        language=_language(),
        data=posted(request),
        initial={"forms_on_it": [each.id for each in due]},
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["forms_on_it"]
        try:
            token = actions.hand_over(spell=spell, instrument_ids=chosen, by=request.actor)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            logout(request)
            return redirect("measures:tablet", token)
    content = {"spell": spell, "form": form, "due": due}
    return render(request, "measures/hand_over.html", content, status=422 if form.errors else 200)


def _language() -> str:
    return get_language() or "en"
