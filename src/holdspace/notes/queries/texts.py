"""Which texts a note has, what each asks, and the phrases that are offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from holdspace.notes.models import GroupNote, MemberNote
from holdspace.notes.queries.screen import Editor, Field, Kind, Known, Layer
from holdspace.notes.rules.formats import PLAIN, Format, laid_out
from holdspace.notes.rules.tags import FACTORS, STAGES, Factor, Stage
from holdspace.sessions.models import Attendance

GROUP_TEXTS: Final = ("theme", "intervention", "narrative", "part", "stage", "factors")
MEMBER_TEXTS: Final = ("participation", "response", "risk", "goal", "plan")
ABSENT_TEXTS: Final = ("participation", "risk", "plan")

LABELS: Final[Mapping[str, str | Promise]] = {
    "theme": gettext_lazy("Theme"),
    "intervention": gettext_lazy("What we did"),
    "narrative": gettext_lazy("What happened"),
    "part": gettext_lazy("My part"),
    "stage": gettext_lazy("Where the group stands"),
    "factors": gettext_lazy("What helped"),
    "participation": gettext_lazy("Participation"),
    "response": gettext_lazy("Response"),
    "risk": gettext_lazy("Risk"),
    "goal": gettext_lazy("Link to goal"),
    "plan": gettext_lazy("Plan"),
}

HINTS: Final[Mapping[str, str | Promise]] = {
    "theme": gettext_lazy("What the session was about, in a line."),
    "intervention": gettext_lazy("Your interventions, as every note will tell them."),
    "narrative": gettext_lazy("How it went, without a name. It stays in the group's note."),
    "part": gettext_lazy("What you yourself did. It stands under your name and licence."),
}

RISK_PHRASES: Final = (
    gettext_lazy("No concern expressed."),
    gettext_lazy("Asked about safety: no thoughts of suicide or self-harm."),
    gettext_lazy("Passing thoughts, no plan, no intent; safety plan reviewed."),
    gettext_lazy("Concern raised and followed up separately."),
)


TAGS: Final[Mapping[str, tuple[Kind, Mapping[Stage, str] | Mapping[Factor, str]]]] = {
    "stage": (Kind.CHOICE, STAGES),
    "factors": (Kind.TICKS, FACTORS),
}
"""The texts that are chosen: how, and from which codes."""


def group_fields(note: GroupNote | None, leader_id: UUID | None = None) -> tuple[Field, ...]:
    """The group's texts; with the part of one leader while it is being written."""
    names = [name for name in GROUP_TEXTS if name != "part" or leader_id]
    return tuple(_group_field(note, name, leader_id) for name in names)


def _group_field(note: GroupNote | None, name: str, leader_id: UUID | None) -> Field:
    kind, codes = TAGS[name] if name in TAGS else (Kind.TEXT, dict[Stage, str]())
    choices = tuple((str(code), _(words)) for code, words in codes.items())
    hint = str(HINTS.get(name, ""))
    return Field(
        name, str(LABELS[name]), text_of(note, name, leader_id), hint=hint, kind=kind, choices=choices
    )


def member_fields(
    note: MemberNote | None,
    last: MemberNote | None,
    layout: Format = PLAIN,
    known: Sequence[Known] = (),
) -> tuple[Field, ...]:
    """The texts of somebody who was there, in the order of a format; goal and plan with what stood there last
    time. While nothing is written, what is known stands where it belongs."""
    fields, before = [], ""
    for name in layout.own_order:
        heading = layout.heading_of(name)
        told = tuple(each.words for each in known if each.fills == name)
        fields.append(
            Field(
                name,
                str(LABELS[name]),
                text_of(note, name) if note else "\n".join(told),
                last=text_of(last, name) if name in ("goal", "plan") else "",
                again=name == "goal",
                phrases=tuple(map(str, RISK_PHRASES)) if name == "risk" else told,
                section=heading_words(heading) if heading != before else "",
            )
        )
        before = heading
    return tuple(fields)


def heading_words(heading: str) -> str:
    """A heading of a format in the reader's language; a practice's own stay as they were written."""
    return _(heading) if heading else ""


def told(editor: Editor, layer: Layer, layout: Format) -> tuple[tuple[str, tuple[Field, ...]], ...]:
    """One note as it is read alone: (heading, texts) in a format. The group's own is told as it was
    written."""
    if layer.is_group or layer.is_absent:
        return (("", layer.written),)
    fields = {field.name: field for field in (*editor.group.fields, *layer.fields)}
    texts = {name: field.text for name, field in fields.items()}
    sections = laid_out(layout, texts)
    return tuple(
        (heading_words(heading), tuple(fields[name] for name in names)) for heading, names in sections
    )


def absent_fields(note: MemberNote | None, attendance: Attendance) -> tuple[Field, ...]:
    """The texts of somebody who was absent. The first says so already; a note is not needed."""
    named = MEMBER_TEXTS if note and (note.response or note.goal) else ABSENT_TEXTS
    fields = [Field(name, str(LABELS[name]), text_of(note, name)) for name in named]
    text = fields[0].text if note else absence_words(attendance)
    fields[0] = Field("participation", _("Absence"), text)
    return tuple(fields)


def absence_words(attendance: Attendance) -> str:
    """ "Absent (told us before).": what attendance says, as a line of a note."""
    if not attendance.reason:
        return _("Absent.")
    return _("Absent (%(reason)s).") % {"reason": attendance.get_reason_display()}


def text_of(note: GroupNote | MemberNote | None, name: str, leader_id: UUID | None = None) -> str:
    """What stands in one text of a note, "" for nothing; of the parts, that of one leader."""
    if note is None:
        return ""
    if name == "part":
        return note.part_of(leader_id) if isinstance(note, GroupNote) else ""
    return getattr(note, name) or ""
