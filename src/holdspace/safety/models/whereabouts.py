"""Where somebody is while they sit in a session from elsewhere, and who is near: for that one session."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Final, Self

from django.db import models

from holdspace.groups.models import Group, clinical_reach
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice
from holdspace.practice.roles import Permission
from holdspace.vault.fields import SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain

KEPT_FOR: Final = timedelta(hours=24)
"""After so long it is forgotten: what an incident needs stands in the incident."""


class Whereabouts(Record):
    """What a member said before one session: the place, who is near, and that person's telephone."""

    privacy: ClassVar = privacy.fields(
        identifying="place near phone", plain="id practice member group session_id said_at"
    )
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    session_id = models.UUIDField()
    place = SealedText(domain=Domain.IDENTITY, owner="member_id")
    near = SealedText(domain=Domain.IDENTITY, owner="member_id")
    phone = SealedText(domain=Domain.IDENTITY, owner="member_id")
    said_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session_id", "member"], name="one_place_in_a_session"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """One's own; for the clinicians of the group, who would send help there."""
        rows = cls.unscoped.filter(practice_id=actor.practice_id)
        if actor.is_system:
            return rows
        if actor.is_member:
            return rows.filter(member_id=actor.person_id)
        if not actor.may(Permission.CONCERN_ANSWER):
            return rows.none()
        return rows.filter(group__in=clinical_reach(actor))
