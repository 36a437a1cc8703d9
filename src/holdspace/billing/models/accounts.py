"""What members owe, and what insurers were told about them."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.billing.models.set_up import Insurer, money_column
from holdspace.billing.rules.claims import Claim as ClaimValues
from holdspace.billing.rules.claims import Frequency, claim_from
from holdspace.billing.rules.coding import PROCEDURE, Coding
from holdspace.billing.rules.fees import KIND_WORDS, Kind
from holdspace.billing.rules.ledger import ENTRY_WORDS, EntryKind
from holdspace.billing.rules.profile import Profile, profile_from
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.practice.roles import Permission
from holdspace.sessions.models import GroupSession
from holdspace.vault.fields import SealedJSON
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain

_ADDS = (EntryKind.CHARGE, EntryKind.REFUND)
HALF_A_CENT = Decimal("0.005")
"""Decimals lie as floating numbers in the embedded database: its sums are compared to the nearest cent."""


class OfAMember(Record):
    """What somebody owes or was claimed for: seen by who bills, and by the member."""

    wall: ClassVar = Wall.ACCOUNT

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if actor.is_member:
            return cls.unscoped.filter(practice_id=actor.practice_id, member_id=actor.person_id)
        if actor.is_system or actor.may(Permission.BILLING_EDIT):
            return cls.unscoped.filter(practice_id=actor.practice_id)
        return cls.unscoped.none()


class Account(OfAMember):
    """One member's account: `details` for claims and the fee that was agreed, diagnoses, and what is owed.

    `entries` and `balance` are those after the newest entry; whoever adds one locks this row.
    """

    privacy: ClassVar = privacy.fields(
        clinical="diagnoses", identifying="details", plain="id practice member entries balance version"
    )

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="account")
    details = SealedJSON(domain=Domain.IDENTITY, owner="member_id", verbose_name=_("details for claims"))
    diagnoses = SealedJSON(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("diagnosis codes"))
    entries = models.PositiveIntegerField(default=0)
    balance = money_column(default=0)
    version = models.PositiveIntegerField(default=1)

    @property
    def profile(self) -> Profile:
        """The details as the rules take them; empty ones where nothing can be read."""
        return profile_from(self.details)

    @property
    def codes(self) -> tuple[str, ...]:
        """The diagnosis codes, the principal one first."""
        kept = self.diagnoses
        return tuple(str(code) for code in kept) if isinstance(kept, list) else ()


class Charge(OfAMember):
    """What somebody owes for one session. Nothing of it is edited; it is taken back (`reversed_at`).

    `insurer` is set for a session that somebody attended and that can be claimed; `service_date` is the day
    on the practice's wall.
    """

    privacy: ClassVar = privacy.fields(
        plain="id practice member session service_date kind code modifiers place units amount currency"
        " insurer made_at reversed_at"
    )

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="charges")
    session = models.ForeignKey(GroupSession, on_delete=models.PROTECT, related_name="charges")
    service_date = models.DateField(_("day"))
    kind = models.CharField(max_length=12, choices=[(k.value, KIND_WORDS[k]) for k in Kind])
    code = models.CharField(max_length=5, default=PROCEDURE)
    modifiers = models.CharField(max_length=11, blank=True)
    place = models.CharField(max_length=2)
    units = models.PositiveSmallIntegerField(default=1)
    amount = money_column()
    currency = models.CharField(max_length=3)
    insurer = models.ForeignKey(Insurer, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    reversed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["service_date", "made_at", "id"]
        indexes: ClassVar = [models.Index(fields=["practice", "service_date"], name="charge_by_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "member"],
                condition=models.Q(reversed_at__isnull=True),
                name="one_charge_per_session",
            ),
            models.UniqueConstraint(
                fields=["member", "service_date"],
                condition=models.Q(reversed_at__isnull=True, insurer__isnull=False),
                name="one_group_session_claimed_per_day",
            ),
            models.CheckConstraint(
                condition=models.Q(insurer__isnull=True) | models.Q(kind=Kind.ATTENDED.value),
                name="only_who_came_is_claimed",
            ),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="charge_not_below_zero"),
        ]

    @property
    def coding(self) -> Coding:
        """The coding as the rules take it."""
        return Coding(self.place, tuple(self.modifiers.split()), self.code, self.units)

    @property
    def kind_words(self) -> str:
        """What it is for, in words."""
        return str(_(KIND_WORDS[Kind(self.kind)]))


class LedgerEntry(OfAMember):
    """One line of an account: number `number` of this member, from a balance of `before` to `balance`."""

    class Way(models.TextChoices):
        CARD = "card", _("card")
        TRANSFER = "transfer", _("bank transfer")
        CASH = "cash", _("cash")
        CHECK = "check", _("cheque")
        INSURER = "insurer", _("from the insurer")

    privacy: ClassVar = privacy.fields(
        plain="id practice member number kind amount before balance charge way at by"
    )
    written_once: ClassVar = True

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="ledger_entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=[(k.value, ENTRY_WORDS[k]) for k in EntryKind])
    amount = money_column()
    before = money_column()
    balance = money_column()
    charge = models.ForeignKey(Charge, null=True, on_delete=models.PROTECT, related_name="entries")
    way = models.CharField(max_length=10, choices=Way.choices, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "number"], name="entries_of_an_account_in_a_row"),
            models.CheckConstraint(
                condition=models.Q(balance__lt=models.F("before") + models.F("amount") + HALF_A_CENT)
                & models.Q(balance__gt=models.F("before") + models.F("amount") - HALF_A_CENT),
                name="balance_is_the_sum",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=_ADDS, amount__gte=0)
                | (~models.Q(kind__in=_ADDS) & models.Q(amount__lte=0)),
                name="entry_has_its_sign",
            ),
            models.UniqueConstraint(
                fields=["charge", "kind"],
                condition=models.Q(kind__in=("charge", "reversal")),
                name="charged_once_and_taken_back_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=("charge", "reversal"), charge__isnull=False)
                | ~models.Q(kind__in=("charge", "reversal")),
                name="charge_and_reversal_name_their_charge",
            ),
        ]

    @property
    def kind_words(self) -> str:
        """What the entry is, in words."""
        return str(_(ENTRY_WORDS[EntryKind(self.kind)]))


class ClaimBatch(Record):
    """One file of claims: for which month, under which control number, with the details of then."""

    privacy: ClassVar = privacy.fields(plain="id practice month control made_at made_by is_test provider")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    control = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    is_test = models.BooleanField()
    provider = models.JSONField()

    class Meta:
        ordering: ClassVar = ["-control"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practice", "control"], name="one_control_number_per_file"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if not (actor.is_system or actor.may(Permission.BILLING_EDIT)):
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)


class Claim(OfAMember):
    """One claim as it was sent: its values lie sealed, so that the file can be made again, and nobody else's.

    `replaces` is the claim that it takes back or corrects; `payer_number` what the insurer calls it.
    """

    privacy: ClassVar = privacy.fields(
        clinical="content",
        plain="id practice member batch charge number frequency amount replaces payer_number made_at",
    )

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="claims")
    batch = models.ForeignKey(ClaimBatch, on_delete=models.PROTECT, related_name="claims")
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="claims")
    number = models.CharField(max_length=20)
    frequency = models.CharField(max_length=1, choices=[(f.value, f.name) for f in Frequency])
    amount = money_column()
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    payer_number = models.CharField(_("the insurer's number"), max_length=50, blank=True)
    content = SealedJSON(domain=Domain.PROGRESS, owner="member_id")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practice", "number"], name="one_claim_per_number"),
            models.UniqueConstraint(
                fields=["charge"],
                condition=models.Q(frequency__in=("1", "7")),
                name="a_charge_is_claimed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(frequency="1", replaces__isnull=True)
                | (~models.Q(frequency="1") & models.Q(replaces__isnull=False)),
                name="correction_names_what_it_corrects",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if actor.is_member:
            return cls.unscoped.none()
        return super().visible_to(actor)

    @property
    def values(self) -> ClaimValues | None:
        """The claim as the rules take it; None once the person was erased."""
        return claim_from(self.content) if isinstance(self.content, dict) else None
