"""Groups: who sits in which circle, from when until when, and who leads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Room, Staff
from holdspace.practice.roles import Permission
from holdspace.practice.spells import Spell, running
from holdspace.vault import scope
from holdspace.vault.fields import SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class Group(Record):
    """A therapy group."""

    class Modality(models.TextChoices):
        ROOM = "room", _("in a room")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("in a room and online")

    class Openness(models.TextChoices):
        OPEN = "open", _("open: members join as places come free")
        CLOSED = "closed", _("closed: all begin and end together")

    class Phase(models.TextChoices):
        FORMING = "forming", _("forming")
        RUNNING = "running", _("meeting")
        ENDED = "ended", _("ended")

    class ContactRule(models.TextChoices):
        NONE = "none", _("Members do not meet or write to each other outside the group.")
        BRING = "bring", _("Contact outside the group is told to the group at the next session.")
        SPACE = "space", _("Members may write in the circle's space, which the therapists hold.")

    privacy: ClassVar = privacy.fields(
        plain="id practice name theme language modality openness phase contact_rule open_hours"
        " min_size max_size room begins_on created_at"
    )

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(_("name"), max_length=80)
    theme = models.CharField(_("theme"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    modality = models.CharField(_("where it meets"), max_length=8, choices=Modality.choices, default="room")
    openness = models.CharField(_("open or closed"), max_length=8, choices=Openness.choices, default="open")
    phase = models.CharField(_("phase"), max_length=8, choices=Phase.choices, default=Phase.FORMING)
    contact_rule = models.CharField(
        _("contact outside the group"), max_length=8, choices=ContactRule.choices, default=ContactRule.BRING
    )
    open_hours = models.JSONField(_("hours in which members may write"), default=list, blank=True)
    min_size = models.PositiveSmallIntegerField(_("smallest size"), default=5)
    max_size = models.PositiveSmallIntegerField(_("largest size"), default=8)
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.SET_NULL, related_name="groups")
    begins_on = models.DateField(_("begins on"), null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(min_size__lte=models.F("max_size")), name="group_sizes_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(min_size__gte=2, max_size__lte=14), name="group_size_in_bounds"
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Coordinators: the practice's groups. Clinicians: those they lead or opened. Members: their own."""
        own = cls.unscoped.filter(practice_id=actor.practice_id)
        if actor.is_system or actor.may(Permission.SCHEDULE_EDIT):
            return own
        if actor.is_member:
            return own.filter(id__in=circles_of(actor))
        return own.filter(id__in=clinical_reach(actor))


class Facilitation(Spell):
    """Somebody leads a group, from when until when. Access to its records follows this spell."""

    class Role(models.TextChoices):
        LEADER = "leader", _("leader")
        CO_LEADER = "co_leader", _("co-leader")
        TRAINEE = "trainee", _("trainee")

    privacy: ClassVar = privacy.fields(plain="id practice group staff role starts_at ends_at")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="facilitations")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="facilitations")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.LEADER)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return cls.unscoped.filter(group__in=Group.visible_to(actor))


class Membership(Spell):
    """Somebody is a member of a group, from when until when; one person may have several such spells."""

    class Ending(models.TextChoices):
        GRADUATED = "graduated", _("finished, with a goodbye")
        LEFT = "left", _("left")
        REMOVED = "removed", _("was asked to leave")
        MOVED = "moved", _("moved to another group")

    privacy: ClassVar = privacy.fields(
        plain="id practice group member seat starts_at ends_at ending admitted_by"
    )

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="memberships")
    seat = models.PositiveSmallIntegerField(_("seat"))
    ending = models.CharField(_("how it ended"), max_length=10, choices=Ending.choices, blank=True)
    admitted_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Spell.Meta):
        constraints: ClassVar = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(
                fields=["group", "member"],
                condition=models.Q(ends_at__isnull=True),
                name="one_running_membership_per_group",
            ),
            models.UniqueConstraint(
                fields=["group", "seat"], condition=models.Q(ends_at__isnull=True), name="one_member_per_seat"
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Leaders and coordinators: their groups' spells. A member: the running ones of their circle."""
        rows = cls.unscoped.filter(group__in=Group.visible_to(actor))
        return rows.filter(running()) if actor.is_member else rows


class Proposal(Record):
    """A coordinator proposes a member to a group; its leaders admit or decline, the coordinator withdraws.

    It is how a group's leaders learn of somebody whom none of their groups has held: they see no roster.
    """

    class Answer(models.TextChoices):
        ADMITTED = "admitted", _("admitted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    privacy: ClassVar = privacy.fields(
        plain="id practice group member proposed_by proposed_at answer answered_by answered_at"
    )

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="proposals")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="proposals")
    proposed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "member"], condition=models.Q(answer=""), name="one_open_proposal_per_group"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at__isnull=True)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="proposal_answer_and_moment_together",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Coordinators, and those who lead the group now."""
        own = cls.unscoped.filter(practice_id=actor.practice_id)
        if actor.is_system or actor.may(Permission.SCHEDULE_EDIT):
            return own
        if not actor.may(Permission.GROUP_ADMIT):
            return cls.unscoped.none()
        led = Facilitation.unscoped.filter(running(), staff_id=actor.person_id).values("group")
        return own.filter(group__in=led)


class RecordOpening(Spell):
    """A supervisor opened a group's record for a reason, for at most an hour; the leaders review it."""

    privacy: ClassVar = privacy.fields(
        clinical="reason", plain="id practice group staff starts_at ends_at reviewed_by reviewed_at"
    )
    wall: ClassVar = Wall.PRACTICE

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="openings")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="openings")
    reason = SealedText(domain=Domain.PROGRESS, owner="group_id", verbose_name=_("reason"))
    reviewed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta(Spell.Meta):
        constraints: ClassVar = [
            *Spell.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | models.Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="opening_reviewed_at_and_by_together",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Those who lead the group now, and the one who opened it."""
        led = Facilitation.unscoped.filter(running(), staff_id=actor.person_id).values("group")
        return cls.unscoped.filter(
            models.Q(group__in=led) | models.Q(staff_id=actor.person_id), practice_id=actor.practice_id
        )


class OwnOrLed(Record):
    """A row about one `member` in one `group`: the member's own, and for clinicians those of their groups."""

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The member, and those who lead the group."""
        if actor.is_member:
            return cls.unscoped.filter(member_id=actor.person_id)
        return cls.unscoped.filter(group__in=clinical_reach(actor))


def circles_of(actor: Actor) -> frozenset[UUID]:
    """The ids of the groups in which the actor is a member now; asked once in a request."""
    return scope.once(("circles", actor), lambda: frozenset(_circles(actor)))


def _circles(actor: Actor) -> Iterable[UUID]:
    rows = Membership.unscoped.filter(running(), member_id=actor.person_id, practice_id=actor.practice_id)
    return rows.values_list("group_id", flat=True)


def sits(member: UUID | models.OuterRef | None, since: str = "") -> models.Q:
    """That somebody (an id, or the OuterRef of a column) sits in the row's group now; with `since`, that this
    spell had begun at the moment in that column."""
    begun = {"starts_at__lte": models.OuterRef(since)} if since else {}
    spells = Membership.unscoped.filter(
        running(),
        member=member,
        group=models.OuterRef("group"),
        **begun,
    )
    return models.Q(models.Exists(spells))


def sat(actor: Actor, moment: str) -> models.Q:
    """That the moment in column `moment` lies in one of the member's own spells in the row's group."""
    spells = Membership.unscoped.filter(
        models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=models.OuterRef(moment)),
        member_id=actor.person_id,
        group=models.OuterRef("group"),
        starts_at__lte=models.OuterRef(moment),
    )
    return models.Q(models.Exists(spells))


def clinical_reach(actor: Actor) -> frozenset[UUID]:
    """The ids of the groups whose clinical records the actor may read now: led, or opened with a reason.

    Asked once in a request; a list of ids in a condition also costs less than a subquery in each.
    """
    return scope.once(("clinical reach", actor), lambda: frozenset(_reach(actor)))


def _reach(actor: Actor) -> Iterable[UUID]:
    own = Group.unscoped.filter(practice_id=actor.practice_id).values_list("id", flat=True)
    if actor.is_system:
        return own
    if not actor.may(Permission.CLINICAL_READ):
        return ()
    led = Facilitation.unscoped.filter(running(), staff_id=actor.person_id).values("group")
    opened = RecordOpening.unscoped.filter(running(), staff_id=actor.person_id).values("group")
    return own.filter(models.Q(id__in=led) | models.Q(id__in=opened))
