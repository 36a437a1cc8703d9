"""What changes in sessions: planning a series, cancelling, moving, attendance, check-in, rating."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Room
from holdspace.practice.policies import check_is_offered
from holdspace.sessions import bookings, policies
from holdspace.sessions.books import attendance_csv
from holdspace.sessions.models import Attendance, CheckIn, GroupSession, Series, SessionRating
from holdspace.sessions.queries.attendance import attendance_table
from holdspace.sessions.rules.rating import checked_answers
from holdspace.sessions.rules.recurrence import Occurrence, Recurrence, localised, occurrences

HORIZON = timedelta(weeks=26)
"""How far ahead sessions exist as rows; `extend_series` keeps it so."""

EXPORTED = 520
"""The most sessions in one file: ten years of a weekly group."""

LOCAL = "%Y-%m-%dT%H:%M:%S"
"""How a local time is stored: a session's name within its series."""


# planning


@transaction.atomic
def plan_series(
    *, group: Group, first_local: datetime, minutes: int, rrule: str, room: Room | None, by: Actor
) -> Series:
    """Plan when a group meets; its sessions of the next 26 weeks are there at once.

    `first_local` is naive, on the practice's wall clock; `rrule` the value of an RRULE ("" for one session).
    Refused for a rule that cannot be read, a first session in the past, a room that is closed, and where the
    group, its room or one of its leaders is taken.
    """
    policies.check_can_plan(by, group)
    _check_room(group, room)
    zone = group.practice.time_zone
    recurrence = Recurrence(first_local, minutes, rrule, zone)
    first = localised(first_local, recurrence.zone)
    if first < clock.now():
        raise Refused(_("The first session lies in the past."), fields={"day": _("Choose a day to come.")})
    wanted = occurrences(recurrence, after=first, before=first + HORIZON)
    _hold_still(group)
    bookings.check_free(group, bookings.of_occurrences(group, room, wanted))
    series = Series.unscoped.create(
        practice_id=group.practice_id,
        group=group,
        first_local=first_local.strftime(LOCAL),
        minutes=minutes,
        rrule=rrule,
        time_zone=zone,
        room=room,
    )
    _revive_cancelled(series, wanted)
    made = _materialise(series, wanted)
    record("sessions.series_planned", by=by, on=series, detail={"sessions": len(made)})
    return series


@transaction.atomic
def extend_series(*, series: Series, by: Actor) -> int:
    """Make the sessions that have come within the next 26 weeks; returns how many. Doing it again adds none.

    Nothing is refused for a clash here: the coordinator sees it on the schedule and decides.
    """
    policies.check_can_plan(by, series.group)
    if series.ended_on is not None:
        return 0
    _hold_still(series.group)
    recurrence = recurrence_of(series)
    made = _materialise(series, occurrences(recurrence, after=clock.now(), before=clock.now() + HORIZON))
    if made:
        record("sessions.series_extended", by=by, on=series, detail={"sessions": len(made)})
    return len(made)


@transaction.atomic
def end_series(*, series: Series, by: Actor) -> int:
    """The group stops meeting by this series: its sessions to come are cancelled; returns how many.

    They stay as rows, for members may have written for them already, which who plans must not see.
    """
    policies.check_can_plan(by, series.group)
    if series.ended_on is not None:
        raise Refused(_("This series has ended already."))
    coming = GroupSession.unscoped.filter(
        series=series,
        status=GroupSession.Status.PLANNED,
        starts_at__gt=clock.now(),
        began_at__isnull=True,
    )
    cancelled = coming.update(status=GroupSession.Status.CANCELLED)
    series.ended_on = clock.today(series.time_zone)
    series.save(update_fields=["ended_on"])
    _renumber(series.group)
    record("sessions.series_ended", by=by, on=series, detail={"cancelled": cancelled})
    return cancelled


def recurrence_of(series: Series) -> Recurrence:
    """The series as the rules of recurrence take it."""
    first = datetime.strptime(series.first_local, LOCAL)  # noqa: DTZ007 - on the practice's wall clock
    return Recurrence(first, series.minutes, series.rrule, series.time_zone)


# single sessions


@transaction.atomic
def cancel_session(*, session: GroupSession, reason: str, by: Actor) -> GroupSession:
    """Cancel a session that has not begun. Its reminders change; check-ins stay with their members."""
    policies.check_can_change(by, session)
    session = GroupSession.unscoped.select_for_update().get(pk=session.pk)
    policies.check_can_change(by, session)
    session.status, session.cancel_reason = GroupSession.Status.CANCELLED, reason.strip()[:120]
    session.save(update_fields=["status", "cancel_reason"])
    _renumber(session.group)
    record("sessions.cancelled", by=by, on=session)
    return session


@transaction.atomic
def move_session(
    *, session: GroupSession, new_local: datetime, by: Actor, room: Room | None = None
) -> GroupSession:
    """Move a session that has not begun to another local time of the practice, keeping its length.

    A `room` changes the room, None keeps it. Refused for a time in the past, for clashes, and for another
    room that is closed.
    """
    policies.check_can_change(by, session)
    if room is not None and room.pk != session.room_id:
        _check_room(session.group, room)
    _hold_still(session.group)
    session = GroupSession.unscoped.select_for_update().get(pk=session.pk)
    policies.check_can_change(by, session)
    length = session.ends_at - session.starts_at
    session.starts_at = localised(new_local, ZoneInfo(session.practice.time_zone))
    session.ends_at, session.room = session.starts_at + length, room or session.room
    if session.starts_at <= clock.now():
        raise Refused(_("This time lies in the past."), fields={"day": _("Choose a time to come.")})
    bookings.check_free(session.group, [bookings.of_session(session)], besides=session)
    session.save(update_fields=["starts_at", "ends_at", "room"])
    _renumber(session.group)
    record("sessions.moved", by=by, on=session)
    return session


# attendance


@transaction.atomic
def record_attendance(
    *,
    session: GroupSession,
    member: Member,
    status: str,
    arrived_at: datetime | None,
    left_at: datetime | None,
    reason: str,
    by: Actor,
) -> Attendance:
    """Write who was there, over what was written before. Absence has no times, presence no reason."""
    policies.check_can_record(by, session, member)
    _check_attendance(status, arrived_at, left_at, reason)
    absent = status == Attendance.Status.ABSENT
    row, _made = Attendance.unscoped.update_or_create(
        session=session,
        member=member,
        defaults={
            "practice_id": session.practice_id,
            "status": status,
            "arrived_at": None if absent else arrived_at,
            "left_at": None if absent else left_at,
            "reason": reason if absent else "",
            "recorded_by_id": by.staff_id,
            "recorded_at": clock.now(),
        },
    )
    record(
        "sessions.attendance_recorded",
        by=by,
        on=row,
        group_id=session.group_id,
        about=[member.pk],
        detail={"status": status},
    )
    return row


@transaction.atomic
def clear_attendance(*, session: GroupSession, member: Member, by: Actor) -> None:
    """Take back what was written: the member is expected again. Nothing happens when nothing was written."""
    policies.check_can_record(by, session, member)
    removed, _by_model = Attendance.unscoped.filter(session=session, member=member).delete()
    if removed:
        record("sessions.attendance_cleared", by=by, on=session, about=[member.pk])


@transaction.atomic
def export_attendance(*, group: Group, by: Actor) -> str:
    """The group's attendance as CSV text; that it was taken stands on the record of everybody in it."""
    policies.check_can_export_attendance(by, group)
    table = attendance_table(by, group, limit=EXPORTED)
    record("sessions.attendance_exported", by=by, on=group, about=[row.member_id for row in table.rows])
    return attendance_csv(table, group.practice.time_zone)


# what members say


@transaction.atomic
def save_check_in(
    *,
    session: GroupSession,
    member: Member,
    brings: str,
    openness: int | None,
    share: str,
    version: int,
    sent_key: UUID | None = None,
    by: Actor,
) -> CheckIn:
    """Keep what a member brings. `version` is the one they had before their eyes, 0 for none; `sent_key` is
    that of a device which had no network then.

    Everything may be left empty. Raises Conflict when another device saved since, Refused after the end.
    """
    policies.check_can_check_in(by, session, member)
    if openness is not None and openness not in range(1, 6):
        raise Refused(_("Openness goes from 1 to 5, or is left out."))
    row = CheckIn.unscoped.select_for_update().filter(session=session, member=member).first()
    newest = row.version if row else 0
    if version != newest:
        raise _saved_elsewhere(newest)
    row = row or CheckIn(practice_id=session.practice_id, session=session, member=member)
    row.brings, row.openness = brings.strip(), openness
    row.share = CheckIn.Share(share)
    row.version, row.submitted_at = newest + 1, clock.now()
    row.sent_key = sent_key or row.sent_key
    _keep(row)
    record("sessions.checked_in", by=by, on=row, group_id=session.group_id, about=[member.pk])
    return row


@transaction.atomic
def rate_session(*, session: GroupSession, answers: Mapping[str, int | None], by: Actor) -> SessionRating:
    """Keep how a session was for the member who acts: question key → 0 to 10, None or left out = skipped.

    Once per session: an answer that changed later could be told apart in the group's mean.
    """
    member = Member.visible_to(by).filter(id=by.person_id).first() if by.is_member else None
    if member is None:
        raise Missing(_("This session does not exist."))
    policies.check_can_rate(by, session, member)
    rating = SessionRating.unscoped.create(
        practice_id=session.practice_id, session=session, member=member, answers=checked_answers(answers)
    )
    record("sessions.rated", by=by, on=rating, group_id=session.group_id, about=[member.pk])
    return rating


# the small steps


def _hold_still(group: Group) -> None:
    """Nobody else plans in this practice until this transaction ends: rooms and leaders are shared by groups.

    `no_key` lets everything else that refers to the practice be written meanwhile.
    """
    Practice.visible_to(system_actor(group.practice_id)).select_for_update(no_key=True).first()


def _check_room(group: Group, room: Room | None) -> None:
    """A room of the practice in which something new may be planned."""
    if room is not None and room.practice_id != group.practice_id:
        raise Missing(_("This room does not exist."))
    if room is not None:
        check_is_offered(room)


def _materialise(series: Series, wanted: Iterable[Occurrence]) -> list[GroupSession]:
    """Make the sessions that are not there yet, whatever has become of those that are."""
    known = set(GroupSession.unscoped.filter(group=series.group).values_list("original_local", flat=True))
    made = [_session(series, each) for each in wanted if each.original_local.strftime(LOCAL) not in known]
    GroupSession.unscoped.bulk_create(made)
    _renumber(series.group)
    return made


def _session(series: Series, occurrence: Occurrence) -> GroupSession:
    return GroupSession(
        practice_id=series.practice_id,
        group_id=series.group_id,
        series=series,
        number=0,
        original_local=occurrence.original_local.strftime(LOCAL),
        starts_at=occurrence.starts_at,
        ends_at=occurrence.ends_at,
        room=series.room,
    )


def _revive_cancelled(series: Series, wanted: Iterable[Occurrence]) -> None:
    """A session cancelled earlier at a time that is planned anew meets again."""
    by_local = {each.original_local.strftime(LOCAL): each for each in wanted}
    rows = GroupSession.unscoped.filter(
        group=series.group, original_local__in=by_local, status=GroupSession.Status.CANCELLED
    )
    for row in rows:
        row.starts_at = by_local[row.original_local].starts_at
        row.ends_at = by_local[row.original_local].ends_at
        row.status, row.cancel_reason = GroupSession.Status.PLANNED, ""
        row.series, row.room = series, series.room
        row.save()


def _renumber(group: Group) -> None:
    """Number the sessions to come in order of time, after those that have begun; skip cancelled ones."""
    rows = GroupSession.unscoped.filter(group=group).exclude(status=GroupSession.Status.CANCELLED)
    coming = rows.filter(status=GroupSession.Status.PLANNED, starts_at__gt=clock.now(), began_at__isnull=True)
    begun: int = rows.exclude(pk__in=coming.values("pk")).aggregate(last=Max("number"))["last"] or 0
    changed = []
    for number, session in enumerate(coming.order_by("starts_at", "id"), start=begun + 1):
        if session.number != number:
            session.number = number
            changed.append(session)
    GroupSession.unscoped.bulk_update(changed, ["number"])


def _check_attendance(
    status: str, arrived_at: datetime | None, left_at: datetime | None, reason: str
) -> None:
    if status not in Attendance.Status.values or reason not in ("", *Attendance.Reason.values):
        raise Refused(_("Choose one of the ways of being there or away."))
    if arrived_at is not None and left_at is not None and left_at < arrived_at:
        raise Refused(_("Nobody leaves before they arrive."))


def _keep(row: CheckIn) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise _saved_elsewhere(row.version) from None


def _saved_elsewhere(newest: int) -> Conflict:
    return Conflict(
        _("This was saved on another device in the meantime. Look at both and choose."), newest=newest
    )
