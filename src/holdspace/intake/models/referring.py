"""What came in about somebody, and by which door."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.intake.models.scopes import of_coordinators
from holdspace.intake.models.waiting import Funding, Modality
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import LONGEST_TAG, Member
from holdspace.members.rules.names import full_name
from holdspace.practice.models import Practice, Staff
from holdspace.vault.fields import SealedJSON, SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class IntakeDoor(Record):
    """Whether a practice takes referrals on its public page."""

    privacy: ClassVar = privacy.fields(plain="id practice is_open")

    practice = models.OneToOneField(Practice, on_delete=models.CASCADE, related_name="+")
    is_open = models.BooleanField(_("takes referrals on the public page"), default=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return of_coordinators(cls, actor)


class Sending(Record):
    """That somebody sent a referral on the public page, kept for an hour so that few can be sent in one.

    It lies in the database because several processes answer, and each has a cache of its own. What it counts
    under is a keyed hash of the sender's network: whoever reads the row learns no address.
    """

    privacy: ClassVar = privacy.fields(plain="id practice sender_index at")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    sender_index = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if not actor.is_system:
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)


class Referral(Record):
    """What came in about somebody. Once taken up, who they are stands in the roster, and nothing here."""

    class Source(models.TextChoices):
        SELF = "self", _("by themselves, on our page")
        LETTER = "letter", _("by letter or telephone")
        IMPORT = "import", _("in a file")

    class State(models.TextChoices):
        NEW = "new", _("new")
        TAKEN_UP = "taken_up", _("on the waiting list")
        TURNED_AWAY = "turned_away", _("not taken up")

    class Why(models.TextChoices):
        TWICE = "twice", _("it came twice")
        NOT_HERE = "not_here", _("another place fits better; we told them")
        WITHDRAWN = "withdrawn", _("they do not want to any more")
        UNREACHABLE = "unreachable", _("they could not be reached")

    privacy: ClassVar = privacy.fields(
        identifying="given_name family_name chosen_name pronouns birth_date phone email address referrer"
        " access_needs available",
        plain="id practice source state why member language modality funding may_contact may_leave_word"
        " received_at settled_at settled_by",
    )

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(_("how it came"), max_length=8, choices=Source.choices)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.NEW)
    why = models.CharField(_("why not"), max_length=12, choices=Why.choices, blank=True)
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="referrals")
    given_name = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("given name"))
    family_name = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("family name"))
    chosen_name = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("name to be called by"))
    pronouns = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("pronouns"))
    birth_date = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("date of birth"))
    phone = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("telephone"))
    email = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("e-mail"))
    address = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("address"))
    referrer = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("who refers them"))
    access_needs = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("access needs"))
    available = SealedJSON(domain=Domain.IDENTITY, owner="id", verbose_name=_("when they can come"))
    language = models.CharField(_("language"), max_length=LONGEST_TAG, blank=True)
    modality = models.CharField(
        _("how they can come"), max_length=8, choices=Modality.choices, default=Modality.ANY
    )
    funding = models.CharField(_("who pays"), max_length=12, choices=Funding.choices, blank=True)
    may_contact = models.BooleanField(_("agreed that we get in touch"), default=False)
    may_leave_word = models.BooleanField(_("agreed that we leave a message"), default=False)
    received_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="new", settled_at__isnull=True)
                | (~models.Q(state="new") & models.Q(settled_at__isnull=False)),
                name="referral_settled_with_a_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(state="taken_up", member__isnull=False) | ~models.Q(state="taken_up"),
                name="referral_taken_up_as_somebody",
            ),
        ]

    @property
    def name(self) -> str:
        """The name in one line."""
        return full_name(self.given_name, self.family_name, self.chosen_name)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return of_coordinators(cls, actor)


class ReferralWords(Record):
    """Why somebody is referred, in their own or the referrer's words. No page shows it before it is taken up;
    then it stands in the screening, for clinicians."""

    privacy: ClassVar = privacy.fields(clinical="said", plain="id practice referral")
    wall: ClassVar = Wall.SCREENERS

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="+")
    said = SealedText(domain=Domain.NARRATIVE, owner="referral_id", verbose_name=_("what brings them"))

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if not actor.is_system:
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)
