"""Who may publish an agreement, and who may sign it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from holdspace.agreements.models import Agreement, Signature
from holdspace.groups.models import Group, circles_of
from holdspace.groups.policies import allowed, check_decides
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused


def check_can_publish(actor: Actor, group: Group) -> None:
    """The group's leader or co-leader, while the group has not ended."""
    check_decides(actor, group)
    if group.phase == Group.Phase.ENDED:
        raise Refused(_("This group has ended. There is nothing left to agree on."))


def can_publish(actor: Actor, group: Group) -> bool:
    """Whether `check_can_publish` passes."""
    return allowed(lambda: check_can_publish(actor, group))


def check_can_sign(actor: Actor, agreement: Agreement) -> None:
    """A member of that circle, the newest version, once."""
    if not actor.is_member or not circles_of(actor).filter(group=agreement.group_id).exists():
        raise Missing(_("This document does not exist."))
    if Agreement.unscoped.filter(group=agreement.group_id, version__gt=agreement.version).exists():
        raise Refused(_("There is a newer version of this agreement. Please read and sign that one."))
    if Signature.unscoped.filter(agreement=agreement, member_id=actor.person_id).exists():
        raise Refused(_("You have signed this version already."))


def can_sign(actor: Actor, agreement: Agreement) -> bool:
    """Whether `check_can_sign` passes."""
    return allowed(lambda: check_can_sign(actor, agreement))
