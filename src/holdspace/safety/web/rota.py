"""The page of who is on call, who is away, and how long a concern may wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.groups.models import Group
from holdspace.kernel.refusals import Missing
from holdspace.practice.models import Staff
from holdspace.practice.roles import Permission
from holdspace.safety.actions import rota as actions
from holdspace.safety.models import Away, Duty
from holdspace.safety.queries import heard
from holdspace.safety.queries import rota as queries
from holdspace.safety.queries.telling import escalation_of
from holdspace.safety.web.forms import AwayForm, DutyForm, EscalationForm
from holdspace.ui.posting import taken


@for_staff(Permission.ROTA_EDIT)
@require_safe
def rota(request: Request) -> HttpResponse:
    """Who is on call and away, and who would be told if something happened now."""
    return _page(request)


@for_staff(Permission.ROTA_EDIT)
@require_POST
def put_on_call(request: Request) -> HttpResponse:
    """Somebody is on call."""
    form = _duty_form(request, queries.who_can_answer(request.actor), request.POST)
    return _kept(request, form, lambda: _put_on_call(request, form), duty=form)


@for_staff(Permission.ROTA_EDIT)
@require_POST
def note_away(request: Request) -> HttpResponse:
    """Somebody is away."""
    form = _away_form(request, queries.who_can_answer(request.actor), request.POST)
    return _kept(request, form, lambda: _note_away(request, form), away=form)


@for_staff(Permission.ROTA_EDIT)
@require_POST
def set_escalation(request: Request) -> HttpResponse:
    """How long a concern may wait."""
    form = EscalationForm(request.POST, kept=escalation_of(request.actor.practice_id))
    act = lambda: actions.set_escalation(**form.cleaned_data, by=request.actor)  # noqa: E731 - one call
    return _kept(request, form, act, escalation=form)


@for_staff(Permission.ROTA_EDIT)
@require_POST
def end_duty(request: Request, pk: UUID) -> HttpResponse:
    """Somebody is on call no longer."""
    return _ended(request, Duty.visible_to(request.actor).filter(pk=pk).first())


@for_staff(Permission.ROTA_EDIT)
@require_POST
def end_away(request: Request, pk: UUID) -> HttpResponse:
    """Somebody is back."""
    return _ended(request, Away.visible_to(request.actor).filter(pk=pk).first())


def _put_on_call(request: Request, form: DutyForm) -> object:
    chosen = form.cleaned_data
    group = Group.visible_to(request.actor).filter(pk=chosen["group"]).first() if chosen["group"] else None
    return actions.put_on_call(
        staff=_one(request, chosen["staff"]), group=group, **form.spell(), by=request.actor
    )


def _note_away(request: Request, form: AwayForm) -> object:
    chosen = form.cleaned_data
    cover = _one(request, chosen["cover"]) if chosen["cover"] else None
    return actions.note_away(
        staff=_one(request, chosen["staff"]), cover=cover, **form.spell(), by=request.actor
    )


def _one(request: Request, pk: str) -> Staff:
    return Staff.visible_to(request.actor).get(pk=pk)


def _ended(request: Request, spell: Duty | Away | None) -> HttpResponse:
    if spell is None:
        raise Missing(_("There is no such page."))
    actions.end(spell=spell, by=request.actor)
    messages.success(request, _("Saved."))
    return redirect("safety:rota")


def _kept(request: Request, form: BaseForm, act: Callable[[], object], **shown: BaseForm) -> HttpResponse:
    if taken(form, act):
        messages.success(request, _("Saved."))
        return redirect("safety:rota")
    return _page(request, status=422, **shown)


def _page(request: Request, *, status: int = 200, **shown: BaseForm) -> HttpResponse:
    page = queries.rota(request.actor)
    content = {
        "page": page,
        "duty": _duty_form(request, page.able),
        "away": _away_form(request, page.able),
        "escalation": EscalationForm(None, kept=page.escalation),
        "heard": heard(request.actor),
        "needs_answer": any(each.nobody for each in page.groups),
    }
    return render(request, "safety/rota.html", content | shown, status=status)


def _duty_form(request: Request, able: Sequence[Staff], data: QueryDict | None = None) -> DutyForm:
    groups = Group.visible_to(request.actor).exclude(phase=Group.Phase.ENDED).order_by("name")
    return DutyForm(data, zone=request.actor.practice_zone, people=able, groups=groups)


def _away_form(request: Request, able: Sequence[Staff], data: QueryDict | None = None) -> AwayForm:
    return AwayForm(data, zone=request.actor.practice_zone, people=able)
