"""The practice: its sites and rooms, the people who work there, the roles they hold."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.practice.roles import ROLE_WORDS
from holdspace.practice.spells import Spell
from holdspace.vault.records import Record, Wall


class Practice(Record):
    """A practice. `sender_name` and `neutral_subject` are the words that leave the building: they never
    say therapy, a group's name or why. `crisis_lines` are those of `rules.own_lines`, as dictionaries.
    `limits` say where confidentiality ends and what has to be reported; "" for our words. `word_when_missed`:
    whoever missed a session without a word gets one the morning after."""

    privacy: ClassVar = privacy.fields(
        plain="id name time_zone language region sender_name neutral_subject crisis_lines limits"
        " word_when_missed version created_at"
    )
    wall: ClassVar = Wall.OPEN

    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/London")
    language = models.CharField(_("language"), max_length=8, default="en")
    region = models.CharField(_("telephone region"), max_length=2, default="GB")
    sender_name = models.CharField(_("sender of messages"), max_length=60, default="Your appointments")
    neutral_subject = models.CharField(_("subject of messages"), max_length=80, default="A reminder")
    crisis_lines = models.JSONField(_("crisis lines"), default=list, blank=True)
    limits = models.TextField(_("where confidentiality ends"), blank=True, default="")
    word_when_missed = models.BooleanField(_("a word after a missed session"), default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return cls.unscoped.filter(id=actor.practice_id)


class Site(Record):
    """An address where groups meet. A closed one, with all its rooms, is offered for nothing new."""

    privacy: ClassVar = privacy.fields(plain="id practice name address closed_at")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=240, blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("a site or a room", "closed"), null=True, blank=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return cls.unscoped.filter(practice_id=actor.practice_id)


class Room(Record):
    """A room at a site. A closed one is offered for nothing new; what was planned in it stays."""

    privacy: ClassVar = privacy.fields(plain="id practice site name seats step_free closed_at")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="rooms")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(_("name"), max_length=80)
    seats = models.PositiveSmallIntegerField(_("seats"), default=10)
    step_free = models.BooleanField(_("step-free access"), default=False)
    closed_at = models.DateTimeField(pgettext_lazy("a site or a room", "closed"), null=True, blank=True)

    @property
    def is_offered(self) -> bool:
        """Whether something new may be planned here: neither the room nor its site is closed."""
        return self.closed_at is None and self.site.closed_at is None

    @property
    def words(self) -> str:
        """The room in a list of rooms: its name, where it is, and that it is closed."""
        place = f"{self.name}, {self.site.name}"
        return place if self.is_offered else gettext("%(room)s (closed)") % {"room": place}

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return cls.unscoped.filter(practice_id=actor.practice_id)


class Staff(Record):
    """Somebody who works in the practice. Members see the display name."""

    privacy: ClassVar = privacy.fields(
        identifying="display_name given_name licence", plain="id practice user is_trainee created_at"
    )
    wall: ClassVar = Wall.SELF

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="staff")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="staff")
    display_name = models.CharField(_("name as members see it"), max_length=80)
    given_name = models.CharField(_("first name"), max_length=60)
    licence = models.CharField(_("licence"), max_length=80, blank=True)
    is_trainee = models.BooleanField(_("in training"), default=False)
    created_at = models.DateTimeField(default=clock.now)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if not actor.is_staff and not actor.is_system:
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)


class RoleSpell(Spell):
    """A role that somebody holds from one day until another."""

    privacy: ClassVar = privacy.fields(plain="id practice staff role starts_at ends_at given_by")
    wall: ClassVar = Wall.SELF

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="role_spells")
    role = models.CharField(_("role"), max_length=20, choices=ROLE_WORDS)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if not actor.is_staff and not actor.is_system:
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)
