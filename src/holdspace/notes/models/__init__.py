"""Notes: one group note and a distinct layer for each member; and what stands beside the record."""

from __future__ import annotations

from holdspace.notes.models.apart import Authorisation, PsychotherapyNote
from holdspace.notes.models.notes import Amendment, GroupNote, MemberNote, Override
from holdspace.notes.models.supervision import SupervisionComment
from holdspace.notes.models.writing import NoteFormat, NoteRule, Phrase

__all__ = [
    "Amendment",
    "Authorisation",
    "GroupNote",
    "MemberNote",
    "NoteFormat",
    "NoteRule",
    "Override",
    "Phrase",
    "PsychotherapyNote",
    "SupervisionComment",
]
