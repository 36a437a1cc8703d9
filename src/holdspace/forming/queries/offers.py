"""Places that were offered: for who offered them, for coordinators, and for the person who answers."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.agreements.models import Signature
from holdspace.forming.models import Offer, Round
from holdspace.forming.queries.names import hour_words
from holdspace.groups.queries import leaders_of
from holdspace.intake.models import Waiting
from holdspace.intake.queries import names_of
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing
from holdspace.practice.roles import Permission
from holdspace.practice.spells import running
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One place offered: to whom, where, how it stands."""

    offer: Offer
    name: str
    hour: str
    leaders: tuple[str, ...] = ()
    has_account: bool = False
    has_signed: bool = False

    @property
    def is_open(self) -> bool:
        return self.offer.state == Offer.State.OPEN

    @property
    def state_words(self) -> str:
        """How it stands; who has signed the group's agreement has joined."""
        if self.offer.state == Offer.State.TAKEN:
            return _("has joined") if self.has_signed else _("said yes; the agreement waits for them")
        return str(Offer.State(self.offer.state).label)


def offers(actor: Actor, held: Round) -> list[OfferLine]:
    """Every place offered in a round, open ones first, then the newest; four queries however many."""
    rows = Offer.visible_to(actor).filter(plan__round=held).select_related("group", "member__user")
    found = sorted(rows, key=lambda offer: (offer.state != Offer.State.OPEN, -offer.offered_at.timestamp()))
    signed = _signed(actor, found)
    names = _names(actor, found)
    return [
        OfferLine(
            offer=offer,
            name=names.get(offer.member_id, "") or _("somebody who is there"),
            hour=hour_words(offer.start),
            has_account=offer.member.user is not None and offer.member.user.has_usable_password(),
            has_signed=(offer.member_id, offer.group_id) in signed,
        )
        for offer in found
    ]


def _signed(actor: Actor, offers: list[Offer]) -> set[tuple[UUID, UUID]]:
    rows = Signature.visible_to(system_actor(actor.practice_id)).filter(
        member__in=[offer.member_id for offer in offers]
    )
    return set(rows.values_list("member_id", "agreement__group_id"))


def _names(actor: Actor, offers: list[Offer]) -> dict[UUID, str]:
    if not actor.may(Permission.ROSTER_READ):
        return names_of(actor, {offer.member_id for offer in offers})
    keyring.warm({offer.member_id for offer in offers}, Domain.IDENTITY)
    return {offer.member_id: offer.member.full_name for offer in offers}


def count_ready(actor: Actor) -> int:
    """How many people wait for a group that fits and are not asked about a place; one query."""
    asked = Offer.visible_to(actor).filter(state=Offer.State.OPEN).values("member")
    waits = Waiting.visible_to(actor).filter(running(), stage=Waiting.Stage.READY)
    return waits.exclude(member__in=asked).count()


def offer_for(actor: Actor, pk: UUID) -> Offer:
    """One offered place; Missing otherwise."""
    offer = Offer.visible_to(actor).filter(pk=pk).select_related("group", "member", "plan__round").first()
    if offer is None:
        raise Missing(_("This page does not exist."))
    return offer


def own_offers(actor: Actor) -> list[OfferLine]:
    """The places that wait for this member's answer: when, where, with which leaders; nothing of others."""
    if not actor.is_member:
        return []
    rows = Offer.visible_to(actor).filter(state=Offer.State.OPEN).select_related("group", "group__room__site")
    found = list(rows.order_by("until", "id"))
    led = leaders_of(offer.group_id for offer in found) if found else {}
    return [
        OfferLine(offer, "", hour_words(offer.start), tuple(each.name for each in led[offer.group_id]))
        for offer in found
    ]
