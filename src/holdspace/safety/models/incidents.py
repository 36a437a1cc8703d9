"""Incidents: what happened when somebody was in crisis, and what was done; a record with its own access."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.practice.roles import Permission
from holdspace.safety.rules.session_crisis import Course, from_json
from holdspace.vault.fields import SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class Incident(Record):
    """Something went wrong or could have, with one member; `session_id` where it was in a session.

    `steps` are the codes and moments of the protocol, and nothing else. `place` is where the member said that
    they are, for this time alone. `account` is what is written afterwards, and stays as it was signed.
    Whoever took it over writes from then on; whoever began it reads it still.
    """

    class Kind(models.TextChoices):
        CRISIS = "crisis", _("somebody was in crisis in a session")
        LEFT = "left", _("somebody left a session in distress")
        THREAT = "threat", _("a threat")
        ACCIDENT = "accident", _("an accident")
        CONFIDENCE = "confidence", _("something confidential got out")
        OTHER = "other", _("something else")

    privacy: ClassVar = privacy.fields(
        clinical="account kind place reported_to",
        plain="id practice member group session_id steps began_at began_by taken_over_by ended_at reported_at"
        " signed_at signed_by version",
    )
    wall: ClassVar = Wall.INCIDENT

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    session_id = models.UUIDField(null=True)
    kind = models.CharField(_("what it was"), max_length=12, choices=Kind.choices, default=Kind.CRISIS)
    steps = models.JSONField(default=dict)
    place = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("where they are"))
    account = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("what happened"))
    began_at = models.DateTimeField(default=clock.now)
    began_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    taken_over_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    reported_to = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("reported to"))
    reported_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session_id", "member"],
                condition=models.Q(session_id__isnull=False, ended_at__isnull=True),
                name="one_crisis_of_a_member_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_at__isnull=True, signed_by__isnull=True)
                | models.Q(signed_at__isnull=False, signed_by__isnull=False, account__isnull=False),
                name="incident_signed_at_and_by_together",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Whoever began it or took it over, and those who read every incident; never a member."""
        rows = cls.unscoped.filter(practice_id=actor.practice_id)
        if actor.is_system or actor.may(Permission.INCIDENT_READ):
            return rows
        theirs = models.Q(began_by=actor.person_id) | models.Q(taken_over_by=actor.person_id)
        return rows.filter(theirs) if actor.is_staff else rows.none()

    @property
    def holder(self) -> Staff:
        """Who is with the member, and writes."""
        return self.taken_over_by or self.began_by

    @property
    def course(self) -> Course:
        """What has happened so far."""
        return Course(self.began_at, from_json(self.steps), self.ended_at)
