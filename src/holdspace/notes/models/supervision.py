"""What is said in supervision about a note: between the two of them, and no part of the record."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import clinical_reach
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.sessions.models import GroupSession
from holdspace.vault.fields import SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class SupervisionComment(Record):
    """One thing said about a note of a session (`member` None: about the group's) between somebody in
    training and whoever supervises them. Sealed with a key that belongs to the two notes' subject and the
    trainee alone."""

    privacy: ClassVar = privacy.fields(
        clinical="text", plain="id practice session member trainee supervisor by at resolved_at resolved_by"
    )
    wall: ClassVar = Wall.SUPERVISION

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="+")
    trainee = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    text = SealedText(
        domain=Domain.NARRATIVE, owner="sealed_for", reader="trainee_id", verbose_name=_("comment")
    )
    at = models.DateTimeField(default=clock.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["session", "trainee"], name="supervision_by_session")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(trainee=models.F("supervisor")), name="supervision_between_two"
            ),
            models.CheckConstraint(
                condition=models.Q(by=models.F("trainee")) | models.Q(by=models.F("supervisor")),
                name="supervision_by_one_of_them",
            ),
            models.CheckConstraint(
                condition=models.Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="supervision_resolved_at_and_by_together",
            ),
        ]

    @property
    def sealed_for(self) -> object:
        """The member of the note, or the session of the group note."""
        return self.member_id or self.session_id

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The two of them, while the group's record is open to them."""
        between = models.Q(trainee_id=actor.person_id) | models.Q(supervisor_id=actor.person_id)
        return cls.unscoped.filter(between, session__group__in=clinical_reach(actor))
