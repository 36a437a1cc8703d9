"""The space in between: what members put into words, who knows it too, and how the therapists hold it."""

from __future__ import annotations

from typing import ClassVar, Self
from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.circle.rules.rotation import Role
from holdspace.circle.rules.standing import WITH_THE_WRITER, Standing
from holdspace.groups.models import Group, OwnOrLed, circles_of, clinical_reach, sat
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.sessions.models import GroupSession
from holdspace.vault.fields import SealedJSON, SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class Space(Record):
    """One circle's space. `version` rises with every change that the circle can see; sockets announce it."""

    privacy: ClassVar = privacy.fields(plain="id practice group version review paused_at closed_at")
    wall: ClassVar = Wall.CLINICAL_GROUP

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="space")
    version = models.PositiveIntegerField(default=0)
    review = models.BooleanField(_("therapists read everything first"), default=False)
    paused_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Those who lead the group, and those who sit in it."""
        return cls.unscoped.filter(group__in=_reach(actor))


class PersonalHold(OwnOrLed):
    """The therapists read what one member shares before the circle does. The member is told."""

    privacy: ClassVar = privacy.fields(plain="id practice group member set_by set_at")
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    set_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "member"], name="one_hold_per_member"),
        ]


class WeekQuestion(Record):
    """What a leader asks the circle this week: from the library (`code`), or in their own words."""

    privacy: ClassVar = privacy.fields(clinical="text", plain="id practice group code asked_at asked_by")
    wall: ClassVar = Wall.CLINICAL_GROUP

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="questions")
    code = models.CharField(max_length=60, blank=True)
    text = SealedText(domain=Domain.NARRATIVE, owner="group_id", verbose_name=_("question"))
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(code="", text__isnull=False)
                | (~models.Q(code="") & models.Q(text__isnull=True)),
                name="question_from_library_or_own",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Leaders: of their groups. A member: of their circles, from the day they joined."""
        rows = cls.unscoped.filter(group__in=_reach(actor))
        return rows.filter(sat(actor, "asked_at")) if actor.is_member else rows


class Post(Record):
    """Something that a member, or a leader, put into words.

    `key` stands in addresses and pages: the row's own id holds the moment at which it was made, and would
    tell when something without a name was written. `position` is its place in the space, given when it
    appears. `sent_key` is the form's from which it came: what is sent twice is written once.
    """

    class Kind(models.TextChoices):
        REFLECTION = "reflection", _("reflection")
        ENCOURAGEMENT = "encouragement", _("encouragement")
        PATTERN = "pattern", _("a pattern of mine")

    privacy: ClassVar = privacy.fields(
        clinical="text themes vector word",
        plain="id practice group key sent_key kind author leader to question named standing review_reason"
        " position version written_at shared_at shown_at moderated_by moderated_at beyond beyond_at"
        " released_at released_by",
    )
    wall: ClassVar = Wall.SHARED

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="posts")
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    sent_key = models.UUIDField(null=True, editable=False)
    kind = models.CharField(max_length=14, choices=Kind.choices, default=Kind.REFLECTION)
    author = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="posts")
    leader = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="posts_received")
    question = models.ForeignKey(WeekQuestion, null=True, on_delete=models.SET_NULL, related_name="answers")
    text = SealedText(domain=Domain.NARRATIVE, owner="writer_id", verbose_name=_("words"))
    themes = SealedJSON(domain=Domain.SCORES, owner="writer_id", verbose_name=_("what it is about"))
    vector = SealedText(domain=Domain.NARRATIVE, owner="writer_id")
    named = models.BooleanField(_("with my name"), default=True)
    standing = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Standing], default=Standing.PRIVATE
    )
    review_reason = models.CharField(max_length=8, blank=True)
    position = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(default=clock.now)
    shared_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    moderated_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    moderated_at = models.DateTimeField(null=True)
    word = SealedText(domain=Domain.NARRATIVE, owner="writer_id", verbose_name=_("a word to the writer"))
    beyond = models.BooleanField(_("also for those who come after"), default=False)
    beyond_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["group", "standing", "shown_at"], name="post_by_group_and_standing"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "position"], name="one_post_per_position"),
            models.UniqueConstraint(
                fields=["author", "sent_key"],
                condition=models.Q(sent_key__isnull=False),
                name="one_post_per_form_of_a_member",
            ),
            models.UniqueConstraint(
                fields=["leader", "sent_key"],
                condition=models.Q(sent_key__isnull=False),
                name="one_post_per_form_of_a_leader",
            ),
            models.CheckConstraint(
                condition=models.Q(author__isnull=False, leader__isnull=True)
                | models.Q(author__isnull=True, leader__isnull=False),
                name="post_by_a_member_or_a_leader",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    standing=Standing.SHOWN.value, shown_at__isnull=False, position__isnull=False
                )
                | ~models.Q(standing=Standing.SHOWN.value),
                name="shown_post_has_moment_and_position",
            ),
            models.CheckConstraint(
                condition=models.Q(to__isnull=True) | models.Q(kind="encouragement"),
                name="only_encouragement_to_one",
            ),
            models.CheckConstraint(
                condition=models.Q(released_at__isnull=True) | models.Q(beyond=True),
                name="released_beyond_with_consent",
            ),
        ]

    @property
    def writer_id(self) -> UUID:
        """Whose key seals it."""
        writer: UUID = self.author_id or self.leader_id  # type: ignore[assignment]
        return writer

    @property
    def by_members(self) -> list[UUID]:
        """The members whose record it belongs to: its author, or nobody for what a leader wrote."""
        return [self.author_id] if self.author_id else []

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Leaders: what left its writer's hand. A member: their own, and what appeared while they sat
        here.
        """
        if actor.is_member:
            own = models.Q(author_id=actor.person_id, practice_id=actor.practice_id)
            return cls.unscoped.filter(own | cls.shown_to(actor))
        return cls.unscoped.filter(group__in=clinical_reach(actor)).exclude(standing__in=WITH_THE_WRITER)

    @classmethod
    def shown_to(cls, actor: Actor) -> models.Q:
        """What stands in a member's circles now, for them: to all or to them, and within their own spells."""
        meant = models.Q(to__isnull=True) | models.Q(to_id=actor.person_id)
        here = models.Q(group__in=circles_of(actor), standing=Standing.SHOWN)
        return here & meant & sat(actor, "shown_at")

    @classmethod
    def given_beyond(cls, actor: Actor) -> models.QuerySet[Self]:
        """What others gave to those who come after them, and leaders released, wherever its writers and the
        actor sit or sat. Who finds what of it is said by `rules.telling` (`comes_after`, `band`).
        """
        rows = cls.unscoped.filter(practice_id=actor.practice_id, beyond=True, released_at__isnull=False)
        return rows.filter(leader__isnull=True).exclude(author_id=actor.person_id)


class Recognition(Record):
    """ "I know this feeling", or for a pattern "I do this too": for its writer alone, and for leaders."""

    privacy: ClassVar = privacy.fields(plain="id practice group post member at")
    wall: ClassVar = Wall.CLINICAL_GROUP

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="recognitions")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "member"], name="one_recognition_per_member"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """One's own, those under what one wrote, and leaders their groups'."""
        if actor.is_member:
            own = models.Q(member_id=actor.person_id) | models.Q(post__author_id=actor.person_id)
            return cls.unscoped.filter(own, group__in=circles_of(actor))
        return cls.unscoped.filter(group__in=clinical_reach(actor))


class Thanks(Record):
    """ "What you said helped me": about something in the space or in a session, returned to the helper."""

    privacy: ClassVar = privacy.fields(
        clinical="words", plain="id practice group giver helper post session key sent_key named at"
    )
    wall: ClassVar = Wall.CLINICAL_GROUP

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    sent_key = models.UUIDField(null=True, editable=False)
    giver = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="thanks_given")
    helper = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="thanks_received")
    post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="thanks")
    session = models.ForeignKey(GroupSession, null=True, on_delete=models.SET_NULL, related_name="thanks")
    words = SealedText(domain=Domain.NARRATIVE, owner="giver_id", verbose_name=_("what helped"))
    named = models.BooleanField(_("with my name"), default=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["giver", "sent_key"],
                condition=models.Q(sent_key__isnull=False),
                name="one_thanks_per_form",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The helper, the one who thanks, and leaders their groups'."""
        if actor.is_member:
            own = models.Q(giver_id=actor.person_id) | models.Q(helper_id=actor.person_id)
            return cls.unscoped.filter(own, group__in=circles_of(actor))
        return cls.unscoped.filter(group__in=clinical_reach(actor))


class Report(Record):
    """A member says that something in the space is not right; the leaders look at it and answer."""

    privacy: ClassVar = privacy.fields(
        clinical="reason outcome", plain="id practice group post member at settled_at settled_by"
    )
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="reports")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    reason = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("what is not right"))
    at = models.DateTimeField(default=clock.now)
    outcome = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("what was done"))
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "member"],
                condition=models.Q(settled_at__isnull=True),
                name="one_open_report_each",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, settled_by__isnull=True)
                | models.Q(settled_at__isnull=False, settled_by__isnull=False),
                name="report_settled_at_and_by_together",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The one who reported, and those who lead the group."""
        if actor.is_member:
            return cls.unscoped.filter(member_id=actor.person_id, group__in=circles_of(actor))
        return cls.unscoped.filter(group__in=clinical_reach(actor))


class SessionRole(Record):
    """Somebody opens a session, keeps its time, closes it, or looks after a newcomer there."""

    privacy: ClassVar = privacy.fields(plain="id practice group session role member given_by given_at")
    wall: ClassVar = Wall.CLINICAL_GROUP

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Role])
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    given_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "role"], name="one_of_each_role_in_a_session"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The circle, and those who lead it."""
        return cls.unscoped.filter(group__in=_reach(actor))


class Rhythm(Record):
    """On which day of the week a member wants to hear that something came; without a row, never."""

    class Day(models.IntegerChoices):
        MONDAY = 0, _("on Mondays")
        TUESDAY = 1, _("on Tuesdays")
        WEDNESDAY = 2, _("on Wednesdays")
        THURSDAY = 3, _("on Thursdays")
        FRIDAY = 4, _("on Fridays")
        SATURDAY = 5, _("on Saturdays")
        SUNDAY = 6, _("on Sundays")

    privacy: ClassVar = privacy.fields(plain="id practice group member day")
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    day = models.PositiveSmallIntegerField(choices=Day.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "member"], name="one_rhythm_per_circle"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The member's own; the system's, which sends the messages."""
        if actor.is_system:
            return cls.unscoped.filter(practice_id=actor.practice_id)
        return cls.unscoped.filter(member_id=actor.person_id) if actor.is_member else cls.unscoped.none()


class Told(Record):
    """For which themes a member was told that several others carry them, while the circle stayed as it was.

    See `rules.telling`: what is told never turns off again, so that nothing can be subtracted.
    """

    privacy: ClassVar = privacy.fields(clinical="themes", plain="id practice group member stretch_began")
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    stretch_began = models.DateTimeField()
    themes = SealedJSON(domain=Domain.SCORES, owner="member_id")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "member", "stretch_began"], name="told_once_in_a_stretch"
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The member alone."""
        return cls.unscoped.filter(member_id=actor.person_id) if actor.is_member else cls.unscoped.none()


def _reach(actor: Actor) -> frozenset[UUID]:
    return circles_of(actor) if actor.is_member else clinical_reach(actor)
