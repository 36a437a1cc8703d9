"""Members: who the person is. Everything that identifies them is sealed under their own key."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.kernel.ids import NOBODY
from holdspace.members.rules.names import full_name
from holdspace.practice.models import Practice
from holdspace.practice.roles import Permission
from holdspace.vault import keyring
from holdspace.vault.fields import SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain

LONGEST_TAG = 35
"""Characters of a language tag that are kept; software has to have room for so many (RFC 5646, 4.4.1)."""


class Member(Record):
    """A person in therapy. The circle sees `chosen_name` and `pronouns`, and nothing else of this row."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        LEFT = "left", _("left the practice")
        DECEASED = "deceased", _("died")

    privacy: ClassVar = privacy.fields(
        identifying="chosen_name given_name family_name pronouns birth_date access_needs",
        plain="id practice user status language time_zone version created_at",
    )
    wall: ClassVar = Wall.PERSON

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="members")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="member"
    )
    chosen_name = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("name to be called by"))
    given_name = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("given name"))
    family_name = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("family name"))
    pronouns = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("pronouns"))
    birth_date = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("date of birth"))
    access_needs = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("access needs"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    language = models.CharField(_("language"), max_length=LONGEST_TAG, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    @property
    def born(self) -> date | None:
        """The birth date; None where none is kept, or what is kept is no date."""
        try:
            return date.fromisoformat(self.birth_date or "")
        except ValueError:
            return None

    @property
    def full_name(self) -> str:
        """The name in one line, for who keeps the roster."""
        return full_name(self.given_name, self.family_name, self.chosen_name)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Oneself; for coordinators the practice's roster. Clinicians come in through their groups
        (`groups.queries.members_led_by`)."""
        if actor.is_system or actor.may(Permission.ROSTER_READ):
            return cls.unscoped.filter(practice_id=actor.practice_id)
        if actor.is_member:
            return cls.unscoped.filter(id=actor.person_id)
        return cls.unscoped.none()


def _about_visible(actor: Actor) -> models.Q:
    """The condition that a row is about a member of `Member.visible_to(actor)`.

    Said without a subquery: on PostgreSQL the row policies are asked of every row that a plan touches, and a
    roster that has just arrived has no statistics yet.
    """
    if actor.is_system or actor.may(Permission.ROSTER_READ):
        return models.Q(practice_id=actor.practice_id)
    return models.Q(member_id=actor.person_id if actor.is_member else NOBODY)


class Contact(Record):
    """One way to reach a member: telephone, e-mail or postal address."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("telephone")
        EMAIL = "email", _("e-mail")
        ADDRESS = "address", _("address")

    privacy: ClassVar = privacy.fields(identifying="value", plain="id practice member kind preferred")
    wall: ClassVar = Wall.PERSON

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    value = SealedText(domain=Domain.IDENTITY, owner="member_id", verbose_name=_("contact"))
    preferred = models.BooleanField(_("preferred"), default=False)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return cls.unscoped.filter(_about_visible(actor))


class EmergencyContact(Record):
    """Somebody to call when the member is in danger."""

    privacy: ClassVar = privacy.fields(identifying="name relation phone", plain="id practice member")
    wall: ClassVar = Wall.PERSON

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="emergency_contacts")
    name = SealedText(domain=Domain.IDENTITY, owner="member_id", verbose_name=_("name"))
    relation = SealedText(domain=Domain.IDENTITY, owner="member_id", verbose_name=_("relation"))
    phone = SealedText(domain=Domain.IDENTITY, owner="member_id", verbose_name=_("telephone"))

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return cls.unscoped.filter(_about_visible(actor))


class Identifier(Record):
    """An identifier from another system (a chart number), sealed, and found by its keyed hashes.

    `index` is of system and value: it finds the one member whom a row of a roster names. `number_index` is of
    the value alone, for a coordinator who types the number from a letter. Make one with `Identifier.of`.
    """

    privacy: ClassVar = privacy.fields(
        identifying="system value", plain="id practice member index number_index"
    )
    wall: ClassVar = Wall.PERSON

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="identifiers")
    system = SealedText(domain=Domain.IDENTITY, owner="member_id")
    value = SealedText(domain=Domain.IDENTITY, owner="member_id")
    index = models.CharField(max_length=64)
    number_index = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practice", "index"], name="one_member_per_identifier"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["practice", "number_index"], name="identifier_by_number"),
        ]

    @classmethod
    def of(cls, member: Member, *, system: str, value: str) -> Self:
        """An identifier of `member`, not saved yet."""
        return cls(
            practice_id=member.practice_id,
            member_id=member.pk,
            system=system,
            value=value,
            index=identifier_index(system, value),
            number_index=number_index(value),
        )

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return cls.unscoped.filter(_about_visible(actor))


def identifier_index(system: str, value: str) -> str:
    """The keyed hash under which an identifier of a system is found."""
    return keyring.blind_index("identifier", f"{system}|{value}")


def number_index(value: str) -> str:
    """The keyed hash under which an identifier is found whatever its system; case does not count."""
    return keyring.blind_index("identifier-number", value.casefold())


class RosterImport(Record):
    """One file of people that was taken whole: who took it, and the counts."""

    privacy: ClassVar = privacy.fields(plain="id practice by at source people created changed unchanged")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    source = models.CharField(max_length=12)
    people = models.PositiveIntegerField()
    created = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if not (actor.is_system or actor.may(Permission.ROSTER_IMPORT)):
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)
