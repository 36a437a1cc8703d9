"""The base of every model that belongs to a practice: no way in but `visible_to`.

There is no `objects`. `unscoped` exists for the model's own context (its actions, its queries) and for
the system; a contract test holds that nobody else touches it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar, Self, TypeVar

from django.db import models

from holdspace.kernel import ids
from holdspace.kernel.actors import Actor
from holdspace.kernel.privacy import FieldPrivacy


class Wall(StrEnum):
    """Which row policy PostgreSQL holds as second wall for a table (see `vault.walls`)."""

    OPEN = "open"
    """Not about a person: no policy."""
    PRACTICE = "practice"
    """Rows of one's own practice."""
    SELF = "self"
    """Rows of one's own practice for staff; of oneself, before one's practice is known."""
    PERSON = "person"
    """Who a member is: staff of the practice, the member, and members of a shared circle."""
    CLINICAL = "clinical"
    """What a member said or scored: the member, and clinicians who lead one of the member's groups."""
    CONCERN = "concern"
    """A signal of danger: as `CLINICAL`, and whoever was told of it."""
    INCIDENT = "incident"
    """What went wrong with a member: who began to write it or took it over, and who reads every incident."""
    CLINICAL_GROUP = "clinical_group"
    """What a group did: its clinicians and its members."""
    SHARED = "shared"
    """What somebody wrote: its writer; once it left their hand, the circle and its clinicians; once it was
    released beyond the circle, the practice's members."""
    BETWEEN = "between"
    """What one member gives to another of their circle: the two of them, and the group's clinicians."""
    FILES = "files"
    """What was attached to somebody's record: as `CLINICAL` for clinicians; for the member what is shared
    with them; for who keeps the roster what is administrative."""
    ACCOUNT = "account"
    """What somebody owes and what their insurer is told: the member, and who keeps the practice's bills."""
    OWN_OR_CIRCLE = "own_or_circle"
    """A member's own, and the group's clinicians'; the circle's too where the row says `to_circle`."""
    LEADERS = "leaders"
    """What only a group's clinicians see."""
    AUTHOR = "author"
    """What one of the staff wrote for nobody else: its author."""
    ALLOWED = "allowed"
    """What a member allowed about what one of the staff keeps apart: the two of them."""
    SUPERVISION = "supervision"
    """What is said between somebody in training and whoever supervises them: the two of them."""
    KEPT = "kept"
    """What the practice keeps about a person and answers for: its staff, and the member themselves."""
    SCREENING = "screening"
    """What is known of a person before they sit anywhere: who screens them, then who treats them."""
    SCREENERS = "screeners"
    """What everybody who screens has to know: who must not meet whom."""


Row = TypeVar("Row", bound=models.Model, covariant=True)


class Rows(models.QuerySet[Row]):
    """Rows that are locked without their keys, which never change.

    Whoever commits a row that points at a locked one would wait otherwise (PostgreSQL looks whether it is
    still there), holding the audit chain meanwhile; and whoever holds the lock waits for the chain.
    """

    def select_for_update(
        self,
        nowait: bool = False,
        skip_locked: bool = False,
        of: Sequence[str] = (),
        no_key: bool = True,
    ) -> Self:
        return super().select_for_update(nowait, skip_locked, of, no_key)


class _Manager(models.Manager[Row]):
    def get_queryset(self) -> models.QuerySet[Row]:
        return Rows(self.model, using=self._db)


class Record(models.Model):
    """A row of one practice, with a UUID that says when it was made."""

    privacy: ClassVar[FieldPrivacy]
    wall: ClassVar[Wall] = Wall.PRACTICE
    written_once: ClassVar[bool] = False
    """Whether the database itself refuses to change or delete a row (see `vault.walls`)."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)

    unscoped: ClassVar[models.Manager[Self]] = _Manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The rows that `actor` may know of. Every model says it for itself; the default is none."""
        return cls.unscoped.none()
