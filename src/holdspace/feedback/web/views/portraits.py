"""Self-view beside others' view: members choose words and look at their picture, leaders hold it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_members, for_staff
from holdspace.audit.log import record
from holdspace.feedback import policies
from holdspace.feedback.actions import portraits as actions
from holdspace.feedback.models import Portrait
from holdspace.feedback.queries import portraits as queries
from holdspace.feedback.rules.adjectives import MOST, SUGGESTED
from holdspace.feedback.web.forms import WordsForm
from holdspace.groups.queries import clinical_group
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.ui.posting import accepted, posted

FORM = ["GET", "HEAD", "POST"]


@for_members
@require_safe
def my_portraits(request: Request) -> HttpResponse:
    """Where I am asked for words, and my own pictures."""
    return _mine(request)


@for_members
@require_http_methods(FORM)
def choose(request: Request, pk: UUID, about: UUID) -> HttpResponse:
    """Choose words for myself or for somebody of my circle; change them while that is possible."""
    portrait = queries.portrait_for(request.actor, pk)
    try:
        policies.check_chooses(request.actor, portrait)
    except Missing:
        raise
    except Refused as refusal:
        return _mine(request, refusal=refusal)
    person, kept = queries.described(request.actor, portrait, about)
    form = WordsForm(posted(request), known=queries.adjectives(), language=get_language() or "en", kept=kept)
    if request.method == "POST" and accepted(
        form, actions.choose, portrait=portrait, about=about, by=request.actor
    ):
        messages.success(request, _("Kept. You can change them until your therapists end it."))
        return redirect("feedback:my_portraits")
    page = {"person": person, "form": form, "suggested": SUGGESTED, "most": MOST}
    return render(request, "feedback/choose.html", page, status=422 if form.errors else 200)


@for_members
@require_POST
def open_picture(request: Request, pk: UUID) -> HttpResponse:
    """Look at my picture for the first time, because I want to now."""
    found = queries.picture_for(request.actor, pk)
    try:
        actions.open_picture(picture=found, by=request.actor)
    except Missing:
        raise
    except Refused as refusal:
        return _mine(request, refusal=refusal)
    return redirect("feedback:picture", pk)


@for_members
@require_safe
def picture(request: Request, pk: UUID) -> HttpResponse:
    """My picture, once I opened it, beside the one before."""
    found = queries.picture_for(request.actor, pk)
    if found.opened_at is None:
        return redirect("feedback:my_portraits")
    page = {"page": queries.picture_page(request.actor, found), "own": True}
    return render(request, "feedback/picture.html", page)


@for_staff(Permission.CLINICAL_READ)
@require_safe
def portraits(request: Request, pk: UUID) -> HttpResponse:
    """The portraits of a group, and the way to a new one."""
    return _portraits(request, pk)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def open_portrait(request: Request, pk: UUID) -> HttpResponse:
    """Ask the circle for words."""
    group = clinical_group(request.actor, pk)
    try:
        opened = actions.open_portrait(group=group, by=request.actor)
    except Missing:
        raise
    except Refused as refusal:
        return _portraits(request, pk, refusal=refusal)
    messages.success(request, _("They are asked. They find it on their own page."))
    return redirect("feedback:portrait", opened.pk)


@for_staff(Permission.CLINICAL_READ)
@require_safe
def portrait(request: Request, pk: UUID) -> HttpResponse:
    """How far the circle is, and the pictures once they are put together."""
    return _portrait(request, _held(request, pk))


@for_staff(Permission.SESSION_LEAD)
@require_POST
def put_together(request: Request, pk: UUID) -> HttpResponse:
    """End the choosing, make the pictures, forget who chose what."""
    said = _("The pictures are there, for you to read first. Who chose what is forgotten.")
    return _step(request, pk, actions.put_together, said)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def show(request: Request, pk: UUID) -> HttpResponse:
    """Let everybody see their own picture."""
    return _step(request, pk, actions.show, _("Each of them finds their own, for when they are ready."))


@for_staff(Permission.CLINICAL_READ)
@require_safe
def read_picture(request: Request, pk: UUID) -> HttpResponse:
    """One member's picture, as a leader reads it."""
    found = queries.picture_for(request.actor, pk)
    page = queries.picture_page(request.actor, found)
    record("feedback.picture_read", by=request.actor, on=found, about=[found.member_id])
    return render(request, "feedback/picture.html", {"page": page, "own": False})


def _step(request: Request, pk: UUID, act: Callable[..., Portrait], said: str) -> HttpResponse:
    held = _held(request, pk)
    try:
        act(portrait=held, by=request.actor)
    except Missing:
        raise
    except Refused as refusal:
        return _portrait(request, held, refusal=refusal)
    messages.success(request, said)
    return redirect("feedback:portrait", pk)


def _held(request: Request, pk: UUID) -> Portrait:
    held = queries.portrait_for(request.actor, pk)
    clinical_group(request.actor, held.group_id)
    return held


def _mine(request: Request, *, refusal: Refused | None = None) -> HttpResponse:
    page = {"mine": queries.my_portraits(request.actor), "refusal": refusal}
    return render(request, "feedback/my_portraits.html", page, status=422 if refusal else 200)


def _portraits(request: Request, pk: UUID, *, refusal: Refused | None = None) -> HttpResponse:
    group = clinical_group(request.actor, pk)
    page = {
        "group": group,
        "portraits": queries.portraits_of(request.actor, group),
        "begins": policies.can_ask_for_words(request.actor, group),
        "refusal": refusal,
    }
    return render(request, "feedback/portraits.html", page, status=422 if refusal else 200)


def _portrait(request: Request, held: Portrait, *, refusal: Refused | None = None) -> HttpResponse:
    page = queries.portrait_page(request.actor, held)
    content = {"page": page, "group": held.group, "refusal": refusal}
    return render(request, "feedback/portrait.html", content, status=422 if refusal else 200)
