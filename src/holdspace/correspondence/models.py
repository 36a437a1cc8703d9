"""What leaves the building: reminders that were sent, calendar feeds, and devices that want to be told."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.correspondence.rules.subscription import Subscription
from holdspace.correspondence.rules.timing import ABOUT_A_DAY, USUAL, Lead, Quiet
from holdspace.correspondence.rules.ways import Way
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

    Whoever sends it holds it until `claimed_until`; a worker that dies gives it back by that (ADR 0024).
    `pushed_at` is when a device took it, `sent_at` when everything has left.
    """

    class Kind(models.TextChoices):
        BEFORE = "before", _("before a session")
        CHANGED = "changed", _("a session was moved or cancelled")
        RATING = "rating", _("after a session")
        SIGN = "sign", _("a document to sign")
        AFTER = "after", _("questions after leaving")
        DIGEST = "digest", _("something came, on the day that the member chose")
        MISSED = "missed", _("the morning after a session that was missed without a word")

    privacy: ClassVar = privacy.fields(
        plain="id practice member session kind about queued_at claimed_until pushed_at sent_at"
    )
    wall: ClassVar = Wall.PRACTICE

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    about = models.CharField(max_length=40)
    queued_at = models.DateTimeField(default=clock.now)
    claimed_until = models.DateTimeField(null=True)
    pushed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "session", "kind", "about"], name="one_reminder_per_state_of_affairs"
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(claimed_until__isnull=True),
                name="what_was_sent_is_held_by_nobody",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """A member's own; the system's, which sends them."""
        if actor.is_system:
            return cls.unscoped.filter(practice_id=actor.practice_id)
        return cls.unscoped.filter(member_id=actor.person_id, practice_id=actor.practice_id)


def _way() -> models.CharField[str, str]:
    return models.CharField(
        max_length=4, choices=[(each.value, each.value) for each in Way], default=Way.MAIL
    )


class ReminderChoice(Record):
    """What one member wants to hear of, by which way and when; without a row, what its defaults say.

    One column for each kind of message. A change of time or place reaches by at least one way. `hours_before`
    or `day_before_at` (an hour of the member's own clock) say when a session is reminded of; nothing is sent
    from `quiet_from` until `quiet_until` that can wait.
    """

    privacy: ClassVar = privacy.fields(
        plain="id practice member before changed rating sign after digest missed hours_before day_before_at"
        " quiet_from quiet_until changed_at"
    )
    wall: ClassVar = Wall.KEPT

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="+")
    before = _way()
    changed = _way()
    rating = _way()
    sign = _way()
    after = _way()
    digest = _way()
    missed = _way()
    hours_before = models.PositiveSmallIntegerField(null=True, default=ABOUT_A_DAY)
    day_before_at = models.PositiveSmallIntegerField(null=True)
    quiet_from = models.TimeField(default=USUAL.begins)
    quiet_until = models.TimeField(default=USUAL.ends)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(changed="none"), name="changes_reach_by_one_way"),
            models.CheckConstraint(
                condition=models.Q(hours_before__gte=2, day_before_at__isnull=True)
                | models.Q(hours_before__isnull=True, day_before_at__lte=23),
                name="hours_before_or_the_day_before",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The member's own; the system's, which sends the messages."""
        if actor.is_system:
            return cls.unscoped.filter(practice_id=actor.practice_id)
        return cls.unscoped.filter(member_id=actor.person_id, practice_id=actor.practice_id)

    def way(self, kind: Reminder.Kind) -> Way:
        """How messages of a kind reach this member."""
        return Way(getattr(self, kind.value))

    @property
    def lead(self) -> Lead:
        """How long before a session they want to hear of it."""
        return Lead(self.hours_before or ABOUT_A_DAY, self.day_before_at)

    @property
    def quiet(self) -> Quiet:
        """When they do not want to be written to."""
        return Quiet(self.quiet_from, self.quiet_until)


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
