"""Pages for who answers for keeping and erasing: the rule, who falls due, holds, erasures; and the
accounting."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.audit.log import record
from holdspace.practice.roles import Permission
from holdspace.release import actions
from holdspace.release.models import Erasure, Keeping, LegalHold
from holdspace.release.queries import keeping as queries
from holdspace.release.queries import lists
from holdspace.release.web.forms import EraseForm, KeepingForm, ReasonForm
from holdspace.ui.posting import accepted, posted

FORM = ["GET", "HEAD", "POST"]
ERASE = Permission.RECORD_ERASE


@for_staff(ERASE)
@require_safe
def keeping(request: Request) -> HttpResponse:
    """The rule, and everybody who has left: until when they are kept, what is held, what waits."""
    return _page(request)


def _page(request: Request, refused: KeepingForm | None = None) -> HttpResponse:
    page = queries.keeping_page(request.actor)
    form = refused or KeepingForm(None, initial=_initial(page.keeping))
    content = {"page": page, "form": form}
    return render(request, "release/keeping.html", content, status=422 if form.errors else 200)


def _initial(kept: Keeping | None) -> dict[str, object]:
    return {"place": kept.place, "extra_years": kept.extra_years} if kept else {}


@for_staff(ERASE)
@require_POST
def set_keeping(request: Request) -> HttpResponse:
    """Choose the practice's place, and years that it adds."""
    form = KeepingForm(request.POST, initial={})
    if accepted(form, actions.set_keeping, by=request.actor):
        messages.success(request, _("Saved."))
        return redirect("release:keeping")
    return _page(request, form)


@for_staff(ERASE)
@require_http_methods(FORM)
def hold(request: Request, pk: UUID) -> HttpResponse:
    """Nothing of this person's record is erased until the hold is lifted."""
    member = queries.somebody_gone(request.actor, pk)
    form = ReasonForm(posted(request))
    if accepted(form, actions.place_hold, member=member, by=request.actor):
        messages.success(request, _("Held."))
        return redirect("release:keeping")
    return render(request, "release/hold.html", {"form": form}, status=422 if form.errors else 200)


@for_staff(ERASE)
@require_POST
def lift(request: Request, pk: UUID) -> HttpResponse:
    """The hold is over."""
    actions.lift_hold(hold=get_object_or_404(LegalHold.visible_to(request.actor), pk=pk), by=request.actor)
    messages.success(request, _("Lifted."))
    return redirect("release:keeping")


@for_staff(ERASE, step_up=True)
@require_http_methods(FORM)
def erase(request: Request, pk: UUID) -> HttpResponse:
    """Ask that somebody who has left be erased."""
    member = queries.somebody_gone(request.actor, pk)
    form = EraseForm(posted(request))
    if accepted(form, actions.ask_for_erasure, member=member, by=request.actor):
        messages.success(request, _("Asked. Two others have to approve it."))
        return redirect("release:keeping")
    content = {"form": form, "until": queries.keep_until_of(request.actor, member)}
    return render(request, "release/erase.html", content, status=422 if form.errors else 200)


@for_staff(ERASE, step_up=True)
@require_http_methods(FORM)
def approve_erasure(request: Request, pk: UUID) -> HttpResponse:
    """One of the two who have to approve."""
    erasure = get_object_or_404(
        Erasure.visible_to(request.actor).select_related("asked_by", "first_by"), pk=pk
    )
    if request.method == "POST":
        actions.approve_erasure(erasure=erasure, by=request.actor)
        messages.success(request, _("Approved."))
        return redirect("release:keeping")
    return render(request, "release/approve_erasure.html", {"erasure": erasure})


@for_staff(ERASE)
@require_POST
def withdraw_erasure(request: Request, pk: UUID) -> HttpResponse:
    """Stop it, until it is done."""
    erasure = get_object_or_404(Erasure.visible_to(request.actor), pk=pk)
    actions.withdraw_erasure(erasure=erasure, by=request.actor)
    messages.success(request, _("Withdrawn."))
    return redirect("release:keeping")


@for_staff(Permission.AUDIT_READ)
@require_safe
def accounting(request: Request) -> HttpResponse:
    """What left the house: when, to whom, what, why, on which ground; to be printed."""
    told = lists.disclosures(request.actor)
    record("release.accounting_read", by=request.actor, about={each.row.member_id for each in told})
    return render(request, "release/accounting.html", {"told": told})
