"""Who may choose what a group is asked (its leaders), and who may fill it in (the member themselves)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from holdspace.groups.models import Group, circles_of
from holdspace.groups.policies import check_decides
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member


def check_can_schedule(actor: Actor, group: Group) -> None:
    """The group's leader or co-leader, while the group has not ended; Missing for who may not know it."""
    check_decides(actor, group)
    if group.phase == Group.Phase.ENDED:
        raise Refused(_("This group has ended. Nobody is asked anything any more."))


def check_can_record(actor: Actor, member: Member, group: Group) -> None:
    """Refuse whoever is neither the member in one of their circles nor the system."""
    if actor.is_system and actor.practice_id in (member.practice_id, group.practice_id):
        return
    if not actor.is_member or actor.person_id != member.pk:
        raise Missing(_("This questionnaire is not yours to fill in."))
    if group.pk not in circles_of(actor):
        raise Refused(_("You can fill this in as long as you are a member of the group."))
