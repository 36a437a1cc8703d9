"""The session while it runs: the reducer's newest state, and every event that led to it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from holdspace.groups.models import clinical_reach
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.practice.models import Practice, Staff
from holdspace.sessions.models import GroupSession
from holdspace.vault.fields import SealedJSON, SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class OfASession(Record):
    """Something kept of one session: for those who may read of its group."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True

    @property
    def sealed_for(self) -> object:
        """The session's id: what is sealed here is about the group, not about one person."""
        return self.session_id  # type: ignore[attr-defined]  # each kind names its own relation to it

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return cls.unscoped.filter(session__group__in=clinical_reach(actor))


class Floor(OfASession):
    """The newest state of a session (see `live.rules.session_flow`); `version` rises with every event."""

    privacy: ClassVar = privacy.fields(plain="id practice session version state")
    wall: ClassVar = Wall.PRACTICE

    session = models.OneToOneField(GroupSession, on_delete=models.CASCADE, related_name="floor")
    version = models.PositiveIntegerField(default=0)
    state = models.JSONField(default=dict)


class Speaking(OfASession):
    """How long and how often each spoke in a session, and after whom (`rules.speaking`): for its leaders."""

    privacy: ClassVar = privacy.fields(clinical="tally", plain="id practice session updated_at")
    wall: ClassVar = Wall.LEADERS

    session = models.OneToOneField(GroupSession, on_delete=models.CASCADE, related_name="speaking")
    tally = SealedJSON(domain=Domain.PROGRESS, owner="sealed_for")
    updated_at = models.DateTimeField(default=clock.now)


class Whisper(OfASession):
    """A word from one leader to the others while a session runs; forgotten a day later unless kept."""

    privacy: ClassVar = privacy.fields(clinical="text", plain="id practice session author said_at kept key")
    wall: ClassVar = Wall.LEADERS

    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="whispers")
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    text = SealedText(domain=Domain.PROGRESS, owner="sealed_for")
    said_at = models.DateTimeField(default=clock.now)
    kept = models.BooleanField(default=False)
    key = models.UUIDField()

    class Meta:
        ordering: ClassVar = ["said_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "key"], name="one_whisper_per_key"),
        ]


class FloorEvent(OfASession):
    """One event of a session, in order; replaying all gives the state."""

    privacy: ClassVar = privacy.fields(plain="id practice session version kind payload at by key")
    wall: ClassVar = Wall.PRACTICE

    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="floor_events")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()

    class Meta:
        ordering: ClassVar = ["version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "version"], name="one_event_per_version"),
            models.UniqueConstraint(fields=["session", "key"], name="one_effect_per_event_key"),
        ]
