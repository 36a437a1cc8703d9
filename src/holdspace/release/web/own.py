"""A member's pages: ask for a copy, fetch it, ask for a correction, see what left the house."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_members
from holdspace.groups.queries import leaders_of_member
from holdspace.kernel.ids import new_id
from holdspace.notes.actions import allow as allow_notes
from holdspace.notes.queries.apart import authorisation_for
from holdspace.release import actions
from holdspace.release.queries import lists
from holdspace.release.rules.files import CONTAINER
from holdspace.release.web.forms import AllowForm, AskForm, CorrectForm, DisagreeForm
from holdspace.ui.downloads import download
from holdspace.ui.posting import accepted, posted

FORM = ["GET", "HEAD", "POST"]


@for_members
@require_safe
def own(request: Request) -> HttpResponse:
    """What I asked for, what I want corrected, and what was given to whom."""
    return render(request, "release/own.html", {"own": lists.own_page(request.actor)})


@for_members
@require_http_methods(FORM)
def ask(request: Request) -> HttpResponse:
    """Ask for a copy of my record, for myself or for somebody."""
    form = AskForm(posted(request))
    if accepted(form, actions.ask_for_copy, by=request.actor):
        messages.success(request, _("Asked. Your therapists see it on their list."))
        return redirect("release:own")
    return render(request, "release/ask.html", {"form": form}, status=422 if form.errors else 200)


@for_members
@require_http_methods(FORM)
def allow(request: Request) -> HttpResponse:
    """Let what one therapist keeps apart about me go to somebody: an authorisation about that alone."""
    whose = [(str(each.staff_id), each.name) for each in leaders_of_member(request.actor)]
    form = AllowForm(posted(request), whose=whose, initial={"id": new_id()})
    if accepted(form, allow_notes, by=request.actor):
        messages.success(request, _("Signed. You can take it back on this page until the file has left."))
        return redirect("release:own")
    return render(request, "release/allow.html", {"form": form}, status=422 if form.errors else 200)


@for_members
@require_POST
def disallow(request: Request, pk: UUID) -> HttpResponse:
    """I take back what I allowed."""
    row = authorisation_for(request.actor, pk)
    actions.take_back_authorisation(authorisation=row, by=request.actor)
    messages.success(request, _("Taken back. Nothing leaves by it any more."))
    return redirect("release:own")


@for_members
@require_http_methods(FORM)
def correct(request: Request) -> HttpResponse:
    """Say that something in my record is wrong."""
    form = CorrectForm(posted(request))
    if accepted(form, actions.ask_for_correction, by=request.actor):
        messages.success(request, _("Sent. You read the answer here."))
        return redirect("release:own")
    return render(request, "release/correct.html", {"form": form}, status=422 if form.errors else 200)


@for_members
@require_http_methods(FORM)
def disagree(request: Request, pk: UUID) -> HttpResponse:
    """My own statement beside what was declined."""
    correction = lists.correction_for(request.actor, pk)
    form = DisagreeForm(posted(request))
    if accepted(form, actions.disagree, correction=correction, by=request.actor):
        messages.success(request, _("Kept, in your own words."))
        return redirect("release:own")
    page = {"form": form, "correction": correction}
    return render(request, "release/disagree.html", page, status=422 if form.errors else 200)


@for_members
@require_POST
def fetch_own(request: Request, pk: UUID) -> HttpResponse:
    """My copy, encrypted; it opens with the passphrase that I was told."""
    content = actions.download(release=lists.release_for(request.actor, pk), by=request.actor)
    return container(content)


@for_members
@require_POST
def take_back_own(request: Request, pk: UUID) -> HttpResponse:
    """I do not need it any more."""
    actions.withdraw(release=lists.release_for(request.actor, pk), by=request.actor)
    messages.success(request, _("Taken back."))
    return redirect("release:own")


def container(content: bytes) -> HttpResponse:
    """The encrypted file."""
    return download(content, "application/zip", CONTAINER)
