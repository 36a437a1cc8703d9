"""How a practice writes its notes: formats of its own, its rules, and each clinician's phrases."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.notes.rules.formats import BUILT_IN
from holdspace.practice.models import Practice, Staff
from holdspace.vault.fields import SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class NoteFormat(Record):
    """A practice's own way to lay out a note. `sections` are those of `rules.formats`, as plain values.

    It is never changed: whoever wants another makes a new one and puts this one away.
    """

    privacy: ClassVar = privacy.fields(plain="id practice name sections made_by made_at put_away_at")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    sections = models.JSONField(default=list)
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    put_away_at = models.DateTimeField(null=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Everybody who works in the practice."""
        if not (actor.is_staff or actor.is_system):
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)


class NoteRule(Record):
    """What holds for the notes of a practice (`group` is None), or of one of its groups instead.

    `layout` is one of the formats that are always there; `own_format` stands instead of it. Both empty: what
    the practice says, else the plain one. `late_after` is in hours, and the practice's alone."""

    privacy: ClassVar = privacy.fields(plain="id practice group layout own_format late_after")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.OneToOneField(Group, null=True, on_delete=models.CASCADE, related_name="+")
    layout = models.CharField(max_length=8, blank=True, choices=[(code, code) for code in BUILT_IN])
    own_format = models.ForeignKey(NoteFormat, null=True, on_delete=models.PROTECT, related_name="+")
    late_after = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["practice"], condition=models.Q(group__isnull=True), name="one_note_rule_per_practice"
            ),
            models.CheckConstraint(
                condition=models.Q(layout="") | models.Q(own_format__isnull=True), name="note_rule_one_format"
            ),
            models.CheckConstraint(
                condition=models.Q(group__isnull=True) | models.Q(late_after__isnull=True),
                name="note_rule_late_for_all",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Everybody who works in the practice."""
        if not (actor.is_staff or actor.is_system):
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)


class Phrase(Record):
    """Words that a clinician uses often, and the short name that stands for them while writing."""

    privacy: ClassVar = privacy.fields(clinical="short words", plain="id practice author made_at")
    wall: ClassVar = Wall.AUTHOR

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    short = SealedText(domain=Domain.PROGRESS, owner="author_id", verbose_name=_("short name"))
    words = SealedText(domain=Domain.PROGRESS, owner="author_id", verbose_name=_("phrase"))
    made_at = models.DateTimeField(default=clock.now)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """One's own."""
        return cls.unscoped.filter(author_id=actor.person_id, practice_id=actor.practice_id)
