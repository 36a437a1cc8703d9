"""Who may form: therapists decide, coordinators see where people could sit, members answer for themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from holdspace.forming.models import Offer, Plan, Round
from holdspace.groups import policies as groups
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission


def check_can_read(actor: Actor) -> None:
    """Coordinators and therapists of the practice."""
    if not (actor.is_system or actor.may(Permission.FORMING_READ)):
        raise _unknown()


def check_can_decide(actor: Actor, row: Round | Plan | None = None) -> None:
    """Forming is decided by therapists, each of their own practice."""
    if not (actor.is_system or actor.may(Permission.FORMING_DECIDE)):
        raise _unknown()
    if row is not None and row.practice_id != actor.practice_id:
        raise _unknown()


def can_decide(actor: Actor) -> bool:
    """Whether `check_can_decide` passes."""
    return groups.allowed(lambda: check_can_decide(actor))


def check_can_prepare(actor: Actor, held: Round | None = None) -> None:
    """Which groups take part, and when they could meet, is said by coordinators and therapists."""
    check_can_read(actor)
    if held is not None and held.practice_id != actor.practice_id:
        raise _unknown()
    if held is not None and held.closed_at is not None:
        raise Refused(_("This round of forming is closed."))


def check_can_offer(actor: Actor, plan: Plan, group: Group) -> None:
    """Whose places they are: the group's leader or co-leader accepts its circle, from a plan that is done."""
    check_can_decide(actor, plan)
    groups.check_can_admit(actor, group)
    if not plan.is_done:
        raise Refused(_("This proposal is not finished yet."))
    if plan.round.closed_at is not None:
        raise Refused(_("This round of forming is closed."))


def can_offer(actor: Actor, plan: Plan, group: Group) -> bool:
    """Whether `check_can_offer` passes."""
    return groups.allowed(lambda: check_can_offer(actor, plan, group))


def check_can_answer(actor: Actor, offer: Offer) -> None:
    """The person themselves, or a coordinator who was told the answer; while it is open."""
    theirs = actor.is_member and offer.member_id == actor.person_id
    told = actor.is_system or actor.may(Permission.INTAKE_EDIT)
    if offer.practice_id != actor.practice_id or not (theirs or told):
        raise _unknown()
    check_is_open(offer)


def check_can_withdraw(actor: Actor, offer: Offer) -> None:
    """The group's leader or co-leader takes a place back that nobody has answered for."""
    if not groups.answers_for(actor, offer.group):
        raise _unknown()
    check_is_open(offer)


def check_is_open(offer: Offer) -> None:
    """Nothing is answered twice, or after its time."""
    if offer.state != Offer.State.OPEN or offer.until < clock.now():
        raise Refused(_("This place is not kept any more. Ask your practice; there may be another one."))


def _unknown() -> Missing:
    return Missing(_("This page does not exist."))
