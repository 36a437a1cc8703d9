"""Files in a member's record, sealed under the member's own key."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.attachments.rules.content import Format
from holdspace.attachments.rules.kinds import BY_CODE, CODES_FOR_THE_DESK, CODES_FOR_THE_MEMBER, KINDS, Kind
from holdspace.groups.models import Group, Membership, clinical_reach
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Staff
from holdspace.practice.roles import Permission
from holdspace.practice.spells import running
from holdspace.sessions.models import GroupSession
from holdspace.vault.fields import SealedBytes, SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain

KIND_CODES = [(kind.code, kind.words.template) for kind in KINDS]
FORMATS = [(kind.value, kind.name) for kind in Format]


def _follows(codes: tuple[str, ...], name: str) -> models.Q:
    return models.Q(kind__in=codes, **{name: True}) | (~models.Q(kind__in=codes) & models.Q(**{name: False}))


class Attachment(Record):
    """One file. What was taken out keeps its row, without title and content, and with the reason.

    `group` is the circle for which a clinician brought it; a coordinator brings it for no group. `digest`
    is a keyed hash of the content: the same file is kept once. `size` in bytes, of what is kept.
    """

    privacy: ClassVar = privacy.fields(
        clinical="title content reason",
        plain="id practice member group session kind is_administrative is_shared format size pages digest"
        " added_at added_by removed_at removed_by",
    )
    wall: ClassVar = Wall.FILES

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="attachments")
    group = models.ForeignKey(Group, null=True, on_delete=models.SET_NULL, related_name="+")
    session = models.ForeignKey(GroupSession, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=KIND_CODES)
    is_administrative = models.BooleanField()
    is_shared = models.BooleanField()
    format = models.CharField(max_length=4, choices=FORMATS)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    title = SealedText(domain=Domain.FILES, owner="member_id", verbose_name=_("title"))
    reason = SealedText(domain=Domain.FILES, owner="member_id", verbose_name=_("reason"))
    content = SealedBytes(domain=Domain.FILES, owner="member_id")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["member", "added_at"], name="attachment_by_member")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "digest"],
                condition=models.Q(removed_at__isnull=True),
                name="one_attachment_of_the_same_file",
            ),
            models.CheckConstraint(
                condition=_follows(CODES_FOR_THE_DESK, "is_administrative")
                & _follows(CODES_FOR_THE_MEMBER, "is_shared"),
                name="attachment_access_follows_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=True, content__isnull=False)
                | models.Q(removed_at__isnull=False, content__isnull=True, title__isnull=True),
                name="attachment_removed_is_gone",
            ),
        ]

    @property
    def is_removed(self) -> bool:
        """Whether it was taken out: its content is gone."""
        return self.removed_at is not None

    @property
    def what(self) -> Kind:
        """Its kind, with what that means."""
        return BY_CODE[self.kind]

    @property
    def called(self) -> str:
        """Its title; its kind where it has none."""
        return self.title or str(self.what.words)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The member: what is shared with them. Clinicians: everything of who sits in a group of theirs now,
        and what was brought for it. Who keeps the roster: what is administrative. The content is fetched when
        it is first asked for.
        """
        here = cls.unscoped.filter(practice_id=actor.practice_id).defer("content")
        if actor.is_member:
            return here.filter(member_id=actor.person_id, is_shared=True, removed_at__isnull=True)
        if actor.is_system:
            return here
        reach = clinical_reach(actor)
        sitting = Membership.unscoped.filter(running(), group__in=reach).values("member")
        seen = models.Q(group__in=reach) | models.Q(member__in=sitting)
        if actor.may(Permission.ROSTER_READ):
            seen |= models.Q(is_administrative=True)
        return here.filter(seen)
