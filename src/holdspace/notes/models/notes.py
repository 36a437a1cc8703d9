"""Notes: one group note and a distinct layer for each member, each standing alone and naming nobody else."""

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
from holdspace.vault.fields import SealedJSON, SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain

_SIGNED_TOGETHER = models.Q(signed_at__isnull=True, signed_by__isnull=True) | models.Q(
    signed_at__isnull=False, signed_by__isnull=False
)
_COSIGNED_AFTER = models.Q(cosigned_at__isnull=True, cosigned_by__isnull=True) | models.Q(
    cosigned_at__isnull=False, cosigned_by__isnull=False, signed_at__isnull=False
)
_LATE_WHEN_SIGNED = models.Q(late_after__isnull=True) | models.Q(signed_at__isnull=False)
_BY_SOMEBODY_ELSE = models.Q(cosigned_by__isnull=True) | ~models.Q(cosigned_by=models.F("signed_by"))


class Signable(Record):
    """What is written in versions, then signed, and by some co-signed.

    A note signed by somebody in training `needs_cosignature`: noted when it is signed, for training ends.
    `late_after` is the practice's rule in hours when the signature came later than that; None: in time.
    `signed_as` and `cosigned_as`, of each kind, are the licences at that moment.
    """

    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(default=clock.now)
    updated_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    needs_cosignature = models.BooleanField(default=False)
    cosigned_at = models.DateTimeField(null=True)
    cosigned_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    late_after = models.PositiveSmallIntegerField(null=True)

    class Meta:
        abstract = True


class GroupNote(Signable):
    """What the group did: theme and interventions, told without a name. One per session.

    `stage` and `factors` are codes of `rules.tags`; `parts` what each leader did in it (staff id → text).
    """

    privacy: ClassVar = privacy.fields(
        clinical="theme intervention narrative stage factors parts signed_as cosigned_as",
        plain="id practice session version updated_at updated_by signed_at signed_by"
        " needs_cosignature cosigned_at cosigned_by late_after",
    )
    wall: ClassVar = Wall.LEADERS

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    session = models.OneToOneField(GroupSession, on_delete=models.PROTECT, related_name="group_note")
    theme = SealedText(domain=Domain.PROGRESS, owner="sealed_for", verbose_name=_("theme"))
    intervention = SealedText(domain=Domain.PROGRESS, owner="sealed_for", verbose_name=_("what we did"))
    narrative = SealedText(domain=Domain.PROGRESS, owner="sealed_for", verbose_name=_("what happened"))
    stage = SealedText(domain=Domain.PROGRESS, owner="sealed_for", verbose_name=_("stage"))
    factors = SealedText(domain=Domain.PROGRESS, owner="sealed_for", verbose_name=_("what helped"))
    parts = SealedJSON(domain=Domain.PROGRESS, owner="sealed_for", verbose_name=_("who did what"))
    signed_as = SealedText(domain=Domain.PROGRESS, owner="sealed_for", verbose_name=_("licence"))
    cosigned_as = SealedText(domain=Domain.PROGRESS, owner="sealed_for", verbose_name=_("licence"))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=_SIGNED_TOGETHER, name="group_note_signed_at_and_by_together"),
            models.CheckConstraint(condition=_COSIGNED_AFTER, name="group_note_cosigned_after_signed"),
            models.CheckConstraint(condition=_BY_SOMEBODY_ELSE, name="group_note_cosigned_by_another"),
            models.CheckConstraint(condition=_LATE_WHEN_SIGNED, name="group_note_late_when_signed"),
        ]

    @property
    def sealed_for(self) -> object:
        """The session's id: a group note is sealed for the session, not for a person."""
        return self.session_id

    def part_of(self, staff_id: object) -> str:
        """What one leader said they did; "" for nothing."""
        return str((self.parts or {}).get(str(staff_id), ""))

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return cls.unscoped.filter(session__group__in=clinical_reach(actor))


class MemberNote(Signable):
    """One member's layer of a session: participation, response, risk, goal, plan."""

    privacy: ClassVar = privacy.fields(
        clinical="participation response risk goal plan signed_as cosigned_as",
        plain="id practice session member version updated_at updated_by signed_at signed_by"
        " needs_cosignature cosigned_at cosigned_by late_after",
    )
    wall: ClassVar = Wall.LEADERS

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(GroupSession, on_delete=models.PROTECT, related_name="member_notes")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notes")
    participation = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("participation"))
    response = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("response"))
    risk = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("risk"))
    goal = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("link to goal"))
    plan = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("plan"))
    signed_as = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("licence"))
    cosigned_as = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("licence"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "member"], name="one_note_per_member_and_session"),
            models.CheckConstraint(condition=_SIGNED_TOGETHER, name="note_signed_at_and_by_together"),
            models.CheckConstraint(condition=_COSIGNED_AFTER, name="note_cosigned_after_signed"),
            models.CheckConstraint(condition=_BY_SOMEBODY_ELSE, name="note_cosigned_by_another"),
            models.CheckConstraint(condition=_LATE_WHEN_SIGNED, name="note_late_when_signed"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return cls.unscoped.filter(session__group__in=clinical_reach(actor))


class Amendment(Record):
    """What was added to a signed note: the note itself is never rewritten."""

    privacy: ClassVar = privacy.fields(clinical="text", plain="id practice note group_note at by")
    wall: ClassVar = Wall.LEADERS

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    note = models.ForeignKey(MemberNote, null=True, on_delete=models.CASCADE, related_name="amendments")
    group_note = models.ForeignKey(GroupNote, null=True, on_delete=models.CASCADE, related_name="amendments")
    text = SealedText(domain=Domain.PROGRESS, owner="sealed_for", verbose_name=_("amendment"))
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(note__isnull=False, group_note__isnull=True)
                | models.Q(note__isnull=True, group_note__isnull=False),
                name="amendment_of_one_note",
            ),
        ]

    @property
    def sealed_for(self) -> object:
        """The member of the note, or the session of the group note."""
        if self.note is not None:
            return self.note.member_id
        assert self.group_note is not None
        return self.group_note.session_id

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        reach = clinical_reach(actor)
        return cls.unscoped.filter(
            models.Q(note__session__group__in=reach) | models.Q(group_note__session__group__in=reach)
        )


class Override(Record):
    """A name that was left in a note on purpose: where, why and by whom."""

    privacy: ClassVar = privacy.fields(clinical="found reason", plain="id practice session member at by")
    wall: ClassVar = Wall.LEADERS

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="+")
    found = SealedJSON(domain=Domain.PROGRESS, owner="session_id")
    reason = SealedText(domain=Domain.PROGRESS, owner="session_id", verbose_name=_("reason"))
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return cls.unscoped.filter(session__group__in=clinical_reach(actor))
