"""The words that a practice added to the vocabulary, or put away."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from holdspace.intake.rules.vocabulary import Kind
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.practice.models import Practice
from holdspace.vault.records import Record


class Term(Record):
    """A word that a practice added to the vocabulary, or (without words) one of ours that it put away."""

    privacy: ClassVar = privacy.fields(plain="id practice kind code words added_at put_away_at")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in Kind])
    code = models.CharField(max_length=40)
    words = models.CharField(max_length=60, blank=True)
    added_at = models.DateTimeField(default=clock.now)
    put_away_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practice", "kind", "code"], name="one_term_per_code"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if not (actor.is_staff or actor.is_system):
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)
