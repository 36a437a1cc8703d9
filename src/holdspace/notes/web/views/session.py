"""Pages of the notes: one screen for a session, and each signed note alone.

The screen's script sends the same form as a button does and asks for parts (`X-Notes-Parts`): it is answered
with the pieces of the page that changed instead of the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.notes import actions
from holdspace.notes.queries import GROUP, session_for
from holdspace.notes.queries import editor as screen_of
from holdspace.notes.queries.phrases import expansions
from holdspace.notes.queries.rules_of import formats
from holdspace.notes.queries.texts import told
from holdspace.notes.web import sending
from holdspace.notes.web.page import Outcome, Screen, screen
from holdspace.practice.roles import Permission


@for_staff(Permission.CLINICAL_READ)
@require_safe
def session(request: Request, session: UUID) -> HttpResponse:
    """The screen of a session's notes."""
    editor = actions.open_notes(session_id=session, by=request.actor)
    return render(request, "notes/session.html", _context(request, screen(editor)))


@for_staff(Permission.CLINICAL_WRITE)
@require_POST
def save(request: Request, session: UUID) -> HttpResponse:
    """Save what was typed."""
    found = session_for(request.actor, session)
    outcome = sending.save(found, request.POST, request.actor)
    return _answer(request, session, outcome, fresh=())


@for_staff(Permission.NOTE_SIGN)
@require_POST
def sign(request: Request, session: UUID) -> HttpResponse:
    """Save what was typed, then sign one note or all that are ready."""
    found = session_for(request.actor, session)
    outcome = sending.save(found, request.POST, request.actor)
    outcome, signed = sending.sign(found, request.POST, request.actor, outcome)
    return _answer(request, session, outcome, fresh=signed)


@for_staff(Permission.NOTE_COSIGN)
@require_POST
def cosign(request: Request, session: UUID) -> HttpResponse:
    """Put the second signature under one note, or under all that ask for it."""
    found = session_for(request.actor, session)
    outcome = sending.save(found, request.POST, request.actor)
    outcome, signed = sending.cosign(found, request.POST, request.actor, outcome)
    return _answer(request, session, outcome, fresh=signed)


@for_staff(Permission.CLINICAL_WRITE)
@require_POST
def amend(request: Request, session: UUID) -> HttpResponse:
    """Add to a signed note."""
    found = session_for(request.actor, session)
    outcome = sending.save(found, request.POST, request.actor)
    outcome, amended = sending.amend(found, request.POST, request.actor, outcome)
    return _answer(request, session, outcome, fresh=amended)


@for_staff(Permission.CLINICAL_READ)
@require_safe
def group_note(request: Request, session: UUID) -> HttpResponse:
    """The group's note alone, once it is signed."""
    return _alone(request, session, GROUP)


@for_staff(Permission.CLINICAL_READ)
@require_safe
def member_note(request: Request, session: UUID, member: UUID) -> HttpResponse:
    """One member's note alone, once it is signed: as it would leave the house."""
    return _alone(request, session, str(member))


def _alone(request: Request, session: UUID, key: str) -> HttpResponse:
    """The note in its group's format, or in the one that `?as=` asks for: nothing else changes."""
    editor = actions.open_note(session_id=session, key=key, by=request.actor)
    layer, offered = editor.layer(key), formats(request.actor)
    assert layer is not None
    layout = next((each for each in offered if each.code == request.GET.get("as")), editor.layout)
    context = {
        "facts": editor.facts,
        "group": editor.group,
        "layer": layer,
        "told": told(editor, layer, layout),
        "layout": layout,
        "layouts": [] if layer.is_group or layer.is_absent else offered,
    }
    return render(request, "notes/note.html", context)


def _answer(request: Request, session: UUID, outcome: Outcome, fresh: Iterable[str]) -> HttpResponse:
    """Parts for the script; for everybody else the page again, or the way back to it."""
    fresh = list(fresh)
    if "X-Notes-Parts" in request.headers:
        page = screen(screen_of(session_for(request.actor, session), request.actor), outcome, fresh)
        return render(request, "notes/parts.html", _context(request, page), status=outcome.status)
    if outcome.is_clean:
        anchor = f"#card-{fresh[0]}" if len(fresh) == 1 else sending.anchor(request.POST)
        return HttpResponseRedirect(reverse("notes:session", args=[session]) + anchor)
    page = screen(actions.open_notes(session_id=session, by=request.actor), outcome)
    return render(request, "notes/session.html", _context(request, page), status=outcome.status)


def _context(request: Request, page: Screen) -> dict[str, object]:
    return {
        "screen": page,
        "editor": page.editor,
        "keep_secret": sending.keep_secret(request.actor),
        "phrases": expansions(request.actor) if page.editor.may_write else [],
    }
