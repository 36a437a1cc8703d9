"""Who may hold a session: the clinicians who lead its group now; when members say where they are."""

from __future__ import annotations

from django.utils.translation import gettext as _

from holdspace.groups.models import Facilitation
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.live.rules.entering import asks_where
from holdspace.practice.roles import Permission
from holdspace.practice.spells import running
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
