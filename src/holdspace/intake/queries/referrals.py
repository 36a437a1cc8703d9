"""Referrals as the coordinator reads them: everything but what is for clinicians."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.intake.models import IntakeDoor, Referral
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


def new_referrals(actor: Actor) -> list[Referral]:
    """What nobody has settled, the oldest first; two queries."""
    rows = Referral.visible_to(actor).filter(state=Referral.State.NEW)
    referrals = list(rows.order_by("received_at", "id"))
    keyring.warm((referral.pk for referral in referrals), Domain.IDENTITY)
    return referrals


def settled_referrals(actor: Actor, most: int = 20) -> list[Referral]:
    """What was settled last: when, how and by whom. Who it was about stands here no more."""
    rows = Referral.visible_to(actor).exclude(state=Referral.State.NEW).select_related("settled_by")
    return list(
        rows.only("state", "why", "source", "received_at", "settled_at", "settled_by").order_by(
            "-settled_at", "-id"
        )[:most]
    )


def referral_for(actor: Actor, pk: UUID) -> Referral:
    """A referral that waits to be settled; Missing otherwise."""
    rows = Referral.visible_to(actor).filter(pk=pk, state=Referral.State.NEW)
    referral = rows.first()
    if referral is None:
        raise Missing(_("This page does not exist."))
    keyring.warm([referral.pk], Domain.IDENTITY)
    return referral


def door_is_open(actor: Actor) -> bool:
    """Whether the public page takes referrals."""
    return not IntakeDoor.visible_to(actor).filter(is_open=False).exists()
