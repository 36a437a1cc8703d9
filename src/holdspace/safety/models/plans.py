"""Safety plans: what a member wrote with a clinician for a bad hour, version by version."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group, Membership, clinical_reach
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.practice.spells import running
from holdspace.vault.fields import SealedJSON
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class PlanVersion(Record):
    """One version of a plan. What it says never changes: whoever changes the plan writes the next.

    `group` is the circle in which the member sat when it was written. `ended_at` is when the next version
    took its place; the current one has none.
    """

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, null=True, on_delete=models.SET_NULL, related_name="+")
    number = models.PositiveIntegerField()
    written_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def is_current(self) -> bool:
        """Whether this is the version that holds now."""
        return self.ended_at is None


class SafetyPlan(PlanVersion):
    """One version of a member's plan. `contents` are those of `rules.safety_plan.as_stored`."""

    privacy: ClassVar = privacy.fields(
        clinical="contents",
        plain="id practice member group number written_at written_by review_on ended_at",
    )
    wall: ClassVar = Wall.CLINICAL

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="safety_plans")
    contents = SealedJSON(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("what it says"))
    written_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField(_("to be looked at again on"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "number"], name="one_safety_plan_per_number"),
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(ended_at__isnull=True), name="one_current_safety_plan"
            ),
            models.CheckConstraint(condition=models.Q(number__gt=0), name="safety_plan_counts_from_one"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The member's own. Clinicians: every version of who sits in a group of theirs now, and those that
        were written while somebody sat there.
        """
        here = cls.unscoped.filter(practice_id=actor.practice_id)
        if actor.is_member:
            return here.filter(member_id=actor.person_id)
        if actor.is_system:
            return here
        reach = clinical_reach(actor)
        sitting = Membership.unscoped.filter(running(), group__in=reach).values("member")
        return here.filter(models.Q(group__in=reach) | models.Q(member__in=sitting))
