"""How a member's note is laid out: the same texts under the headings of one format or another.

A format puts each text of a note under exactly one of its sections. Nothing is written for a format: what is
written once reads in each of them, and a practice that changes its format changes no note.

DAP (data, assessment, plan), SOAP (subjective, objective, assessment, plan; Weed 1968), BIRP (behaviour,
intervention, response, plan), GIRP (goal, intervention, response, plan) are the usual ones; which text
belongs where is our reading of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from holdspace.kernel.words import gettext_noop as _

TOLD = ("theme", "intervention", "participation", "response", "risk", "goal", "plan")
"""The texts of a member's note as it is read: two of them are the group's, the rest this member's own."""

OWN = ("participation", "response", "risk", "goal", "plan")
"""The texts that are written for each member."""

MOST_SECTIONS = 8
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the names of the texts under it. "" is no heading."""

    name: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to lay out a note. `code` is one of `BUILT_IN`, or the id of a practice's own."""

    code: str
    name: str
    sections: tuple[Section, ...]

    @property
    def own_order(self) -> tuple[str, ...]:
        """A member's own texts in the order of this format."""
        return tuple(text for section in self.sections for text in section.texts if text in OWN)

    def heading_of(self, text: str) -> str:
        """The heading under which a text stands."""
        return next((section.name for section in self.sections if text in section.texts), "")


def _format(code: str, name: str, **sections: str) -> Format:
    return Format(
        code, name, tuple(Section(_HEADINGS[key], tuple(texts.split())) for key, texts in sections.items())
    )


_HEADINGS = {
    "data": _("Data"),
    "subjective": _("Subjective"),
    "objective": _("Objective"),
    "assessment": _("Assessment"),
    "behaviour": _("Behaviour"),
    "goal": _("Goal"),
    "intervention": _("Intervention"),
    "response": _("Response"),
    "plan": _("Plan"),
}

PLAIN = Format("plain", _("Plain"), (Section("", TOLD),))

BUILT_IN: Mapping[str, Format] = {
    each.code: each
    for each in (
        PLAIN,
        _format(
            "dap",
            "DAP",
            data="theme intervention participation",
            assessment="response risk goal",
            plan="plan",
        ),
        _format(
            "soap",
            "SOAP",
            subjective="response",
            objective="theme participation intervention",
            assessment="risk goal",
            plan="plan",
        ),
        _format(
            "birp",
            "BIRP",
            behaviour="theme participation",
            intervention="intervention",
            response="response risk",
            plan="goal plan",
        ),
        _format(
            "girp",
            "GIRP",
            goal="goal",
            intervention="theme intervention",
            response="participation response risk",
            plan="plan",
        ),
    )
}
"""The formats that are always there, by code."""


class Unfit(Exception):  # noqa: N818
    """A format that a practice made cannot be used; `problem` says why and `texts` which texts it is
    about."""

    def __init__(self, problem: str, texts: Sequence[str] = ()) -> None:
        super().__init__(problem)
        self.problem, self.texts = problem, tuple(texts)


NAMELESS = _("Give every section a name of at most 40 characters.")
TWICE_NAMED = _("Two sections have the same name.")
TOO_MANY = _("A format has at least one section and at most eight.")
LEFT_OUT = _("Every text needs its place. Left out:")
TWICE = _("A text stands in one section only. Twice:")


def check_sections(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections that hold a text, if they make a format: each text stands in exactly one. Raises Unfit."""
    kept = tuple(Section(s.name.strip(), s.texts) for s in sections if s.texts)
    if not 1 <= len(kept) <= MOST_SECTIONS:
        raise Unfit(TOO_MANY)
    if any(not 1 <= len(section.name) <= LONGEST_NAME for section in kept):
        raise Unfit(NAMELESS)
    if len({section.name.casefold() for section in kept}) < len(kept):
        raise Unfit(TWICE_NAMED)
    counted = Counter(text for section in kept for text in section.texts)
    if left := [text for text in TOLD if not counted[text]]:
        raise Unfit(LEFT_OUT, left)
    if twice := [text for text, times in counted.items() if times > 1]:
        raise Unfit(TWICE, twice)
    return kept


def read_sections(stored: object) -> tuple[Section, ...]:
    """Sections as they are stored: a list of {"name": …, "texts": […]}. Raises Unfit for anything else."""
    rows = stored if isinstance(stored, list) else []
    try:
        found = [Section(str(row["name"]), tuple(map(str, row["texts"]))) for row in rows]
    except (KeyError, TypeError):
        raise Unfit(TOO_MANY) from None
    return check_sections([Section(s.name, tuple(t for t in s.texts if t in TOLD)) for s in found])


def stored_sections(sections: Iterable[Section]) -> list[dict[str, object]]:
    """Sections as plain JSON values, for `read_sections`."""
    return [{"name": section.name, "texts": list(section.texts)} for section in sections]


def laid_out(layout: Format, texts: Mapping[str, str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(heading, names of the texts under it that hold something), without sections that hold nothing."""
    found = ((s.name, tuple(name for name in s.texts if texts.get(name))) for s in layout.sections)
    return tuple((heading, names) for heading, names in found if names)
