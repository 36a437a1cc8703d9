"""A farewell, written in steps: what I take and leave, a word to each."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_members
from holdspace.endings import policies
from holdspace.endings.actions import farewells as actions
from holdspace.endings.models import Farewell
from holdspace.endings.queries import farewells as queries
from holdspace.endings.web.forms import GiftForm, OwnForm
from holdspace.endings.web.views.writing import sheet_of
from holdspace.feedback.rules.hints import Kind, hints
from holdspace.groups.queries import circle
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.safety.listening import shipped
from holdspace.safety.queries import help_beside
from holdspace.safety.rules.language import find as find_danger
from holdspace.ui.posting import posted, put_on_form, tell, with_version

FORM = ["GET", "HEAD", "POST"]


@for_members
@require_safe
def sheet(request: Request, pk: UUID) -> HttpResponse:
    """The steps of a farewell, each of which can be left out."""
    farewell = _farewell(request, pk)
    page = {
        "sheet": queries.sheet(request.actor, farewell),
        "writes": policies.can_write(request.actor, farewell),
        **help_beside(request.actor),
    }
    return render(request, "endings/farewell.html", page)


@for_members
@require_http_methods(FORM)
def own(request: Request, pk: UUID) -> HttpResponse:
    """What I take with me and what I leave here: for me alone."""
    farewell = _farewell(request, pk)
    kept = queries.own_words(request.actor, farewell)
    form = OwnForm(posted(request), kept=kept)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_own(farewell=farewell, own=form.own, by=request.actor)
        except Missing:
            raise
        except Conflict as refusal:
            form = OwnForm(with_version(request.POST, refusal.newest))
            newest = queries.own_words(request.actor, farewell)
            return _page(request, farewell, form, {"kept": newest, "conflict": refusal}, status=409)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("It is kept, for you alone."), extra_tags=f"own-{farewell.pk}")
            return redirect("endings:farewell", farewell.pk)
    return _page(request, farewell, form, {"kept": kept})


@for_members
@require_http_methods(FORM)
def give(request: Request, pk: UUID, to: UUID) -> HttpResponse:
    """A word to one of the circle."""
    farewell = _farewell(request, pk)
    found = queries.gift_to(request.actor, farewell, to)
    form = GiftForm(posted(request), name=found.name, kept=found.gift)
    if request.method == "POST" and form.is_valid():
        if _names_somebody(request, farewell, found, form):
            data = with_version(request.POST, "on", field="considered")
            return _page(request, farewell, GiftForm(data, name=found.name), {"to": found, "hint": True})
        said = form.cleaned_data
        try:
            actions.give(
                farewell=farewell,
                receiver_id=to,
                text=said["text"],
                version=said["version"] or 0,
                by=request.actor,
            )
        except Missing:
            raise
        except Conflict as refusal:
            form = GiftForm(with_version(request.POST, refusal.newest), name=found.name)
            newest = queries.gift_to(request.actor, farewell, to)
            return _page(request, farewell, form, {"to": newest, "conflict": refusal}, status=409)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("It is kept."), extra_tags=f"gift-{farewell.pk}-{to}")
            return redirect("endings:farewell", farewell.pk)
    return _page(request, farewell, form, {"to": found})


@for_members
@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Take a word back, before it was handed over."""
    gift = queries.gift_for(request.actor, pk)
    policies.check_is_givers(request.actor, gift)
    farewell_id = gift.farewell_id
    words = _("Withdrawn. Nobody keeps it.")
    tell(request, lambda: actions.withdraw(gift=gift, by=request.actor), words)
    return redirect("endings:farewell", farewell_id)


def _farewell(request: Request, pk: UUID) -> Farewell:
    farewell = queries.farewell_for(request.actor, pk)
    policies.check_takes_part(request.actor, farewell)
    return farewell


def _names_somebody(request: Request, farewell: Farewell, to: queries.To, form: GiftForm) -> bool:
    """Whether somebody else of the circle is named: a question, once; nothing stands between words of danger
    and those who answer them."""
    text = form.cleaned_data["text"]
    if form.cleaned_data["considered"] or find_danger(text, shipped()):
        return False
    two = (request.actor.person_id, to.receiver_id)
    others = [each.name for each in circle(farewell.group) if each.member_id not in two]
    found = hints(text, names=others, language=get_language() or "en")
    return any(each.kind is Kind.NAME for each in found)


def _page(
    request: Request,
    farewell: Farewell,
    form: OwnForm | GiftForm,
    more: dict[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    template = "endings/own.html" if isinstance(form, OwnForm) else "endings/give.html"
    return sheet_of(request, template, farewell.group, form, {"farewell": farewell, **more}, status=status)
