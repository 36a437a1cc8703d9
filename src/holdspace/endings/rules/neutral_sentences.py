"""What a circle may be told when somebody does not come back: never why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from holdspace.kernel.words import Words, say

SENTENCES: Final[Mapping[str, Callable[[str], Words]]] = {
    "no_longer_part": lambda name: say("%(name)s is no longer part of this circle.", name=name),
    "does_not_come_back": lambda name: say("%(name)s does not come back to this circle.", name=name),
    "time_has_ended": lambda name: say("The time of %(name)s in this circle has ended.", name=name),
}


def sentence(code: str, name: str) -> Words:
    """One of the neutral sentences, about somebody by the name that the circle knows."""
    return SENTENCES[code](name)
