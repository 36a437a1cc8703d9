"""What is set up once for billing. It names nobody in therapy."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.billing.rules.coding import MODIFIERS
from holdspace.billing.rules.fees import Policy
from holdspace.billing.rules.profile import (
    FILING,
    BillingProvider,
    Payer,
    RenderingProvider,
    address_from,
)
from holdspace.groups.models import Group
from holdspace.kernel import privacy
from holdspace.kernel.actors import Actor
from holdspace.practice.models import Practice, Staff
from holdspace.practice.roles import Permission
from holdspace.vault.records import Record


def money_column(**options: Any) -> models.DecimalField:  # type: ignore[type-arg]
    """A column of money."""
    return models.DecimalField(max_digits=9, decimal_places=2, **options)


class OfThePractice(Record):
    """What is set up once for everybody, by who bills or owns the practice. It names nobody in therapy."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if not (actor.is_system or actor.may(Permission.BILLING_SET_UP)):
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)


class PracticeBilling(OfThePractice):
    """How the practice bills: `provider` are the values of `BillingProvider`; the usual fee; who stays away.

    `places` are places of service by the ids of sites; `last_control` the newest number of a claims file.
    """

    privacy: ClassVar = privacy.fields(
        plain="id practice provider currency fee notice_hours late_cancel no_show places is_test last_control"
        " version"
    )

    provider = models.JSONField(_("details for claims"), default=dict, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    fee = money_column(verbose_name=_("usual fee"), default=0)
    notice_hours = models.PositiveSmallIntegerField(_("hours of notice"), default=24)
    late_cancel = money_column(verbose_name=_("when cancelled late"), default=0)
    no_show = money_column(verbose_name=_("when nobody came and nothing was heard"), default=0)
    places = models.JSONField(_("places of service"), default=dict, blank=True)
    is_test = models.BooleanField(_("test files"), default=True)
    last_control = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practice"], name="one_billing_per_practice"),
            models.CheckConstraint(
                condition=models.Q(fee__gte=0, late_cancel__gte=0, no_show__gte=0), name="fees_not_below_zero"
            ),
        ]

    @property
    def values(self) -> BillingProvider:
        """The details as the rules take them."""
        kept = dict(self.provider or {})
        address = address_from(kept.pop("address", None))
        known = {name: str(kept[name]) for name in BillingProvider.__slots__ if name in kept}
        return BillingProvider(**known, address=address)

    @property
    def policy(self) -> Policy:
        """The attendance policy as the rules take it."""
        return Policy(self.notice_hours, self.late_cancel, self.no_show)


class ProviderBilling(OfThePractice):
    """Under which name and number somebody of the staff is in the register of providers, which is public."""

    privacy: ClassVar = privacy.fields(plain="id practice staff family given npi taxonomy")

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="billing")
    family = models.CharField(_("family name"), max_length=60, blank=True)
    given = models.CharField(_("given name"), max_length=35, blank=True)
    npi = models.CharField(_("NPI"), max_length=10, blank=True)
    taxonomy = models.CharField(_("taxonomy code"), max_length=10, blank=True)

    @property
    def values(self) -> RenderingProvider:
        """The details as the rules take them."""
        return RenderingProvider(self.family, self.given, self.npi, self.taxonomy)


class Insurer(OfThePractice):
    """A payer: its id with the clearing house, and how it wants sessions by video to be marked."""

    privacy: ClassVar = privacy.fields(plain="id practice name payer_id filing telehealth_modifier")

    name = models.CharField(_("name"), max_length=60)
    payer_id = models.CharField(_("payer id"), max_length=20, blank=True)
    filing = models.CharField(_("kind"), max_length=2, choices=list(FILING.items()), default="CI")
    telehealth_modifier = models.CharField(
        _("modifier for video"),
        max_length=2,
        blank=True,
        default="95",
        choices=[(code, code or _("none")) for code in MODIFIERS],
    )

    class Meta:
        ordering: ClassVar = ["name", "id"]

    @property
    def values(self) -> Payer:
        """The payer as the rules take it."""
        return Payer(self.name, self.payer_id, self.filing)


class GroupFee(OfThePractice):
    """What a session of one group costs from a day on; before the first, the practice's usual fee holds."""

    privacy: ClassVar = privacy.fields(plain="id practice group amount starts_on")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="fees")
    amount = money_column(verbose_name=_("fee"))
    starts_on = models.DateField(_("from"))

    class Meta:
        ordering: ClassVar = ["starts_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "starts_on"], name="one_fee_of_a_group_per_day"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="group_fee_not_below_zero"),
        ]
