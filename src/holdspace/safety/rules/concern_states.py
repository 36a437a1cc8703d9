"""The life of a concern: open → taken on by a clinician → closed with a sentence; opened again by new words.

A concern is closed only after somebody took it on, so that no signal of danger ends unread; and only with a
sentence that says what was done.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say

SHORTEST_OUTCOME: Final = 10
"""The fewest characters that can say what was done (issue 2, safety)."""


class State(StrEnum):
    """Where a concern stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class Act(StrEnum):
    """What happens to a concern: a new signal arrives, a clinician takes it on, a clinician closes it."""

    SIGNAL = "signal"
    ACKNOWLEDGE = "acknowledge"
    CLOSE = "close"


NEXT: Final[Mapping[tuple[State, Act], State]] = {
    (State.OPEN, Act.SIGNAL): State.OPEN,
    (State.ACKNOWLEDGED, Act.SIGNAL): State.ACKNOWLEDGED,
    (State.CLOSED, Act.SIGNAL): State.OPEN,
    (State.OPEN, Act.ACKNOWLEDGE): State.ACKNOWLEDGED,
    (State.ACKNOWLEDGED, Act.CLOSE): State.CLOSED,
}
"""All that may happen."""

REFUSALS: Final[Mapping[tuple[State, Act], Words]] = {
    (State.OPEN, Act.CLOSE): say("Take this on first. Then say what was done."),
    (State.ACKNOWLEDGED, Act.ACKNOWLEDGE): say("Somebody has already taken this on."),
    (State.CLOSED, Act.ACKNOWLEDGE): say("This is closed already."),
    (State.CLOSED, Act.CLOSE): say("This is closed already."),
}
"""Why everything else may not."""

TOO_SHORT: Final = say(
    "Say in a sentence what was done (at least %(count)s characters).", count=SHORTEST_OUTCOME
)


def state_of(*, acknowledged_at: datetime | None, closed_at: datetime | None) -> State:
    """The state that these moments tell."""
    if closed_at is not None:
        return State.CLOSED
    return State.OPEN if acknowledged_at is None else State.ACKNOWLEDGED


def after(state: State, act: Act) -> State:
    """The state after `act`. Raises Refused, with a sentence, where it cannot be done."""
    following = NEXT.get((state, act))
    if following is None:
        raise Refused(REFUSALS[state, act])
    return following


def outcome_of(text: str) -> str:
    """What was done, trimmed. Raises Refused when it is too short to be a sentence."""
    sentence = " ".join(text.split())
    if len(sentence) < SHORTEST_OUTCOME:
        raise Refused(TOO_SHORT, fields={"outcome": TOO_SHORT})
    return sentence
