"""The practice's vocabulary: its own words, and those of ours that it put away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from holdspace.accounts.access import Request, for_staff
from holdspace.intake import actions, queries
from holdspace.intake.rules.vocabulary import Kind
from holdspace.intake.web.forms.vocabulary import KIND_WORDS, PutAwayForm, TermForm
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.ui.posting import posted, put_on_form


@for_staff(Permission.SCREENING_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def vocabulary(request: Request) -> HttpResponse:
    """Every list with its words; a form adds one."""
    form = TermForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            kind, words = Kind(form.cleaned_data["kind"]), form.cleaned_data["words"]
            actions.add_term(kind=kind, words=words, by=request.actor)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Added. It stands in every first meeting from now on."))
            return redirect("intake:vocabulary")
    content = {"form": form, "lists": _lists(request), "away": _away(request)}
    return render(request, "intake/vocabulary.html", content, status=422 if form.errors else 200)


@for_staff(Permission.SCREENING_WRITE)
@require_POST
def put_away(request: Request) -> HttpResponse:
    """A word is offered no more."""
    form = PutAwayForm(request.POST)
    if not form.is_valid():
        raise Missing(_("This page does not exist."))
    actions.put_away_term(
        kind=Kind(form.cleaned_data["kind"]), code=form.cleaned_data["code"], by=request.actor
    )
    messages.success(request, _("Put away. Where it stands already, it stays."))
    return redirect("intake:vocabulary")


@for_staff(Permission.SCREENING_WRITE)
@require_POST
def bring_back(request: Request, pk: UUID) -> HttpResponse:
    """A word that was put away is offered again."""
    actions.bring_back_term(term=queries.term_for(request.actor, pk), by=request.actor)
    messages.success(request, _("It is offered again."))
    return redirect("intake:vocabulary")


def _lists(request: Request) -> list[tuple[Kind, object, object]]:
    known = queries.vocabulary_of(request.actor)
    return [(kind, words, known.headed(kind)) for kind, words in KIND_WORDS.items()]


def _away(request: Request) -> list[tuple[object, object, str]]:
    """The term, its list and its words, newest first."""
    words = queries.every_word(request.actor)
    return [
        (term, KIND_WORDS[Kind(term.kind)], words.words(Kind(term.kind), term.code))
        for term in queries.put_away(request.actor)
    ]
