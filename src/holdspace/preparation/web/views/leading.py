"""A newcomer joins a running circle: the leaders' page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.groups.models import Group
from holdspace.groups.policies import can_still_hold
from holdspace.groups.queries import SeatedMember, circle, clinical_group
from holdspace.practice.roles import Permission
from holdspace.preparation import policies
from holdspace.preparation.actions import welcoming
from holdspace.preparation.queries import own
from holdspace.preparation.queries.newcomers import newcomers_of
from holdspace.preparation.web.forms import AskForm, ToldForm
from holdspace.sessions.queries import next_session
from holdspace.ui.posting import tell


@for_staff(Permission.CLINICAL_READ)
@require_safe
def newcomers(request: Request, pk: UUID) -> HttpResponse:
    """Who is new, how the circle is told, who sits with them."""
    group = clinical_group(request.actor, pk)
    session = next_session(group, actor=request.actor)
    found = newcomers_of(request.actor, group, session)
    new = {each.member_id for each in found}
    others = [who for who in circle(group) if who.member_id not in new] if found else []
    page = {
        "group": group,
        "session": session,
        "decides": can_still_hold(request.actor, group),
        "newcomers": [
            (
                each,
                ToldForm(initial={"told_from": each.welcome.told_from if each.welcome else None}),
                AskForm(None, people=others),
            )
            for each in found
        ],
    }
    return render(request, "preparation/newcomers.html", page)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def told_from(request: Request, pk: UUID, member: UUID) -> HttpResponse:
    """Choose from which day the circle is told."""
    group, form = clinical_group(request.actor, pk), ToldForm(request.POST)
    policies.check_sits(member, group)
    if form.is_valid():
        day = form.cleaned_data["told_from"]
        words = _("Kept. Your members read it from that day on.") if day else _("Kept. They read it now.")
        tell(
            request,
            lambda: welcoming.tell_from(group=group, member_id=member, day=day, by=request.actor),
            words,
        )
    else:
        messages.warning(request, _("This is no day. Nothing was changed; write it like 2026-03-03."))
    return redirect("preparation:newcomers", pk)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def ask(request: Request, pk: UUID, member: UUID) -> HttpResponse:
    """Ask one of the circle to sit with a newcomer."""
    group = clinical_group(request.actor, pk)
    policies.check_sits(member, group)
    form = AskForm(request.POST, people=_others(group, member))
    if form.is_valid():
        giver = form.cleaned_data["giver"]
        tell(
            request,
            lambda: welcoming.ask_buddy(group=group, giver_id=giver, receiver_id=member, by=request.actor),
            _("Asked. Only they see the question, on their home."),
        )
    else:
        messages.warning(request, _("Nobody was asked. Choose somebody of the circle."))
    return redirect("preparation:newcomers", pk)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """Ask this of them no more."""
    asked = own.ask_for(request.actor, pk)
    words = _("Taken back. You can ask somebody else.")
    tell(request, lambda: welcoming.take_back_ask(ask=asked, by=request.actor), words)
    return redirect("preparation:newcomers", asked.group_id)


def _others(group: Group, member_id: UUID) -> list[SeatedMember]:
    return [each for each in circle(group) if each.member_id != member_id]
