"""What a member may do in the room themselves; everything else is the leaders'."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from holdspace.kernel.refusals import Missing, Refused
from holdspace.kernel.words import say
from holdspace.live.rules.room_events import (
    ComeBack,
    EndAside,
    Event,
    Knock,
    Leave,
    LowerHand,
    PassPiece,
    RaiseHand,
    StepAway,
    Unmute,
    VoiceOff,
    VoiceOn,
)
from holdspace.live.rules.room_state import SessionState

OWN: Final = (Knock, Leave, StepAway, ComeBack, RaiseHand, LowerHand, Unmute, VoiceOff, VoiceOn)


def check_own(state: SessionState, event: Event, person: UUID) -> None:
    """Refuse what is not this member's to do: others' seats, others' turn, and all that leaders do."""
    if isinstance(event, OWN):
        if event.member != person:
            raise Missing(say("There is no such session."))
    elif isinstance(event, PassPiece):
        if state.round is None or state.round.holder != person:
            raise Refused(say("The piece is not with you."))
    elif isinstance(event, EndAside):
        if state.aside is None or state.aside.member != person:
            raise Refused(say("You are with the group."))
    else:
        raise Missing(say("There is no such session."))
