"""Skills practised between sessions: the practice's own, what is to be tried, what was tried, words back."""

from __future__ import annotations

from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group, circles_of, clinical_reach, sat, sits
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.skills.rules.library import Area, Skill, Text
from holdspace.vault.fields import SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain

CODE = 60
"""The most characters of a skill's code."""


class OwnSkill(Record):
    """A skill in the practice's own words, one row for each version; `code` stays the same through all.

    The version without `replaced_at` is the one that counts; put away, it is offered for nothing new.
    """

    privacy: ClassVar = privacy.fields(
        plain="id practice code version area language name purpose steps two_minutes not_when credit"
        " written_by written_at replaced_at put_away_at"
    )

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=CODE)
    version = models.PositiveIntegerField(default=1)
    area = models.CharField(max_length=16, choices=[(each.value, each.value) for each in Area])
    language = models.CharField(max_length=8, default="en")
    name = models.CharField(_("name"), max_length=80)
    purpose = models.TextField(_("what it is for"))
    steps = models.JSONField(_("steps"), default=list)
    two_minutes = models.TextField(_("in two minutes"))
    not_when = models.TextField(_("when not to use it"))
    credit = models.CharField(_("whose idea it is"), max_length=200, blank=True)
    written_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)
    replaced_at = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practice", "code", "version"], name="one_row_per_skill_version"),
            models.UniqueConstraint(
                fields=["practice", "code"],
                condition=models.Q(replaced_at__isnull=True),
                name="one_own_skill_counts",
            ),
        ]

    @property
    def skill(self) -> Skill:
        """The same as the library's."""
        text = Text(self.name, self.purpose, tuple(self.steps), self.two_minutes, self.not_when)
        return Skill(self.code, Area(self.area), self.credit, {self.language: text}, is_own=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Everybody of the practice."""
        return cls.unscoped.filter(practice_id=actor.practice_id)


class Assignment(Record):
    """A skill to be tried: assigned by a leader to the circle (`to_circle`) or to one, or chosen by a member
    for themselves (`chosen`). It runs until `ended_at`, or through the day `until`.
    """

    privacy: ClassVar = privacy.fields(
        clinical="note",
        plain="id practice group member to_circle code chosen given_by given_at until ended_at",
    )
    wall: ClassVar = Wall.OWN_OR_CIRCLE

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="+")
    to_circle = models.BooleanField(default=False)
    code = models.CharField(max_length=CODE)
    chosen = models.BooleanField(default=False)
    note = SealedText(domain=Domain.NARRATIVE, owner="whose_id", verbose_name=_("a word with it"))
    given_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=clock.now)
    until = models.DateField(_("until"), null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-given_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(to_circle=True, member__isnull=True)
                | models.Q(to_circle=False, member__isnull=False),
                name="assigned_to_the_circle_or_to_one",
            ),
            models.CheckConstraint(
                condition=models.Q(chosen=False) | models.Q(to_circle=False, given_by__isnull=True),
                name="chosen_for_oneself_alone",
            ),
            models.UniqueConstraint(
                fields=["group", "code"],
                condition=models.Q(to_circle=True, ended_at__isnull=True),
                name="assigned_once_to_a_circle",
            ),
            models.UniqueConstraint(
                fields=["group", "member", "code"],
                condition=models.Q(to_circle=False, ended_at__isnull=True),
                name="assigned_once_to_one",
            ),
        ]

    @property
    def whose_id(self) -> UUID:
        """Whose key seals the note: the member's, or the circle's."""
        return self.member_id or self.group_id

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Leaders their groups'; a member their own, and their circles'."""
        if not actor.is_member:
            return cls.unscoped.filter(group__in=clinical_reach(actor))
        mine = models.Q(member_id=actor.person_id) | models.Q(to_circle=True)
        return cls.unscoped.filter(mine, group__in=circles_of(actor))


class Trying(Record):
    """A member tried a skill. Three texts, each of which may be left out.

    `share` says who reads them: the therapists, or nobody. With `to_circle` the circle reads them too, from
    `shown_at` on. `brought` is taken back where the member leaves it out of the next session. A leader may
    take one out of the circle (`hidden_at`), and it stays out. `sent_key` is the form's from which it came.
    """

    class Share(models.TextChoices):
        THERAPISTS = "therapists", _("my therapists")
        NOBODY = "nobody", _("only me")

    privacy: ClassVar = privacy.fields(
        clinical="tried went learnt",
        plain="id practice group member code tried_on noted_at share to_circle shown_at brought hidden_at"
        " hidden_by version sent_key",
    )
    wall: ClassVar = Wall.OWN_OR_CIRCLE

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=CODE)
    tried = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("what I tried"))
    went = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("how it went"))
    learnt = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("what I learnt"))
    tried_on = models.DateField(_("when"))
    noted_at = models.DateTimeField(default=clock.now)
    share = models.CharField(max_length=12, choices=Share.choices, default=Share.NOBODY)
    to_circle = models.BooleanField(default=False)
    shown_at = models.DateTimeField(null=True)
    brought = models.BooleanField(default=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    sent_key = models.UUIDField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-noted_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["group", "noted_at"], name="trying_by_group_and_time")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "sent_key"],
                condition=models.Q(sent_key__isnull=False),
                name="one_trying_per_form",
            ),
            models.CheckConstraint(
                condition=models.Q(to_circle=False, shown_at__isnull=True)
                | models.Q(
                    to_circle=True, share="therapists", shown_at__isnull=False, hidden_at__isnull=True
                ),
                name="trying_shown_since_a_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(hidden_at__isnull=True, hidden_by__isnull=True)
                | models.Q(hidden_at__isnull=False, hidden_by__isnull=False),
                name="trying_hidden_at_and_by_together",
            ),
        ]

    @property
    def texts(self) -> tuple[str, str, str]:
        """The three touches, empty where one was left out or erased."""
        return self.tried or "", self.went or "", self.learnt or ""

    @property
    def is_for_therapists(self) -> bool:
        """Whether therapists read the texts; that something was tried they see in any case."""
        return self.share == self.Share.THERAPISTS

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """A member: their own, and what others who sit with them show, from their own time there.

        Leaders: their groups', but for what was kept to oneself and left out of the session.
        """
        if not actor.is_member:
            rows = cls.unscoped.filter(group__in=clinical_reach(actor))
            return rows.exclude(share=cls.Share.NOBODY, brought=False)
        own = models.Q(member_id=actor.person_id, practice_id=actor.practice_id)
        shown = models.Q(sits(models.OuterRef("member")), group__in=circles_of(actor), to_circle=True)
        return cls.unscoped.filter(own | (shown & sat(actor, "shown_at")))


class WordBack(Record):
    """ "I tried what you suggested", returned by who tried (`giver`) to who suggested it (`receiver`).

    `released_at` is empty while words of danger stand in it: then it goes to nobody but the therapists.
    `opened_at` is when the receiver put it away.
    """

    privacy: ClassVar = privacy.fields(
        clinical="text", plain="id practice group trying giver receiver code at released_at opened_at"
    )
    wall: ClassVar = Wall.BETWEEN

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    trying = models.OneToOneField(Trying, on_delete=models.CASCADE, related_name="word_back")
    giver = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    receiver = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=CODE)
    text = SealedText(domain=Domain.NARRATIVE, owner="giver_id", verbose_name=_("a word to them"))
    at = models.DateTimeField(default=clock.now)
    released_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(giver=models.F("receiver")), name="word_back_to_another"
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Who gave it; who receives it, once released and while both sit there; leaders their groups'."""
        if not actor.is_member:
            return cls.unscoped.filter(group__in=clinical_reach(actor))
        given = models.Q(giver_id=actor.person_id)
        received = models.Q(
            sits(models.OuterRef("giver")), receiver_id=actor.person_id, released_at__isnull=False
        )
        return cls.unscoped.filter(given | received, group__in=circles_of(actor))
