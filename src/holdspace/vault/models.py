"""What the vault keeps: wrapped keys per person and domain, tombstones, and what installation this is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from holdspace.kernel import clock, ids, privacy
from holdspace.vault.roots import Domain


class PersonKey(models.Model):
    """One person's key for one domain, wrapped by the domain's key. Deleting the row shreds what it sealed.

    `person_id` is the id of a member, a staff record or a group: the vault does not know which. `reader_id`
    is the staff record for whom alone this key is; it is shredded with the person's others."""

    privacy: ClassVar = privacy.fields(plain="id person_id domain reader_id wrapped created_at")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    person_id = models.UUIDField()
    domain = models.CharField(max_length=20, choices=[(d.value, d.value) for d in Domain])
    reader_id = models.UUIDField(null=True)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_id", "domain"],
                condition=models.Q(reader_id__isnull=True),
                name="one_key_per_person_and_domain",
            ),
            models.UniqueConstraint(
                fields=["person_id", "domain", "reader_id"],
                condition=models.Q(reader_id__isnull=False),
                name="one_key_per_person_domain_and_reader",
            ),
        ]

    def __str__(self) -> str:
        return f"key {self.id}"


class Tombstone(models.Model):
    """A person whose keys were destroyed: no key may ever be made for them again."""

    privacy: ClassVar = privacy.fields(plain="person_id shredded_at")

    person_id = models.UUIDField(primary_key=True)
    shredded_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"tombstone {self.person_id}"


class Installation(models.Model):
    """The one row that says what this database is: a real practice's, or a demonstration.

    It is written once, into an empty database; a demonstration can therefore never hold real data, nor
    real data be shown as a demonstration. `key_check` tells a right root key from a wrong one.
    """

    class Kind(models.TextChoices):
        REAL = "real"
        DEMO = "demo"

    privacy: ClassVar = privacy.fields(plain="id kind key_check created_at")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    key_check = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="one_installation")]

    def __str__(self) -> str:
        return self.kind
