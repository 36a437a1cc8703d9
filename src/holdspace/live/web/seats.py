"""The seats of the session's circle, and what can be done at each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from holdspace.live.queries import Screen
from holdspace.live.rules.session_flow import Phase, Presence, Role, SeatState
from holdspace.sessions.models import Attendance
from holdspace.ui.rules.circle import FEWEST_SEATS, MOST_SEATS, Seat, Tone

_TONES: dict[Presence, Tone] = {
    Presence.EXPECTED: "waiting",
    Presence.PRESENT: "present",
    Presence.LATE: "present",
    Presence.LEFT: "quiet",
    Presence.ABSENT: "absent",
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


def _seat(screen: Screen, seat: SeatState) -> Seat:
    state = screen.state
    here = reverse("live:session", args=[screen.session.pk])
    touch = reverse("live:touch", args=[screen.session.pk])
    waits = seat.presence is Presence.EXPECTED and state.phase is not Phase.ENDED
    one_touch = waits and seat.member_id not in screen.kept_out
    going = state.round
    return Seat(
        key=str(seat.member_id),
        name=screen.name(seat.member_id),
        state=seat.presence.value,
        state_words=words_of(seat),
        role="leader" if seat.role is Role.LEADER else "member",
        action=f"{touch}?kind=mark_arrived&rev={seat.rev}" if one_touch else "",
        url=f"{here}?seat={seat.member_id}#at-this-seat",
        tone=_TONES[seat.presence],
        holds_piece=going is not None and going.holder == seat.member_id,
        detail=_("Has not signed the agreement.") if seat.member_id in screen.unsigned else "",
        badge="!" if seat.member_id in screen.unsigned else "",
    )


def words_of(seat: SeatState) -> str:
    """What a seat says: since when somebody is here, when they left, why they are absent."""
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
            words=words_of(seat),
            rev=seat.rev,
            is_member=seat.role is Role.MEMBER,
            is_here=seat.is_here,
            is_absent=seat.presence is Presence.ABSENT,
            is_expected=seat.presence is Presence.EXPECTED,
            is_chosen=str(seat.member_id) == chosen,
            unsigned=seat.member_id in screen.unsigned,
            kept_out=seat.member_id in screen.kept_out,
        )
        for seat in screen.state.seats
    ]
