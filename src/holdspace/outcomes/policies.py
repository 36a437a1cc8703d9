"""Who may write about what changes.

What happened in a session that lies low, and what follows from it, is written by the group's leader or
co-leader. A trainee and a supervisor who opened the record read it.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from holdspace.groups.policies import answers_for
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.sessions.models import GroupSession


def check_writes_repair(actor: Actor, session: GroupSession) -> None:
    """The group's leader or co-leader, of a session that was held; Missing otherwise."""
    if session.status != GroupSession.Status.HELD or not answers_for(actor, session.group):
        raise Missing(_("This session does not exist."))
