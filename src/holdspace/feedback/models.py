"""Feedback: rounds in which one member gives words to another, and portraits in which all choose words."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.feedback.rules.pairs import Form
from holdspace.feedback.rules.standing import ON_ITS_WAY, Standing
from holdspace.groups.models import Group, circles_of, clinical_reach, sits
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.vault.fields import SealedJSON, SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class FeedbackRound(Record):
    """A leader asks the circle for feedback: with an offered question (`code`), or in their own words.

    `hints` may be switched off; `held` means that a leader reads everything before it goes on.
    """

    class Shape(models.TextChoices):
        ALL = Form.ALL.value, _("everybody to everybody")
        PAIRS = Form.PAIRS.value, _("in pairs")
        FISHBOWL = Form.FISHBOWL.value, _("all to one or two in the middle")

    privacy: ClassVar = privacy.fields(
        clinical="prompt",
        plain="id practice group code shape held hints opened_at opened_by until closed_at closed_by",
    )
    wall: ClassVar = Wall.CLINICAL_GROUP

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="feedback_rounds")
    code = models.CharField(max_length=40, blank=True)
    prompt = SealedText(domain=Domain.NARRATIVE, owner="group_id", verbose_name=_("question"))
    shape = models.CharField(max_length=8, choices=Shape.choices, default=Shape.ALL)
    held = models.BooleanField(_("therapists read it first"), default=True)
    hints = models.BooleanField(_("hints while writing"), default=True)
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("opened_at")), name="feedback_round_ends_after_it_opens"
            ),
            models.CheckConstraint(
                condition=models.Q(code="", prompt__isnull=False)
                | (~models.Q(code="") & models.Q(prompt__isnull=True)),
                name="feedback_prompt_offered_or_own",
            ),
        ]

    @property
    def is_over(self) -> bool:
        """Whether nothing new can be written: closed early, or its time has passed."""
        return self.closed_at is not None or self.until <= clock.now()

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Leaders: their groups'. A member: those in which they take part, while they sit in the circle."""
        if not actor.is_member:
            return cls.unscoped.filter(group__in=clinical_reach(actor))
        part = models.Q(giver_id=actor.person_id) | models.Q(receiver_id=actor.person_id)
        own = Feedback.unscoped.filter(part).values("round")
        seated = sits(actor.person_id, since="opened_at")
        return cls.unscoped.filter(seated, id__in=own, group__in=circles_of(actor))


class Given(Record):
    """Words of one member for another of the same circle. `began_at` is when the round opened: both have to
    sit in the circle since then, until it was received."""

    wall: ClassVar = Wall.BETWEEN

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    giver = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    receiver = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(giver=models.F("receiver")), name="%(app_label)s_%(class)s_to_another"
            ),
            models.CheckConstraint(
                condition=models.Q(opened_at__isnull=True) | models.Q(released_at__isnull=False),
                name="%(app_label)s_%(class)s_opened_after_release",
            ),
        ]

    @classmethod
    def between(cls, actor: Actor) -> models.QuerySet[Self]:
        """What a member gave, and what is released to them, in their circles.

        Once one of the two has left, only what had been received before stays, for who still sits there.
        """
        mine = models.Q(giver_id=actor.person_id) | models.Q(
            receiver_id=actor.person_id, released_at__isnull=False
        )
        both = sits(models.OuterRef("giver"), "began_at") & sits(models.OuterRef("receiver"), "began_at")
        received = models.Q(opened_at__isnull=False) & sits(actor.person_id, "began_at")
        return cls.unscoped.filter(mine, both | received, group__in=circles_of(actor))


class Feedback(Given):
    """What one member is asked to give to another in a round, and what became of it; see `rules.standing`.

    `version` counts how often it was written; 0 is not yet. `word` is a leader's, for the giver.
    """

    privacy: ClassVar = privacy.fields(
        clinical="saw stirred wish word",
        plain="id practice group round giver receiver began_at standing version written_at read_by read_at"
        " released_at opened_at",
    )
    wall: ClassVar = Wall.BETWEEN

    round = models.ForeignKey(FeedbackRound, on_delete=models.CASCADE, related_name="feedback")
    saw = SealedText(domain=Domain.NARRATIVE, owner="giver_id", verbose_name=_("what I saw or heard"))
    stirred = SealedText(domain=Domain.NARRATIVE, owner="giver_id", verbose_name=_("what it did in me"))
    wish = SealedText(domain=Domain.NARRATIVE, owner="giver_id", verbose_name=_("what I wish"))
    word = SealedText(domain=Domain.NARRATIVE, owner="giver_id", verbose_name=_("a word to the giver"))
    standing = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in Standing], default=Standing.ASKED
    )
    version = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta(Given.Meta):
        indexes: ClassVar = [
            models.Index(fields=["receiver", "standing"], name="feedback_by_receiver"),
            models.Index(fields=["giver", "standing"], name="feedback_by_giver"),
        ]
        constraints: ClassVar = [
            *Given.Meta.constraints,
            models.UniqueConstraint(fields=["round", "giver", "receiver"], name="one_feedback_each_way"),
            models.CheckConstraint(
                condition=models.Q(standing=Standing.ASKED.value, version=0)
                | (~models.Q(standing=Standing.ASKED.value) & models.Q(version__gt=0)),
                name="feedback_written_has_version",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    standing__in=[each.value for each in ON_ITS_WAY], released_at__isnull=False
                )
                | (
                    ~models.Q(standing__in=[each.value for each in ON_ITS_WAY])
                    & models.Q(released_at__isnull=True)
                ),
                name="feedback_on_its_way_was_released",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The giver, the receiver once it is released, and leaders their groups'."""
        if actor.is_member:
            return cls.between(actor)
        return cls.unscoped.filter(group__in=clinical_reach(actor))


class Answer(Given):
    """What the receiver sends back, a question of theirs, or the giver's reply to it."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("answer")
        QUESTION = "question", _("question")
        REPLY = "reply", _("reply")

    privacy: ClassVar = privacy.fields(
        clinical="text",
        plain="id practice group feedback giver receiver began_at kind sent_at read_by released_at opened_at",
    )
    wall: ClassVar = Wall.BETWEEN

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = SealedText(domain=Domain.NARRATIVE, owner="giver_id", verbose_name=_("words"))
    sent_at = models.DateTimeField(default=clock.now)
    read_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Given.Meta):
        constraints: ClassVar = [
            *Given.Meta.constraints,
            models.UniqueConstraint(fields=["feedback", "kind"], name="one_feedback_answer_of_a_kind"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Who wrote it, who it is for once it is released, and leaders their groups'."""
        if actor.is_member:
            return cls.between(actor)
        return cls.unscoped.filter(group__in=clinical_reach(actor))


class Reflection(Record):
    """What a receiver wrote for themselves beside what they received: nobody else reads it."""

    privacy: ClassVar = privacy.fields(
        clinical="text", plain="id practice group feedback member version written_at"
    )
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    feedback = models.OneToOneField(Feedback, on_delete=models.CASCADE, related_name="reflection")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    text = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("for myself"))
    version = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(default=clock.now)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The member alone, while they sit in the circle."""
        if not actor.is_member:
            return cls.unscoped.none()
        return cls.unscoped.filter(member_id=actor.person_id, group__in=circles_of(actor))


class Portrait(Record):
    """A leader asks the circle for words: everybody chooses some for themselves and some for each other.

    Put together once, each gets a picture and who chose what is forgotten; shown, each sees their own.
    """

    privacy: ClassVar = privacy.fields(
        plain="id practice group opened_at opened_by put_together_at put_together_by shown_at shown_by"
    )
    wall: ClassVar = Wall.CLINICAL_GROUP

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="portraits")
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    put_together_at = models.DateTimeField(null=True)
    put_together_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    shown_at = models.DateTimeField(null=True)
    shown_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group"],
                condition=models.Q(put_together_at__isnull=True),
                name="one_open_portrait_per_group",
            ),
            models.CheckConstraint(
                condition=models.Q(shown_at__isnull=True) | models.Q(put_together_at__isnull=False),
                name="portrait_shown_after_put_together",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether words can still be chosen."""
        return self.put_together_at is None

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Leaders: their groups'. A member: those since whose opening they sit in the circle."""
        if not actor.is_member:
            return cls.unscoped.filter(group__in=clinical_reach(actor))
        return cls.unscoped.filter(sits(actor.person_id, "opened_at"), group__in=circles_of(actor))


class Choice(Record):
    """Which words (codes of `rules.adjectives`) somebody chose for `about`: themselves or another.

    Nobody but the chooser reads it, and no row outlives the putting together.
    """

    privacy: ClassVar = privacy.fields(
        clinical="words", plain="id practice group portrait member about chosen_at"
    )
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    portrait = models.ForeignKey(Portrait, on_delete=models.CASCADE, related_name="choices")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    about = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    words = SealedJSON(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("words"))
    chosen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["portrait", "member", "about"], name="one_choice_for_each"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Who chose them, while they sit in the circle."""
        if not actor.is_member:
            return cls.unscoped.none()
        return cls.unscoped.filter(member_id=actor.person_id, group__in=circles_of(actor))


class Picture(Record):
    """What came together about one member: their own words, and those that the others chose.

    `others` is None where too few answered; it never says who chose a word or how many did.
    """

    privacy: ClassVar = privacy.fields(
        clinical="own others", plain="id practice group portrait member released_at opened_at"
    )
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    portrait = models.ForeignKey(Portrait, on_delete=models.CASCADE, related_name="pictures")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    own = SealedJSON(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("my own words"))
    others = SealedJSON(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("the others' words"))
    released_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["portrait", "member"], name="one_picture_each"),
            models.CheckConstraint(
                condition=models.Q(opened_at__isnull=True) | models.Q(released_at__isnull=False),
                name="picture_opened_after_release",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The member themself once it is shown, while they sit in the circle; leaders their groups'."""
        if not actor.is_member:
            return cls.unscoped.filter(group__in=clinical_reach(actor))
        return cls.unscoped.filter(
            member_id=actor.person_id, released_at__isnull=False, group__in=circles_of(actor)
        )
