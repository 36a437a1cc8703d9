"""The way through the waiting list: its stages, what may follow which, and how old a wait is.

    to_screen ──► ready ──► (joined)
        │  ▲        │
        ▼  │        ▼
      not_now ◄─────┘        … and from everywhere an ending

A clinician's decision moves somebody on; no score does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say


class Stage(StrEnum):
    """Where somebody stands while they wait."""

    TO_SCREEN = "to_screen"
    READY = "ready"
    NOT_NOW = "not_now"


class Decision(StrEnum):
    """What a clinician decides after a screening."""

    IN_FAVOUR = "in_favour"
    NOT_NOW = "not_now"
    AGAINST = "against"


DECISION_WORDS: Final[Mapping[Decision, Words]] = {
    Decision.IN_FAVOUR: say("in favour: they wait for a group that fits"),
    Decision.NOT_NOW: say("not now: somebody looks again on a day"),
    Decision.AGAINST: say("against: another place fits better, and the wait ends"),
}


class Ending(StrEnum):
    """How a wait ends."""

    JOINED = "joined"
    REFERRED_ON = "referred_on"
    WITHDREW = "withdrew"
    UNREACHABLE = "unreachable"


MAY_FOLLOW: Final[Mapping[Stage, frozenset[Stage]]] = {
    Stage.TO_SCREEN: frozenset({Stage.READY, Stage.NOT_NOW}),
    Stage.READY: frozenset({Stage.NOT_NOW, Stage.TO_SCREEN}),
    Stage.NOT_NOW: frozenset({Stage.TO_SCREEN, Stage.READY}),
}

AFTER: Final[Mapping[Decision, Stage | Ending]] = {
    Decision.IN_FAVOUR: Stage.READY,
    Decision.NOT_NOW: Stage.NOT_NOW,
    Decision.AGAINST: Ending.REFERRED_ON,
}

MOST_URGENT: Final = 3
"""The highest priority; 0 is the ordinary one (as in `forming.rules.people`)."""


def check_may_follow(before: Stage, after: Stage) -> None:
    """Refused where no way leads from one stage to the other; staying where one is, is none."""
    if after is not before and after not in MAY_FOLLOW[before]:
        raise Refused(say("This person cannot be moved there from where they stand."))


def check_look_again(decision: Decision, again: date | None, *, today: date) -> None:
    """“Not now” needs a day after today on which somebody looks again: nobody is forgotten on a list."""
    if decision is not Decision.NOT_NOW:
        return
    if again is None or again <= today:
        sentence = say("Say on which day somebody looks again; it lies after today.")
        raise Refused(sentence, fields={"look_again_on": sentence})


def weeks_waited(since: datetime, now: datetime) -> int:
    """Whole weeks from one moment to another, never below 0."""
    return max(0, (now - since).days // 7)
