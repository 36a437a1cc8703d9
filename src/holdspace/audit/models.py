"""The audit chain: one row for everything that was done or read, each bound to the row before it.

Triggers refuse change and deletion (`vault.walls`); the chain finds what was done around them; signed
checkpoints, kept outside the data, find a chain that was cut short (`audit.verify`).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from holdspace.kernel import privacy


class Entry(models.Model):
    """One thing done or read. It names ids and codes only: no name, no text, no score.

    `detail` is canonical JSON text, exactly as it was hashed.
    """

    privacy: ClassVar = privacy.fields(
        plain="seq at practice_id act actor_kind actor_user_id actor_person_id subject_kind subject_id"
        " group_id detail previous digest"
    )

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    practice_id = models.UUIDField(null=True)
    act = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=12)
    actor_user_id = models.UUIDField(null=True)
    actor_person_id = models.UUIDField(null=True)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True)
    group_id = models.UUIDField(null=True)
    detail = models.TextField(default="{}")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["seq"]
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "seq"], name="audit_by_subject"),
            models.Index(fields=["practice_id", "seq"], name="audit_by_practice"),
        ]

    def __str__(self) -> str:
        return f"entry {self.seq}"


class Concerned(models.Model):
    """Whose record an entry opened or changed: an index over `Entry.detail`, so that members can be shown."""

    privacy: ClassVar = privacy.fields(plain="id entry member_id")

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="concerned")
    member_id = models.UUIDField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["member_id", "-entry"], name="audit_by_member")]

    def __str__(self) -> str:
        return f"concerned {self.pk}"
