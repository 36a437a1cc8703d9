"""The time after a group: who knocks at addresses that open nothing."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.vault.records import Record, Wall


class Knock(Record):
    """That somebody tried an address that opens nothing, kept for an hour so that few can be tried in one.

    No practice is known of it. What it counts under is a keyed hash of the network from which it was tried:
    whoever reads the row learns no address.
    """

    privacy: ClassVar = privacy.fields(plain="id sender_index at")
    wall: ClassVar = Wall.OPEN

    sender_index = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["sender_index", "at"], name="knock_by_sender")]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The system's, which counts them."""
        return cls.unscoped.all() if actor.is_system else cls.unscoped.none()
