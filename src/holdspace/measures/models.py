"""Administrations of measures: who is asked which instrument and when, and the sealed answers and score."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group, Membership, OwnOrLed, clinical_reach
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.measures.rules.due import MIDDLE, Own, Plan, Point
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.sessions.models import GroupSession
from holdspace.vault.fields import SealedJSON
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class Asking(Record):
    """When one instrument is asked: every how many sessions (0: not by their number), and at which points.

    `points` are values of `rules.due.Point`, in its order.
    """

    instrument = models.CharField(max_length=40)
    every = models.PositiveSmallIntegerField(default=1)
    points = models.JSONField(default=list)
    middle = models.PositiveSmallIntegerField(default=MIDDLE)

    class Meta:
        abstract = True

    @property
    def plan(self) -> Plan:
        """The same for the rules."""
        return Plan(self.every, frozenset(map(Point, self.points)), self.middle)

    @plan.setter
    def plan(self, plan: Plan) -> None:
        self.every, self.middle = plan.every, plan.middle
        self.points = [point.value for point in Point if point in plan.points]


class Schedule(Asking):
    """When a group is asked an instrument."""

    privacy: ClassVar = privacy.fields(plain="id practice group instrument every points middle")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="measure_schedules")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "instrument"], name="one_schedule_per_instrument"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return cls.unscoped.filter(group__in=Group.visible_to(actor))


class OwnSchedule(Asking):
    """What one member of a group is asked besides what the group is asked (`adds`), or instead of it.

    Instead and nothing: this person is not asked this instrument.
    """

    privacy: ClassVar = privacy.fields(plain="id practice group member instrument every points middle adds")
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    adds = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "member", "instrument"], name="one_own_schedule_per_instrument"
            ),
        ]

    @property
    def own(self) -> Own:
        """The same for the rules."""
        return Own(self.plan, self.adds)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """A member's own; for clinicians those of their groups."""
        if actor.is_member:
            return cls.unscoped.filter(member_id=actor.person_id)
        return cls.unscoped.filter(group__in=clinical_reach(actor))


class Administration(OwnOrLed):
    """One filled-in measure. `result` holds what the rules made of the answers (see `measures.rules`)."""

    class Way(models.TextChoices):
        CHECK_IN = "check_in", _("with a check-in")
        TABLET = "tablet", _("on a tablet that was handed over")
        PAPER = "paper", _("on paper")
        INTERVIEW = "interview", _("asked in person")
        FOLLOW_UP = "follow_up", _("after leaving")

    privacy: ClassVar = privacy.fields(
        clinical="answers result",
        plain="id practice member session group instrument version taken_at way entered_by",
    )
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="administrations")
    group = models.ForeignKey(Group, null=True, on_delete=models.SET_NULL, related_name="+")
    session = models.ForeignKey(
        GroupSession, null=True, on_delete=models.SET_NULL, related_name="administrations"
    )
    instrument = models.CharField(max_length=40)
    version = models.CharField(max_length=12)
    answers = SealedJSON(domain=Domain.SCORES, owner="member_id")
    result = SealedJSON(domain=Domain.SCORES, owner="member_id")
    taken_at = models.DateTimeField(default=clock.now)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.CHECK_IN)
    entered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["member", "instrument", "taken_at"], name="administration_by_member")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "session", "instrument"],
                condition=models.Q(session__isnull=False),
                name="one_administration_per_session",
            ),
        ]


class Handover(Record):
    """A tablet that a leader handed to one member, for these forms; only the hash of its token is kept.

    It opens once, until `expires_at`.
    """

    privacy: ClassVar = privacy.fields(
        plain="id practice group member session instruments token_hash handed_by created_at"
        " expires_at used_at"
    )
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(GroupSession, null=True, on_delete=models.SET_NULL, related_name="+")
    instruments = models.JSONField(default=list)
    token_hash = models.CharField(max_length=64, unique=True)
    handed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return cls.unscoped.filter(group__in=clinical_reach(actor))

    def opens(self, at: datetime) -> bool:
        """Whether its token opens anything at a moment."""
        return self.used_at is None and at < self.expires_at


class FollowUpLink(Record):
    """An address in a mail that opens the questions of one point after somebody left, without signing in.

    Only the hash of its token is kept. It opens until `closes_at`, or until `ended_at`: they have answered
    (`answered_at` says so), or a newer one was sent.
    """

    privacy: ClassVar = privacy.fields(
        plain="id practice group member spell point instruments token_hash made_at closes_at ended_at"
        " answered_at"
    )
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    spell = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    point = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Point])
    instruments = models.JSONField(default=list)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["spell"], condition=models.Q(ended_at__isnull=True), name="one_open_follow_up_link"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True) | models.Q(ended_at__isnull=False),
                name="follow_up_link_ends_when_answered",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The system's, which sends them; whoever holds the token is led by it, and by nothing else."""
        return cls.unscoped.filter(practice_id=actor.practice_id) if actor.is_system else cls.unscoped.none()

    def opens(self, at: datetime) -> bool:
        """Whether its token opens anything at a moment."""
        return self.ended_at is None and at < self.closes_at


class Wording(Record):
    """The words of a shell that a practice may use: the file as it was sent, and who permitted it.

    A shell has one wording in use at a time; one that was put away stays as the record of what was asked.
    """

    privacy: ClassVar = privacy.fields(
        plain="id practice instrument version text permission uploaded_by uploaded_at put_away_at"
    )

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    instrument = models.CharField(max_length=40)
    version = models.CharField(max_length=12)
    text = models.TextField()
    permission = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    put_away_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["practice", "instrument"],
                condition=models.Q(put_away_at__isnull=True),
                name="one_wording_in_use",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Staff of the practice; its members read the questions where they are asked them."""
        if not actor.is_staff and not actor.is_system:
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)

    @classmethod
    def texts_of(cls, practice_id: UUID) -> list[str]:
        """The files in use in a practice, for everybody who is asked there; one query."""
        rows = cls.unscoped.filter(practice_id=practice_id, put_away_at__isnull=True)
        return list(rows.order_by("instrument").values_list("text", flat=True))
