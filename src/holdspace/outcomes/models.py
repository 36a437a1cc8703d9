"""Outcomes: what clinicians made of a signal, what happened after a rupture, and the goals of a member."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group, OwnOrLed, clinical_reach
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


class GoalWords(OwnOrLed):
    """A goal in words, with what would be as expected, and how much it counts beside the member's others."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    words = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("goal"))
    expected = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("as expected"))
    steps = SealedJSON(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("the other levels"))
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        abstract = True

    @property
    def levels(self) -> dict[int, str]:
        """What each level would be in words, as far as there are some, from the highest down."""
        found = {int(level): words for level, words in (self.steps or {}).items()} | {0: self.expected or ""}
        return {level: found[level] for level in sorted(found, reverse=True) if found[level]}


class Goal(GoalWords):
    """What a member works on, agreed with a leader: in words, and what would be as expected.

    `steps` says in words what the other four levels would be (level → words), where they were found;
    `weight` how much the goal counts beside the member's others (Goal Attainment Scaling); `practices` are
    codes of skills that belong to it. `version` counts how often it was worded; what stood there before is
    kept (`GoalWording`).
    """

    privacy: ClassVar = privacy.fields(
        clinical="words expected steps",
        plain="id practice member group weight practices version written_by written_at changed_by changed_at"
        " put_away_at",
    )
    wall: ClassVar = Wall.CLINICAL

    practices = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["group", "member"], name="goal_by_member")]


class GoalWording(GoalWords):
    """How a goal stood before it was changed: version by version, never written again."""

    privacy: ClassVar = privacy.fields(
        clinical="words expected steps", plain="id practice member group goal number weight by at until"
    )
    wall: ClassVar = Wall.CLINICAL

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["goal", "number"], name="goal_worded_once_a_version"),
        ]


class GoalTime(OwnOrLed):
    """When the goals of a member are looked at together again: on a day, or every so many sessions."""

    privacy: ClassVar = privacy.fields(plain="id practice member group on every agreed_by agreed_at")
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    on = models.DateField(null=True)
    every = models.PositiveSmallIntegerField(default=0)
    agreed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "member"], name="one_time_for_goals"),
        ]


class Attainment(OwnOrLed):
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
