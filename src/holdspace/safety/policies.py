"""Who may raise a concern, and who may answer it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from holdspace.groups.models import Group, Membership, clinical_reach
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.members.models import Member
from holdspace.safety.models import Concern


def check_can_raise(actor: Actor, member: Member, group: Group) -> None:
    """A member about themselves, where they sit or sat; the clinicians of the group; the system."""
    known = Membership.unscoped.filter(practice_id=actor.practice_id, group=group, member=member)
    if not _speaks_for(actor, member, group) or not known.exists():
        raise Missing(_("There is no such person in this group."))


def _speaks_for(actor: Actor, member: Member, group: Group) -> bool:
    if actor.is_member:
        return actor.person_id == member.pk
    return group.pk in clinical_reach(actor)


def check_can_answer(actor: Actor, concern: Concern) -> None:
    """The clinicians of the group in which it arose: people, never the system."""
    if not actor.is_staff or not Concern.visible_to(actor).filter(pk=concern.pk).exists():
        raise Missing(_("There is no such concern."))
