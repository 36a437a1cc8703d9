"""Where members answer outside of a check-in: on a tablet that they were handed, and after they have left."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from holdspace.accounts.access import Request, for_members, for_strangers
from holdspace.groups.queries import leaders
from holdspace.kernel.actors import Actor
from holdspace.measures import actions, queries
from holdspace.measures.models import Administration, Handover
from holdspace.measures.questions import QuestionnaireForm, all_valid, answers_of, questionnaires, sent_in
from holdspace.safety.queries import numbers_for, told_about
from holdspace.sessions.queries import own_member
from holdspace.ui.posting import posted
from holdspace.vault.scope import acting_as

FORM = ["GET", "HEAD", "POST"]


@for_strangers
@never_cache
@sensitive_post_parameters()
@sensitive_variables("token")
@require_http_methods(FORM)
def tablet(request: Request, token: str) -> HttpResponse:
    """The forms for which a tablet was handed over, once; afterwards the address is as if it had never been.

    Nobody is signed in. Whoever is, finds nothing here.
    """
    handover = queries.handover_behind(token)
    member = queries.actor_at(handover)
    with acting_as(member), override(member.language):
        return _on_tablet(request, handover, member)


def _on_tablet(request: Request, handover: Handover, member: Actor) -> HttpResponse:
    sheet = questionnaires(queries.forms_of(handover), language=member.language, data=posted(request))
    if request.method != "POST" or not all_valid(sheet):
        wrong = any(form.errors for form in sheet)
        return render(request, "measures/tablet.html", {"sheet": sheet}, status=422 if wrong else 200)
    kept = actions.answer_on_tablet(handover=handover, answers=answers_of(sheet), by=member)
    return render(request, "measures/tablet_done.html", _help(member, kept))


def _help(member: Actor, kept: list[Administration]) -> dict[str, object]:
    """Numbers to call, where an answer asked for a clinician."""
    if not any((each.result or {}).get("alerts") for each in kept):
        return {"help_at_once": False}
    own_lines, countries = numbers_for(member)
    return {"help_at_once": True, "own_lines": own_lines, "countries": countries[:1]}


@for_members
@require_http_methods(FORM)
def follow_up(request: Request) -> HttpResponse:
    """A few questions for somebody who has left a group: one group at a time."""
    if request.method == "POST":
        spell = queries.left_spell(request.actor, request.POST.get("spell", ""))
        return _answered(request, queries.follow_up_of(spell)) if spell else redirect("measures:follow_up")
    waiting = next(iter(queries.follow_ups(own_member(request.actor))), None)
    sheet = questionnaires(waiting.instruments, language=_language()) if waiting else []
    return _follow_up(request, waiting, sheet)


def _answered(request: Request, waiting: queries.FollowUp) -> HttpResponse:
    """What was filled in is kept, also where it is asked no more since the page was opened."""
    ids = {each.id for each in waiting.instruments} | sent_in(request.POST)
    sheet = questionnaires(queries.named(ids), language=_language(), data=request.POST)
    if not all_valid(sheet):
        return _follow_up(request, waiting, sheet)
    if actions.answer_afterwards(spell=waiting.spell, answers=answers_of(sheet), by=request.actor):
        messages.success(request, _("It is kept. Thank you."))
    else:
        messages.info(request, _("Nothing was answered, so nothing was kept."))
    return redirect("measures:follow_up")


def _follow_up(
    request: Request, waiting: queries.FollowUp | None, sheet: list[QuestionnaireForm]
) -> HttpResponse:
    told = told_about(request.actor)
    own_lines, countries = numbers_for(request.actor) if told else ((), ())
    content = {
        "waiting": waiting,
        "sheet": sheet,
        "readers": [each.name for each in leaders(waiting.spell.group)] if waiting else [],
        "told": told,
        "own_lines": own_lines,
        "countries": countries[:1],
    }
    wrong = any(form.errors for form in sheet)
    return render(request, "measures/follow_up.html", content, status=422 if wrong else 200)


def _language() -> str:
    return get_language() or "en"
