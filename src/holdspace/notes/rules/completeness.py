"""What a note of group psychotherapy still lacks, and whether two notes are one note copied.

The elements are those that payers ask of a note for CPT 90853 (science.md, C: individualised note; NGS L33632
asks for the number of participants, at most twelve): date, start and stop, leader with licence, headcount,
theme, intervention; and of each member participation, response, risk, the link to a goal, and the plan.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from rapidfuzz import fuzz, process

from holdspace.kernel.words import gettext_noop as _
from holdspace.notes.rules.folding import fold

MOST_MEMBERS = 12
"""Above this number of members in the room 90853 is questioned (NGS L33632)."""

CLONED_FROM = 0.85
"""Two members' notes this similar are asked about. Own threshold: honest notes on one session that share a
template's phrases stay below .7 in tests/rules/test_notes_completeness.py, copies with a few words changed
stay above .9."""

COPIED_FROM = 0.7
"""The share of the shorter note that stands in the other, sentence by sentence, from which it is asked about.

Measured on the corpus of tests/rules/test_notes_likeness.py: twelve honest notes of one session, which share
a template's phrases, and seven ways to copy a note (see there for both counts)."""

SAME_SENTENCE = 90
"""From 0 to 100: two sentences this similar are one sentence with a word or two changed."""

SHORTEST_CLONE = 60
"""Characters; "Present and attentive throughout." may be true of two people."""


class Element(StrEnum):
    """What a note needs. The values are stable keys."""

    DATE = "date"
    START = "start"
    STOP = "stop"
    LEADER = "leader"
    LICENCE = "licence"
    HEADCOUNT = "headcount"
    THEME = "theme"
    INTERVENTION = "intervention"
    PARTICIPATION = "participation"
    RESPONSE = "response"
    RISK = "risk"
    GOAL = "goal"
    PLAN = "plan"


ELEMENTS: Mapping[Element, str] = {
    Element.DATE: _("the date of the session"),
    Element.START: _("when the session began"),
    Element.STOP: _("when the session ended"),
    Element.LEADER: _("who led the session"),
    Element.LICENCE: _("the leader's licence"),
    Element.HEADCOUNT: _("how many members were there"),
    Element.THEME: _("what the session was about"),
    Element.INTERVENTION: _("what you did"),
    Element.PARTICIPATION: _("how this member took part"),
    Element.RESPONSE: _("how this member responded"),
    Element.RISK: _("what you saw of risk"),
    Element.GOAL: _("which goal this served"),
    Element.PLAN: _("what comes next"),
}
"""What is missing in words, to be translated where it is shown."""


class Doubt(StrEnum):
    """What does not stop a note from being signed, and should be looked at first."""

    TOO_MANY = "too-many"
    STOP_NOT_AFTER_START = "stop-not-after-start"


DOUBTS: Mapping[Doubt, str] = {
    Doubt.TOO_MANY: _("More than twelve members were there: some payers do not accept this as a group."),
    Doubt.STOP_NOT_AFTER_START: _("The session ends before it begins."),
}


@dataclass(frozen=True, slots=True)
class GroupPart:
    """What a note says of the whole session; times are local. None or blank means not written yet."""

    date: date | None = None
    start: time | None = None
    stop: time | None = None
    leader: str = ""
    licence: str = ""
    headcount: int | None = None
    theme: str = ""
    intervention: str = ""


@dataclass(frozen=True, slots=True)
class MemberPart:
    """What a note says of one member. Blank means not written yet."""

    participation: str = ""
    response: str = ""
    risk: str = ""
    goal: str = ""
    plan: str = ""


def missing_elements(group: GroupPart, member: MemberPart | None = None) -> list[Element]:
    """What is still missing, in the order of the form; without `member`, of the group's part alone."""
    written: dict[Element, object] = {
        Element.DATE: group.date,
        Element.START: group.start is not None,
        Element.STOP: group.stop is not None,
        Element.LEADER: group.leader.strip(),
        Element.LICENCE: group.licence.strip(),
        Element.HEADCOUNT: (group.headcount or 0) > 0,
        Element.THEME: group.theme.strip(),
        Element.INTERVENTION: group.intervention.strip(),
    }
    if member is not None:
        written |= {
            Element.PARTICIPATION: member.participation.strip(),
            Element.RESPONSE: member.response.strip(),
            Element.RISK: member.risk.strip(),
            Element.GOAL: member.goal.strip(),
            Element.PLAN: member.plan.strip(),
        }
    return [element for element, value in written.items() if not value]


def doubts(group: GroupPart) -> list[Doubt]:
    """What to look at before signing; none of it stops a signature, since a session may run past midnight."""
    found = []
    if group.headcount is not None and group.headcount > MOST_MEMBERS:
        found.append(Doubt.TOO_MANY)
    if group.start is not None and group.stop is not None and group.stop <= group.start:
        found.append(Doubt.STOP_NOT_AFTER_START)
    return found


def similarity(one: str, other: str) -> float:
    """How alike two notes are, from 0 to 1: the share of characters that stay when one becomes the other.

    Case, accents and white space do not count. Two empty notes are not alike (0).
    """
    first, second = _plain(one), _plain(other)
    return fuzz.ratio(first, second) / 100 if first and second else 0.0


def copied_share(one: str, other: str) -> float:
    """The share, from 0 to 1, of the shorter note's letters in sentences that also stand in the other,
    whatever their order and what was added between them; a word or two may differ."""
    first, second = sorted((_sentences(one), _sentences(other)), key=lambda each: sum(map(len, each)))
    if not first:
        return 0.0
    copied = [
        s for s in first if process.extractOne(s, second, scorer=fuzz.ratio, score_cutoff=SAME_SENTENCE)
    ]
    return sum(map(len, copied)) / sum(map(len, first))


def is_cloned(one: str, other: str) -> bool:
    """Whether two notes look like one that was copied: as a whole, or sentence by sentence."""
    if min(len(_plain(one)), len(_plain(other))) < SHORTEST_CLONE:
        return False
    return similarity(one, other) >= CLONED_FROM or copied_share(one, other) >= COPIED_FROM


def _sentences(note: str) -> list[str]:
    return [plain for part in re.split(r"[.!?;\n]+", note) if (plain := _plain(part))]


def _plain(note: str) -> str:
    return " ".join(fold(note).split())
