"""How the practice bills: its details, fees and policy, insurers, and the numbers of who treats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.billing import policies
from holdspace.billing.models import GroupFee, Insurer, PracticeBilling, ProviderBilling
from holdspace.billing.rules.fees import Policy
from holdspace.billing.rules.money import money
from holdspace.billing.rules.profile import BillingProvider, Payer, RenderingProvider
from holdspace.groups.models import Group
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing
from holdspace.practice.models import Staff


def _held(by: Actor) -> PracticeBilling:
    PracticeBilling.unscoped.get_or_create(practice_id=by.practice_id)
    return PracticeBilling.unscoped.select_for_update().get(practice_id=by.practice_id)


def _check_version(billing: PracticeBilling, version: int) -> None:
    if billing.version != version:
        raise Conflict(_("Somebody else saved this page in the meantime."), newest=billing.version)


@transaction.atomic
def save_practice(
    *,
    provider: BillingProvider,
    places: Mapping[str, str],
    is_test: bool,
    version: int,
    by: Actor,
) -> PracticeBilling:
    """Keep the practice's details for claims, and the places of service of its sites."""
    policies.check_sets_up(by)
    billing = _held(by)
    _check_version(billing, version)
    billing.provider, billing.places, billing.is_test = asdict(provider), dict(places), is_test
    billing.version += 1
    billing.save(update_fields=["provider", "places", "is_test", "version"])
    record("billing.practice_saved", by=by, on=billing)
    return billing


@transaction.atomic
def save_fees(*, fee: Decimal, policy: Policy, currency: str, version: int, by: Actor) -> PracticeBilling:
    """Keep the usual fee and the attendance policy; both hold for what is charged from now on."""
    policies.check_sets_up(by)
    billing = _held(by)
    _check_version(billing, version)
    billing.fee, billing.currency = money(fee), currency
    billing.notice_hours = policy.notice_hours
    billing.late_cancel, billing.no_show = money(policy.late_cancel), money(policy.no_show)
    billing.version += 1
    billing.save(update_fields=["fee", "currency", "notice_hours", "late_cancel", "no_show", "version"])
    record("billing.fees_saved", by=by, on=billing)
    return billing


@transaction.atomic
def set_group_fee(*, group: Group, amount: Decimal, starts_on: date, by: Actor) -> GroupFee:
    """What a session of one group costs from a day on; a second time for the same day, it is corrected."""
    policies.check_sets_up(by)
    if group.practice_id != by.practice_id:
        raise Missing(_("This group does not exist."))
    fee, _made = GroupFee.unscoped.update_or_create(
        practice_id=by.practice_id, group=group, starts_on=starts_on, defaults={"amount": money(amount)}
    )
    record("billing.group_fee_set", by=by, on=fee)
    return fee


@transaction.atomic
def save_insurer(*, insurer: Insurer | None, payer: Payer, modifier: str, by: Actor) -> Insurer:
    """Add an insurer, or change what is kept of one."""
    policies.check_sets_up(by)
    kept = insurer or Insurer(practice_id=by.practice_id)
    if kept.practice_id != by.practice_id:
        raise Missing(_("This page does not exist."))
    kept.name, kept.payer_id, kept.filing = payer.name, payer.payer_id, payer.filing
    kept.telehealth_modifier = modifier
    kept.save()
    record("billing.insurer_saved", by=by, on=kept)
    return kept


@transaction.atomic
def save_provider(*, staff: Staff, values: RenderingProvider, by: Actor) -> ProviderBilling:
    """Keep under which name and number somebody treats."""
    policies.check_sets_up(by)
    if staff.practice_id != by.practice_id:
        raise Missing(_("This person does not exist."))
    kept, _made = ProviderBilling.unscoped.update_or_create(
        practice_id=by.practice_id, staff=staff, defaults=asdict(values)
    )
    record("billing.provider_saved", by=by, on=kept)
    return kept
