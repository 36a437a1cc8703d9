"""Forming: rounds, proposed plans with their seats, what clinicians decided by hand, and places offered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.forming.rules.asked import DEFAULT_ORDER
from holdspace.groups.models import Group
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.practice.roles import Permission
from holdspace.vault.fields import SealedJSON, SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain

TO_ANSWER = timedelta(days=14)
"""How long a place is kept for somebody who has not answered."""


def default_order() -> list[str]:
    """What matters most, in order, until a practice says otherwise."""
    return [level.value for level in DEFAULT_ORDER]


class Wishes(Record):
    """The practice's own order of importance, limits and weights (see `rules.asked`)."""

    privacy: ClassVar = privacy.fields(
        plain="id practice order company widest most_at_risk person urgency week seconds"
    )

    practice = models.OneToOneField(Practice, on_delete=models.CASCADE, related_name="+")
    order = models.JSONField(default=default_order)
    company = models.PositiveSmallIntegerField(_("how many others share a struggle, at least"), default=1)
    widest = models.PositiveSmallIntegerField(_("points of strength that a circle may span"), default=6)
    most_at_risk = models.PositiveSmallIntegerField(_("people at high risk in one circle"), default=2)
    person = models.PositiveSmallIntegerField(_("what placing one person counts"), default=10)
    urgency = models.PositiveSmallIntegerField(_("what a step of priority counts"), default=10)
    week = models.PositiveSmallIntegerField(_("what a week of waiting counts"), default=1)
    seconds = models.PositiveSmallIntegerField(_("seconds to search"), default=10)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return _of_the_practice(cls, actor)


class Round(Record):
    """One time of forming: which groups could take people, and the plans that were made for them."""

    privacy: ClassVar = privacy.fields(plain="id practice opened_at opened_by closed_at")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["practice"], condition=models.Q(closed_at__isnull=True), name="one_open_round"
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return _of_the_practice(cls, actor)


class Candidate(Record):
    """A group that takes part in a round.

    `starts` are the hours of the week at which it could meet (`rules.hours`): one where it meets already.
    `theme` and `excludes` are codes of the vocabulary; "" and none take everybody.
    """

    privacy: ClassVar = privacy.fields(plain="id practice round group starts minutes theme excludes")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="candidates")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    starts = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField(default=90)
    theme = models.CharField(max_length=40, blank=True)
    excludes = models.JSONField(default=list, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "group"], name="one_candidate_per_group"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return _of_the_practice(cls, actor)


class Decision(Record):
    """A clinician pinned somebody to a group (at the hour `start`), or decided against it, and said why."""

    class Kind(models.TextChoices):
        PIN = "pin", _("belongs here")
        VETO = "veto", _("not here")

    privacy: ClassVar = privacy.fields(
        clinical="reason", plain="id practice round member group start kind decided_by decided_at lifted_at"
    )
    wall: ClassVar = Wall.SCREENERS

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="decisions")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    start = models.CharField(max_length=9, blank=True)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    reason = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("reason"))
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=clock.now)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "member", "group"],
                condition=models.Q(lifted_at__isnull=True),
                name="one_decision_per_seat",
            ),
            models.UniqueConstraint(
                fields=["round", "member"],
                condition=models.Q(lifted_at__isnull=True, kind="pin"),
                name="one_pin_per_person",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if not (actor.is_system or actor.may(Permission.FORMING_DECIDE)):
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)


class Plan(Record):
    """Who could sit where: found by a search, moved by hand, or planned again after somebody declined.

    `levels` hold what was reached, with bounds: numbers about the whole plan, and of nobody.
    """

    class Origin(models.TextChoices):
        SEARCH = "search", _("proposed")
        HAND = "hand", _("changed by hand")
        AGAIN = "again", _("planned again")

    class State(models.TextChoices):
        QUEUED = "queued", _("waits to be searched for")
        SEARCHING = "searching", _("being searched for")
        READY = "ready", _("ready")
        STOPPED = "stopped", _("stopped: the best so far")
        IMPOSSIBLE = "impossible", _("nothing fits what was pinned")
        FAILED = "failed", _("the search broke off")

    privacy: ClassVar = privacy.fields(
        plain="id practice round number origin after state stop_asked progress levels seed seconds repeats"
        " made_by made_at finished_at",
    )

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="plans")
    number = models.PositiveIntegerField()
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.SEARCH)
    after = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    stop_asked = models.BooleanField(default=False)
    progress = models.JSONField(default=list)
    levels = models.JSONField(default=list)
    seed = models.PositiveIntegerField(default=1)
    seconds = models.PositiveSmallIntegerField(default=10)
    repeats = models.BooleanField(default=True)
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "number"], name="one_plan_per_number"),
        ]

    @property
    def is_done(self) -> bool:
        """Whether there are seats to look at."""
        return self.state in (self.State.READY, self.State.STOPPED)

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.SEARCHING)

    @property
    def reached(self) -> list[dict[str, Any]]:
        """The levels as they were stored."""
        return list(self.levels)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return _of_the_practice(cls, actor)


class PlanTold(Record):
    """What a plan has to say to clinicians: the conflict when nothing fits, and what would help who waits.

    `told` is `{"conflict": [sentence…], "helps": {member id: [sentence…]}}`, with ids in place of names.
    """

    privacy: ClassVar = privacy.fields(clinical="told", plain="id practice plan")
    wall: ClassVar = Wall.SCREENERS

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, related_name="+")
    told = SealedJSON(domain=Domain.PROGRESS, owner="plan_id")

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if not (actor.is_system or actor.may(Permission.FORMING_DECIDE)):
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)


class PlannedSeat(Record):
    """One newcomer's seat in a plan, and the hour at which the group would meet."""

    privacy: ClassVar = privacy.fields(plain="id practice plan member group start")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    start = models.CharField(max_length=9)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "member"], name="one_planned_seat_per_person"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return _of_the_practice(cls, actor)


class Offer(Record):
    """A place in a group that is kept for somebody until they answer."""

    class State(models.TextChoices):
        OPEN = "open", _("asked")
        TAKEN = "taken", _("said yes")
        DECLINED = "declined", _("said no")
        LAPSED = "lapsed", _("did not answer in time")
        WITHDRAWN = "withdrawn", _("taken back")

    privacy: ClassVar = privacy.fields(
        plain="id practice member group plan start state offered_by offered_at until answered_at answered_by",
    )
    wall: ClassVar = Wall.PRACTICE

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="offers")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="offers")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="offers")
    start = models.CharField(max_length=9)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    offered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(state="open"), name="one_open_offer_per_person"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", answered_at__isnull=True)
                | (~models.Q(state="open") & models.Q(answered_at__isnull=False)),
                name="offer_answered_with_a_moment",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Coordinators and who forms: the practice's. The person themselves: their own."""
        if actor.is_member:
            return cls.unscoped.filter(member_id=actor.person_id)
        return _of_the_practice(cls, actor)


def _of_the_practice(model: Any, actor: Actor) -> models.QuerySet[Any]:
    """Coordinators and therapists see that there is a round, which groups take part, who could sit where."""
    if not (actor.is_system or actor.may(Permission.FORMING_READ)):
        return model.unscoped.none()  # type: ignore[no-any-return]
    return model.unscoped.filter(practice_id=actor.practice_id)  # type: ignore[no-any-return]
