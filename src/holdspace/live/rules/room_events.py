"""What can happen in a session's room. Frozen values with a JSON form, so that a log of them is the session.

Every event says who did it (`by`, a staff id) and when, by the clock of the device that sent it (`at`, aware;
`session_flow.accept` clamps it). Where two people could act on the same thing, the event also carries the
revision that its sender saw: of the seat, of the round, or of the whole state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import say
from holdspace.live.rules.codec import aware, decode, encode
from holdspace.live.rules.room_state import AbsenceReason, Direction, SeenOff


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something a leader did."""

    by: UUID
    at: datetime

    def __post_init__(self) -> None:
        aware(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatEvent(Event):
    """Something marked at one seat, whose revision was `seat_rev` on the sender's screen."""

    member: UUID
    seat_rev: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundEvent(Event):
    """Something done with the round, whose revision was `round_rev` on the sender's screen."""

    round_rev: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession(Event):
    """The session begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginClosing(Event):
    """The last part of the session begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSession(Event):
    """The session is over; the round and the timer end with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkArrived(SeatEvent):
    """Came in (or came back) at `at`; late when that is more than five minutes after the scheduled start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkLate(SeatEvent):
    """Came in at `at`, and the leader calls it late, whatever the clock says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkLeft(SeatEvent):
    """Left before the end, at `at`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkAbsent(SeatEvent):
    """Does not come today."""

    reason: AbsenceReason = AbsenceReason.NO_WORD


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearMark(SeatEvent):
    """Nothing is marked at this seat any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRound(Event):
    """A go-round begins: in `order` if one is given, else around the circle from `first` in `direction`.

    Around the circle only members who are here take part, unless `leaders_too`; `first` always takes part.
    Without `first` it begins at the first seat.
    """

    order: tuple[UUID, ...] = ()
    first: UUID | None = None
    direction: Direction = Direction.CLOCKWISE
    leaders_too: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PassPiece(RoundEvent):
    """The holder has spoken and hands the piece on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackPiece(RoundEvent):
    """The piece goes back to whoever had it before, as if it had not moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipSeat(RoundEvent):
    """`member` does not speak in this round: the holder lets it go by, or somebody waiting is left out."""

    member: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GivePiece(RoundEvent):
    """The holder hands the piece to `to`, who joins the round if they were not in it."""

    to: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRound(RoundEvent):
    """The round is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTimer(Event):
    """A countdown of `seconds` begins; it replaces one that runs."""

    seconds: int
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopTimer(Event):
    """The countdown is taken off the screens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOut(Event):
    """The leader `by` leaves the room to others for a while, to be with somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepIn(Event):
    """The leader `by` is back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEvent(Event):
    """Something that somebody does for themselves, or that happens to their connection."""

    member: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock(OwnEvent):
    """A member is at the door and waits to be let in; `voice_off` as they left it the last time."""

    voice_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Enter(OwnEvent):
    """A leader comes in by a screen; nobody lets them in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave(OwnEvent):
    """Somebody goes, by their own touch: from the room, or from the door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAway(OwnEvent):
    """Somebody leaves their screen for a moment; their seat is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComeBack(OwnEvent):
    """Somebody is at their screen again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLost(OwnEvent):
    """The server has no connection to somebody; said again, when it stays so, they have gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBack(OwnEvent):
    """The server has a connection to them again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseHand(OwnEvent):
    """Somebody would like to speak."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerHand(OwnEvent):
    """The hand comes down, by its owner or by a leader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmute(OwnEvent):
    """Somebody whom a leader muted switches their microphone on again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceOff(OwnEvent):
    """How long this person speaks is not measured any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceOn(OwnEvent):
    """It is measured again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaks(Event):
    """In a room without screens a leader touches who speaks; `member` None when nobody does."""

    member: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit(SeatEvent):
    """A leader lets one person in who waits at the door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYet(SeatEvent):
    """Who waits at the door is asked to come back later; they may knock again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeOff(SeatEvent):
    """Somebody is seen off and cannot come back to this session."""

    reason: SeenOff = SeenOff.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute(SeatEvent):
    """A leader switches one microphone off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginAside(Event):
    """The leader `by` speaks alone with `member`."""

    member: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAside(Event):
    """Both are with the group again; either of them may say so, or another leader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginSilence(Event):
    """Everybody is quiet together for `seconds`."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSilence(Event):
    """The quiet moment is over before its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Event):
    """Another leader leads from now on."""

    to: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTablet(Event):
    """The screen of the leader `by` stands in the room, for everybody who sits there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeTablet(Event):
    """No screen stands in the room any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo(Event):
    """The last thing done is taken back, whoever did it, if `version` is still the newest."""

    version: int


KINDS: Mapping[str, type[Event]] = {
    "open_session": OpenSession,
    "begin_closing": BeginClosing,
    "end_session": EndSession,
    "mark_arrived": MarkArrived,
    "mark_late": MarkLate,
    "mark_left": MarkLeft,
    "mark_absent": MarkAbsent,
    "clear_mark": ClearMark,
    "start_round": StartRound,
    "pass_piece": PassPiece,
    "back_piece": BackPiece,
    "skip_seat": SkipSeat,
    "give_piece": GivePiece,
    "end_round": EndRound,
    "start_timer": StartTimer,
    "stop_timer": StopTimer,
    "step_out": StepOut,
    "step_in": StepIn,
    "knock": Knock,
    "enter": Enter,
    "leave": Leave,
    "step_away": StepAway,
    "come_back": ComeBack,
    "line_lost": LineLost,
    "line_back": LineBack,
    "raise_hand": RaiseHand,
    "lower_hand": LowerHand,
    "unmute": Unmute,
    "voice_off": VoiceOff,
    "voice_on": VoiceOn,
    "speaks": Speaks,
    "admit": Admit,
    "not_yet": NotYet,
    "see_off": SeeOff,
    "mute": Mute,
    "begin_aside": BeginAside,
    "end_aside": EndAside,
    "begin_silence": BeginSilence,
    "end_silence": EndSilence,
    "hand_over": HandOver,
    "place_tablet": PlaceTablet,
    "take_tablet": TakeTablet,
    "undo": Undo,
}
"""Every event by the name under which it is stored and sent. A name is never given a new meaning."""

_NAMES = {kind: name for name, kind in KINDS.items()}

Payload: TypeAlias = dict[str, Any]


def kind_of(event: Event) -> str:
    """The stored name of `event`."""
    return _NAMES[type(event)]


def event_to_json(event: Event) -> tuple[str, Payload]:
    """`event` as its kind and a dict of plain JSON values."""
    return kind_of(event), encode(event)


def event_from_json(kind: str, payload: Mapping[str, object]) -> Event:
    """The event that `event_to_json` wrote. What cannot be understood is refused, not raised."""
    try:
        return decode(KINDS[kind], dict(payload))
    except (KeyError, ValueError, TypeError) as unreadable:
        raise Refused(
            say("This could not be understood, and nothing was changed. Reload the page and try again.")
        ) from unreadable
