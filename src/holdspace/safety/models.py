"""Concerns: one record for every signal of danger, until a clinician has closed it with a sentence."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group, clinical_reach
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.practice.roles import Permission
from holdspace.vault.fields import SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class Concern(Record):
    """Something signals that a member may be in danger; `group` is the circle in which it arose."""

    class Source(models.TextChoices):
        ITEM = "item", _("an answer in a questionnaire")
        BUTTON = "button", _("the member asked for help")
        TEXT = "text", _("something that the member wrote")
        OBSERVATION = "observation", _("a therapist's observation")

    class Severity(models.TextChoices):
        RED = "red", _("at once")
        AMBER = "amber", _("today")

    privacy: ClassVar = privacy.fields(
        clinical="what outcome source severity",
        plain="id practice member group source_id raised_at acknowledged_at acknowledged_by"
        " closed_at closed_by",
    )
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="concerns")
    group = models.ForeignKey(Group, null=True, on_delete=models.SET_NULL, related_name="concerns")
    source = models.CharField(max_length=12, choices=Source.choices)
    source_id = models.UUIDField(null=True)
    severity = models.CharField(max_length=6, choices=Severity.choices)
    what = SealedText(domain=Domain.PROGRESS, owner="member_id")
    raised_at = models.DateTimeField(default=clock.now)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("what was done"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=models.Q(source_id__isnull=False),
                name="one_concern_per_signal",
            ),
            models.CheckConstraint(
                condition=models.Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | models.Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="concern_acknowledged_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False, outcome__isnull=False),
                name="concern_closed_with_a_sentence",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The clinicians of the group in which it arose."""
        if not (actor.is_system or actor.may(Permission.CONCERN_ANSWER)):
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id, group__in=clinical_reach(actor))
