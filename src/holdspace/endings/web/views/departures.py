"""Leaving without a goodbye: what the circle reads, words unsaid, reaching out."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_members, for_staff
from holdspace.audit.log import record
from holdspace.endings import policies
from holdspace.endings.actions import departures as actions
from holdspace.endings.models import Departure, Unsaid
from holdspace.endings.queries import leading as queries
from holdspace.endings.queries.own import departure_for, own_unsaid, said_of
from holdspace.endings.web.forms import DepartureForm, UnsaidForm
from holdspace.endings.web.views.writing import sheet_of
from holdspace.groups.policies import can_hold, check_holds
from holdspace.kernel import clock
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.ui.posting import posted, put_on_form, tell, with_version

FORM = ["GET", "HEAD", "POST"]
SOON = timedelta(days=7)


@for_staff(Permission.SESSION_LEAD)
@require_http_methods(FORM)
def note(request: Request, pk: UUID) -> HttpResponse:
    """Say what the circle may know of somebody who left without a goodbye."""
    membership = queries.membership_for(request.actor, pk)
    check_holds(request.actor, membership.group)
    kept = queries.departure_of(request.actor, membership)
    soon = clock.today(membership.group.practice.time_zone) + SOON
    name = membership.member.chosen_name or "—"
    form = DepartureForm(posted(request), name=name, soon=soon, kept=kept)
    if request.method == "POST" and form.is_valid():
        try:
            noted = actions.note_departure(membership=membership, told=form.told, by=request.actor)
        except Missing:
            raise
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("The circle reads it now."))
            return redirect("endings:departure", noted.pk)
    content = {"membership": membership, "group": membership.group, "form": form, "name": name}
    return render(request, "endings/departed.html", content, status=422 if form.errors else 200)


@for_staff(Permission.CLINICAL_READ)
@require_safe
def departure(request: Request, pk: UUID) -> HttpResponse:
    """Reaching out, and the words that others could not say."""
    found = departure_for(request.actor, pk)
    words = queries.unspoken(request.actor, found)
    about = {found.member_id, *(each.unsaid.member_id for each in words)}
    record("endings.unsaid_read", by=request.actor, on=found, about=about)
    content = {
        "departure": found,
        "group": found.group,
        "sentence": said_of(found),
        "words": words,
        "to_hand": any(each.unsaid.share == "them" and not each.unsaid.handed_at for each in words),
        "holds": can_hold(request.actor, found.group),
    }
    return render(request, "endings/departure.html", content)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def reached(request: Request, pk: UUID) -> HttpResponse:
    """Somebody has reached out."""
    found = departure_for(request.actor, pk)
    tell(request, lambda: actions.reached(departure=found, by=request.actor), _("Noted."))
    return redirect("endings:departure", pk)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def hand_over(request: Request, pk: UUID) -> HttpResponse:
    """They asked, or came back: hand over what was written for them."""
    found = departure_for(request.actor, pk)
    words = _("Handed over. They find it under Goodbyes.")
    tell(request, lambda: actions.hand_over_unsaid(departure=found, by=request.actor), words)
    return redirect("endings:departure", pk)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def let_on(request: Request, pk: UUID) -> HttpResponse:
    """Let the circle read somebody's words."""
    unsaid = queries.unsaid_for(request.actor, pk)
    given = request.POST.get("version", "")
    version = int(given) if given.isdecimal() else 0
    words = _("The circle reads it now.")
    tell(request, lambda: actions.let_on_unsaid(unsaid=unsaid, version=version, by=request.actor), words)
    return redirect("endings:departure", unsaid.departure_id)


@for_members
@require_http_methods(FORM)
def unsaid(request: Request, pk: UUID) -> HttpResponse:
    """Write what I could not say any more."""
    found = departure_for(request.actor, pk)
    policies.check_says_unsaid(request.actor, found)
    kept = own_unsaid(request.actor, found)
    form = UnsaidForm(posted(request), kept=kept)
    if request.method == "POST" and form.is_valid():
        try:
            actions.say_unsaid(departure=found, words=form.words, by=request.actor)
        except Missing:
            raise
        except Conflict as refusal:
            form = UnsaidForm(with_version(request.POST, refusal.newest))
            return _page(request, found, form, own_unsaid(request.actor, found), refusal, status=409)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("It is kept."), extra_tags=f"unsaid-{found.pk}")
            return redirect("endings:mine")
    return _page(request, found, form, kept)


def _page(
    request: Request,
    found: Departure,
    form: UnsaidForm,
    kept: Unsaid | None,
    conflict: Conflict | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    more = {"departure": found, "sentence": said_of(found), "kept": kept, "conflict": conflict}
    return sheet_of(request, "endings/unsaid.html", found.group, form, more, status=status)
