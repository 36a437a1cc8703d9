"""Arriving in a group: steps taken, hopes and fears, a welcome, a buddy; and being missed."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group, Membership, circles_of, clinical_reach
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.practice.roles import Permission
from holdspace.practice.spells import running
from holdspace.preparation.rules.absence import DEFAULT, FEWEST, MOST
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.vault.fields import SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain

TOLD_BEFORE = timedelta(hours=2)
"""How long before the first session a newcomer is told who sits with them."""


class StepDone(Record):
    """Somebody took a step before their first session in a group. What they wrote there is elsewhere.

    The agreement is no row: whether it is signed is asked of `agreements`. `noted_by` is who of the staff
    noted it; nobody where the member did.
    """

    class Code(models.TextChoices):
        MEETING = "meeting", _("a meeting, just the two of you")
        GROUP_IS = "group_is", _("what a group is")
        HOPES = "hopes", _("hopes and fears")
        JOINING = "joining", _("when and where")
        DEVICE = "device", _("camera and microphone")

    privacy: ClassVar = privacy.fields(plain="id practice group member code on noted_by noted_at")
    wall: ClassVar = Wall.KEPT

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12, choices=Code.choices)
    on = models.DateField(_("on"))
    noted_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "member", "code"], name="one_step_once"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """A member's own; coordinators their practice's; leaders their groups'."""
        if actor.is_member:
            return cls.unscoped.filter(member_id=actor.person_id, practice_id=actor.practice_id)
        if actor.is_system or actor.may(Permission.SCHEDULE_EDIT):
            return cls.unscoped.filter(practice_id=actor.practice_id)
        return cls.unscoped.filter(group__in=clinical_reach(actor))


class Hopes(Record):
    """What somebody hopes for and is afraid of before their first session; each may be left out.

    `share` says who reads it: the therapists, or nobody.
    """

    class Share(models.TextChoices):
        THERAPISTS = "therapists", _("my therapists")
        NOBODY = "nobody", _("only me")

    privacy: ClassVar = privacy.fields(
        clinical="hopes fears helps", plain="id practice group member share version written_at"
    )
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    hopes = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("what I hope for"))
    fears = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("what I am afraid of"))
    helps = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("what would help"))
    share = models.CharField(max_length=12, choices=Share.choices, default=Share.NOBODY)
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "hopes"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "member"], name="hopes_once_per_group"),
        ]

    @property
    def texts(self) -> tuple[str, str, str]:
        """The three answers, empty where one was left out or erased."""
        return self.hopes or "", self.fears or "", self.helps or ""

    @property
    def is_empty(self) -> bool:
        return not any(self.texts)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """A member's own; leaders their groups', but for what was kept to oneself."""
        if actor.is_member:
            return cls.unscoped.filter(member_id=actor.person_id, practice_id=actor.practice_id)
        rows = cls.unscoped.filter(group__in=clinical_reach(actor))
        return rows.exclude(share=cls.Share.NOBODY)


class Welcome(Record):
    """How a circle is told that somebody joins: from which day, and whether by their name.

    Without a row it is told from the admission on, and says "somebody".
    """

    privacy: ClassVar = privacy.fields(plain="id practice group member told_from is_named")
    wall: ClassVar = Wall.CLINICAL_GROUP

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    told_from = models.DateField(_("the circle is told from"), null=True)
    is_named = models.BooleanField(_("by name"), default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "member"], name="one_welcome_per_group"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Leaders, and the circle."""
        reach = circles_of(actor) if actor.is_member else clinical_reach(actor)
        return cls.unscoped.filter(group__in=reach)


class BuddyAsk(Record):
    """A leader asks one of the circle (`giver`) to sit with a newcomer (`receiver`). Once they said yes, this
    is who the circle's roles call the newcomer's buddy.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        TAKEN_BACK = "back", _("taken back")

    privacy: ClassVar = privacy.fields(
        plain="id practice group giver receiver asked_by asked_at answer answered_at"
    )
    wall: ClassVar = Wall.BETWEEN

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    giver = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    receiver = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "receiver"],
                condition=models.Q(answer__in=("", "yes")),
                name="one_buddy_for_a_newcomer",
            ),
            models.CheckConstraint(
                condition=~models.Q(giver=models.F("receiver")), name="buddy_of_somebody_else"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at__isnull=True)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="buddy_answer_and_moment_together",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Leaders their groups'; who is asked; the newcomer a yes, from just before their first session."""
        if not actor.is_member:
            return cls.unscoped.filter(group__in=clinical_reach(actor))
        asked = models.Q(giver_id=actor.person_id)
        told = models.Q(models.Exists(_first_session_near(actor)), receiver_id=actor.person_id, answer="yes")
        return cls.unscoped.filter(asked | told, group__in=circles_of(actor))


def _first_session_near(actor: Actor) -> models.QuerySet[GroupSession]:
    """That a session of the row's group is near, on or over since this member joined."""
    rows = GroupSession.unscoped.exclude(status=GroupSession.Status.CANCELLED)
    joined = Membership.unscoped.filter(
        running(),
        member_id=actor.person_id,
        group=models.OuterRef("group"),
        starts_at__lt=models.OuterRef("ends_at"),
    )
    near = rows.filter(models.Exists(joined), starts_at__lte=clock.moved(TOLD_BEFORE))
    return near.filter(group=models.OuterRef("group"))


class Reaching(Record):
    """What a leader did about somebody who missed sessions without a word; `session` is the last they missed.

    The note is the leaders' own.
    """

    class Done(models.TextChoices):
        CALLED = "called", _("called")
        WROTE = "wrote", _("wrote")
        SPOKE = "spoke", _("spoke with them")
        LEFT = "left", _("leave it for now")

    privacy: ClassVar = privacy.fields(clinical="note", plain="id practice group member session done by at")
    wall: ClassVar = Wall.LEADERS

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="+")
    done = models.CharField(_("what was done"), max_length=8, choices=Done.choices)
    note = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("a short note"))
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "member"], name="reached_out_once_per_session"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Leaders their groups'."""
        return cls.unscoped.filter(group__in=clinical_reach(actor))


class AbsenceRule(Record):
    """After how many sessions missed without a word a leader is asked to reach out; without a row, two."""

    privacy: ClassVar = privacy.fields(plain="id practice after")

    practice = models.OneToOneField(Practice, on_delete=models.CASCADE, related_name="+")
    after = models.PositiveSmallIntegerField(_("sessions in a row"), default=DEFAULT)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(after__gte=FEWEST, after__lte=MOST), name="absence_rule_in_bounds"
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Staff of the practice."""
        if not (actor.is_staff or actor.is_system):
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)


def arriving(rows: models.QuerySet[Membership]) -> models.QuerySet[Membership]:
    """Of these, the running ones whose first session is not over.

    One to which they did not come does not count; one of which nothing is noted does.
    """
    return rows.filter(running()).exclude(_had_first())


def joined_running() -> models.Exists:
    """That the group had met before this membership began; nobody is new where everybody is."""
    held = GroupSession.unscoped.filter(
        group=models.OuterRef("group"),
        status=GroupSession.Status.HELD,
        starts_at__lt=models.OuterRef("starts_at"),
    )
    return models.Exists(held)


def _had_first() -> models.Exists:
    over = models.Q(ends_at__lte=clock.now()) | models.Q(finished_at__isnull=False)
    away = Attendance.unscoped.filter(
        session=models.OuterRef("pk"),
        member=models.OuterRef(models.OuterRef("member")),
        status=Attendance.Status.ABSENT,
    )
    rows = GroupSession.unscoped.filter(
        over, group=models.OuterRef("group"), ends_at__gt=models.OuterRef("starts_at")
    )
    rows = rows.exclude(status=GroupSession.Status.CANCELLED)
    return models.Exists(rows.exclude(models.Exists(away)))
