"""Who may say that somebody leaves, write a word of farewell, hand over, and note that somebody left.

What is written at a farewell reaches nobody before a leader hands it over, so it may be written at any hour.
The system, acting for its own practice, may do what a leader may.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from holdspace.endings.models import Closing, Departure, Farewell, Gift, Leaving, Unsaid
from holdspace.endings.rules.standing import IN_HAND, Standing
from holdspace.groups.models import Membership
from holdspace.groups.policies import allowed, check_holds, check_still_holds
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused

NOT_HERE = _("This page does not exist.")


def check_says(actor: Actor, membership: Membership) -> None:
    """The member themselves, or a leader of their group, while the membership runs."""
    own = actor.is_member and membership.member_id == actor.person_id
    if not own:
        check_holds(actor, membership.group)
    if not membership.runs():
        raise Refused(_("This membership has ended already."))


def check_changes(actor: Actor, leaving: Leaving) -> None:
    """Who leaves, or a leader, until it is over."""
    check_says(actor, leaving.membership)
    if leaving.taken_back_at is not None:
        raise Refused(_("This was taken back already."))


def check_takes_closing_back(actor: Actor, closing: Closing) -> None:
    """A leader, once."""
    check_still_holds(actor, closing.group)
    if closing.taken_back_at is not None:
        raise Refused(_("This was taken back already."))


def check_opens(actor: Actor, ending: Leaving | Closing) -> None:
    """A leader, for a goodbye of which the circle knows, and that was not taken back."""
    check_holds(actor, ending.group)
    if ending.taken_back_at is not None:
        raise Refused(_("This was taken back already."))
    if isinstance(ending, Leaving) and not ending.to_circle:
        raise Refused(_("The circle does not know of it yet. Tell them first."))


def check_takes_part(actor: Actor, farewell: Farewell) -> None:
    """Who sits in the circle since it was opened; Missing for everybody else."""
    if not actor.is_member or not Farewell.visible_to(actor).filter(pk=farewell.pk).exists():
        raise Missing(NOT_HERE)


def check_writes(actor: Actor, farewell: Farewell) -> None:
    """The same, until everything was handed over, and while who leaves still sits there."""
    check_takes_part(actor, farewell)
    if not farewell.is_open:
        raise Refused(_("The words of this farewell have been handed over. What you wrote is kept here."))
    if farewell.leaving_id is not None and not is_ahead(farewell.leaving):
        raise Refused(_("They have left, or stay after all. What you wrote is kept here, for you."))


def can_write(actor: Actor, farewell: Farewell) -> bool:
    """Whether `check_writes` passes."""
    return allowed(lambda: check_writes(actor, farewell))


def is_ahead(leaving: Leaving | None) -> bool:
    """Whether somebody still sits there and is still going to leave; None is a row that the second wall hides
    from the circle, because it was taken back.
    """
    return leaving is not None and leaving.taken_back_at is None and leaving.membership.runs()


def check_is_givers(actor: Actor, gift: Gift) -> None:
    """The one who wrote it; Missing for everybody else."""
    if not actor.is_member or gift.giver_id != actor.person_id:
        raise Missing(NOT_HERE)


def check_withdraws(actor: Actor, gift: Gift) -> None:
    """Who wrote it, until it was handed over."""
    check_is_givers(actor, gift)
    if gift.standing not in IN_HAND:
        raise Refused(_("This has been handed over. It belongs to them now."))


def check_reads_first(actor: Actor, gift: Gift) -> None:
    """A leader, for what waits for them."""
    check_holds(actor, gift.group)
    if gift.standing == Standing.HANDED:
        raise Refused(_("This has been handed over already."))
    if not Gift.visible_to(actor).filter(pk=gift.pk).exists():
        raise Missing(NOT_HERE)


def check_notes_departure(actor: Actor, membership: Membership) -> None:
    """A leader, for somebody whose seat in their group has ended, or is to end now, without a goodbye."""
    check_holds(actor, membership.group)
    if Leaving.unscoped.filter(membership=membership, taken_back_at__isnull=True, to_circle=True).exists():
        raise Refused(_("Their goodbye was said. There is nothing sudden to tell."))


def check_says_unsaid(actor: Actor, departure: Departure) -> None:
    """Who sits in the circle since then; Missing for everybody else."""
    if not actor.is_member or not Departure.visible_to(actor).filter(pk=departure.pk).exists():
        raise Missing(NOT_HERE)


def check_is_own_unsaid(actor: Actor, unsaid: Unsaid) -> None:
    """The one who wrote it; Missing for everybody else."""
    if not actor.is_member or unsaid.member_id != actor.person_id:
        raise Missing(NOT_HERE)


def check_lets_on(actor: Actor, unsaid: Unsaid) -> None:
    """A leader, for what its writer wants the circle to read."""
    check_holds(actor, unsaid.group)
    if unsaid.share != Unsaid.Share.CIRCLE:
        raise Missing(NOT_HERE)
