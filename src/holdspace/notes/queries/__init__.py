"""What is read: the screen of a session's notes, and what still waits for a signature."""

from __future__ import annotations

from holdspace.notes.queries.editor import editor, marks_in
from holdspace.notes.queries.known import told_by
from holdspace.notes.queries.material import member_of, session_for
from holdspace.notes.queries.screen import (
    GROUP,
    Addition,
    Editor,
    Facts,
    Field,
    Kind,
    Known,
    Late,
    Layer,
    Leader,
    LeftStanding,
    Mark,
    Part,
    Presence,
    Rights,
    Signature,
    State,
    fingerprint,
)
from holdspace.notes.queries.texts import GROUP_TEXTS, LABELS, MEMBER_TEXTS, text_of
from holdspace.notes.queries.waiting import (
    CosignableSession,
    Queue,
    UnsignedSession,
    Wait,
    queue,
    to_cosign,
    unsigned,
)

__all__ = [
    "GROUP",
    "GROUP_TEXTS",
    "LABELS",
    "MEMBER_TEXTS",
    "Addition",
    "CosignableSession",
    "Editor",
    "Facts",
    "Field",
    "Kind",
    "Known",
    "Late",
    "Layer",
    "Leader",
    "LeftStanding",
    "Mark",
    "Part",
    "Presence",
    "Queue",
    "Rights",
    "Signature",
    "State",
    "UnsignedSession",
    "Wait",
    "editor",
    "fingerprint",
    "marks_in",
    "member_of",
    "queue",
    "session_for",
    "text_of",
    "to_cosign",
    "told_by",
    "unsigned",
]
