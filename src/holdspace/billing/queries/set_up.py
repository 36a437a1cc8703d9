"""What is set up for billing, and what of it is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from holdspace.billing.models import Insurer, PracticeBilling, ProviderBilling
from holdspace.billing.queries.facts import billing_of, providers_of
from holdspace.billing.rules.missing import lacking_of_practice, lacking_of_provider
from holdspace.billing.rules.profile import RenderingProvider
from holdspace.kernel.actors import Actor
from holdspace.kernel.words import Words
from holdspace.practice.models import RoleSpell, Staff
from holdspace.practice.roles import Role
from holdspace.practice.spells import running


@dataclass(frozen=True, slots=True)
class Provider:
    """Somebody who treats, and what their details lack."""

    staff: Staff
    values: RenderingProvider
    lacking: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class SetUp:
    """Everything that is set up once."""

    billing: PracticeBilling
    lacking: tuple[Words, ...]
    insurers: tuple[Insurer, ...]
    providers: tuple[Provider, ...]


def overview(actor: Actor) -> SetUp:
    """The page of what is set up."""
    billing = billing_of(actor.practice_id)
    return SetUp(
        billing=billing,
        lacking=tuple(lacking_of_practice(billing.values)),
        insurers=tuple(Insurer.visible_to(actor)),
        providers=tuple(_providers(actor)),
    )


def provider_of(actor: Actor, staff: Staff) -> RenderingProvider:
    """The details of one of the staff; empty where there are none yet."""
    row = ProviderBilling.visible_to(actor).filter(staff=staff).first()
    return row.values if row else RenderingProvider()


def _providers(actor: Actor) -> Iterable[Provider]:
    therapists = RoleSpell.visible_to(actor).filter(running(), role=Role.THERAPIST).values("staff")
    kept = providers_of(actor)
    for staff in Staff.visible_to(actor).filter(pk__in=therapists).order_by("display_name", "id"):
        values = kept.get(staff.pk, RenderingProvider())
        yield Provider(staff, values, tuple(lacking_of_provider(values)))
