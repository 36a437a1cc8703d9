"""A plan for a time in which it gets harder again: signs, what helps, whom to call.

It is a smaller sister of the safety plan, in three of its parts, so that numbers are dialled and lines are
read as there (`safety.rules.safety_plan`). The words are our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdspace.kernel.words import Words, say
from holdspace.safety.rules.safety_plan import Contents, PlanStep

SIGNS: Final = PlanStep.SIGNS
HELPS: Final = PlanStep.ALONE
CALLS: Final = PlanStep.PEOPLE

PARTS: Final = (SIGNS, HELPS, CALLS)
"""In the order in which somebody needs them."""

TITLES: Final[Mapping[PlanStep, Words]] = {
    SIGNS: say("Small signs that it gets harder"),
    HELPS: say("What helps me then"),
    CALLS: say("Whom I call"),
}
HELP: Final[Mapping[PlanStep, Words]] = {
    SIGNS: say("The smallest and earliest first: what you or others would notice. One on each line."),
    HELPS: say("What you learnt here, and what helped before. One on each line."),
    CALLS: say("Who may know, and picks up."),
}


def first_sign(contents: Contents) -> str:
    """The first small sign that somebody wrote down; empty where none stands there."""
    return next(iter(contents.lines.get(SIGNS, ())), "")
