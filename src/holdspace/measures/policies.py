"""Who may choose what a group and its members are asked (its leaders), and who may fill it in.

Members fill in for themselves, also on a tablet that they were handed and after they have left. Those who
lead the group enter what a member filled in on paper.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.groups.models import Group, Membership, circles_of
from holdspace.groups.policies import acts_for, check_decides, leads
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.measures.models import Wording
from holdspace.members.models import Member
from holdspace.practice.roles import Permission


def check_can_schedule(actor: Actor, group: Group) -> None:
    """The group's leader or co-leader, while the group has not ended; Missing for who may not know it."""
    check_decides(actor, group)
    if group.phase == Group.Phase.ENDED:
        raise Refused(_("This group has ended. Nobody is asked anything any more."))


def check_can_keep_wordings(actor: Actor, wording: Wording | None = None) -> None:
    """Owners keep the words of shells and put them away, each of their own practice; Missing for others."""
    if not (actor.is_system or actor.may(Permission.PRACTICE_EDIT)):
        raise Missing(_("This page does not exist."))
    if wording is not None and wording.practice_id != actor.practice_id:
        raise Missing(_("This page does not exist."))


def check_can_record(actor: Actor, member: Member, group: Group) -> None:
    """Refuse whoever is neither the member in one of their circles nor the system."""
    if actor.is_system and actor.practice_id in (member.practice_id, group.practice_id):
        return
    if not actor.is_member or actor.person_id != member.pk:
        raise Missing(_("This questionnaire is not yours to fill in."))
    if group.pk not in circles_of(actor):
        raise Refused(_("You can fill this in as long as you are a member of the group."))


def check_can_enter(actor: Actor, spell: Membership) -> None:
    """Those who lead the group enter a paper form of somebody who sits or sat in it; Missing for others."""
    if not (leads(actor, spell.group) and (actor.is_system or actor.may(Permission.SESSION_LEAD))):
        raise Missing(_("This person is not in this group."))


def check_can_hand_over(actor: Actor, spell: Membership) -> None:
    """Those who lead the group hand a tablet to somebody who sits in it now."""
    check_can_enter(actor, spell)
    if not spell.runs():
        raise Refused(
            _("This person is no member of the group any more. They are asked on their own home page.")
        )


def check_can_follow_up(actor: Actor, spell: Membership) -> None:
    """Whoever has left answers for themselves."""
    if not actor.is_member or actor.person_id != spell.member_id or spell.runs():
        raise Missing(_("This questionnaire is not yours to fill in."))


def check_can_link(actor: Actor, practice_id: UUID) -> None:
    """Addresses that open questions without signing in are made by the system, when it sends them."""
    if not acts_for(actor, practice_id):
        raise Missing(_("This page does not exist."))
