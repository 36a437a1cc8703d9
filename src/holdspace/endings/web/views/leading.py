"""The pages of leaders: who leaves, a farewell to hold and to hand over, the end of a whole group."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.audit.log import record
from holdspace.endings import policies
from holdspace.endings.actions import farewells as holding
from holdspace.endings.actions import notice as actions
from holdspace.endings.models import Closing, Leaving
from holdspace.endings.queries import farewells as queries
from holdspace.endings.queries.ahead import coming
from holdspace.endings.queries.leading import closing_for, group_endings, leaving_of, membership_for
from holdspace.endings.queries.own import leaving_for
from holdspace.endings.web.forms import ClosingForm, HeldForm, NoticeForm, ReadForm, WriteDownForm
from holdspace.groups.policies import can_hold, check_holds, check_still_holds
from holdspace.groups.queries import circle, clinical_group
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.ui.posting import accepted, posted, taken, tell

FORM = ["GET", "HEAD", "POST"]


@for_staff(Permission.CLINICAL_READ)
@require_safe
def group(request: Request, pk: UUID) -> HttpResponse:
    """The goodbyes of a group."""
    found = clinical_group(request.actor, pk)
    page = group_endings(request.actor, found)
    about = {line.leaving.member_id for line in page.lines if line.leaving is not None}
    if about:
        record("endings.group_read", by=request.actor, group_id=found.pk, about=about)
    content = {
        "group": found,
        "page": page,
        "people": circle(found),
        "holds": can_hold(request.actor, found),
        "notice": NoticeForm(None, initial={"sessions": page.notice}),
    }
    return render(request, "endings/group.html", content)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def notice(request: Request, pk: UUID) -> HttpResponse:
    """How many sessions of notice the group asks for."""
    found = clinical_group(request.actor, pk)
    check_holds(request.actor, found)
    form = NoticeForm(request.POST)
    if accepted(form, actions.set_notice, group=found, by=request.actor):
        messages.success(request, _("Kept."))
    else:
        messages.warning(request, _("Not changed: between one and twelve sessions."))
    return redirect("endings:group", pk)


@for_staff(Permission.SESSION_LEAD)
@require_http_methods(FORM)
def write_down(request: Request, pk: UUID) -> HttpResponse:
    """Write down after which session somebody leaves."""
    membership = membership_for(request.actor, pk)
    policies.check_says(request.actor, membership)
    kept = leaving_of(request.actor, membership)
    form = WriteDownForm(posted(request), sessions=coming(request.actor, membership.group), kept=kept)
    if request.method == "POST" and taken(
        form, lambda: actions.say(membership=membership, said=form.said, by=request.actor)
    ):
        messages.success(request, _("It is kept."))
        return redirect("endings:group", membership.group_id)
    content = {"membership": membership, "group": membership.group, "form": form}
    return render(request, "endings/write_down.html", content, status=422 if form.errors else 200)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def take_word_out(request: Request, pk: UUID) -> HttpResponse:
    """Take a sentence out of the circle."""
    leaving = leaving_for(request.actor, pk)
    words = _("The circle no longer reads the sentence. The day stays.")
    tell(request, lambda: actions.take_word_out(leaving=leaving, by=request.actor), words)
    return redirect("endings:group", leaving.group_id)


@for_staff(Permission.SESSION_LEAD)
@require_http_methods(FORM)
def close(request: Request, pk: UUID) -> HttpResponse:
    """Say after which session the whole group ends."""
    found = clinical_group(request.actor, pk)
    check_still_holds(request.actor, found)
    kept = group_endings(request.actor, found).closing
    form = ClosingForm(posted(request), sessions=coming(request.actor, found), kept=kept)
    if request.method == "POST" and accepted(form, actions.close, group=found, by=request.actor):
        messages.success(
            request, _("Everybody in the circle reads it now, and the last sessions are marked.")
        )
        return redirect("endings:group", pk)
    content = {"group": found, "form": form}
    return render(request, "endings/close.html", content, status=422 if form.errors else 200)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def take_closing_back(request: Request, pk: UUID) -> HttpResponse:
    """The group goes on after all."""
    closing = closing_for(request.actor, pk)
    words = _("Taken back. The group goes on.")
    tell(request, lambda: actions.take_closing_back(closing=closing, by=request.actor), words)
    return redirect("endings:group", closing.group_id)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def open_of_one(request: Request, pk: UUID) -> HttpResponse:
    """Ask the circle for words of farewell for one who leaves."""
    return _open(request, leaving_for(request.actor, pk))


@for_staff(Permission.SESSION_LEAD)
@require_POST
def open_of_all(request: Request, pk: UUID) -> HttpResponse:
    """Ask the circle for words of farewell from each to each."""
    return _open(request, closing_for(request.actor, pk))


@for_staff(Permission.CLINICAL_READ)
@require_safe
def hold(request: Request, pk: UUID) -> HttpResponse:
    """Who has written, what waits to be read, and handing over."""
    farewell = queries.farewell_for(request.actor, pk)
    page = queries.holding(request.actor, farewell)
    if page.members:
        record("endings.words_read", by=request.actor, on=farewell, about=page.members)
    content = {
        "page": page,
        "farewell": farewell,
        "holds": can_hold(request.actor, farewell.group),
    }
    return render(request, "endings/hold.html", content)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def hand_over(request: Request, pk: UUID) -> HttpResponse:
    """Hand everything over that is ready."""
    farewell = queries.farewell_for(request.actor, pk)
    words = _("Handed over. Each of them finds it under Goodbyes.")
    tell(request, lambda: holding.hand_over(farewell=farewell, by=request.actor), words)
    return redirect("endings:hold", pk)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def read(request: Request, pk: UUID) -> HttpResponse:
    """A word was read: let it go on, or give it back with a word."""
    gift = queries.gift_for(request.actor, pk)
    form = ReadForm(request.POST)
    if form.is_valid():
        said, version = form.cleaned_data, form.cleaned_data["version"] or 0
        if said["act"] == "let_on":
            tell(
                request,
                lambda: holding.let_on(gift=gift, version=version, by=request.actor),
                _("It goes to whom it is for when you hand everything over."),
            )
        else:
            tell(
                request,
                lambda: holding.give_back(gift=gift, word=said["word"], version=version, by=request.actor),
                _("They find it on their page, with your word."),
            )
    return redirect("endings:hold", gift.farewell_id)


def _open(request: Request, ending: Leaving | Closing) -> HttpResponse:
    check_holds(request.actor, ending.group)
    form = HeldForm(request.POST)
    held = form.is_valid() and bool(form.cleaned_data["held"])
    try:
        farewell = holding.open_farewell(ending=ending, held=held, by=request.actor)
    except Missing:
        raise
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("endings:group", ending.group_id)
    messages.success(request, _("They find it on their home now."))
    return redirect("endings:hold", farewell.pk)
