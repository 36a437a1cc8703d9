"""Dated spells: a right, a seat or a role from one moment until another, and never outside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from holdspace.kernel import clock
from holdspace.vault import scope
from holdspace.vault.records import Record


def running(prefix: str = "", *, at: datetime | None = None) -> models.Q:
    """The condition that a spell runs at a moment (now); `prefix` is a lookup path ending in `__`."""
    moment = at or clock.now()
    return models.Q(**{f"{prefix}starts_at__lte": moment}) & (
        models.Q(**{f"{prefix}ends_at__isnull": True}) | models.Q(**{f"{prefix}ends_at__gt": moment})
    )


class Spell(Record):
    """A row that counts from `starts_at` until just before `ends_at`; without an end, for good."""

    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=models.F("starts_at")),
                name="%(app_label)s_%(class)s_ends_after_it_starts",
            )
        ]

    def save(self, *args: Any, **options: Any) -> None:
        """Whoever may do what is asked anew in this request: a right may have begun or ended."""
        super().save(*args, **options)
        scope.ask_again()

    def runs(self, at: datetime | None = None) -> bool:
        """Whether the spell runs at a moment (now)."""
        moment = at or clock.now()
        return self.starts_at <= moment and (self.ends_at is None or self.ends_at > moment)
