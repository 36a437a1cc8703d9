"""Where something that somebody wrote stands: with its writer alone, on its way, in the circle, or out of it.

What was written may always be taken back by its writer, whatever stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say


class Standing(StrEnum):
    """Where it stands."""

    PRIVATE = "private"
    """With its writer alone."""
    HELD = "held"
    """Waits for a leader to read it."""
    COMING = "coming"
    """Without a name: appears with the next release, so that nobody can tell when it was written."""
    SHOWN = "shown"
    """In the circle."""
    RETURNED = "returned"
    """A leader gave it back, with a word."""
    HIDDEN = "hidden"
    """A leader took it out of the circle."""
    WITHDRAWN = "withdrawn"
    """Its writer took it back."""


class Act(StrEnum):
    """What is done with it. Three ways lead into the circle: `SHARE` at once, or held, or without a name."""

    SHARE = "share"
    SHARE_UNNAMED = "share_unnamed"
    HOLD = "hold"
    ACCEPT = "accept"
    ACCEPT_UNNAMED = "accept_unnamed"
    RELEASE = "release"
    RETURN = "return"
    HIDE = "hide"
    SHOW_AGAIN = "show_again"
    WITHDRAW = "withdraw"


WITH_THE_WRITER: Final = (Standing.PRIVATE, Standing.RETURNED, Standing.WITHDRAWN)
"""Nobody else reads it; it can be changed, shared again, thrown away."""

OUT: Final = (Standing.HELD, Standing.COMING, Standing.SHOWN, Standing.HIDDEN)
"""It has left its writer's hand."""

NEXT: Final[Mapping[tuple[Standing, Act], Standing]] = {
    **{(own, Act.SHARE): Standing.SHOWN for own in WITH_THE_WRITER},
    **{(own, Act.SHARE_UNNAMED): Standing.COMING for own in WITH_THE_WRITER},
    **{(own, Act.HOLD): Standing.HELD for own in WITH_THE_WRITER},
    **{(out, Act.WITHDRAW): Standing.WITHDRAWN for out in OUT},
    (Standing.HELD, Act.ACCEPT): Standing.SHOWN,
    (Standing.HELD, Act.ACCEPT_UNNAMED): Standing.COMING,
    (Standing.HELD, Act.RETURN): Standing.RETURNED,
    (Standing.COMING, Act.RELEASE): Standing.SHOWN,
    (Standing.COMING, Act.HIDE): Standing.HIDDEN,
    (Standing.SHOWN, Act.HIDE): Standing.HIDDEN,
    (Standing.HIDDEN, Act.SHOW_AGAIN): Standing.SHOWN,
}
"""All that may happen."""

REFUSAL: Final = say("This is no longer where it was. Please look again.")


def after(standing: str, act: Act) -> Standing:
    """Where it stands after `act`. Raises Refused, with a sentence, where that cannot be done."""
    following = NEXT.get((Standing(standing), act))
    if following is None:
        raise Refused(REFUSAL)
    return following


DANGER, BY_GROUP, BY_PERSON = "danger", "group", "person"
"""Why leaders read something before the circle does: words of danger, the whole space, this writer."""

WORDS: Final[Mapping[Standing, Words]] = {
    Standing.PRIVATE: say("Only you read this."),
    Standing.HELD: say("Your therapists read it first, then it goes to the circle."),
    Standing.COMING: say("It appears in the circle with the next morning, without your name."),
    Standing.SHOWN: say("Your circle reads this."),
    Standing.RETURNED: say("Your therapists gave it back to you. Only you read it now."),
    Standing.HIDDEN: say("Your therapists took it out of the circle. You can speak with them about it."),
    Standing.WITHDRAWN: say("You took it back. Only you read it now."),
}
"""What its writer is told."""
