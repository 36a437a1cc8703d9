"""Who may write about what changes.

What happened in a session that lies low, and what follows from it, is written by the group's leader or
co-leader. A reason to look again at a member's course is put aside by whoever leads the group in which they
sit, trainees included. A supervisor who opened the record reads both.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group, Membership
from holdspace.groups.policies import answers_for, leads
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.practice.spells import running
from holdspace.sessions.models import GroupSession

SHORTEST_REASON = 10
"""The fewest characters of a reason: a word is not enough for who reads it next."""


def check_can_silence(actor: Actor, member: Member, group: Group) -> None:
    """Missing unless the actor leads the group in which the member sits now.

    A supervisor who opened a record reads; the course is answered for by those who lead.
    """
    _check_answers_for(actor, member, group)


def check_keeps_goals(actor: Actor, member: Member, group: Group) -> None:
    """Goals are agreed with whoever leads the group in which the member sits now; Missing otherwise."""
    _check_answers_for(actor, member, group)


def _check_answers_for(actor: Actor, member: Member, group: Group) -> None:
    seated = Membership.unscoped.filter(running(), group=group, member=member)
    if not (leads(actor, group) and seated.exists()):
        raise Missing(_("This page does not exist."))


def check_reason(reason: str) -> None:
    """Refused for less than a short sentence."""
    if len(reason.strip()) < SHORTEST_REASON:
        sentence = _("Say in a sentence why this can rest for now.")
        raise Refused(sentence, fields={"reason": sentence})


def check_writes_repair(actor: Actor, session: GroupSession) -> None:
    """The group's leader or co-leader, of a session that was held; Missing otherwise."""
    if session.status != GroupSession.Status.HELD or not answers_for(actor, session.group):
        raise Missing(_("This session does not exist."))
