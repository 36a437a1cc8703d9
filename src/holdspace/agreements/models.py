"""The group agreement: a versioned text, signed by each member before the first session."""

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


class Agreement(Record):
    """One published version of a group's agreement; a newer one must be signed again."""

    privacy: ClassVar = privacy.fields(plain="id practice group version body published_at published_by")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveIntegerField()
    body = models.TextField(_("text"))
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "version"], name="one_agreement_per_version"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Of the groups that the actor may know of; a member also what they signed, in whichever group."""
        known = models.Q(group__in=Group.visible_to(actor))
        if not actor.is_member:
            return cls.unscoped.filter(known)
        own = Signature.unscoped.filter(member_id=actor.person_id, practice_id=actor.practice_id)
        return cls.unscoped.filter(known | models.Q(id__in=own.values("agreement")))


class Signature(Record):
    """A member's signature under one version: the name as typed, or on paper before a leader's eyes."""

    privacy: ClassVar = privacy.fields(
        identifying="signed_name", plain="id practice agreement member signed_at witnessed_by"
    )
    wall: ClassVar = Wall.PERSON

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="signatures")
    signed_name = SealedText(domain=Domain.IDENTITY, owner="member_id")
    signed_at = models.DateTimeField(default=clock.now)
    witnessed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "member"], name="one_signature_per_version"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if actor.is_member:
            return cls.unscoped.filter(member_id=actor.person_id)
        if actor.is_system or actor.may(Permission.SCHEDULE_EDIT):
            return cls.unscoped.filter(practice_id=actor.practice_id)
        return cls.unscoped.filter(agreement__group__in=clinical_reach(actor))
