"""The screening interview: written while somebody waits, read by who treats them afterwards."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from holdspace.accounts.access import Request, for_staff
from holdspace.intake import actions, queries
from holdspace.intake.models import Screening, Waiting
from holdspace.intake.rules.screening import Facts
from holdspace.intake.rules.vocabulary import Kind, Vocabulary
from holdspace.intake.web.forms.screening import ScreeningForm
from holdspace.intake.web.telling import Part, apart, texts_of, told
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.members.queries import language_name
from holdspace.practice.roles import Permission
from holdspace.ui.drafts import draft_secret
from holdspace.ui.posting import posted, put_on_form, with_version


@for_staff(Permission.SCREENING_WRITE)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def screening(request: Request, pk: UUID) -> HttpResponse:
    """The form while the person waits; afterwards what was found out, for who treats them."""
    found = queries.screening_for(request.actor, pk)
    if not found.waiting.runs():
        return _reading(request, found)
    if request.method == "POST":
        return _keep(request, found)
    return _sheet(request, found, _form(request, found))


def _keep(request: Request, found: Screening) -> HttpResponse:
    """Keep what was sent; what somebody else changed in the meantime is never overwritten silently."""
    form = _form(request, found)
    if not form.is_valid():
        return _sheet(request, found, form, status=422)
    try:
        waits = _save(request, found, form)
    except Conflict as conflict:
        return _crossed(request, found.pk, form, conflict)
    except Missing:
        raise
    except Refused as refusal:
        put_on_form(form, refusal)
        return _sheet(request, found, form, status=422)
    return _kept(request, found, waits)


def _save(request: Request, found: Screening, form: ScreeningForm) -> bool:
    """Save, and decide when that button was pressed; returns whether the person waits on."""
    facts, texts, version = form.facts(), form.texts(), form.cleaned_data["version"]
    if request.POST.get("then") != "decide":
        actions.save_screening(screening=found, facts=facts, texts=texts, version=version, by=request.actor)
        return True
    waiting: Waiting = actions.save_and_decide(
        screening=found,
        facts=facts,
        texts=texts,
        version=version,
        look_again_on=form.cleaned_data["look_again_on"],
        by=request.actor,
    )
    return waiting.runs()


def _kept(request: Request, found: Screening, waits: bool) -> HttpResponse:
    if not waits:
        sentence = _("Decided. They do not wait any more; what you wrote is kept with their record.")
    elif request.POST.get("then") == "decide":
        sentence = _("Decided.")
    else:
        sentence = _("Saved. Nothing is decided by it.")
    messages.success(request, sentence, extra_tags=_draft_key(found))
    return redirect("intake:screening", found.pk) if waits else redirect("front_door")


def _crossed(request: Request, pk: UUID, form: ScreeningForm, conflict: Conflict) -> HttpResponse:
    """Both texts: one's own in the form, what the other one saved above it."""
    newest = queries.screening_for(request.actor, pk)
    theirs = told(Facts.of(newest.facts), texts_of(newest), form.words)
    different = apart(theirs, told(form.facts(), form.texts(), form.words))
    again = _form(request, newest, version=conflict.newest)
    return _sheet(request, newest, again, conflict=conflict, theirs=different, status=409)


def _form(request: Request, found: Screening, version: int | None = None) -> ScreeningForm:
    """The form as it was sent, or as it is kept; with `version`, knowing that this one is the newest."""
    data: QueryDict | None = posted(request)
    if data is not None and version is not None:
        data = with_version(data, version)
    known, words = queries.vocabulary_of(request.actor), queries.every_word(request.actor)
    return ScreeningForm(data, screening=found, known=known, words=words)


def _sheet(
    request: Request,
    found: Screening,
    form: ScreeningForm,
    *,
    conflict: Conflict | None = None,
    theirs: list[Part] | None = None,
    status: int = 200,
) -> HttpResponse:
    content = {
        **_about(found, form.words),
        "form": form,
        "version": form["version"].value(),
        "conflict": conflict,
        "theirs": theirs,
        "draft_key": _draft_key(found),
        "secret": draft_secret(request.actor),
    }
    actions.note_read(screening=found, by=request.actor)
    return render(request, "intake/screening.html", content, status=status)


def _reading(request: Request, found: Screening) -> HttpResponse:
    """What was found out, not to be changed any more; what somebody still sent stands above it, not saved."""
    words = queries.every_word(request.actor)
    parts = told(Facts.of(found.facts), texts_of(found), words)
    content = {**_about(found, words), "parts": parts, "unsaved": None}
    if request.method == "POST":
        form = _form(request, found)
        sent = told(form.facts(), form.texts(), words) if form.is_valid() else []
        content["unsaved"] = apart(sent, parts) if sent else []
    actions.note_read(screening=found, by=request.actor)
    status = 422 if request.method == "POST" else 200
    return render(request, "intake/screening_read.html", content, status=status)


def _about(found: Screening, words: Vocabulary) -> dict[str, object]:
    """Who waits since when, and when and how they can come."""
    waiting = found.waiting
    return {
        "screening": found,
        "waiting": waiting,
        "name": found.member.chosen_name or "—",
        "hours": waiting.available or (),
        "languages": [language_name(tag) for tag in waiting.languages],
        "needs": words.all_words(Kind.NEED, waiting.needs),
    }


def _draft_key(found: Screening) -> str:
    return f"screening-{found.pk}"
