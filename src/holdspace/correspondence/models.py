"""What leaves the building: reminders that were sent, calendar feeds, and devices that want to be told."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.correspondence.rules.subscription import Subscription
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice
from holdspace.sessions.models import GroupSession
from holdspace.vault.fields import SealedJSON
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class Reminder(Record):
    """A message to one member about one session: once per kind, and per state of affairs it tells of.

    `about` is that state: the start of which it reminds, the new time or the cancelling that it tells of, the
    document to sign. So a session that was moved is reminded of again, and nothing is ever said twice.
    """

    class Kind(models.TextChoices):
        BEFORE = "before", _("before a session")
        CHANGED = "changed", _("a session was moved or cancelled")
        RATING = "rating", _("after a session")
        SIGN = "sign", _("a document to sign")
        AFTER = "after", _("questions after leaving")
        DIGEST = "digest", _("something came, on the day that the member chose")

    privacy: ClassVar = privacy.fields(plain="id practice member session kind about queued_at sent_at")
    wall: ClassVar = Wall.PRACTICE

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    about = models.CharField(max_length=40)
    queued_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "session", "kind", "about"], name="one_reminder_per_state_of_affairs"
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """A member's own; the system's, which sends them."""
        if actor.is_system:
            return cls.unscoped.filter(practice_id=actor.practice_id)
        return cls.unscoped.filter(member_id=actor.person_id, practice_id=actor.practice_id)


class CalendarFeed(Record):
    """A private calendar address of one person; only the hash of its token is kept."""

    privacy: ClassVar = privacy.fields(plain="id practice user token_hash created_at revoked_at")
    wall: ClassVar = Wall.OPEN

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return cls.unscoped.filter(user_id=actor.user_id)


class Device(Record):
    """A browser on which somebody wants to be told that something waits; it belongs to one person at a time.

    `person_id` is the staff record or the member, under whose key the subscription is sealed; `digest` is
    what its address is found by. A service that could not be reached is left alone until `rests_until`.
    """

    privacy: ClassVar = privacy.fields(
        identifying="subscription", plain="id practice user person_id digest added_at rests_until"
    )
    wall: ClassVar = Wall.PRACTICE

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_devices")
    person_id = models.UUIDField()
    subscription = SealedJSON(domain=Domain.IDENTITY, owner="person_id")
    digest = models.CharField(max_length=64, unique=True)
    added_at = models.DateTimeField(default=clock.now)
    rests_until = models.DateTimeField(null=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """One's own; the system's, which tells them."""
        if actor.is_system:
            return cls.unscoped.filter(practice_id=actor.practice_id)
        return cls.unscoped.filter(user_id=actor.user_id, practice_id=actor.practice_id)

    @property
    def listens(self) -> Subscription | None:
        """Where it listens; None when the key of its person was destroyed."""
        return Subscription(**self.subscription) if self.subscription else None
