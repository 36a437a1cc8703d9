"""The steps before somebody's first session, in their order, and which of them comes next.

Nothing of this is a condition but the agreement, which `agreements` asks for; the rest is there to help.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from holdspace.kernel.words import Words, say


class Step(StrEnum):
    """One step before the first session."""

    MEETING = "meeting"
    GROUP_IS = "group_is"
    HOPES = "hopes"
    AGREEMENT = "agreement"
    JOINING = "joining"
    DEVICE = "device"


ORDER: Final = tuple(Step)
"""The steps as somebody takes them."""

NOT_THEIRS: Final = frozenset({Step.MEETING})
"""What the practice notes, and the member has nothing to press for."""

BY_SCREEN: Final = frozenset({Step.DEVICE})
"""What only a group asks for that meets online, or may."""

WORDS: Final = {
    Step.MEETING: say("A meeting, just the two of you"),
    Step.GROUP_IS: say("What a group is, and what it is not"),
    Step.HOPES: say("Hopes and fears"),
    Step.AGREEMENT: say("The agreement"),
    Step.JOINING: say("When and where"),
    Step.DEVICE: say("Camera and microphone"),
}

LATE_WITHIN: Final = timedelta(days=3)
"""So near to the first session, what is still open is late."""


def said(step: Step) -> Words:
    """A step in words."""
    return WORDS[step]


@dataclass(frozen=True, slots=True)
class Path:
    """The steps of one person into one group, and which are done."""

    steps: tuple[Step, ...]
    done: frozenset[Step]

    @property
    def open(self) -> tuple[Step, ...]:
        """What is left."""
        return tuple(step for step in self.steps if step not in self.done)

    @property
    def next(self) -> Step | None:
        """The one thing that the member could do now."""
        return next((step for step in self.open if step not in NOT_THEIRS), None)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left, on either side."""
        return not self.open


def path(done: Iterable[Step], *, by_screen: bool, has_agreement: bool) -> Path:
    """The steps that apply: a device only where a group meets by screen, an agreement where there is one."""
    without = frozenset() if by_screen else BY_SCREEN
    if not has_agreement:
        without |= {Step.AGREEMENT}
    steps = tuple(step for step in ORDER if step not in without)
    return Path(steps, frozenset(done) & frozenset(steps))


def is_late(way: Path, first: datetime | None, now: datetime) -> bool:
    """Whether something is open so near to the first session; never without a date."""
    return first is not None and not way.is_done and first - now <= LATE_WITHIN
