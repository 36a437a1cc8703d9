"""Goodbyes: who leaves when, what is written at a farewell, what stays with whom, and who left without
one.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.endings.rules.standing import Standing
from holdspace.groups.models import Group, Membership, circles_of, clinical_reach, sits
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.sessions.models import GroupSession
from holdspace.vault.fields import SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain


class NoticePeriod(Record):
    """How many sessions a group asks for between saying that one leaves and the last one, that one
    included.
    """

    privacy: ClassVar = privacy.fields(plain="id practice group sessions")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="notice_period")
    sessions = models.PositiveSmallIntegerField(_("sessions of notice"))

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Whoever may know of the group."""
        return cls.unscoped.filter(group__in=Group.visible_to(actor))


class Ending(Record):
    """A last session. `last_on` is its day on the practice's wall clock, and counts where the session is
    gone.
    """

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    last_session = models.ForeignKey(GroupSession, null=True, on_delete=models.SET_NULL, related_name="+")
    last_on = models.DateField(_("last session"))
    said_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=clock.now)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Leaving(Ending):
    """A member will leave after a session. Without `said_by` they said so themselves.

    `to_circle` says that the circle is told; `word` is a sentence of the member's own that goes with it, as
    long as `word_shown`. Taken back, it stays as a row that nobody reads but the leaders and the member.
    """

    class How(models.TextChoices):
        FINISHED = "finished", _("I have finished what I came for")
        LEAVING = "leaving", _("I am leaving")
        MOVED = "moved", _("I go on in another group")

    privacy: ClassVar = privacy.fields(
        clinical="word",
        plain="id practice group member membership last_session last_on how to_circle told_at word_shown"
        " said_by said_at taken_back_at",
    )
    wall: ClassVar = Wall.OWN_OR_CIRCLE

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="leavings")
    how = models.CharField(_("how"), max_length=10, choices=How.choices)
    word = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("a sentence of my own"))
    word_shown = models.BooleanField(default=True)
    to_circle = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["last_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=models.Q(taken_back_at__isnull=True),
                name="one_leaving_per_membership",
            ),
            models.CheckConstraint(
                condition=models.Q(to_circle=False, told_at__isnull=True)
                | models.Q(to_circle=True, told_at__isnull=False, taken_back_at__isnull=True),
                name="leaving_told_since_a_moment",
            ),
        ]

    @property
    def shown_word(self) -> str:
        """The member's sentence, where the circle may read it."""
        return (self.word or "") if self.word_shown and self.to_circle else ""

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Leaders their groups'; a member their own, and what the circles in which they sit are told."""
        if not actor.is_member:
            return cls.unscoped.filter(group__in=clinical_reach(actor))
        own = models.Q(member_id=actor.person_id, practice_id=actor.practice_id)
        told = models.Q(sits(models.OuterRef("member")), group__in=circles_of(actor), to_circle=True)
        return cls.unscoped.filter(own | told)


class Closing(Ending):
    """A whole group ends after a session; its members know it from the moment it is said."""

    privacy: ClassVar = privacy.fields(
        plain="id practice group last_session last_on said_by said_at taken_back_at"
    )
    wall: ClassVar = Wall.CLINICAL_GROUP

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group"],
                condition=models.Q(taken_back_at__isnull=True),
                name="one_closing_per_group",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Leaders their groups'; members their circles', unless it was taken back."""
        if not actor.is_member:
            return cls.unscoped.filter(group__in=clinical_reach(actor))
        return cls.unscoped.filter(group__in=circles_of(actor), taken_back_at__isnull=True)


class Farewell(Record):
    """A leader asks the circle for words of farewell: for one who leaves, or because all part.

    With `held` a leader reads each word before it goes on. Handed over once, it is over.
    """

    privacy: ClassVar = privacy.fields(
        plain="id practice group leaving closing held opened_at opened_by handed_over_at handed_over_by"
    )
    wall: ClassVar = Wall.CLINICAL_GROUP

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    leaving = models.OneToOneField(Leaving, null=True, on_delete=models.CASCADE, related_name="farewell")
    closing = models.OneToOneField(Closing, null=True, on_delete=models.CASCADE, related_name="farewell")
    held = models.BooleanField(_("therapists read it first"), default=True)
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    handed_over_at = models.DateTimeField(null=True)
    handed_over_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(leaving__isnull=True, closing__isnull=False)
                | models.Q(leaving__isnull=False, closing__isnull=True),
                name="farewell_of_one_or_of_all",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether words can still be written."""
        return self.handed_over_at is None

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Leaders their groups'; members those that were opened since they sit in the circle."""
        if not actor.is_member:
            return cls.unscoped.filter(group__in=clinical_reach(actor))
        return cls.unscoped.filter(sits(actor.person_id, "opened_at"), group__in=circles_of(actor))


class OwnWords(Record):
    """What somebody takes with them and what they leave, at a farewell: theirs alone, also after leaving."""

    privacy: ClassVar = privacy.fields(
        clinical="takes leaves", plain="id practice group farewell member version written_at"
    )
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    farewell = models.ForeignKey(Farewell, on_delete=models.CASCADE, related_name="own_words")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    takes = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("what I take with me"))
    leaves = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("what I leave here"))
    version = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["written_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["farewell", "member"], name="own_words_once_per_farewell"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Who wrote them, for as long as they can sign in."""
        if not actor.is_member:
            return cls.unscoped.none()
        return cls.unscoped.filter(member_id=actor.person_id, practice_id=actor.practice_id)


class Gift(Record):
    """A word of farewell from one member to another. What its receiver reads is a `Kept`, made at handing
    over.

    `word` is a leader's, for the giver, where they gave it back; `version` counts how often it was written.
    """

    privacy: ClassVar = privacy.fields(
        clinical="text word",
        plain="id practice group farewell giver receiver standing version written_at read_by read_at"
        " released_at",
    )
    wall: ClassVar = Wall.BETWEEN

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    farewell = models.ForeignKey(Farewell, on_delete=models.CASCADE, related_name="gifts")
    giver = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    receiver = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    text = SealedText(domain=Domain.NARRATIVE, owner="giver_id", verbose_name=_("a word to them"))
    word = SealedText(domain=Domain.NARRATIVE, owner="giver_id", verbose_name=_("a word to the giver"))
    standing = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Standing])
    version = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(default=clock.now)
    read_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["farewell", "giver", "receiver"], name="one_gift_each_way"),
            models.CheckConstraint(condition=~models.Q(giver=models.F("receiver")), name="gift_to_another"),
            models.CheckConstraint(
                condition=models.Q(standing=Standing.HANDED.value, released_at__isnull=False)
                | (~models.Q(standing=Standing.HANDED.value) & models.Q(released_at__isnull=True)),
                name="gift_handed_was_released",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Its giver, while they sit there; leaders what they hold: what waits for them, and what they gave
        back. Its receiver gets a `Kept` of their own.
        """
        if actor.is_member:
            return cls.unscoped.filter(giver_id=actor.person_id, group__in=circles_of(actor))
        in_hand = (Standing.WAITING, Standing.BACK)
        held = models.Q(farewell__held=True, released_at__isnull=True) | models.Q(standing__in=in_hand)
        return cls.unscoped.filter(held, group__in=clinical_reach(actor))


class Kept(Record):
    """A word that was handed over, in the receiver's own keeping: sealed with their key, with the giver's
    name
    as it was, so that it stays readable when either has left.
    """

    privacy: ClassVar = privacy.fields(
        clinical="text by_name", plain="id practice group member gift unsaid kept_at"
    )
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    gift = models.OneToOneField(Gift, null=True, on_delete=models.SET_NULL, related_name="kept")
    unsaid = models.OneToOneField("Unsaid", null=True, on_delete=models.SET_NULL, related_name="kept")
    by_name = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("from whom"))
    text = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("a word to me"))
    kept_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["kept_at", "id"]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The person alone, for as long as they can sign in."""
        if not actor.is_member:
            return cls.unscoped.none()
        return cls.unscoped.filter(member_id=actor.person_id, practice_id=actor.practice_id)


class Departure(Record):
    """Somebody left without a goodbye. `code` is one of `rules.neutral_sentences`; else `sentence` is the
    leaders' own. `reach_by` is until when a leader wants to reach out.
    """

    privacy: ClassVar = privacy.fields(
        clinical="sentence called",
        plain="id practice group member membership code noted_by noted_at reach_by reached_at reached_by",
    )
    wall: ClassVar = Wall.CLINICAL_GROUP

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="departure")
    called = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("the name they had here"))
    code = models.CharField(max_length=20, blank=True)
    sentence = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("what the circle reads"))
    noted_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)
    reach_by = models.DateField(_("reach out until"))
    reached_at = models.DateTimeField(null=True)
    reached_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-noted_at", "-id"]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Leaders their groups'; members those of their circles since they sit there."""
        if not actor.is_member:
            return cls.unscoped.filter(group__in=clinical_reach(actor))
        return cls.unscoped.filter(sits(actor.person_id, "noted_at"), group__in=circles_of(actor))


class Unsaid(Record):
    """What a member could not say any more to who left. `share` says who may read it: nobody, the circle
    (once
    a leader has read it, `to_circle`), or who left, if they ask or return.
    """

    class Share(models.TextChoices):
        NOBODY = "nobody", _("only me")
        CIRCLE = "circle", _("my circle")
        THEM = "them", _("to be handed over, if they ask or return")

    privacy: ClassVar = privacy.fields(
        clinical="text",
        plain="id practice group departure member share version written_at to_circle read_by handed_at",
    )
    wall: ClassVar = Wall.OWN_OR_CIRCLE

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    departure = models.ForeignKey(Departure, on_delete=models.CASCADE, related_name="unsaid")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    text = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("what I could not say"))
    share = models.CharField(max_length=8, choices=Share.choices, default=Share.NOBODY)
    version = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(default=clock.now)
    to_circle = models.BooleanField(default=False)
    read_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["written_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["departure", "member"], name="one_unsaid_per_departure"),
            models.CheckConstraint(
                condition=models.Q(to_circle=False) | models.Q(share="circle"),
                name="unsaid_shown_where_wanted",
            ),
            models.CheckConstraint(
                condition=models.Q(handed_at__isnull=True) | models.Q(share="them"),
                name="unsaid_handed_where_wanted",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Who wrote it; leaders all but what is for nobody; the circle what it is shown."""
        if not actor.is_member:
            rows = cls.unscoped.filter(group__in=clinical_reach(actor))
            return rows.exclude(share=cls.Share.NOBODY)
        own = models.Q(member_id=actor.person_id, practice_id=actor.practice_id)
        shown = models.Q(sits(models.OuterRef("member")), group__in=circles_of(actor), to_circle=True)
        return cls.unscoped.filter(own | shown)
