"""What changes: drafts are saved, notes signed, co-signed and added to; and that they were read is kept."""

from __future__ import annotations

from holdspace.notes.actions.reading import open_note, open_notes
from holdspace.notes.actions.signing import (
    NamedInAmendment,
    Reason,
    Signing,
    Unready,
    amend,
    cosign,
    sign_group_note,
    sign_member_note,
    sign_notes,
)
from holdspace.notes.actions.writing import LONGEST, Crossed, save_group_note, save_member_note, tidy

__all__ = [
    "LONGEST",
    "Crossed",
    "NamedInAmendment",
    "Reason",
    "Signing",
    "Unready",
    "amend",
    "cosign",
    "open_note",
    "open_notes",
    "save_group_note",
    "save_member_note",
    "sign_group_note",
    "sign_member_note",
    "sign_notes",
    "tidy",
]
