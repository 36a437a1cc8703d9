"""The coordinator's pages of referrals: what came in, taking it up, turning it away, a letter, the door."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.intake import actions, queries
from holdspace.intake.models import Referral, Waiting
from holdspace.intake.web.forms.referral import LetterForm, TurnAwayForm, WhoForm
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.queries import language_name, member_for
from holdspace.practice.roles import Permission
from holdspace.ui.posting import posted, put_on_form

FORM = ["GET", "HEAD", "POST"]


@for_staff(Permission.INTAKE_EDIT)
@require_safe
def referrals(request: Request) -> HttpResponse:
    """What nobody has settled, the oldest first; what was settled last; the public page's door."""
    page = reverse("refer:refer", args=[request.actor.practice_id])
    content = {
        "referrals": queries.new_referrals(request.actor),
        "settled": queries.settled_referrals(request.actor),
        "door_is_open": queries.door_is_open(request.actor),
        "page": page,
        "address": f"{settings.HOLDSPACE_BASE_URL}{page}",
    }
    return render(request, "intake/referrals.html", content)


@for_staff(Permission.INTAKE_EDIT)
@require_POST
def door(request: Request) -> HttpResponse:
    """The public page takes referrals from now on, or does not exist."""
    is_open = request.POST.get("open") == "yes"
    actions.open_door(is_open=is_open, by=request.actor)
    messages.success(request, _("The page is open.") if is_open else _("The page is closed."))
    return redirect("intake:referrals")


@for_staff(Permission.INTAKE_EDIT)
@require_safe
def referral(request: Request, pk: UUID) -> HttpResponse:
    """One referral; of what is for therapists only that it is there."""
    found = queries.referral_for(request.actor, pk)
    content = {
        "referral": found,
        "person": actions.person_of(found),
        "language": language_name(found.language) if found.language else "",
        "has_words": queries.has_words(found),
    }
    return render(request, "intake/referral.html", content)


@for_staff(Permission.INTAKE_EDIT)
@require_POST
def agreed(request: Request, pk: UUID) -> HttpResponse:
    """They have agreed meanwhile that somebody gets in touch."""
    actions.agree_to_contact(referral=queries.referral_for(request.actor, pk), by=request.actor)
    messages.success(request, _("Noted. They can be put on the waiting list now."))
    return redirect("intake:referral", pk)


@for_staff(Permission.INTAKE_EDIT)
@require_http_methods(FORM)
def take_up(request: Request, pk: UUID) -> HttpResponse:
    """Put somebody on the waiting list: as who they are on the roster, or as somebody new."""
    found = queries.referral_for(request.actor, pk)
    alike = queries.alike(request.actor, actions.person_of(found))
    form = WhoForm(posted(request), found=alike)
    if not alike:
        form.fields["who"].required = False
    if request.method == "POST" and form.is_valid():
        try:
            waiting = _taken_up(request, found, form.cleaned_data["who"], was_asked=bool(alike))
        except Missing:
            raise
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("On the waiting list. A therapist can meet them now."))
            return redirect("intake:wait", waiting.pk)
    content = {"referral": found, "person": actions.person_of(found), "alike": alike, "form": form}
    return render(request, "intake/take_up.html", content, status=422 if form.errors else 200)


def _taken_up(request: Request, found: Referral, who: str, *, was_asked: bool) -> Waiting:
    if who in ("", WhoForm.NEW):
        return actions.take_up(referral=found, is_somebody_else=was_asked, by=request.actor)
    member = member_for(request.actor, UUID(who))
    return actions.take_up(referral=found, member=member, by=request.actor)


@for_staff(Permission.INTAKE_EDIT)
@require_http_methods(FORM)
def turn_away(request: Request, pk: UUID) -> HttpResponse:
    """Nobody is put on the list, after a question and with a reason."""
    found = queries.referral_for(request.actor, pk)
    form = TurnAwayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.turn_away(referral=found, why=form.cleaned_data["why"], by=request.actor)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Settled. What it said cannot be read any more."))
            return redirect("intake:referrals")
    content = {"referral": found, "person": actions.person_of(found), "form": form}
    return render(request, "intake/turn_away.html", content, status=422 if form.errors else 200)


@for_staff(Permission.INTAKE_EDIT)
@sensitive_post_parameters()
@require_http_methods(FORM)
def letter(request: Request) -> HttpResponse:
    """What came by letter or telephone."""
    today = clock.today(request.actor.practice_zone or "UTC")
    form = LetterForm(posted(request), initial={"received_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.refer(
                practice_id=request.actor.practice_id,
                referred=form.referred(),
                source=Referral.Source.LETTER,
                by=request.actor,
            )
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Kept. What the letter says is for therapists now."))
            return redirect("intake:referral", kept.pk)
    return render(request, "intake/letter.html", {"form": form}, status=422 if form.errors else 200)
