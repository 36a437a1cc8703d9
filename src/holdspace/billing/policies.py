"""Who may bill: a coordinator. How the practice bills is set up by a coordinator or an owner.

An owner sets up and sees nobody's account: owners learn no names of people in therapy here either. A member
sees their own account. For everybody else there is no such page.
"""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from holdspace.billing.models import Charge, Claim
from holdspace.billing.rules.money import ZERO
from holdspace.groups.policies import allowed
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.practice.roles import Permission

NOT_HERE = _("This page does not exist.")


def check_bills(actor: Actor, member: Member | None = None) -> None:
    """Coordinators bill, each the members of their own practice."""
    if not (actor.is_system or actor.may(Permission.BILLING_EDIT)):
        raise Missing(NOT_HERE)
    if member is not None and member.practice_id != actor.practice_id:
        raise Missing(NOT_HERE)


def check_sets_up(actor: Actor) -> None:
    """Coordinators and owners say how the practice bills."""
    if not (actor.is_system or actor.may(Permission.BILLING_SET_UP)):
        raise Missing(NOT_HERE)


def check_can_reverse(actor: Actor, charge: Charge) -> None:
    """Who bills takes a charge back, once."""
    check_bills(actor)
    if charge.practice_id != actor.practice_id:
        raise Missing(NOT_HERE)
    if charge.reversed_at is not None:
        raise Refused(_("This charge has been taken back already."))


def can_reverse(actor: Actor, charge: Charge) -> bool:
    """Whether `check_can_reverse` passes."""
    return allowed(lambda: check_can_reverse(actor, charge))


def check_amount(amount: Decimal) -> None:
    """An entry made by hand is about more than nothing."""
    if amount <= ZERO:
        sentence = _("Write an amount above zero.")
        raise Refused(sentence, fields={"amount": sentence})


def check_can_note_number(actor: Actor, claim: Claim) -> None:
    """Who bills notes what the insurer calls a claim."""
    check_bills(actor)
    if claim.practice_id != actor.practice_id:
        raise Missing(NOT_HERE)


def check_sees_own(actor: Actor, charge: Charge) -> None:
    """A member's own charge."""
    if not actor.is_member or charge.member_id != actor.person_id:
        raise Missing(NOT_HERE)
