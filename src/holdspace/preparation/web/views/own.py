"""A member's pages before the first session."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_members
from holdspace.groups.models import Group
from holdspace.groups.queries import group_for, leaders
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.preparation.actions import preparing, welcoming
from holdspace.preparation.models import Hopes
from holdspace.preparation.queries import own as queries
from holdspace.preparation.web.forms import HopesForm
from holdspace.safety.actions import heed_refused
from holdspace.safety.queries import help_beside, was_heard
from holdspace.ui.drafts import draft_secret
from holdspace.ui.lists import and_all
from holdspace.ui.posting import posted, put_on_form, tell, typed, with_version

FORM = ["GET", "HEAD", "POST"]


@for_members
@require_safe
def before(request: Request) -> HttpResponse:
    """What is to be done before the first session, one step after the other."""
    ways = queries.ways(request.actor)
    heard = any(
        kept is not None and was_heard(request.actor, kept.pk)
        for kept in (queries.own_hopes(request.actor, way.group) for way in ways)
    )
    page = {"ways": ways, "heard": heard, **help_beside(request.actor)}
    return render(request, "preparation/before.html", page)


@for_members
@require_safe
def group_is(request: Request) -> HttpResponse:
    """What a group is, and what it is not; for everybody, at any time."""
    return render(request, "preparation/group_is.html", {"ways": queries.ways(request.actor)})


@for_members
@require_POST
def take_step(request: Request, pk: UUID) -> HttpResponse:
    """Say that a step is done."""
    group, code = group_for(request.actor, pk), request.POST.get("code", "")
    tell(
        request, lambda: preparing.take_step(group=group, code=code, by=request.actor), _("It is ticked off.")
    )
    return redirect("preparation:before")


@for_members
@require_http_methods(FORM)
def hopes(request: Request, pk: UUID) -> HttpResponse:
    """Three questions, each of which may be left out."""
    group = group_for(request.actor, pk)
    kept = queries.own_hopes(request.actor, group)
    form, conflict, status = _form(group, kept, posted(request)), None, 200
    if request.method == "POST" and form.is_valid():
        try:
            preparing.write_hopes(group=group, answers=form.answers, by=request.actor)
        except Missing:
            raise
        except Conflict as refusal:
            conflict, status = refusal, 409
            form = _form(group, kept, with_version(request.POST, refusal.newest))
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("It is kept. You can change it at any time."))
            return redirect("preparation:before")
    if form.errors:
        heed_refused(text=typed(form), group=group, by=request.actor)
        status = 422
    page = {
        "form": form,
        "group": group,
        "kept": kept,
        "conflict": conflict,
        "leaders": _leaders(group),
        "secret": draft_secret(request.actor),
        "version": form["version"].value() or 0,
        **(help_beside(request.actor) if status != 200 else {}),
    }
    return render(request, "preparation/hopes.html", page, status=status)


@for_members
@require_safe
def joining(request: Request, pk: UUID) -> HttpResponse:
    """When and where the group meets, and how to try camera and microphone."""
    group = group_for(request.actor, pk)
    return render(request, "preparation/joining.html", {"way": queries.way_into(request.actor, group)})


@for_members
@require_POST
def name_told(request: Request, pk: UUID) -> HttpResponse:
    """Whether the circle may be told one's name before one comes."""
    group, named = group_for(request.actor, pk), request.POST.get("named") == "yes"
    words = _("The circle is told your name.") if named else _("The circle is told that somebody joins.")
    tell(request, lambda: preparing.let_name_be_told(group=group, named=named, by=request.actor), words)
    return redirect("preparation:before")


@for_members
@require_POST
def answer(request: Request, pk: UUID) -> HttpResponse:
    """Say yes or no to sitting with a newcomer."""
    asked, yes = queries.ask_for(request.actor, pk), request.POST.get("answer") == "yes"
    words = _("Thank you for saying so. Your therapists know.")
    tell(request, lambda: welcoming.answer_buddy(ask=asked, yes=yes, by=request.actor), words)
    return redirect("desk:home")


def _form(group: Group, kept: Hopes | None, data: QueryDict | None) -> HopesForm:
    return HopesForm(data, leaders=_leaders(group), kept=kept)


def _leaders(group: Group) -> str:
    """Who can read it, as part of a sentence."""
    return and_all(leader.name for leader in leaders(group))
