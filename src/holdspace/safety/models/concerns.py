"""Concerns: one record for every signal of danger, until a clinician has closed it with a sentence; and who
was told of them.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from holdspace.groups.models import Group, clinical_reach
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.practice.roles import Permission
from holdspace.safety.rules.escalation import Step
from holdspace.vault.fields import SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class Concern(Record):
    """Something signals that a member may be in danger; `group` is the circle in which it arose.

    `turn` counts how often it was opened: once, and again for new words of the same signal after it was
    closed. `raised_at` is when the present turn began. `meant` is what a clinician says of words of danger
    that were found in a text: they were meant so, or they were not; None while nobody said.
    """

    class Source(models.TextChoices):
        ITEM = "item", _("an answer in a questionnaire")
        BUTTON = "button", _("the member asked for help")
        TEXT = "text", _("something that the member wrote")
        OBSERVATION = "observation", _("a therapist's observation")
        SESSION = "session", _("in a session")
        EXIT = "exit", _("left a session, and somebody was worried")
        REPORT = "report", _("another member is worried")

    class Severity(models.TextChoices):
        RED = "red", _("at once")
        AMBER = "amber", _("today")

    privacy: ClassVar = privacy.fields(
        clinical="what outcome source severity",
        plain="id practice member group source_id raised_at acknowledged_at acknowledged_by"
        " closed_at closed_by turn meant",
    )
    wall: ClassVar = Wall.CONCERN

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="concerns")
    group = models.ForeignKey(Group, null=True, on_delete=models.SET_NULL, related_name="concerns")
    source = models.CharField(max_length=12, choices=Source.choices)
    source_id = models.UUIDField(null=True)
    severity = models.CharField(max_length=6, choices=Severity.choices)
    what = SealedText(domain=Domain.PROGRESS, owner="member_id")
    raised_at = models.DateTimeField(default=clock.now)
    turn = models.PositiveSmallIntegerField(default=1)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("what was done"))
    meant = models.BooleanField(null=True)

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
        """The clinicians of the group in which it arose; whoever was told from outside, until it is closed,
        and afterwards if they took it on.
        """
        if not (actor.is_system or actor.may(Permission.CONCERN_ANSWER)):
            return cls.unscoped.none()
        here = models.Q(group__in=clinical_reach(actor))
        if actor.is_staff:
            told = Alert.unscoped.filter(staff_id=actor.person_id, opens=True)
            theirs = models.Q(closed_at__isnull=True) | models.Q(acknowledged_by=actor.person_id)
            here |= theirs & models.Q(id__in=told.values("concern"))
        return cls.unscoped.filter(here, practice_id=actor.practice_id)


class ConcernEvent(Record):
    """One thing that happened to a concern. `words` are those of a signal, or the sentence that closed it."""

    class Kind(models.TextChoices):
        RAISED = "raised", _("raised")
        AGAIN = "again", _("noticed again")
        REOPENED = "reopened", _("opened again")
        TAKEN_ON = "taken_on", _("taken on")
        CLOSED = "closed", pgettext_lazy("a concern", "closed")

    privacy: ClassVar = privacy.fields(
        clinical="words", plain="id practice member concern turn kind at staff"
    )
    wall: ClassVar = Wall.CONCERN

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="events")
    turn = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(default=clock.now)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    words = SealedText(domain=Domain.PROGRESS, owner="member_id")

    class Meta:
        ordering: ClassVar = ["at", "id"]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Whoever sees the concern."""
        return cls.unscoped.filter(concern__in=Concern.visible_to(actor))


class Alert(Record):
    """Somebody was told that a concern waits: once for each step and turn. It says nothing of what or whom.

    `opens` for whoever did not lead the group then: they see this one concern, and nothing else of the group.
    `claimed_at` is when a worker began to send it, `mailed_at` when the mail server took it,
    `paged_at` when the practice's own pager did, `pushed_at` when the last of the person's devices was told;
    `answered_at` when somebody took the concern on.
    """

    privacy: ClassVar = privacy.fields(
        plain="id practice concern turn step staff opens due_at made_at claimed_at mailed_at paged_at"
        " pushed_at answered_at"
    )

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="alerts")
    turn = models.PositiveSmallIntegerField(default=1)
    step = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Step])
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    opens = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField(default=clock.now)
    claimed_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    paged_at = models.DateTimeField(null=True)
    pushed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["concern", "turn", "step", "staff"], name="one_alert_per_step_and_person"
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Whoever sees the concern: it says who was told."""
        return cls.unscoped.filter(concern__in=Concern.visible_to(actor))
