"""Sessions: when a group meets, who was there, what members bring, and how it was to be in the room."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group, Membership, circles_of, clinical_reach
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Room, Staff
from holdspace.practice.roles import Permission
from holdspace.practice.spells import running
from holdspace.vault.fields import SealedJSON, SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class Series(Record):
    """When a group meets: an RFC 5545 rule on the practice's wall clock."""

    privacy: ClassVar = privacy.fields(
        plain="id practice group first_local minutes rrule time_zone room ended_on"
    )

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="series")
    first_local = models.CharField(_("first session"), max_length=19)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=90)
    rrule = models.CharField(_("rule"), max_length=200)
    time_zone = models.CharField(_("time zone"), max_length=64)
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "series"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return cls.unscoped.filter(group__in=Group.visible_to(actor))


class GroupSession(Record):
    """One session. `original_local` is its place in the series and stays when the session is moved."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    privacy: ClassVar = privacy.fields(
        plain="id practice group series number original_local starts_at ends_at status room"
        " began_at finished_at cancel_reason"
    )

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="sessions")
    series = models.ForeignKey(Series, null=True, on_delete=models.SET_NULL, related_name="sessions")
    number = models.PositiveIntegerField(_("number"))
    original_local = models.CharField(max_length=19)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    began_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["group", "starts_at"], name="session_by_group_and_time")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "original_local"], name="one_session_per_occurrence"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="session_ends_after_it_starts"
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Members see their circle's sessions from the day they joined; others as they see the group."""
        rows = cls.unscoped.filter(group__in=Group.visible_to(actor))
        if not actor.is_member:
            return rows
        spell = Membership.unscoped.filter(
            running(),
            member_id=actor.person_id,
            group=models.OuterRef("group"),
            starts_at__lte=models.OuterRef("ends_at"),
        )
        return rows.filter(models.Exists(spell))

    @classmethod
    def clinical_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The sessions whose clinical content the actor may read: brief, check-ins, notes."""
        return cls.unscoped.filter(group__in=clinical_reach(actor))


class Attendance(Record):
    """Whether and when somebody was in a session."""

    class Status(models.TextChoices):
        PRESENT = "present", _("present")
        LATE = "late", _("came late")
        LEFT_EARLY = "left", _("left early")
        ABSENT = "absent", _("absent")

    class Reason(models.TextChoices):
        TOLD_US = "told_us", _("told us before")
        NO_WORD = "no_word", _("no word")
        ILL = "ill", _("ill")
        TRAVEL = "travel", _("travelling")
        OTHER = "other", _("another reason")

    privacy: ClassVar = privacy.fields(
        plain="id practice session member status arrived_at left_at reason recorded_by recorded_at"
    )

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="attendance")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="attendance")
    status = models.CharField(max_length=10, choices=Status.choices)
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    recorded_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "member"], name="one_attendance_per_session"),
            models.CheckConstraint(
                condition=models.Q(status="absent", arrived_at__isnull=True, left_at__isnull=True)
                | ~models.Q(status="absent"),
                name="absent_has_no_times",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """A member's own; the coordinator's and the clinicians' groups."""
        if actor.is_member:
            return cls.unscoped.filter(member_id=actor.person_id)
        if actor.is_system or actor.may(Permission.ATTENDANCE_READ):
            return cls.unscoped.filter(practice_id=actor.practice_id)
        return cls.unscoped.filter(session__group__in=clinical_reach(actor))


class CheckIn(Record):
    """What a member brings to a session, in their words, and how open they want to be today (1 to 5).

    `share` says who reads `brings`: the therapists, or nobody yet. `sent_key` is the device's for what was
    written without network and sent later.
    """

    class Share(models.TextChoices):
        THERAPISTS = "therapists", _("my therapists")
        NOBODY = "nobody", _("only me, for now")

    privacy: ClassVar = privacy.fields(
        clinical="brings openness", plain="id practice session member share version submitted_at sent_key"
    )
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="check_ins")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="check_ins")
    brings = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("what I bring today"))
    openness = SealedJSON(domain=Domain.SCORES, owner="member_id", verbose_name=_("how open I want to be"))
    share = models.CharField(max_length=12, choices=Share.choices, default=Share.THERAPISTS)
    version = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField(default=clock.now)
    sent_key = models.UUIDField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "member"], name="one_check_in_per_session"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if actor.is_member:
            return cls.unscoped.filter(member_id=actor.person_id, session__group__in=circles_of(actor))
        return cls.unscoped.filter(session__group__in=clinical_reach(actor))


class SessionRating(Record):
    """How it was to be in the room: four questions of our own, 0 to 10, not validated.

    Leaders see the group's mean from three answers on, never one person's answers.
    """

    privacy: ClassVar = privacy.fields(clinical="answers", plain="id practice session member submitted_at")
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="ratings")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="ratings")
    answers = SealedJSON(domain=Domain.SCORES, owner="member_id")
    submitted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "member"], name="one_rating_per_session"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if actor.is_member:
            return cls.unscoped.filter(member_id=actor.person_id)
        return cls.unscoped.filter(session__group__in=clinical_reach(actor))
