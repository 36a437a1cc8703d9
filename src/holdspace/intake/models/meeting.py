"""What a first meeting found out, who must not meet, and about whom to ask."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.intake.models.scopes import of_clinicians, of_screeners
from holdspace.intake.models.waiting import Waiting
from holdspace.intake.rules.likeness import Kind as LikenessKind
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.vault.fields import SealedJSON, SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class Screening(Record):
    """What a clinician found out in the first meeting, and decided. One for each wait."""

    privacy: ClassVar = privacy.fields(
        clinical="facts said hopes strengths note",
        plain="id practice member waiting version decided_at decided_by",
    )
    wall: ClassVar = Wall.SCREENING

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="screenings")
    waiting = models.OneToOneField(Waiting, on_delete=models.CASCADE, related_name="screening")
    facts = SealedJSON(domain=Domain.PROGRESS, owner="member_id")
    said = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("what was said first"))
    hopes = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("hopes and fears"))
    strengths = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("strengths to lean on"))
    note = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("note"))
    version = models.PositiveIntegerField(default=1)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, decided_by__isnull=True)
                | models.Q(decided_at__isnull=False),
                name="screening_decided_at_with_by",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """While somebody waits: who screens. Afterwards: who treats them."""
        return of_clinicians(cls, actor)


class Apart(Record):
    """Two people who must not meet. Only clinicians know of it; forming holds to it."""

    class Kind(models.TextChoices):
        RELATIVES = "relatives", _("relatives")
        PARTNERS = "partners", _("partners or former partners")
        COLLEAGUES = "colleagues", _("colleagues")
        EMPLOYER = "employer", _("the same employer or school")
        FRIENDS = "friends", _("friends or neighbours")
        HARM = "harm", _("one has harmed the other")

    privacy: ClassVar = privacy.fields(
        clinical="kind", plain="id practice member other noted_by noted_at lifted_by lifted_at"
    )
    wall: ClassVar = Wall.SCREENERS

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    kind = SealedText(
        domain=Domain.PROGRESS, owner="member_id", verbose_name=_("what they are to each other")
    )
    noted_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)
    lifted_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(member__lt=models.F("other")), name="apart_names_two_in_order"
            ),
            models.UniqueConstraint(
                fields=["member", "other"],
                condition=models.Q(lifted_at__isnull=True),
                name="one_apart_per_pair",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return of_screeners(cls, actor)


class Likeness(Record):
    """A keyed hash of something that two people may have in common; of which version of the person it is."""

    privacy: ClassVar = privacy.fields(plain="id practice member kind index of_version")
    wall: ClassVar = Wall.SCREENERS

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in LikenessKind])
    index = models.CharField(max_length=64)
    of_version = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["practice", "kind", "index"], name="likeness_by_index")]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return of_screeners(cls, actor)


class Asked(Record):
    """Two people were asked about what they have in common, and do not know each other: not asked again.

    When they come to have something else in common, that is a new question.
    """

    privacy: ClassVar = privacy.fields(plain="id practice member other kind asked_by asked_at")
    wall: ClassVar = Wall.SCREENERS

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in LikenessKind])
    asked_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(member__lt=models.F("other")), name="asked_names_two_in_order"
            ),
            models.UniqueConstraint(fields=["member", "other", "kind"], name="asked_once_about_a_thing"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return of_screeners(cls, actor)


class Acquaintance(Record):
    """Somebody told a therapist that they know a person here, in their own words, if in any."""

    class Outcome(models.TextChoices):
        FINE = "fine", _("it is all right for both")
        APART = "apart", _("they will not meet")

    privacy: ClassVar = privacy.fields(
        clinical="words", plain="id practice member said_at outcome settled_at settled_by"
    )
    wall: ClassVar = Wall.SCREENING

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="acquaintances")
    words = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("whom, and from where"))
    said_at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=6, choices=Outcome.choices, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(outcome="", settled_at__isnull=True)
                | (~models.Q(outcome="") & models.Q(settled_at__isnull=False)),
                name="acquaintance_settled_with_an_outcome",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The one who said it; who screens them or treats them."""
        if actor.is_member:
            return cls.unscoped.filter(member_id=actor.person_id)
        return of_clinicians(cls, actor)
