"""Where the feedback of one member to another stands, from being asked for until it was received.

    asked → waiting → released → opened ⇄ put away
             ⇅ held    ⇅ declined

Whoever gives is never told whether it was opened, put away or declined: for them it is on its way from the
moment of its release. What they do learn is an answer, where the receiver sends one.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say


class Standing(StrEnum):
    """Where it stands."""

    ASKED = "asked"
    """Nothing has been written."""
    WAITING = "waiting"
    """A leader reads it first."""
    HELD = "held"
    """A leader read it and gave it back, with a word."""
    RELEASED = "released"
    """It waits until its receiver wants to read it."""
    OPENED = "opened"
    """Its receiver read it."""
    PUT_AWAY = "put_away"
    """Its receiver keeps it out of sight."""
    DECLINED = "declined"
    """Its receiver does not want to receive it."""


class Act(StrEnum):
    """What is done with it."""

    HAND_IN = "hand_in"
    SEND = "send"
    RELEASE = "release"
    HOLD = "hold"
    OPEN = "open"
    PUT_AWAY = "put_away"
    DECLINE = "decline"
    TAKE_OUT = "take_out"


WITH_THE_GIVER: Final = (Standing.ASKED, Standing.WAITING, Standing.HELD)
"""It has not gone on to its receiver."""

ON_ITS_WAY: Final = (Standing.RELEASED, Standing.OPENED, Standing.PUT_AWAY, Standing.DECLINED)
"""It has. The giver is told no more than this."""

IN_HAND: Final = (Standing.OPENED, Standing.PUT_AWAY)
"""Its receiver has read it."""

CHANGEABLE: Final = (*WITH_THE_GIVER, Standing.RELEASED)
"""The giver can still change it; what was released, only where no leader stood in between."""

NEXT: Final[Mapping[tuple[Standing, Act], Standing]] = {
    **{(now, Act.HAND_IN): Standing.WAITING for now in CHANGEABLE},
    **{(now, Act.SEND): Standing.RELEASED for now in CHANGEABLE},
    (Standing.WAITING, Act.RELEASE): Standing.RELEASED,
    (Standing.WAITING, Act.HOLD): Standing.HELD,
    (Standing.HELD, Act.RELEASE): Standing.RELEASED,
    (Standing.RELEASED, Act.OPEN): Standing.OPENED,
    (Standing.RELEASED, Act.DECLINE): Standing.DECLINED,
    (Standing.OPENED, Act.DECLINE): Standing.DECLINED,
    (Standing.OPENED, Act.PUT_AWAY): Standing.PUT_AWAY,
    (Standing.PUT_AWAY, Act.TAKE_OUT): Standing.OPENED,
    (Standing.DECLINED, Act.TAKE_OUT): Standing.RELEASED,
}
"""All that may happen."""

REFUSAL: Final = say("This is no longer where it was. Please look again.")


def after(standing: str, act: Act) -> Standing:
    """Where it stands after `act`. Raises Refused, with a sentence, where that cannot be done."""
    following = NEXT.get((Standing(standing), act))
    if following is None:
        raise Refused(REFUSAL)
    return following


def may_change(standing: str, *, read: bool, over: bool) -> bool:
    """Whether the giver may still write: until a leader let it go on (`read`) or it was received.

    Once the round is `over`, only what a leader gave back can be written anew.
    """
    now = Standing(standing)
    if now is Standing.HELD:
        return True
    return not over and now in CHANGEABLE and not (now is Standing.RELEASED and read)


FOR_THE_GIVER: Final[Mapping[Standing, Words]] = {
    Standing.ASKED: say("Not written yet"),
    Standing.WAITING: say("Your therapists read it first"),
    Standing.HELD: say("Your therapists gave it back to you, with a word"),
    **{now: say("On its way") for now in ON_ITS_WAY},
}
"""What its giver is told."""

FOR_LEADERS: Final[Mapping[Standing, Words]] = {
    Standing.ASKED: say("asked"),
    Standing.WAITING: say("waits for your reading"),
    Standing.HELD: say("given back, with a word"),
    Standing.RELEASED: say("released"),
    Standing.OPENED: say("opened"),
    Standing.PUT_AWAY: say("put away"),
    Standing.DECLINED: say("not wanted"),
}
"""What leaders are told."""
