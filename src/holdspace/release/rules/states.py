"""The way of a release: asked, prepared, checked, approved by two, sealed, handed over. And its ways out."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final
from uuid import UUID

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say


class State(StrEnum):
    """Where a release stands."""

    ASKED = "asked"
    PREPARED = "prepared"
    CHECKED = "checked"
    APPROVED_ONCE = "approved_once"
    APPROVED_TWICE = "approved_twice"
    SEALED = "sealed"
    HANDED_OVER = "handed_over"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"


STATE_WORDS: Final[Mapping[State, Words]] = {
    State.ASKED: say("asked for"),
    State.PREPARED: say("being prepared"),
    State.CHECKED: say("checked, waits for a first approval"),
    State.APPROVED_ONCE: say("approved once, waits for a second person"),
    State.APPROVED_TWICE: say("approved twice, can be sealed"),
    State.SEALED: say("sealed, ready to be handed over"),
    State.HANDED_OVER: say("handed over"),
    State.EXPIRED: say("its time is over"),
    State.WITHDRAWN: say("withdrawn"),
    State.DECLINED: say("declined"),
}


class Step(StrEnum):
    """What moves a release on."""

    PREPARE = "prepare"
    CHECK = "check"
    APPROVE = "approve"
    SEAL = "seal"
    HAND_OVER = "hand_over"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    DECLINE = "decline"


_BEFORE_APPROVAL: Final = (State.ASKED, State.PREPARED, State.CHECKED)
_APPROVED: Final = (State.APPROVED_ONCE, State.APPROVED_TWICE)
OPEN: Final = frozenset({*_BEFORE_APPROVAL, *_APPROVED, State.SEALED})
"""Where something can still happen."""

NEXT: Final[Mapping[tuple[State, Step], State]] = {
    **{(state, Step.PREPARE): State.PREPARED for state in (*_BEFORE_APPROVAL, *_APPROVED)},
    (State.PREPARED, Step.CHECK): State.CHECKED,
    (State.CHECKED, Step.APPROVE): State.APPROVED_ONCE,
    (State.APPROVED_ONCE, Step.APPROVE): State.APPROVED_TWICE,
    (State.APPROVED_TWICE, Step.SEAL): State.SEALED,
    (State.SEALED, Step.SEAL): State.SEALED,
    (State.SEALED, Step.HAND_OVER): State.HANDED_OVER,
    **{(state, Step.EXPIRE): State.EXPIRED for state in OPEN - {State.ASKED}},
    **{(state, Step.WITHDRAW): State.WITHDRAWN for state in OPEN},
    (State.ASKED, Step.DECLINE): State.DECLINED,
}
"""Every way there is. Preparing again takes earlier approvals back: nobody approved the new contents."""


def after(state: State, step: Step) -> State:
    """Where a step leads; Refused, with where it stands now, when it leads nowhere."""
    try:
        return NEXT[state, step]
    except KeyError as problem:
        raise Refused(say("This release is %(state)s.", state=STATE_WORDS[state])) from problem


def check_approves(*, by: UUID, asked_by: UUID | None, first: UUID | None) -> None:
    """Two different people approve, and neither of them is who asked."""
    if by == asked_by:
        raise Refused(say("Whoever asked for a release does not approve it."))
    if by == first:
        raise Refused(say("Somebody else has to approve what you approved."))
