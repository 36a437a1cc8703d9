"""What happens in a session: one event, applied to the newest state, stored, then announced."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from holdspace.agreements.policies import check_may_begin, check_may_take_part
from holdspace.audit.log import record
from holdspace.groups.queries import circle, leaders, member_for_clinician
from holdspace.kernel import clock, ids
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.live import announcing, policies
from holdspace.live.models import Floor, FloorEvent
from holdspace.live.queries import first_state
from holdspace.live.rules.session_flow import (
    Event,
    MarkArrived,
    MarkLate,
    OpenSession,
    Phase,
    Presence,
    Role,
    SeatState,
    SessionState,
    accept,
    event_from_json,
    event_to_json,
    from_json,
    to_json,
)
from holdspace.safety.actions import begin_crisis, raise_concern, whereabouts
from holdspace.safety.models import Concern, Incident
from holdspace.safety.policies import can_write_incident
from holdspace.sessions.actions import clear_attendance, record_attendance
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.sessions.queries import own_member

_STATUS = {
    Presence.PRESENT: Attendance.Status.PRESENT,
    Presence.LATE: Attendance.Status.LATE,
    Presence.LEFT: Attendance.Status.LEFT_EARLY,
    Presence.ABSENT: Attendance.Status.ABSENT,
}


@dataclass(frozen=True, slots=True)
class Touch:
    """Something a leader did on a device. `key` makes sending it twice harmless, `at` is its time there."""

    kind: str
    payload: Mapping[str, Any]
    key: UUID
    at: datetime


@transaction.atomic
def apply_touch(*, session: GroupSession, touch: Touch, by: Actor) -> SessionState:
    """Apply one touch and return the newest state. Raises Refused, or Conflict when somebody was first."""
    policies.check_can_hold(by, session)
    floor = _floor(session)
    before = _state(floor, session)
    if FloorEvent.unscoped.filter(session=session, key=touch.key).exists():
        return before
    event = event_from_json(
        touch.kind, {**touch.payload, "by": str(by.person_id), "at": touch.at.isoformat()}
    )
    _check_agreed(session, before, event)
    after, believed = accept(before, event, now=clock.now())
    kind, payload = event_to_json(believed)
    floor.version, floor.state = after.version, to_json(after)
    floor.save(update_fields=["version", "state"])
    FloorEvent.unscoped.create(
        practice_id=session.practice_id,
        session=session,
        version=after.version,
        kind=kind,
        payload=payload,
        by_id=by.staff_id,
        key=touch.key,
    )
    _keep_record(session, before, after, by)
    record(
        "live.moved",
        by=by,
        on=session,
        group_id=session.group_id,
        detail={"version": after.version, "kind": kind},
    )
    announcing.session_moved(session.pk, after.version)
    return after


def _check_agreed(session: GroupSession, before: SessionState, event: Event) -> None:
    """The agreement stands before the first session: of the group, and of everybody who comes to it."""
    if isinstance(event, OpenSession):
        check_may_begin(session)
    if isinstance(event, MarkArrived | MarkLate):
        seat = before.seat(event.member)
        if seat is not None and seat.role is Role.MEMBER:
            check_may_take_part(session, seat.member_id)


def _floor(session: GroupSession) -> Floor:
    Floor.unscoped.get_or_create(session=session, defaults={"practice_id": session.practice_id})
    return Floor.unscoped.select_for_update().get(session=session)


def _state(floor: Floor, session: GroupSession) -> SessionState:
    if floor.version:
        return from_json(floor.state)
    return first_state(session, circle(session.group), leaders(session.group))


def _keep_record(session: GroupSession, before: SessionState, after: SessionState, by: Actor) -> None:
    """Carry what changed into the lasting record: attendance of members, beginning and end."""
    for old, new in zip(before.seats, after.seats, strict=True):
        if new.role is Role.MEMBER and _mark_of(old) != _mark_of(new):
            _keep_attendance(session, new, by)
    if before.phase is not after.phase:
        _keep_phase(session, after)


def _mark_of(seat: SeatState) -> tuple[object, ...]:
    return seat.presence, seat.late, seat.arrived_at, seat.left_at, seat.absence_reason


def _keep_attendance(session: GroupSession, seat: SeatState, by: Actor) -> None:
    member = member_for_clinician(by, seat.member_id)
    if seat.presence is Presence.EXPECTED:
        clear_attendance(session=session, member=member, by=by)
        return
    record_attendance(
        session=session,
        member=member,
        status=_STATUS[seat.presence],
        arrived_at=seat.arrived_at,
        left_at=seat.left_at,
        reason=seat.absence_reason or "",
        by=by,
    )


def _keep_phase(session: GroupSession, state: SessionState) -> None:
    session.began_at, session.finished_at = state.stage.opened_at, state.stage.ended_at
    held = GroupSession.Status.HELD if state.phase is Phase.ENDED else GroupSession.Status.PLANNED
    session.status = held
    session.save(update_fields=["began_at", "finished_at", "status"])


@transaction.atomic
def left_in_distress(*, session: GroupSession, member_id: UUID, seat_rev: int, by: Actor) -> None:
    """A member left, and their leader is worried: they are marked as gone, and it is a concern at once.

    Pressed again it stays one concern. The concern is raised also where the mark came too late.
    """
    policies.check_can_hold(by, session)
    # Refused where they are marked already, by the other leader or a moment ago.
    _touch_if_possible(session, "mark_left", by, member=str(member_id), seat_rev=seat_rev)
    raise_concern(
        member=member_for_clinician(by, member_id),
        group=session.group,
        source=Concern.Source.EXIT,
        source_id=uuid5(session.pk, str(member_id)),
        severity=Concern.Severity.RED,
        what=LEFT,
        by=by,
    )


LEFT = "Left the session before its end; a therapist is worried."
"""What the concern says."""


@transaction.atomic
def say_where(*, session: GroupSession, place: str, near: str, phone: str, by: Actor) -> None:
    """A member says where they are, and who is near, before they join from elsewhere."""
    policies.check_can_say_where(session)
    whereabouts.say_where(
        member=own_member(by),
        group=session.group,
        session_id=session.pk,
        place=place,
        near=near,
        phone=phone,
        by=by,
    )


@transaction.atomic
def step_out(*, session: GroupSession, member_id: UUID, by: Actor) -> Incident:
    """A leader is with a member who is in crisis; the other leaders see that they hold the room."""
    policies.check_can_hold(by, session)
    incident = begin_crisis(
        member=member_for_clinician(by, member_id), group=session.group, session_id=session.pk, by=by
    )
    if can_write_incident(by, incident):  # else a colleague is with them, and this one only looks
        # Refused where the session is over or not yet near: then there is no room to hold.
        _touch_if_possible(session, "step_out", by)
    return incident


def _touch_if_possible(session: GroupSession, kind: str, by: Actor, **said: object) -> None:
    """A touch of our own beside something that matters more, which goes on where the touch is refused."""
    touch = Touch(kind=kind, payload=said, key=ids.new_id(), at=clock.now())
    with suppress(Refused), transaction.atomic():
        apply_touch(session=session, touch=touch, by=by)
