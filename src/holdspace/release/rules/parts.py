"""What a package may hold, by what it is for, and what is withheld from it and why.

A part that no purpose names is in no package: the list says what may go, never what may not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from holdspace.kernel.words import Words, say


class Part(StrEnum):
    """A part of one member's own record."""

    PERSON = "person"
    ATTENDANCE = "attendance"
    NOTES = "notes"
    SCORES = "scores"
    ANSWERS = "answers"
    GOALS = "goals"
    SAFETY_PLAN = "safety_plan"
    AGREEMENTS = "agreements"
    CHECK_INS = "check_ins"
    PSYCHOTHERAPY = "psychotherapy"


PART_WORDS: Final[Mapping[Part, Words]] = {
    Part.PERSON: say("Who the person is"),
    Part.ATTENDANCE: say("Sessions attended"),
    Part.NOTES: say("Signed notes"),
    Part.SCORES: say("Scores of questionnaires"),
    Part.ANSWERS: say("Answers to questionnaires"),
    Part.GOALS: say("Goals"),
    Part.SAFETY_PLAN: say("Safety plan"),
    Part.AGREEMENTS: say("Agreements signed"),
    Part.CHECK_INS: say("What was brought to the sessions"),
    Part.PSYCHOTHERAPY: say("Psychotherapy notes"),
}

OF_THE_RECORD: Final = tuple(part for part in Part if part is not Part.PSYCHOTHERAPY)
"""What packages of the record are made of. Psychotherapy notes are no part of it: they go in a package of
their own, which holds nothing else (45 CFR 164.508(b)(3)(ii))."""


class Purpose(StrEnum):
    """What a package is for."""

    OWN = "own"
    CARE = "care"
    PAYMENT = "payment"
    LEGAL = "legal"
    OTHER = "other"


PURPOSE_WORDS: Final[Mapping[Purpose, Words]] = {
    Purpose.OWN: say("for the person themselves"),
    Purpose.CARE: say("for somebody who treats them"),
    Purpose.PAYMENT: say("for somebody who pays"),
    Purpose.LEGAL: say("for a court or a lawyer"),
    Purpose.OTHER: say("for something else"),
}

MAY_HOLD: Final[Mapping[Purpose, frozenset[Part]]] = {
    Purpose.OWN: frozenset(OF_THE_RECORD),
    Purpose.CARE: frozenset(
        {Part.PERSON, Part.ATTENDANCE, Part.NOTES, Part.SCORES, Part.GOALS, Part.SAFETY_PLAN}
    ),
    Purpose.PAYMENT: frozenset({Part.PERSON, Part.ATTENDANCE}),
    Purpose.LEGAL: frozenset(
        {Part.PERSON, Part.ATTENDANCE, Part.NOTES, Part.SCORES, Part.GOALS, Part.AGREEMENTS}
    ),
    Purpose.OTHER: frozenset({Part.PERSON, Part.ATTENDANCE}),
}
"""The parts that each purpose allows: what is asked for and needed, and no more (45 CFR 164.502(b))."""


class Why(StrEnum):
    """Why something of the record is not in the package."""

    DRAFT = "draft"
    PSYCHOTHERAPY = "psychotherapy"
    GROUP_NOTE = "group_note"
    SUPERVISION = "supervision"
    OTHERS = "others"
    NAMES_OTHERS = "names_others"
    PART2 = "part2"
    PURPOSE = "purpose"
    NOT_CHOSEN = "not_chosen"
    ELSEWHERE = "elsewhere"
    KEPT = "kept"
    LEFT_OUT = "left_out"
    OWN_PACKAGE = "own_package"


WHY_WORDS: Final[Mapping[Why, Words]] = {
    Why.DRAFT: say("Not signed yet: a draft is nobody's record."),
    Why.PSYCHOTHERAPY: say("Psychotherapy notes are kept apart and need an authorisation of their own."),
    Why.GROUP_NOTE: say("Notes about the whole group tell of others."),
    Why.SUPERVISION: say("What supervisors write to colleagues is no part of the record."),
    Why.OTHERS: say("What other members wrote, gave or answered is theirs."),
    Why.NAMES_OTHERS: say("Somebody else is named in it."),
    Why.PART2: say("Protected by 42 CFR Part 2, and there is no written consent for it."),
    Why.PURPOSE: say("Not needed for this purpose."),
    Why.NOT_CHOSEN: say("Not chosen for this package."),
    Why.ELSEWHERE: say("From a group that you do not lead: its leaders can release it."),
    Why.KEPT: say("What the person keeps to themselves. They find it on their own pages."),
    Why.LEFT_OUT: say("Left out by whoever prepared the package."),
    Why.OWN_PACKAGE: say("The record itself never goes together with psychotherapy notes."),
}

ALWAYS: Final = (Why.PSYCHOTHERAPY, Why.GROUP_NOTE, Why.SUPERVISION, Why.OTHERS)
"""What no package ever holds, whether or not there is any: said without looking, for looking would tell."""


def chosen(purpose: Purpose, ticked: Iterable[str]) -> frozenset[Part]:
    """The parts that were ticked and that this purpose allows; anything else is dropped."""
    known = {part.value for part in Part}
    return MAY_HOLD[purpose] & {Part(each) for each in ticked if each in known}
