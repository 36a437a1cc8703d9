"""Administrations of measures: which instrument, when, and the sealed answers and score."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from holdspace.groups.models import Group, clinical_reach
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice
from holdspace.sessions.models import GroupSession
from holdspace.vault.fields import SealedJSON
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class Schedule(Record):
    """Which instrument a group is asked, and every how many sessions."""

    privacy: ClassVar = privacy.fields(plain="id practice group instrument every")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="measure_schedules")
    instrument = models.CharField(max_length=40)
    every = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "instrument"], name="one_schedule_per_instrument"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return cls.unscoped.filter(group__in=Group.visible_to(actor))


class Administration(Record):
    """One filled-in measure. `result` holds what the rules made of the answers (see `measures.rules`)."""

    privacy: ClassVar = privacy.fields(
        clinical="answers result", plain="id practice member session group instrument version taken_at"
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

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if actor.is_member:
            return cls.unscoped.filter(member_id=actor.person_id)
        return cls.unscoped.filter(group__in=clinical_reach(actor))
