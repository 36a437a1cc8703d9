"""What changes: drafts are saved, notes signed, co-signed and added to; and that they were read is kept."""

from __future__ import annotations

from holdspace.notes.actions.apart import (
    CrossedApart,
    allow,
    authorise,
    open_apart,
    withdraw_authorisation,
    write_apart,
)
from holdspace.notes.actions.house import choose_format, make_format, put_format_away, set_late_after
from holdspace.notes.actions.phrases import drop_phrase, keep_phrase
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
from holdspace.notes.actions.supervision import comment, resolve
from holdspace.notes.actions.writing import LONGEST, Crossed, save_group_note, save_member_note, tidied, tidy

__all__ = [
    "LONGEST",
    "Crossed",
    "CrossedApart",
    "NamedInAmendment",
    "Reason",
    "Signing",
    "Unready",
    "allow",
    "amend",
    "authorise",
    "choose_format",
    "comment",
    "cosign",
    "drop_phrase",
    "keep_phrase",
    "make_format",
    "open_apart",
    "open_note",
    "open_notes",
    "put_format_away",
    "resolve",
    "save_group_note",
    "save_member_note",
    "set_late_after",
    "sign_group_note",
    "sign_member_note",
    "sign_notes",
    "tidied",
    "tidy",
    "withdraw_authorisation",
    "write_apart",
]
