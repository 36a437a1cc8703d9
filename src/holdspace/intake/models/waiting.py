"""Who waits since when and for what."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.kernel import privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.practice.roles import Permission
from holdspace.practice.spells import Spell, running
from holdspace.vault.fields import SealedJSON
from holdspace.vault.records import Record
from holdspace.vault.roots import Domain


class Modality(models.TextChoices):
    """How somebody can come."""

    ANY = "any", _("in a room or online")
    ROOM = "room", _("in a room")
    ONLINE = "online", _("online")


class Funding(models.TextChoices):
    """Who pays."""

    UNKNOWN = "", _("not known yet")
    SELF = "self", _("pays themselves")
    INSURANCE = "insurance", _("an insurance")
    PUBLIC = "public", _("public funds")
    FUND = "fund", _("the practice's fund")


class ReturnRule(Record):
    """How a practice puts those in order who come back after a group here. No row: first among equals."""

    privacy: ClassVar = privacy.fields(plain="id practice first_among_equals")

    practice = models.OneToOneField(Practice, on_delete=models.CASCADE, related_name="+")
    first_among_equals = models.BooleanField(_("those who come back first"), default=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Whoever keeps the list."""
        if not (actor.is_system or actor.may(Permission.INTAKE_EDIT)):
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)


class Waiting(Spell):
    """Somebody waits for a circle, from when until when. What a coordinator needs to know, and no more."""

    class Stage(models.TextChoices):
        TO_SCREEN = "to_screen", _("waits for a first meeting")
        READY = "ready", _("waits for a group that fits")
        NOT_NOW = "not_now", _("not now; looked at again later")

    class Priority(models.IntegerChoices):
        ORDINARY = 0, _("ordinary")
        SOON = 1, _("soon")
        SOONER = 2, _("before others")
        FIRST = 3, _("first of all")

    class PriorityReason(models.TextChoices):
        RETURNS = "returns", _("returns after a group here")
        GROUP_ENDED = "group_ended", _("their group has ended or closed")
        DECLINED_HERE = "declined_here", _("we had to take a promised place back")
        REFERRER = "referrer", _("the referrer asks for it")
        CLINICAL = "clinical", _("a clinician asks for it")

    class Ending(models.TextChoices):
        JOINED = "joined", _("sits in a group")
        REFERRED_ON = "referred_on", _("referred on")
        WITHDREW = "withdrew", _("does not want to any more")
        UNREACHABLE = "unreachable", _("could not be reached")

    privacy: ClassVar = privacy.fields(
        identifying="available",
        plain="id practice member starts_at ends_at stage priority priority_reason ending screener languages"
        " modality needs funding look_again_on version",
    )

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="waits")
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.TO_SCREEN)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=0)
    priority_reason = models.CharField(
        _("reason for the priority"), max_length=14, choices=PriorityReason.choices, blank=True
    )
    ending = models.CharField(_("how it ended"), max_length=12, choices=Ending.choices, blank=True)
    screener = models.ForeignKey(
        Staff,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("who meets them"),
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)
    modality = models.CharField(
        _("how they can come"), max_length=8, choices=Modality.choices, default=Modality.ANY
    )
    needs = models.JSONField(_("access"), default=list, blank=True)
    available = SealedJSON(domain=Domain.IDENTITY, owner="member_id", verbose_name=_("when they can come"))
    funding = models.CharField(_("who pays"), max_length=12, choices=Funding.choices, blank=True)
    look_again_on = models.DateField(_("look again on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(Spell.Meta):
        constraints: ClassVar = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(ends_at__isnull=True), name="one_running_wait"
            ),
            models.CheckConstraint(
                condition=models.Q(priority__gte=0, priority__lte=3), name="wait_priority_in_bounds"
            ),
            models.CheckConstraint(
                condition=models.Q(ending="", ends_at__isnull=True)
                | (~models.Q(ending="") & models.Q(ends_at__isnull=False)),
                name="wait_ends_with_a_word",
            ),
        ]

    @property
    def priority_words(self) -> str:
        """The priority with its reason, in one line; empty where there is none."""
        words = [str(self.get_priority_display()), str(self.get_priority_reason_display())]
        return ": ".join(filter(None, words)) if self.priority else ""

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Coordinators: all. Who screens: those that run. The person themselves: their own."""
        own = cls.unscoped.filter(practice_id=actor.practice_id)
        if actor.is_system or actor.may(Permission.INTAKE_EDIT):
            return own
        if actor.is_member:
            return own.filter(member_id=actor.person_id)
        return own.filter(running()) if actor.may(Permission.SCREENING_WRITE) else own.none()
