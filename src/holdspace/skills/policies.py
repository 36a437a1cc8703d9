"""Who may assign a skill, choose one, note what they tried, show it, and write the practice's own.

What reaches another member keeps to the group's contact rule and hours. Noting for oneself and taking back
are possible at any time. The system, acting for its own practice, may do what a leader may.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group, Membership
from holdspace.groups.policies import allowed, check_belongs, check_holds, check_open
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.practice.spells import running
from holdspace.skills.models import Assignment, OwnSkill, Trying, WordBack

NOT_HERE = _("This page does not exist.")


def check_sits(member_id: UUID, group: Group) -> None:
    """Somebody who sits in the circle now."""
    if not Membership.unscoped.filter(running(), group=group, member_id=member_id).exists():
        raise Refused(_("They do not sit in the circle now."))


def check_ends(actor: Actor, assignment: Assignment) -> None:
    """A leader of the group; a member, what they chose for themselves. Once."""
    if actor.is_member:
        if not (assignment.chosen and assignment.member_id == actor.person_id):
            raise Missing(NOT_HERE)
    else:
        check_holds(actor, assignment.group)
    if assignment.ended_at is not None:
        raise Refused(_("This is over already."))


def check_is_own(actor: Actor, trying: Trying) -> None:
    """The one who tried it; Missing for everybody else."""
    if not actor.is_member or trying.member_id != actor.person_id:
        raise Missing(NOT_HERE)


def check_changes(actor: Actor, trying: Trying) -> None:
    """Who tried it, while they sit in the circle for which it was noted."""
    check_is_own(actor, trying)
    check_belongs(actor, trying.group)


def check_shows(actor: Actor, trying: Trying) -> None:
    """Who tried it, where and when members write to each other, unless a leader took it out of the circle."""
    check_changes(actor, trying)
    if trying.hidden_at is not None:
        raise Refused(_("Your therapists took this out of the circle. You can speak with them about it."))
    check_open(trying.group)


def can_show_here(group: Group) -> bool:
    """Whether what was tried can be shown to the circle at this moment."""
    return allowed(lambda: check_open(group))


def check_gives_back(actor: Actor, trying: Trying, to_id: UUID) -> None:
    """To somebody else of the same circle, where and when members write to each other."""
    check_changes(actor, trying)
    if to_id == actor.person_id:
        raise Refused(_("You suggested it to yourself."), fields={"suggested_by": _("Choose somebody else.")})
    check_sits(to_id, trying.group)
    check_open(trying.group)


def check_hides(actor: Actor, trying: Trying) -> None:
    """A leader of the group, for what stands in the circle."""
    if not trying.to_circle:
        raise Missing(NOT_HERE)
    check_holds(actor, trying.group)


def check_receives(actor: Actor, word: WordBack) -> None:
    """The one to whom it was returned; Missing for everybody else."""
    if not actor.is_member or word.receiver_id != actor.person_id:
        raise Missing(NOT_HERE)


def check_writes_own(actor: Actor, practice_id: object) -> None:
    """Owners and therapists write the practice's own skills."""
    may = actor.may(Permission.PRACTICE_EDIT) or actor.may(Permission.SESSION_LEAD)
    if actor.practice_id != practice_id or not (may or actor.is_system):
        raise Missing(NOT_HERE)


def check_changes_own(actor: Actor, own: OwnSkill) -> None:
    """The same, for the version that counts."""
    check_writes_own(actor, own.practice_id)
    if own.replaced_at is not None:
        raise Missing(NOT_HERE)
