"""One thing at a time: what a member's home asks for first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ASKED_BEFORE = timedelta(hours=48)
"""From how long before a session the check-in is asked for; it can be filled in earlier all the same."""


class Step(StrEnum):
    """What home shows first."""

    MEET = "meet"
    SIGN = "sign"
    PREPARE = "prepare"
    CHECK_IN = "check_in"
    RATE = "rate"
    RECEIVE = "receive"
    LOOK = "look"
    GIVE = "give"
    CHOOSE = "choose"
    FOLLOW_UP = "follow_up"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What could be asked of a member now. `starts_at` and `ends_at` are those of their next session."""

    to_sign: bool = False
    to_prepare: bool = False
    to_rate: bool = False
    to_receive: bool = False
    to_look: bool = False
    to_give: bool = False
    to_choose: bool = False
    to_follow_up: bool = False
    checked_in: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def is_on(self, now: datetime) -> bool:
        """Whether the next session is going on."""
        return (
            self.starts_at is not None and self.ends_at is not None and self.starts_at <= now < self.ends_at
        )


def next_step(waiting: Waiting, now: datetime) -> Step:
    """The one thing: sign what the group agreed on, prepare for the first time, check in when the session is
    near, say how the last was, read what others gave or how they see one, give what one is asked for, choose
    words, or say how one has been since one left a group.

    While a session is going on nothing stands before it but the agreement, which is needed to take part.
    """
    if waiting.to_sign:
        return Step.SIGN
    if waiting.is_on(now):
        return Step.MEET
    if waiting.to_prepare:
        return Step.PREPARE
    near = waiting.starts_at is not None and waiting.starts_at - now <= ASKED_BEFORE
    if near and not waiting.checked_in:
        return Step.CHECK_IN
    if waiting.to_rate:
        return Step.RATE
    return next((step for waits, step in _afterwards(waiting) if waits), Step.NOTHING)


def _afterwards(waiting: Waiting) -> tuple[tuple[bool, Step], ...]:
    """What has no hour of its own, in its order."""
    return (
        (waiting.to_receive, Step.RECEIVE),
        (waiting.to_look, Step.LOOK),
        (waiting.to_give, Step.GIVE),
        (waiting.to_choose, Step.CHOOSE),
        (waiting.to_follow_up, Step.FOLLOW_UP),
    )
