"""Who may take people in: coordinators keep the list, therapists screen; neither does the other's work."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from holdspace.groups.queries import members_led_by
from holdspace.intake.models import Acquaintance, Referral, Screening, Waiting
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.members.rules.roster import RowProblem
from holdspace.practice.models import RoleSpell, Staff
from holdspace.practice.roles import Permission, Role
from holdspace.practice.spells import running


class ReferralsRefused(Refused):
    """A file of referrals that is not taken over, with everything that is wrong with it."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__(_("This file cannot be taken over as it is. Nothing was changed."))
        self.problems = tuple(problems)


def check_can_keep_list(actor: Actor, row: Referral | Waiting | None = None) -> None:
    """Coordinators of the practice keep referrals and the waiting list."""
    if not (actor.is_system or actor.may(Permission.INTAKE_EDIT)):
        raise _unknown()
    if row is not None and row.practice_id != actor.practice_id:
        raise _unknown()


def check_is_new(referral: Referral) -> None:
    """A referral is settled once."""
    if referral.state != Referral.State.NEW:
        raise Refused(_("This referral has been settled already."))


def check_may_contact(referral: Referral) -> None:
    """Nobody is put on a list, and so called up later, who has not agreed that we get in touch."""
    if not referral.may_contact:
        raise Refused(_("They have not agreed that we get in touch. Ask whoever refers them first."))


def check_can_wait(actor: Actor, member: Member) -> None:
    """Somebody of the practice who is alive and does not wait already."""
    if member.practice_id != actor.practice_id:
        raise Missing(_("This person does not exist."))
    if member.status == Member.Status.DECEASED:
        raise Refused(_("This person has died. Nobody can wait under this record."))
    if Waiting.unscoped.filter(running(), member=member).exists():
        raise Refused(_("This person is on the waiting list already."))


def check_runs(waiting: Waiting) -> None:
    """What has ended is not changed any more."""
    if not waiting.runs():
        raise Refused(_("This person does not wait any more."))


def check_can_meet(actor: Actor, staff: Staff) -> None:
    """Who meets somebody for the first time is a therapist of the practice."""
    roles = RoleSpell.visible_to(actor).filter(running(), staff=staff, role=Role.THERAPIST)
    if staff.practice_id != actor.practice_id or not roles.exists():
        raise Missing(_("This person does not exist."))


def check_can_screen(actor: Actor, screening: Screening | None = None) -> None:
    """Therapists screen; a screening is open to them while the person waits."""
    if not (actor.is_system or actor.may(Permission.SCREENING_WRITE)):
        raise _unknown()
    if screening is not None and not Screening.visible_to(actor).filter(pk=screening.pk).exists():
        raise _unknown()


def check_can_pair(actor: Actor, one: Member, other: Member) -> None:
    """Therapists say something of two people whom they know: who waits, or who sits in their groups."""
    check_can_screen(actor)
    if not (knows(actor, one) and knows(actor, other)):
        raise Missing(_("This person does not exist."))
    if one.pk == other.pk:
        raise Refused(_("Choose somebody else."))


def knows(actor: Actor, member: Member) -> bool:
    """Whether somebody waits in front of this therapist, or is treated by them."""
    if actor.is_system:
        return member.practice_id == actor.practice_id
    waits = Waiting.visible_to(actor).filter(running(), member=member)
    return waits.exists() or members_led_by(actor).filter(pk=member.pk).exists()


def check_can_settle(actor: Actor, said: Acquaintance) -> None:
    """Whoever screens or treats the one who said it, once."""
    if actor.is_member or not Acquaintance.visible_to(actor).filter(pk=said.pk).exists():
        raise _unknown()
    if said.settled_at is not None:
        raise Refused(_("This has been settled already."))


def _unknown() -> Missing:
    return Missing(_("This page does not exist."))
