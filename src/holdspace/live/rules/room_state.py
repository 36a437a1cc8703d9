"""What is known of a session while it runs: phase, seats, the round, the timer, and how to step back.

Pure values. `version` counts accepted events; every `rev` is the version at which that part last changed,
so it never returns to an earlier number, not even through an undo, and a tap made on an old picture is
always noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

LATE_AFTER = timedelta(minutes=5)
"""Who arrives later than this after the scheduled start is late."""

OPENS_BEFORE = timedelta(minutes=60)
"""No time earlier than this before the scheduled start is believed."""

REOPENS_WITHIN = timedelta(minutes=15)
"""An ending tapped by mistake can be undone this long; then notes and billing rely on it."""

HISTORY_DEPTH = 20
"""How many events can be undone one after the other; keeps a stored state of 12 seats below about 40 kB."""


class Phase(StrEnum):
    """Where the session stands."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSING = "closing"
    ENDED = "ended"


class Role(StrEnum):
    """Who sits in a seat."""

    LEADER = "leader"
    MEMBER = "member"


class Presence(StrEnum):
    """What is marked at a seat; PRESENT and LATE are both here in the room."""

    EXPECTED = "expected"
    PRESENT = "present"
    LATE = "late"
    LEFT = "left"
    ABSENT = "absent"


class AbsenceReason(StrEnum):
    """Why somebody is absent, as far as the group was told."""

    TOLD_US = "told_us"
    NO_WORD = "no_word"
    ILL = "ill"
    TRAVEL = "travel"
    OTHER = "other"


class Direction(StrEnum):
    """Which way the talking piece travels; CHOSEN is an order that a leader gave."""

    CLOCKWISE = "clockwise"
    COUNTER = "counter"
    CHOSEN = "chosen"


HERE = frozenset({Presence.PRESENT, Presence.LATE})


class Online(StrEnum):
    """Where somebody is who comes by a screen; OUTSIDE is also who sits in the room itself."""

    OUTSIDE = "outside"
    WAITING = "waiting"
    IN = "in"
    AWAY = "away"
    DROPPED = "dropped"
    REMOVED = "removed"


INSIDE = frozenset({Online.IN, Online.AWAY, Online.DROPPED})
"""Whoever was let in and has not left: a lost connection alone puts nobody out."""


class SeenOff(StrEnum):
    """Why a leader saw somebody off; details belong into the notes."""

    NOT_SAFE = "not_safe"
    NOT_ALONE = "not_alone"
    NOT_ABLE = "not_able"
    DISTURBS = "disturbs"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatState:
    """One seat. `late` outlives `presence`: who came late and left early did both."""

    member_id: UUID
    role: Role = Role.MEMBER
    presence: Presence = Presence.EXPECTED
    late: bool = False
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    absence_reason: AbsenceReason | None = None
    online: Online = Online.OUTSIDE
    online_since: datetime | None = None
    """When `online` became what it is; None until somebody first comes by a screen."""

    seen_off: SeenOff | None = None
    muted: bool = False
    """A leader switched the microphone off; only the person switches it on again."""

    voice_off: bool = False
    """They do not want it measured how long they speak."""

    door_rev: int = 0
    """The version at which this seat last changed through the door, which no undo takes back."""

    rev: int = 0

    @property
    def is_here(self) -> bool:
        """In the room now, in person or by a screen."""
        return self.presence in HERE

    @property
    def is_inside(self) -> bool:
        """Let in by a screen, and not gone."""
        return self.online in INSIDE


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn with the piece that is over: the person spoke, or passed."""

    member_id: UUID
    spoke: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoRound:
    """A go-round. `order` holds only people who are here; `holder` is one of them, or None when all had a
    turn.

    `turns` are the finished ones, oldest first, so that the piece can travel back; `set_aside` are people
    whom the piece leaves out before it reached them.
    """

    order: tuple[UUID, ...]
    holder: UUID | None
    started_at: datetime
    direction: Direction = Direction.CLOCKWISE
    turns: tuple[Turn, ...] = ()
    set_aside: frozenset[UUID] = frozenset()
    rev: int = 0

    @property
    def spoken(self) -> frozenset[UUID]:
        """Who has spoken."""
        return frozenset(turn.member_id for turn in self.turns if turn.spoke)

    @property
    def passed(self) -> frozenset[UUID]:
        """Who let the piece go by without speaking."""
        return self.set_aside | {turn.member_id for turn in self.turns} - self.spoken

    @property
    def waiting(self) -> tuple[UUID, ...]:
        """Who is still to come, in the order in which the piece will reach them."""
        start = self.order.index(self.holder) + 1 if self.holder in self.order else 0
        around = self.order[start:] + self.order[:start]
        done = self.spoken | self.passed | {self.holder}
        return tuple(person for person in around if person not in done)


@dataclass(frozen=True, slots=True)
class Timer:
    """A countdown that every screen shows: it ends `seconds` after `started_at`, and nothing else happens."""

    started_at: datetime
    seconds: int
    label: str = ""

    @property
    def ends_at(self) -> datetime:
        """When it reaches zero."""
        return self.started_at + timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whom a leader touched as speaking, in a room without screens."""

    member: UUID
    since: datetime


@dataclass(frozen=True, slots=True)
class Aside:
    """A leader and a member speak alone, while another leader holds the group."""

    leader: UUID
    member: UUID
    since: datetime


@dataclass(frozen=True, slots=True)
class Stage:
    """The phase, and when each phase began."""

    phase: Phase = Phase.SCHEDULED
    opened_at: datetime | None = None
    closing_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What one event replaced, enough to take it back: only the seats that changed, and the small rest.

    `kind`, `by`, `at` say which event it was, so that a button can say what it would undo.
    """

    kind: str
    by: UUID
    at: datetime
    stage: Stage
    seats: tuple[SeatState, ...]
    round: GoRound | None
    timer: Timer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionState:
    """A session's room. `seats` stand clockwise, always in the same order. Nothing here is ever changed in
    place.
    """

    scheduled_start: datetime
    scheduled_end: datetime
    seats: tuple[SeatState, ...]
    stage: Stage = Stage()
    round: GoRound | None = None
    timer: Timer | None = None
    out: frozenset[UUID] = frozenset()
    """Leaders who are with somebody, outside; the others hold the room."""

    hands: tuple[UUID, ...] = ()
    """Whose hand is raised, the longest first."""

    silence: Timer | None = None
    aside: Aside | None = None
    speaker: Speaker | None = None
    lead: UUID | None = None
    """The leader to whom the session was handed over; see `leading`."""

    tablet: UUID | None = None
    """The leader whose screen stands in the room: one picture for everybody who sits there."""

    version: int = 0
    history: tuple[Past, ...] = ()

    @property
    def phase(self) -> Phase:
        """Where the session stands."""
        return self.stage.phase

    @property
    def here(self) -> frozenset[UUID]:
        """Who is in the room now."""
        return frozenset(seat.member_id for seat in self.seats if seat.is_here)

    @property
    def leading(self) -> UUID | None:
        """Who leads now: whom it was handed to while they are here, else the first leader who is here."""
        here = [
            seat.member_id
            for seat in self.seats
            if seat.role is Role.LEADER and seat.is_here and seat.online is not Online.DROPPED
        ]
        return self.lead if self.lead in here else next(iter(here), None)

    @property
    def inside(self) -> frozenset[UUID]:
        """Who was let in by a screen and has not gone; nobody after the end."""
        if self.phase is Phase.ENDED:
            return frozenset()
        return frozenset(seat.member_id for seat in self.seats if seat.is_inside)

    def seat(self, member_id: UUID) -> SeatState | None:
        """The seat of `member_id`, or None."""
        return next((seat for seat in self.seats if seat.member_id == member_id), None)

    @property
    def undoable(self) -> Past | None:
        """What an undo would take back now, or None."""
        return self.history[-1] if self.history else None
