"""The seats of the session's circle, and what can be done at each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from holdspace.live.queries import Screen
from holdspace.live.rules.session_flow import Online, Phase, Presence, Role, SeatState, SessionState
from holdspace.preparation.rules.newcomers import said as said_of_newcomers
from holdspace.sessions.models import Attendance
from holdspace.ui.rules.circle import FEWEST_SEATS, MOST_SEATS, Seat, Tone

_TONES: dict[Presence, Tone] = {
    Presence.EXPECTED: "waiting",
    Presence.PRESENT: "present",
    Presence.LATE: "present",
    Presence.LEFT: "quiet",
    Presence.ABSENT: "absent",
}


_ONLINE_WORDS = {
    Online.WAITING: gettext_lazy("waits at the door"),
    Online.AWAY: gettext_lazy("away for a moment"),
    Online.DROPPED: gettext_lazy("connection lost"),
    Online.REMOVED: gettext_lazy("seen off"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One person in the list under the circle, with what can be marked."""

    key: UUID
    name: str
    words: str
    rev: int
    is_member: bool
    is_here: bool
    is_absent: bool
    is_expected: bool
    is_chosen: bool
    online: Online
    is_inside: bool
    hand: bool
    muted: bool
    unsigned: bool
    kept_out: bool


def seats_of(screen: Screen) -> list[Seat]:
    """One touch on an expected seat marks arrival; a touch on any other opens what can be done there."""
    drawn = screen.state.seats
    if len(drawn) > MOST_SEATS:  # too many to draw: the leaders stand in the list alone
        drawn = tuple(seat for seat in drawn if seat.role is Role.MEMBER)
    seats = [_seat(screen, seat) for seat in drawn]
    free = range(len(seats), FEWEST_SEATS)
    return seats + [Seat(f"free-{n}", _("free"), "empty", _("an open place"), tone="empty") for n in free]


def seats_seen(screen: Screen, me: UUID) -> list[Seat]:
    """The same for a member: nothing to touch, and of who waits at the door nothing is seen."""
    state = screen.state
    going = state.round
    drawn = state.seats
    if len(drawn) > MOST_SEATS:
        drawn = tuple(seat for seat in drawn if seat.role is Role.MEMBER)
    seats = [
        Seat(
            key=str(seat.member_id),
            name=screen.name(seat.member_id),
            state=seat.presence.value,
            state_words=_("you") if seat.member_id == me else _words_to_members(state, seat),
            role="leader" if seat.role is Role.LEADER else "member",
            tone=_tone(seat),
            holds_piece=going is not None and going.holder == seat.member_id,
            badge=_hand(state, seat),
            detail=_("has a hand up") if seat.member_id in state.hands else "",
            has_face=seat.member_id in state.inside,
        )
        for seat in drawn
    ]
    free = range(len(seats), FEWEST_SEATS)
    return seats + [Seat(f"free-{n}", _("free"), "empty", _("an open place"), tone="empty") for n in free]


def plain_seats(screen: Screen) -> list[Seat]:
    """The circle as a ground for lines between its people: names, and nothing else."""
    return [
        Seat(
            key=str(seat.member_id),
            name=screen.name(seat.member_id),
            state="seated",
            state_words="",
            role="leader" if seat.role is Role.LEADER else "member",
        )
        for seat in screen.state.seats[:MOST_SEATS]
    ]


def _tone(seat: SeatState) -> Tone:
    """Of an absence members see no reason: an empty place is expected or quiet."""
    if seat.online is Online.DROPPED:
        return "waiting"
    return "present" if seat.is_here else "quiet"


def _words_to_members(state: SessionState, seat: SeatState) -> str:
    if state.aside is not None and seat.member_id in (state.aside.leader, state.aside.member):
        return _("for a word aside")
    if seat.online is Online.DROPPED:
        return _("connection lost")
    if seat.online is Online.AWAY:
        return _("away for a moment")
    if seat.member_id == state.tablet:
        return _("the screen in the room")
    if seat.is_here and seat.online is Online.OUTSIDE and state.inside:
        return _("in the room")
    return _("here") if seat.is_here else _("not here")


def _hand(state: SessionState, seat: SeatState) -> str:
    """The place of a raised hand in the order, as a number."""
    return str(state.hands.index(seat.member_id) + 1) if seat.member_id in state.hands else ""


def _seat(screen: Screen, seat: SeatState) -> Seat:
    state = screen.state
    here = reverse("live:session", args=[screen.session.pk])
    touch = reverse("live:touch", args=[screen.session.pk])
    waits = seat.presence is Presence.EXPECTED and state.phase is not Phase.ENDED
    at_the_door = seat.online is not Online.OUTSIDE
    one_touch = waits and seat.member_id not in screen.kept_out and not at_the_door
    hand = _hand(state, seat)
    going = state.round
    return Seat(
        key=str(seat.member_id),
        name=screen.name(seat.member_id),
        state=seat.presence.value,
        state_words=words_of(seat),
        role="leader" if seat.role is Role.LEADER else "member",
        has_face=seat.member_id in state.inside,
        action=f"{touch}?kind=mark_arrived&rev={seat.rev}" if one_touch else "",
        url=f"{here}?seat={seat.member_id}#at-this-seat",
        tone="waiting" if seat.online in (Online.WAITING, Online.DROPPED) else _TONES[seat.presence],
        holds_piece=going is not None and going.holder == seat.member_id,
        detail=_detail(screen, seat),
        badge=hand or ("!" if seat.member_id in screen.unsigned else ""),
    )


def _detail(screen: Screen, seat: SeatState) -> str:
    if seat.member_id in screen.state.hands:
        return _("has a hand up")
    if seat.member_id in screen.unsigned:
        return _("Has not signed the agreement.")
    return new_words(screen, seat.member_id)


def new_words(screen: Screen, member_id: UUID) -> str:
    """That somebody comes for the first, second or third time; empty for who is not new."""
    number = screen.new.get(member_id, 0)
    return str(said_of_newcomers(number)) if number else ""


def words_of(seat: SeatState) -> str:
    """What a seat says: since when somebody is here, when they left, why they are absent."""
    if seat.online in _ONLINE_WORDS:
        return str(_ONLINE_WORDS[seat.online])
    match seat.presence:
        case Presence.EXPECTED:
            return _("expected")
        case Presence.PRESENT:
            return _("here since %(time)s") % {"time": _clock(seat.arrived_at)}
        case Presence.LATE:
            return _("late, since %(time)s") % {"time": _clock(seat.arrived_at)}
        case Presence.LEFT:
            return _("left at %(time)s") % {"time": _clock(seat.left_at)}
        case Presence.ABSENT:
            return _("absent: %(reason)s") % {"reason": _reason(seat)}


def _reason(seat: SeatState) -> str:
    return str(Attendance.Reason(seat.absence_reason.value).label) if seat.absence_reason else ""


def _clock(moment: object) -> str:
    return time_format(timezone.localtime(moment), "H:i") if moment else ""  # type: ignore[arg-type]


def lines_of(screen: Screen, chosen: str) -> list[Line]:
    """The list under the circle, in the order of the seats."""
    return [
        Line(
            key=seat.member_id,
            name=screen.name(seat.member_id),
            words=", ".join(filter(None, (words_of(seat), new_words(screen, seat.member_id)))),
            rev=seat.rev,
            is_member=seat.role is Role.MEMBER,
            is_here=seat.is_here,
            is_absent=seat.presence is Presence.ABSENT,
            is_expected=seat.presence is Presence.EXPECTED and seat.online is Online.OUTSIDE,
            is_chosen=str(seat.member_id) == chosen,
            online=seat.online,
            is_inside=seat.is_inside,
            hand=seat.member_id in screen.state.hands,
            muted=seat.muted,
            unsigned=seat.member_id in screen.unsigned,
            kept_out=seat.member_id in screen.kept_out,
        )
        for seat in screen.state.seats
    ]
