"""Who may hold a session: the clinicians who lead its group now."""

from __future__ import annotations

from django.utils.translation import gettext as _

from holdspace.groups.models import Facilitation
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.practice.spells import running
from holdspace.sessions.models import GroupSession


def check_can_hold(actor: Actor, session: GroupSession) -> None:
    """Missing unless the actor leads the group now; Refused when the session was cancelled."""
    leads = Facilitation.unscoped.filter(running(), group=session.group_id, staff_id=actor.person_id)
    if not actor.may(Permission.SESSION_LEAD) or not leads.exists():
        raise Missing(_("There is no such session."))
    if session.status == GroupSession.Status.CANCELLED:
        raise Refused(_("This session was cancelled."))
