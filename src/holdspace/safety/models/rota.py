"""Who is on call, who is away, and how long a concern may wait."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group
from holdspace.kernel import privacy
from holdspace.kernel.actors import Actor
from holdspace.practice.models import Practice, Staff
from holdspace.practice.spells import Spell
from holdspace.safety.models.concerns import Concern
from holdspace.safety.rules.language import Sensitivity
from holdspace.vault.records import Record

SENSITIVITIES = [
    (Sensitivity.WIDE.value, _("tell us of everything, also of what is denied, long ago or quoted")),
    (Sensitivity.PLAIN.value, _("leave out what is only for “today” and is denied, long ago or quoted")),
]

Row = TypeVar("Row", bound=Record)


class Duty(Spell):
    """Somebody is on call: for one group, or for the whole practice where there is none."""

    privacy: ClassVar = privacy.fields(plain="id practice staff group starts_at ends_at entered_by")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="duties")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="duties")
    entered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Everybody who works here."""
        return _for_staff(cls.unscoped.all(), actor)


class Away(Spell):
    """Somebody is not there; `cover` is told in their place."""

    privacy: ClassVar = privacy.fields(plain="id practice staff cover starts_at ends_at entered_by")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="absences")
    cover = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Spell.Meta):
        constraints: ClassVar = [
            *Spell.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(cover=models.F("staff")), name="nobody_stands_in_for_themselves"
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Everybody who works here."""
        return _for_staff(cls.unscoped.all(), actor)


class Escalation(Record):
    """How long a practice lets a concern wait before the next are told, where its own pager listens, and how
    much it wants to be told of what members write.
    """

    privacy: ClassVar = privacy.fields(plain="id practice red_minutes amber_minutes pager sensitivity")

    practice = models.OneToOneField(Practice, on_delete=models.CASCADE, related_name="escalation")
    red_minutes = models.PositiveIntegerField(_("“at once”: minutes until the next are told"), default=15)
    amber_minutes = models.PositiveIntegerField(_("“today”: minutes until the next are told"), default=240)
    sensitivity = models.CharField(
        _("Words of danger in what members write"),
        max_length=5,
        choices=SENSITIVITIES,
        default=Sensitivity.WIDE,
    )
    pager = models.URLField(_("address of the practice's own pager"), max_length=200, blank=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Everybody who works here."""
        return _for_staff(cls.unscoped.all(), actor)

    def patience(self, severity: str) -> timedelta:
        """How long a concern of this severity may wait for somebody to take it on."""
        red = severity == Concern.Severity.RED
        return timedelta(minutes=self.red_minutes if red else self.amber_minutes)


def _for_staff(rows: models.QuerySet[Row], actor: Actor) -> models.QuerySet[Row]:
    if not (actor.is_staff or actor.is_system):
        return rows.none()
    return rows.filter(practice_id=actor.practice_id)
