"""Opening notes: what is shown and that it was shown stand in one transaction."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.notes.queries import Editor, editor, session_for


@transaction.atomic
def open_notes(*, session_id: UUID, by: Actor) -> Editor:
    """The screen of a session's notes; recorded once, about everybody who has a layer on it."""
    session = session_for(by, session_id)
    screen = editor(session, by)
    record("notes.read", by=by, on=session, about=screen.member_ids)
    return screen


@transaction.atomic
def open_note(*, session_id: UUID, key: str, by: Actor) -> Editor:
    """One note to be read alone (the key of its layer); recorded about its member only.

    The screen comes whole, for a member's note is told with the group's theme and what was done.
    """
    session = session_for(by, session_id)
    screen = editor(session, by)
    layer = screen.layer(key)
    if layer is None or not layer.is_signed:
        raise Missing(_("This note does not exist."))
    record("notes.note_read", by=by, on=session, about=[layer.member_id] if layer.member_id else [])
    return screen
