"""What a session's room says about attendance, in the form that the record keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from holdspace.live.rules.room_state import AbsenceReason, Presence, Role, SeatState, SessionState


class Attendance(StrEnum):
    """Whether somebody took part; UNMARKED is not absent: nobody has said."""

    ATTENDED = "attended"
    ABSENT = "absent"
    UNMARKED = "unmarked"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceMark:
    """One person's attendance. `left_at` is the end of the session for those who stayed, None while it
    runs.
    """

    member_id: UUID
    role: Role
    attendance: Attendance
    late: bool = False
    left_early: bool = False
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    absence_reason: AbsenceReason | None = None


_ATTENDANCE = {
    Presence.EXPECTED: Attendance.UNMARKED,
    Presence.PRESENT: Attendance.ATTENDED,
    Presence.LATE: Attendance.ATTENDED,
    Presence.LEFT: Attendance.ATTENDED,
    Presence.ABSENT: Attendance.ABSENT,
}


def attendance(state: SessionState) -> tuple[AttendanceMark, ...]:
    """A mark per seat, leaders included, in the order of the seats."""
    return tuple(_mark(seat, state.stage.ended_at) for seat in state.seats)


def _mark(seat: SeatState, ended_at: datetime | None) -> AttendanceMark:
    stayed_until = max(ended_at, seat.arrived_at) if ended_at and seat.arrived_at else None
    return AttendanceMark(
        member_id=seat.member_id,
        role=seat.role,
        attendance=_ATTENDANCE[seat.presence],
        late=seat.late,
        left_early=seat.presence is Presence.LEFT,
        arrived_at=seat.arrived_at,
        left_at=seat.left_at or stayed_until,
        absence_reason=seat.absence_reason,
    )
