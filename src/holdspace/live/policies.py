"""Who may hold a session: the clinicians who lead its group now; when members say where they are."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.groups.models import Facilitation
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.live.rules.entering import FROM_ELSEWHERE, asks_where
from holdspace.practice.roles import Permission
from holdspace.practice.spells import running
from holdspace.safety.policies import has_said_where
from holdspace.sessions.models import GroupSession


def can_say_where(session: GroupSession) -> bool:
    """Whether its members are asked now where they are."""
    cancelled = session.status == GroupSession.Status.CANCELLED
    asked = asks_where(session.group.modality, session.starts_at, session.ends_at, now=clock.now())
    return asked and not cancelled


def check_can_say_where(session: GroupSession) -> None:
    """Refused outside the hours in which it is asked."""
    if not can_say_where(session):
        raise Refused(
            _("This is asked from two hours before a session that you join from elsewhere, until its end.")
        )


def check_can_hold(actor: Actor, session: GroupSession) -> None:
    """Missing unless the actor leads the group now; Refused when the session was cancelled."""
    leads = Facilitation.unscoped.filter(running(), group=session.group_id, staff_id=actor.person_id)
    if not actor.may(Permission.SESSION_LEAD) or not leads.exists():
        raise Missing(_("There is no such session."))
    if session.status == GroupSession.Status.CANCELLED:
        raise Refused(_("This session was cancelled."))


def check_can_touch(actor: Actor, session: GroupSession) -> None:
    """Leaders hold the session; its members act in it for themselves; the system notes connections."""
    if actor.is_member:
        check_can_join(actor, session)
    elif not actor.is_system:
        check_can_hold(actor, session)


def check_can_join(actor: Actor, session: GroupSession) -> None:
    """A member of the circle, where the group meets from elsewhere; Refused when the session is cancelled."""
    if not GroupSession.visible_to(actor).filter(pk=session.pk).exists() or not from_elsewhere(session):
        raise Missing(_("There is no such session."))
    if session.status == GroupSession.Status.CANCELLED:
        raise Refused(_("This session was cancelled."))


def from_elsewhere(session: GroupSession) -> bool:
    """Whether members may join this session by a screen."""
    return session.group.modality in FROM_ELSEWHERE


def check_said_where(session: GroupSession, member_id: UUID) -> None:
    """Nobody joins from elsewhere before they have said where they are, each time anew."""
    if not has_said_where(session_id=session.pk, member_id=member_id):
        raise Refused(_("First say where you are today, so that help would find you."))
