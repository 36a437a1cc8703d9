"""The questions of a round that are offered to leaders, and the three steps of writing; in our own words.

The order of the steps, from what was seen to what it did in oneself, is an old one of learning in groups; the
sentences are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdspace.kernel.words import Words, say

PROMPTS: Final[Mapping[str, Words]] = {
    "one-moment": say("Think of one moment with this person in the last sessions. What has stayed with you?"),
    "nearer": say("When did you feel nearer to this person, and what were they doing just then?"),
    "more-of": say("What would you like to see more of from this person when we sit together?"),
    "helped": say("What has this person done that helped you, perhaps without knowing it?"),
    "unsaid": say("Is there something between you and this person that you have not said yet?"),
    "first-and-now": say("How did you see this person in the beginning, and how do you see them now?"),
}
"""By code, in the order in which they are offered."""

STEPS: Final[Mapping[str, tuple[Words, Words]]] = {
    "saw": (
        say("What did you see or hear?"),
        say("One moment, as a camera would have caught it. What did they say or do?"),
    ),
    "stirred": (
        say("What did it do in you?"),
        say("A feeling, something in the body, a thought, a memory. It is yours, and need not be fair."),
    ),
    "wish": (
        say("What do you wish, or want to thank for?"),
        say("Something they may take or leave."),
    ),
}
"""The parts of what is given: the question of each step, and what helps to answer it."""

COMPANION: Final = say("What do I recognise? What surprises me?")
"""What stands beside what is received."""
