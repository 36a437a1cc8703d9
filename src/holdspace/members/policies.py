"""Who may change the roster: coordinators. And how a whole roster is refused."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.members.rules.roster import RowProblem
from holdspace.practice.roles import Permission


class RosterRefused(Refused):
    """A roster that is not taken over, with everything that is wrong with it; nothing was changed.

    `read_to_end` is False when reading stopped early: later rows may hold more problems.
    """

    def __init__(self, problems: Sequence[RowProblem], *, read_to_end: bool = True) -> None:
        super().__init__(_("This roster cannot be taken over as it is. Nothing was changed."))
        self.problems = tuple(problems)
        self.read_to_end = read_to_end


def check_can_edit(actor: Actor, member: Member | None = None) -> None:
    """Coordinators change the roster of their own practice."""
    if not (actor.is_system or actor.may(Permission.ROSTER_EDIT)):
        raise _unknown()
    if member is not None and member.practice_id != actor.practice_id:
        raise _unknown()


def check_can_import(actor: Actor) -> None:
    """Coordinators, and the command line, take over a whole roster."""
    if not (actor.is_system or actor.may(Permission.ROSTER_IMPORT)):
        raise _unknown()


def check_can_invite(actor: Actor, member: Member) -> None:
    """Somebody who is alive can be given a way to sign in."""
    check_can_edit(actor, member)
    if member.status == Member.Status.DECEASED:
        raise Refused(_("This person has died. Nobody can be invited in their name."))


def check_can_erase(actor: Actor, member: Member) -> None:
    """Erasing is done on the server, for somebody who is no longer in therapy here."""
    if not actor.is_system or member.practice_id != actor.practice_id:
        raise _unknown()
    if member.status not in (Member.Status.LEFT, Member.Status.DECEASED):
        raise Refused(_("Only somebody who has left or died can be erased. Change their status first."))


def oneself(actor: Actor) -> Member:
    """The person in therapy who asks."""
    member = Member.visible_to(actor).filter(pk=actor.person_id).first() if actor.is_member else None
    if member is None:
        raise _unknown()
    return member


def can_invite(actor: Actor, member: Member) -> bool:
    """Whether `actor` may invite this person."""
    try:
        check_can_invite(actor, member)
    except Refused:
        return False
    return True


def _unknown() -> Missing:
    return Missing(_("This page does not exist."))
