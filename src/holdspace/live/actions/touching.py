"""What happens in a session: one event, applied to the newest state, stored, then announced."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from holdspace.agreements.policies import check_may_begin, check_may_take_part
from holdspace.audit.log import record
from holdspace.groups.queries import circle, leaders, member_for_clinician
from holdspace.kernel import clock, ids
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Refused
from holdspace.live import announcing, policies
from holdspace.live.actions.spoken import keep_touched_speaker
from holdspace.live.models import Floor, FloorEvent
from holdspace.live.queries import first_state, keeps_voice_off
from holdspace.live.rules.session_flow import (
    Event,
    Knock,
    MarkArrived,
    MarkLate,
    OpenSession,
    Phase,
    Presence,
    Role,
    SeatState,
    SessionState,
    accept,
    check_own,
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
from holdspace.vault.scope import acting_as

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
    """Apply one touch and return the newest state. Raises Refused, or Conflict when somebody was first.

    A leader touches for the room, a member for themselves, the system for a connection that was lost.
    """
    policies.check_can_touch(by, session)
    floor = _floor(session)
    before = _state(floor, session)
    if FloorEvent.unscoped.filter(session=session, key=touch.key).exists():
        return before
    if touch.kind == "knock" and by.is_member:
        touch = replace(touch, payload={**touch.payload, "voice_off": keeps_voice_off(session, by.person_id)})
    whose = {} if by.is_system else {"by": str(by.person_id)}
    event = event_from_json(touch.kind, {**touch.payload, **whose, "at": touch.at.isoformat()})
    if by.is_member:
        check_own(before, event, by.person_id)
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
    keep_touched_speaker(session, before, after)
    _tell(session, before, after, kind, by)
    return after


def _tell(session: GroupSession, before: SessionState, after: SessionState, kind: str, by: Actor) -> None:
    """Keep in the audit, and announce, what this version changed; at the door each hears of themselves."""
    pairs = list(zip(before.seats, after.seats, strict=True))
    doors = [new.member_id for old, new in pairs if old.door_rev != new.door_rev]
    moved = [person for person in doors if (person in before.inside) != (person in after.inside)]
    if before.phase is not after.phase:  # who waits sees that it has begun, or is over
        doors = [seat.member_id for seat in after.seats]
        moved = list(before.inside ^ after.inside)
    detail: dict[str, Any] = {"version": after.version, "kind": kind}
    if doors:
        detail |= {"door": [str(one) for one in doors], "moved": [str(one) for one in moved]}
    record("live.moved", by=by, on=session, group_id=session.group_id, detail=detail)
    announcing.session_moved(session.pk, after.version, at_the_door=doors, moved=moved)


def note_line(*, kind: str, session_id: UUID, person_id: UUID) -> None:
    """The server lost the connection to somebody in a session, or has it again: `kind` as events name it.

    What does not fit the newest state any more changes nothing.
    """
    with acting_as(system_actor()), transaction.atomic():
        floor = Floor.unscoped.select_related("session__group").filter(session_id=session_id).first()
    if floor is None:
        return
    person = str(person_id)
    touch = Touch(kind, {"by": person, "member": person}, ids.new_id(), clock.now())
    keeper = system_actor(floor.practice_id)
    with acting_as(keeper), suppress(Refused):
        apply_touch(session=floor.session, touch=touch, by=keeper)


def _check_agreed(session: GroupSession, before: SessionState, event: Event) -> None:
    """The agreement stands before the first session: of the group, and of everybody who comes to it."""
    if isinstance(event, OpenSession):
        check_may_begin(session)
    if isinstance(event, Knock):
        check_may_take_part(session, event.member)
        policies.check_said_where(session, event.member)
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
    """What a member or a connection did at the door is written by the system: members keep no books."""
    keeper = by if by.is_staff else system_actor(session.practice_id)
    with acting_as(keeper):
        _write_attendance(session, seat, keeper)


def _write_attendance(session: GroupSession, seat: SeatState, by: Actor) -> None:
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
