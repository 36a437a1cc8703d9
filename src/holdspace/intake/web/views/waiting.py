"""The waiting list: for the coordinator who keeps it, and for therapists who meet the people on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.intake import actions, queries
from holdspace.intake.actions import Wish
from holdspace.intake.models import Waiting
from holdspace.intake.queries import WaitLine
from holdspace.intake.queries.waiting import returning_come_first
from holdspace.intake.web.forms.waiting import EndForm, FindForm, WaitForm
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.members.queries import language_name, member_for
from holdspace.practice.roles import Permission
from holdspace.ui.cards import card
from holdspace.ui.posting import posted, put_on_form
from holdspace.ui.rules import week

FORM = ["GET", "HEAD", "POST"]


@for_staff(Permission.INTAKE_EDIT, Permission.SCREENING_WRITE)
@require_safe
def waiting_list(request: Request) -> HttpResponse:
    """Who waits, since when, and for what; therapists see of names what people are called."""
    stage = request.GET.get("stage", "")
    stage = stage if stage in Waiting.Stage.values else ""
    keeps = request.actor.may(Permission.INTAKE_EDIT)
    content = {
        "lines": [_as_drawn(line) for line in queries.waiting_list(request.actor, stage=stage)],
        "stage": stage,
        "stages": [("", _("everybody")), *Waiting.Stage.choices],
        "keeps": keeps,
        "new_referrals": queries.count_new(request.actor) if keeps else 0,
        "returning_first": keeps and returning_come_first(request.actor.practice_id),
    }
    return render(request, "intake/waiting_list.html", content)


def _as_drawn(line: WaitLine) -> dict[str, Any]:
    """A line with the words for its codes."""
    return {
        "line": line,
        "hours": week.describe(line.waiting.available, _) if line.waiting.available else "",
        "languages": _named(line.waiting.languages),
    }


def _named(tags: Iterable[str]) -> str:
    return ", ".join(language_name(tag) for tag in tags)


@for_staff(Permission.INTAKE_EDIT)
@require_http_methods(FORM)
def wait(request: Request, pk: UUID) -> HttpResponse:
    """One wait, and what of it changes."""
    line = queries.wait_for(request.actor, pk)
    form = WaitForm(posted(request), actor=request.actor, waiting=line.waiting)
    if request.method != "POST" or not form.is_valid():
        return _wait_page(request, line, form)
    try:
        version = form.cleaned_data["version"]
        actions.change_wait(waiting=line.waiting, wish=form.wish(), version=version, by=request.actor)
    except Missing:
        raise
    except Conflict as conflict:
        return _wait_page(request, line, form, conflict)
    except Refused as refusal:
        put_on_form(form, refusal)
        return _wait_page(request, line, form)
    messages.success(request, _("Saved."))
    return redirect("intake:waiting_list")


def _wait_page(
    request: Request, line: WaitLine, form: WaitForm, conflict: Conflict | None = None
) -> HttpResponse:
    """The form; after a conflict it builds on what the other person saved, once its reader sends it again."""
    version = conflict.newest if conflict else form["version"].value()
    content = {"line": line, "form": form, "conflict": conflict, "version": version}
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "intake/wait.html", content, status=status)


@for_staff(Permission.INTAKE_EDIT)
@require_http_methods(FORM)
def end_wait(request: Request, pk: UUID) -> HttpResponse:
    """Somebody waits no more, after a question and with a word on how."""
    line = queries.wait_for(request.actor, pk)
    form = EndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_wait(waiting=line.waiting, ending=form.cleaned_data["ending"], by=request.actor)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("They are off the waiting list."))
            return redirect("intake:waiting_list")
    content = {"line": line, "form": form}
    return render(request, "intake/end_wait.html", content, status=422 if form.errors else 200)


@for_staff(Permission.INTAKE_EDIT)
@sensitive_post_parameters()
@require_http_methods(FORM)
def add_wait(request: Request) -> HttpResponse:
    """Put somebody from the roster on the list. A search is posted: names in addresses stay in histories."""
    if request.POST.get("member"):
        return _put_on_list(request, request.POST["member"])
    form = FindForm(posted(request))
    sought = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    content = {"form": form, "sought": sought, "found": queries.named_on_roster(request.actor, sought)}
    return render(request, "intake/add_wait.html", content, status=422 if form.errors else 200)


def _put_on_list(request: Request, chosen: str) -> HttpResponse:
    member = member_for(request.actor, _uuid(chosen))
    spoken = (member.language,) if member.language else ()
    try:
        waiting = actions.put_back_on_list(member=member, wish=Wish(languages=spoken), by=request.actor)
    except Missing:
        raise
    except Refused as refusal:
        content = {"form": FindForm(), "refusal": refusal}
        return render(request, "intake/add_wait.html", content, status=422)
    messages.success(request, _("On the waiting list. Say when and how they can come."))
    return redirect("intake:wait", waiting.pk)


@for_staff(Permission.INTAKE_EDIT)
@require_POST
def returning(request: Request) -> HttpResponse:
    """How those who come back are put in order from now on."""
    first = request.POST.get("first") == "yes"
    actions.set_return_rule(first_among_equals=first, by=request.actor)
    messages.success(
        request,
        _("Who comes back is put first among equals from now on.")
        if first
        else _("Who comes back waits like everybody else from now on."),
    )
    return redirect("intake:waiting_list")


@for_staff(Permission.INTAKE_EDIT)
@require_safe
def waits(request: Request, pk: UUID) -> HttpResponse:
    """A card for the roster's pages: whether and since when somebody waits."""
    member = member_for(request.actor, pk)
    found = queries.waits_of(request.actor, member)
    content = {
        "member": member,
        "now": next((each for each in found if each.runs()), None),
        "before": [each for each in found if not each.runs()],
    }
    return card(request, "intake/waits.html", content)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Missing(_("This person does not exist.")) from None
