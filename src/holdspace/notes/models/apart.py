"""Psychotherapy notes, kept apart (45 CFR 164.501): their own root key, their own key for author and
person."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Membership, clinical_reach
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.notes.rules.allowance import Allowance
from holdspace.practice.models import Practice, Staff
from holdspace.practice.roles import Permission
from holdspace.sessions.models import GroupSession
from holdspace.vault.fields import SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class PsychotherapyNote(Record):
    """What a therapist thinks about a conversation in the group, about one person, for nobody else's eyes.

    It is no part of the record: no co-leader, supervisor or owner reads it, and it leaves the house only by
    an `Authorisation` of its own."""

    privacy: ClassVar = privacy.fields(
        clinical="text", plain="id practice author member session version written_at updated_at"
    )
    wall: ClassVar = Wall.AUTHOR

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(GroupSession, null=True, on_delete=models.SET_NULL, related_name="+")
    text = SealedText(
        domain=Domain.PSYCHOTHERAPY, owner="member_id", reader="author_id", verbose_name=_("note")
    )
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["author", "member"], name="psychotherapy_by_author")]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """One's own, about people in groups that one can read now; for nobody else, the system included."""
        if not actor.may(Permission.PSYCHOTHERAPY_WRITE):
            return cls.unscoped.none()
        near = Membership.unscoped.filter(group__in=clinical_reach(actor)).values("member")
        own = cls.unscoped.filter(author_id=actor.person_id, practice_id=actor.practice_id)
        return own.filter(member__in=near)


class Authorisation(Record):
    """A member allowed that psychotherapy notes about them go to somebody (45 CFR 164.508).

    It is about these notes alone and is never part of another one. It counts from `signed_on` until the end
    of `expires_on`, and until it is withdrawn. The member wrote it here under their name (`signed_name`), or
    signed a paper that the author of the notes keeps. `notes_from` and `notes_until` say which notes, by the
    days on which they were written; where they are empty, all of them."""

    privacy: ClassVar = privacy.fields(
        clinical="recipient purpose signed_name",
        plain="id practice author member on_paper signed_on expires_on notes_from notes_until written_at"
        " withdrawn_at",
    )
    wall: ClassVar = Wall.ALLOWED

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    recipient = SealedText(
        domain=Domain.PSYCHOTHERAPY, owner="member_id", reader="author_id", verbose_name=_("to whom")
    )
    purpose = SealedText(
        domain=Domain.PSYCHOTHERAPY, owner="member_id", reader="author_id", verbose_name=_("what for")
    )
    signed_name = SealedText(
        domain=Domain.PSYCHOTHERAPY, owner="member_id", reader="author_id", verbose_name=_("signed as")
    )
    on_paper = models.BooleanField(default=True)
    signed_on = models.DateField()
    expires_on = models.DateField()
    notes_from = models.DateField(null=True)
    notes_until = models.DateField(null=True)
    written_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(expires_on__gte=models.F("signed_on")), name="authorisation_dates_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(notes_from__isnull=True)
                | models.Q(notes_until__isnull=True)
                | models.Q(notes_until__gte=models.F("notes_from")),
                name="authorisation_notes_in_order",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The member's own; for the therapist whose notes they are about, those of whom they treat now."""
        here = cls.unscoped.filter(practice_id=actor.practice_id)
        if actor.is_member:
            return here.filter(member_id=actor.person_id)
        if not actor.may(Permission.PSYCHOTHERAPY_WRITE):
            return cls.unscoped.none()
        near = Membership.unscoped.filter(group__in=clinical_reach(actor)).values("member")
        return here.filter(author_id=actor.person_id, member__in=near)

    @property
    def allowance(self) -> Allowance:
        """What it allows, as the rules take it."""
        return Allowance(
            self.signed_on, self.expires_on, self.withdrawn_at is not None, self.notes_from, self.notes_until
        )
