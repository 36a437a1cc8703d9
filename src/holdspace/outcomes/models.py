"""Outcomes: what clinicians made of a signal, what happened after a rupture, and the goals of a member."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group, clinical_reach
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.sessions.models import GroupSession
from holdspace.vault.fields import SealedJSON, SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class Silence(Record):
    """A reason to look again that a clinician has looked at: silent until it speaks at a higher level.

    `key` and `level` are those of `rules.not_on_track.Reason`; the newest row for a key counts.
    """

    privacy: ClassVar = privacy.fields(
        clinical="reason", plain="id practice member group key level silenced_by silenced_at"
    )
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    level = models.IntegerField()
    reason = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("reason"))
    silenced_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    silenced_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["group", "member"], name="silence_by_member")]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Those who lead the group."""
        return cls.unscoped.filter(group__in=clinical_reach(actor))


class Goal(Record):
    """What a member works on, agreed with a leader: in words, and what would be as expected.

    `weight` says how much it counts beside the member's other goals (Goal Attainment Scaling).
    """

    privacy: ClassVar = privacy.fields(
        clinical="words expected", plain="id practice member group weight written_by written_at put_away_at"
    )
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    words = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("goal"))
    expected = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("as expected"))
    weight = models.PositiveSmallIntegerField(default=1)
    written_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)
    put_away_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["group", "member"], name="goal_by_member")]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The member, and those who lead the group."""
        if actor.is_member:
            return cls.unscoped.filter(member_id=actor.person_id)
        return cls.unscoped.filter(group__in=clinical_reach(actor))


class Attainment(Record):
    """How far a member came with their goals on a day: goal → level from -2 to 2, 0 as expected."""

    privacy: ClassVar = privacy.fields(clinical="levels", plain="id practice member group rated_by rated_on")
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    levels = SealedJSON(domain=Domain.PROGRESS, owner="member_id")
    rated_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    rated_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "member", "rated_on"], name="goals_rated_once_a_day"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The member, and those who lead the group."""
        if actor.is_member:
            return cls.unscoped.filter(member_id=actor.person_id)
        return cls.unscoped.filter(group__in=clinical_reach(actor))


class RepairStep(Record):
    """What the leaders think happened in a session that lies low, and what they will do about it."""

    privacy: ClassVar = privacy.fields(
        clinical="happened step", plain="id practice group session version written_by written_at"
    )
    wall: ClassVar = Wall.LEADERS

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    session = models.OneToOneField(GroupSession, on_delete=models.CASCADE, related_name="+")
    happened = SealedText(domain=Domain.PROGRESS, owner="group_id", verbose_name=_("what happened"))
    step = SealedText(domain=Domain.PROGRESS, owner="group_id", verbose_name=_("a step towards repair"))
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Those who lead the group."""
        return cls.unscoped.filter(group__in=clinical_reach(actor))
