"""Which texts a note has, what each asks, and the phrases that are offered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from holdspace.notes.models import GroupNote, MemberNote
from holdspace.notes.queries.screen import Field
from holdspace.sessions.models import Attendance

GROUP_TEXTS: Final = ("theme", "intervention", "narrative")
MEMBER_TEXTS: Final = ("participation", "response", "risk", "goal", "plan")
ABSENT_TEXTS: Final = ("participation", "risk", "plan")

LABELS: Final[Mapping[str, str | Promise]] = {
    "theme": gettext_lazy("Theme"),
    "intervention": gettext_lazy("What we did"),
    "narrative": gettext_lazy("What happened"),
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
}

RISK_PHRASES: Final = (
    gettext_lazy("No concern expressed."),
    gettext_lazy("Asked about safety: no thoughts of suicide or self-harm."),
    gettext_lazy("Passing thoughts, no plan, no intent; safety plan reviewed."),
    gettext_lazy("Concern raised and followed up separately."),
)


def group_fields(note: GroupNote | None) -> tuple[Field, ...]:
    """The group's texts."""
    return tuple(
        Field(name, str(LABELS[name]), _text(note, name), hint=str(HINTS[name])) for name in GROUP_TEXTS
    )


def member_fields(note: MemberNote | None, last: MemberNote | None) -> tuple[Field, ...]:
    """The texts of somebody who was there; goal and plan with what stood there last time."""
    return tuple(
        Field(
            name,
            str(LABELS[name]),
            _text(note, name),
            last=_text(last, name) if name in ("goal", "plan") else "",
            again=name == "goal",
            phrases=tuple(map(str, RISK_PHRASES)) if name == "risk" else (),
        )
        for name in MEMBER_TEXTS
    )


def absent_fields(note: MemberNote | None, attendance: Attendance) -> tuple[Field, ...]:
    """The texts of somebody who was absent. The first says so already; a note is not needed."""
    named = MEMBER_TEXTS if note and (note.response or note.goal) else ABSENT_TEXTS
    fields = [Field(name, str(LABELS[name]), _text(note, name)) for name in named]
    text = fields[0].text if note else absence_words(attendance)
    fields[0] = Field("participation", _("Absence"), text)
    return tuple(fields)


def absence_words(attendance: Attendance) -> str:
    """ "Absent (told us before).": what attendance says, as a line of a note."""
    if not attendance.reason:
        return _("Absent.")
    return _("Absent (%(reason)s).") % {"reason": attendance.get_reason_display()}


def _text(note: GroupNote | MemberNote | None, name: str) -> str:
    return (getattr(note, name) or "") if note else ""
