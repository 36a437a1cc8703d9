"""Who prepares, who notes a step, who welcomes a newcomer, who reaches out to somebody who is missed.

What a member writes before their first session needs somebody who hears it, so it begins with the seat, not
with the proposal: before that nobody treats them.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group, Membership, Proposal, circles_of
from holdspace.groups.policies import answers_for, check_still_holds
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.practice.spells import running
from holdspace.preparation.models import BuddyAsk

NOT_HERE = _("This page does not exist.")


def check_notes_meeting(actor: Actor, group: Group, member_id: UUID) -> None:
    """Coordinators, and the group's leaders, of somebody who sits there or is proposed."""
    manages = actor.is_system or actor.may(Permission.SCHEDULE_EDIT)
    if actor.practice_id != group.practice_id or not (manages or answers_for(actor, group)):
        raise Missing(NOT_HERE)
    seated = Membership.unscoped.filter(running(), group=group, member_id=member_id)
    proposed = Proposal.unscoped.filter(group=group, member_id=member_id, answer="")
    if not (seated.exists() or proposed.exists()):
        raise Missing(NOT_HERE)


def check_sits(member_id: UUID, group: Group) -> None:
    """Somebody who sits in the circle now; Missing otherwise."""
    if not Membership.unscoped.filter(running(), group=group, member_id=member_id).exists():
        raise Missing(NOT_HERE)


def check_answers(actor: Actor, ask: BuddyAsk) -> None:
    """The one who is asked, as long as the question stands; Missing for everybody else."""
    if not actor.is_member or ask.giver_id != actor.person_id or ask.group_id not in circles_of(actor):
        raise Missing(NOT_HERE)
    if ask.answer == BuddyAsk.Answer.TAKEN_BACK:
        raise Refused(_("Your therapists no longer ask this of you. There is nothing to do."))


def check_takes_back(actor: Actor, ask: BuddyAsk) -> None:
    """A leader of the group, what has not been declined."""
    check_still_holds(actor, ask.group)
    if ask.answer not in ("", BuddyAsk.Answer.YES):
        raise Refused(_("This question is over already."))


def check_sets_rule(actor: Actor, practice_id: object) -> None:
    """Owners say after how many sessions a leader is asked to reach out."""
    may = actor.is_system or actor.may(Permission.PRACTICE_EDIT)
    if actor.practice_id != practice_id or not may:
        raise Missing(NOT_HERE)
