"""The time after a group: a plan for when it gets harder again; who knocks where nothing opens."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import clinical_reach
from holdspace.kernel import clock, ids, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.safety.models.plans import PlanVersion
from holdspace.vault.fields import SealedJSON
from holdspace.vault.records import Wall
from holdspace.vault.roots import Domain


class LapsePlan(PlanVersion):
    """One version of what a member wrote for a time in which it gets harder again.

    `contents` are those of `safety.rules.safety_plan.as_stored`, of which three parts are used
    (`rules.lapse_plan`). `group` may be one that they have left. `share` says who reads it: that group's
    therapists, or nobody.
    """

    class Share(models.TextChoices):
        THERAPISTS = "therapists", _("my therapists")
        NOBODY = "nobody", _("only me")

    privacy: ClassVar = privacy.fields(
        clinical="contents", plain="id practice member group number share written_at ended_at"
    )
    wall: ClassVar = Wall.CLINICAL

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    contents = SealedJSON(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("what it says"))
    share = models.CharField(max_length=12, choices=Share.choices, default=Share.NOBODY)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "number"], name="one_lapse_plan_per_number"),
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(ended_at__isnull=True), name="one_current_lapse_plan"
            ),
            models.CheckConstraint(condition=models.Q(number__gt=0), name="lapse_plan_counts_from_one"),
        ]

    @property
    def is_for_therapists(self) -> bool:
        return self.share == self.Share.THERAPISTS

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The member's own. Those who lead the group: the version that holds, where the member says so."""
        here = cls.unscoped.filter(practice_id=actor.practice_id)
        if actor.is_member:
            return here.filter(member_id=actor.person_id)
        shown = here.filter(share=cls.Share.THERAPISTS, ended_at__isnull=True)
        return shown.filter(group__in=clinical_reach(actor))


class Knock(models.Model):
    """That somebody tried an address that opens nothing, kept for an hour so that few can be tried in one.

    No practice is known of it. What it counts under is a keyed hash of the network from which it was tried:
    whoever reads the row learns no address.
    """

    privacy: ClassVar = privacy.fields(plain="id sender_index at")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    sender_index = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["sender_index", "at"], name="knock_by_sender")]

    def __str__(self) -> str:
        return f"knock {self.pk}"
