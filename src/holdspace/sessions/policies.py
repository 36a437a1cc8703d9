"""Who may plan, hold and speak about sessions.

Coordinators plan; a group's leaders may also cancel or move a session of theirs. Only those who lead write
attendance. What a member brings, and how it was for them, is written by that member alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group, Membership
from holdspace.groups.policies import allowed, answers_for, check_can_manage, check_knows, leads
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.practice.roles import Permission
from holdspace.practice.spells import running
from holdspace.sessions.models import Attendance, GroupSession

RATING_OPEN = timedelta(days=7)
"""How long after its end a session can be rated."""

IN_THE_ROOM = (Attendance.Status.PRESENT, Attendance.Status.LATE, Attendance.Status.LEFT_EARLY)


def check_can_plan(actor: Actor, group: Group) -> None:
    """Coordinators plan the sessions of groups that have not ended."""
    check_can_manage(actor, group)
    if group.phase == Group.Phase.ENDED:
        raise Refused(_("This group has ended. No sessions can be planned."))


def check_can_change(actor: Actor, session: GroupSession) -> None:
    """A coordinator or the group's leaders cancel or move a session that has not begun."""
    check_sees(actor, session)
    if not (answers_for(actor, session.group) or actor.may(Permission.SCHEDULE_EDIT)):
        raise Refused(_("Only a coordinator or this group's leaders can change its sessions."))
    if session.status == GroupSession.Status.CANCELLED:
        raise Refused(_("This session has been cancelled."))
    if session.began_at is not None or session.starts_at <= clock.now():
        raise Refused(_("This session has begun. It can no longer be cancelled or moved."))


def can_change(actor: Actor, session: GroupSession) -> bool:
    """Whether `check_can_change` passes."""
    return allowed(lambda: check_can_change(actor, session))


def check_sees(actor: Actor, session: GroupSession) -> None:
    """Missing unless the actor may know of the session."""
    if not GroupSession.visible_to(actor).filter(pk=session.pk).exists():
        raise Missing(_("This session does not exist."))


def check_can_record(actor: Actor, session: GroupSession, member: Member) -> None:
    """Those who lead write who was there, of people whose membership touches the session."""
    if not (leads(actor, session.group) and (actor.is_system or actor.may(Permission.SESSION_LEAD))):
        raise Missing(_("This session does not exist."))
    if session.status == GroupSession.Status.CANCELLED:
        raise Refused(_("This session was cancelled."))
    if not belongs(member, session):
        raise Missing(_("This person is not in this group."))


def check_can_export_attendance(actor: Actor, group: Group) -> None:
    """Those who keep the books of the practice."""
    check_knows(actor, group)
    if not actor.may(Permission.ATTENDANCE_READ):
        raise Missing(_("This page does not exist."))


def check_can_check_in(actor: Actor, session: GroupSession, member: Member) -> None:
    """The member alone, in their own circle, until the session has ended."""
    _check_own(actor, session, member)
    if session.status == GroupSession.Status.CANCELLED:
        raise Refused(_("This session was cancelled. What you wrote stays yours."))
    if session.finished_at is not None or session.ends_at <= clock.now():
        raise Refused(_("This session is over. What you wrote before it began has been kept."))


def can_check_in(actor: Actor, session: GroupSession, member: Member) -> bool:
    """Whether `check_can_check_in` passes."""
    return allowed(lambda: check_can_check_in(actor, session, member))


def check_can_rate(actor: Actor, session: GroupSession, member: Member) -> None:
    """A member who was in the room, from the start of the session until a week after its end."""
    _check_own(actor, session, member)
    if not session.attendance.filter(member=member, status__in=IN_THE_ROOM).exists():
        raise Refused(_("You were not in this session, so there is nothing to say about it."))
    begins = min(session.starts_at, session.began_at or session.starts_at)
    if not begins <= clock.now() <= rating_closes(session):
        raise Refused(_("Questions about a session are open from its start until a week after its end."))
    if session.ratings.filter(member=member).exists():
        raise Refused(_("You have answered for this session already. Thank you."))


def can_rate(actor: Actor, session: GroupSession, member: Member) -> bool:
    """Whether `check_can_rate` passes."""
    return allowed(lambda: check_can_rate(actor, session, member))


def rating_closes(session: GroupSession) -> datetime:
    """Until when a session can be rated."""
    return session.ends_at + RATING_OPEN


def belongs(member: Member, session: GroupSession) -> bool:
    """Whether the member had a seat in the group at some moment of the session, or has one now."""
    spells = Membership.unscoped.filter(group=session.group_id, member=member)
    touching = running(at=session.starts_at) | running(at=session.ends_at) | running()
    return spells.filter(touching).exists()


def _check_own(actor: Actor, session: GroupSession, member: Member) -> None:
    if not actor.is_member or actor.person_id != member.pk:
        raise Missing(_("This session does not exist."))
    check_sees(actor, session)
