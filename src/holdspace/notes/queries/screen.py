"""What stands on the screen of a session's notes, as plain values: nothing here asks the database again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from holdspace.kernel import clock
from holdspace.notes.rules.formats import PLAIN, Format
from holdspace.notes.rules.lateness import LATE_AFTER, overdue_at

GROUP = "group"
"""The key of the group's own layer; a member's layer has the member's id as key."""


class State(StrEnum):
    """How far a layer is."""

    EMPTY = "empty"
    DRAFT = "draft"
    NAMED = "named"
    READY = "ready"
    SIGNED = "signed"
    OPTIONAL = "optional"


class Kind(StrEnum):
    """How a text is written: freely, as one of some words, or as several of them."""

    TEXT = "text"
    CHOICE = "choice"
    TICKS = "ticks"


class Presence(StrEnum):
    """What attendance says of one member."""

    PRESENT = "present"
    ABSENT = "absent"
    UNMARKED = "unmarked"


@dataclass(frozen=True, slots=True)
class Field:
    """One text of a layer. `last` is what stood there last time, which may be used `again`; `phrases` are put
    in by one touch. `section` is the heading that begins with it. What is chosen is a code of `choices`
    (code, words), or several with blanks between them."""

    name: str
    label: str
    text: str
    hint: str = ""
    last: str = ""
    again: bool = False
    phrases: tuple[str, ...] = ()
    section: str = ""
    kind: Kind = Kind.TEXT
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The codes that stand in it."""
        return tuple(self.text.split())

    @property
    def shown(self) -> str:
        """The text as people read it."""
        if self.kind is Kind.TEXT:
            return self.text
        return ", ".join(words for code, words in self.choices if code in self.chosen)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a member before a word is written: a line on their layer. `fills` names the text that
    it may become; "" where it is only to be seen."""

    label: str
    words: str
    fills: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What one leader did in the session, as which kind of clinician."""

    name: str
    role_words: str
    licence: str
    text: str
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Somebody's name at [start, end) of a field, and what could stand there instead."""

    field: str
    label: str
    found: str
    start: int
    end: int
    suggestion: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, as which kind of clinician, and when."""

    name: str
    licence: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Late:
    """A signature that came late: so many hours after the session, and within how many it is due."""

    hours: int
    due: int


@dataclass(frozen=True, slots=True)
class Addition:
    """What was added to a signed note."""

    text: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LeftStanding:
    """Names that were left in a note on purpose."""

    found: tuple[str, ...]
    reason: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rights:
    """What the reader may do with a layer now."""

    write: bool = False
    sign: bool = False
    cosign: bool = False
    amend: bool = False
    comment: bool = False
    keep_apart: bool = False


@dataclass(frozen=True, slots=True)
class Layer:
    """The group's note, or one member's: its texts, its state, and what it still lacks."""

    key: str
    name: str
    fields: tuple[Field, ...]
    state: State
    version: int
    note_id: UUID | None = None
    member_id: UUID | None = None
    full_name: str = ""
    born: date | None = None
    pronouns: str = ""
    presence: Presence = Presence.PRESENT
    presence_words: str = ""
    saved_at: datetime | None = None
    saved_by: str = ""
    missing: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    warnings: tuple[str, ...] = ()
    signature: Signature | None = None
    needs_cosignature: bool = False
    cosignature: Signature | None = None
    amendments: tuple[Addition, ...] = ()
    overrides: tuple[LeftStanding, ...] = ()
    rights: Rights = Rights()
    known: tuple[Known, ...] = ()
    parts: tuple[Part, ...] = ()
    late: Late | None = None
    comments: int = 0

    @property
    def texts(self) -> dict[str, str]:
        """The texts by the names of their fields."""
        return {field.name: field.text for field in self.fields}

    @property
    def was(self) -> str:
        """A fingerprint of the texts, by which a form that comes back says what it was shown."""
        return fingerprint(self.texts)

    @property
    def is_group(self) -> bool:
        return self.key == GROUP

    @property
    def is_signed(self) -> bool:
        return self.state is State.SIGNED

    @property
    def is_absent(self) -> bool:
        return self.presence is Presence.ABSENT

    @property
    def is_needed(self) -> bool:
        """Whether the session's notes are incomplete without this one."""
        return not self.is_absent

    @property
    def waits_for_cosignature(self) -> bool:
        return self.needs_cosignature and self.cosignature is None

    @property
    def written(self) -> tuple[Field, ...]:
        """The fields in which something stands; parts are told by name."""
        return tuple(field for field in self.fields if field.text and field.name != "part")

    @property
    def others(self) -> tuple[Part, ...]:
        """The parts that the reader has no field for."""
        names = self.texts
        return tuple(part for part in self.parts if not (part.is_own and "part" in names))

    @property
    def tone(self) -> str:
        """How the layer's seat is drawn."""
        if self.state is State.NAMED:
            return "concern"
        if self.is_absent and not self.is_signed:
            return "absent"
        return {State.SIGNED: "present", State.READY: "waiting", State.DRAFT: "waiting"}.get(
            self.state, "quiet"
        )

    @property
    def state_words(self) -> str:
        """How far the layer is, in a few words."""
        if self.state is State.SIGNED:
            return _("signed, to co-sign") if self.waits_for_cosignature else _("signed")
        if self.state is State.DRAFT and self.missing:
            return ngettext("%(count)d to go", "%(count)d to go", len(self.missing)) % {
                "count": len(self.missing)
            }
        return str(_STATES[self.state])


_STATES = {
    State.EMPTY: gettext_lazy("not begun"),
    State.DRAFT: gettext_lazy("draft"),
    State.NAMED: gettext_lazy("names somebody"),
    State.READY: gettext_lazy("ready to sign"),
    State.OPTIONAL: gettext_lazy("absent"),
}


@dataclass(frozen=True, slots=True)
class Leader:
    """Somebody who led the session."""

    name: str
    role_words: str
    licence: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the session itself says for every note: when, by whom, how many."""

    session_id: UUID
    group_id: UUID
    group_name: str
    number: int
    starts_at: datetime
    ends_at: datetime
    leaders: tuple[Leader, ...]
    headcount: int | None
    unmarked: tuple[str, ...] = ()
    is_ahead: bool = False
    is_over: bool = True
    is_cancelled: bool = False
    late_after: int = LATE_AFTER

    @property
    def overdue_at(self) -> datetime:
        """From when on a signature is a late entry."""
        return overdue_at(self.ends_at, self.late_after)

    @property
    def is_overdue(self) -> bool:
        return self.is_over and clock.now() > self.overdue_at


@dataclass(frozen=True, slots=True)
class Editor:
    """Everything on the screen: the facts, the group's layer, then a layer for each seat in its order."""

    facts: Facts
    group: Layer
    members: tuple[Layer, ...]
    may_write: bool
    layout: Format = PLAIN

    @property
    def layers(self) -> tuple[Layer, ...]:
        return (self.group, *self.members)

    def layer(self, key: str) -> Layer | None:
        """The layer with this key; None when nobody of that key sat in the session."""
        return next((layer for layer in self.layers if layer.key == key), None)

    @property
    def member_ids(self) -> tuple[UUID, ...]:
        """The members whose records are opened by showing this."""
        return tuple(layer.member_id for layer in self.members if layer.member_id)

    @property
    def needed(self) -> tuple[Layer, ...]:
        return tuple(layer for layer in self.layers if layer.is_needed)

    @property
    def signed_count(self) -> int:
        """How many of the needed notes are signed."""
        return sum(layer.is_signed for layer in self.needed)

    @property
    def ready(self) -> tuple[Layer, ...]:
        """What can be signed now."""
        return tuple(layer for layer in self.layers if layer.state is State.READY)

    @property
    def lacking(self) -> tuple[Layer, ...]:
        """What is needed and can not be signed yet."""
        return tuple(layer for layer in self.needed if layer.state not in (State.READY, State.SIGNED))

    @property
    def cosignable(self) -> tuple[Layer, ...]:
        """What the reader could co-sign now, and is asked to."""
        return tuple(layer for layer in self.layers if layer.rights.cosign and layer.waits_for_cosignature)


def fingerprint(texts: Mapping[str, str]) -> str:
    """A short digest of the texts of a layer, the same whatever the order of the fields."""
    joined = "\x1f".join(f"{name}\x1e{texts[name]}" for name in sorted(texts))
    return hashlib.blake2b(joined.encode(), digest_size=12).hexdigest()
