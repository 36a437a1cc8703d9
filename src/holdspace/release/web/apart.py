"""Pages for the author of psychotherapy notes: begin a package of their own, and choose what goes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from holdspace.accounts.access import Request, for_staff
from holdspace.audit.log import record
from holdspace.groups.queries import member_for_clinician
from holdspace.notes.models import PsychotherapyNote
from holdspace.notes.queries.apart import authorisation_for, counts, released_by
from holdspace.practice.roles import Permission
from holdspace.release import actions
from holdspace.release.models import Release
from holdspace.release.policies import check_keeps_apart
from holdspace.release.queries import lists
from holdspace.release.web.forms import PrepareApartForm
from holdspace.ui.posting import posted, sent, tell

FORM = ["GET", "HEAD", "POST"]
APART = Permission.PSYCHOTHERAPY_WRITE

BEGINNING = 80
"""How much of a note stands beside its box: enough for its author to know it again."""


@for_staff(APART)
@require_POST
def begin(request: Request, pk: UUID) -> HttpResponse:
    """Begin a package by one authorisation, or go on with the one that is under way."""
    row = authorisation_for(request.actor, pk)
    begun: list[Release] = []
    tell(
        request,
        lambda: begun.append(actions.begin_apart(authorisation=row, by=request.actor)),
        _("Begun. Choose what goes."),
    )
    if not begun:
        return redirect("notes:apart", row.member_id)
    return redirect("release:prepare_apart" if begun[0].state == "asked" else "release:release", begun[0].pk)


@for_staff(APART)
@require_http_methods(FORM)
def prepare(request: Request, pk: UUID) -> HttpResponse:
    """Choose which of the notes that the authorisation names go, and until when the file lies ready."""
    row = lists.release_for(request.actor, pk)
    check_keeps_apart(request.actor, row)
    authorisation = authorisation_for(request.actor, row.authorisation_id)  # type: ignore[arg-type]
    notes = released_by(request.actor, authorisation) if counts(authorisation) else []
    form, status = sent(
        lambda newest: _form(request, row, notes, newest),
        lambda form: actions.prepare_apart(release=row, by=request.actor, **_chosen(form)),
    )
    if status == 302:
        return redirect("release:release", pk)
    member = member_for_clinician(request.actor, row.member_id)
    record("notes.apart_read", by=request.actor, on=row, about=[member.pk])
    content = {"form": form, "row": row, "member": member, "authorisation": authorisation}
    content |= {"counts": counts(authorisation)}
    return render(request, "release/prepare_apart.html", content, status=status)


def _form(request: Request, row: Release, notes: list[PsychotherapyNote], newest: object) -> PrepareApartForm:
    choices = [(str(note.pk), _label(note)) for note in notes]
    return PrepareApartForm(
        posted(request, newest), release=row, notes=choices, chosen=[key for key, _words in choices]
    )


def _label(note: PsychotherapyNote) -> str:
    words = " ".join((note.text or "").split())
    shown = words if len(words) <= BEGINNING else f"{words[:BEGINNING].rstrip()}…"
    return f"{localdate(note.written_at).isoformat()}: {shown}"


def _chosen(form: PrepareApartForm) -> dict[str, Any]:
    return form.cleaned_data | {"notes": [UUID(each) for each in form.cleaned_data["notes"]]}
