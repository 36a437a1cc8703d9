"""Releases and their files, what was disclosed, corrections asked for; how long records are kept, and
erased."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group, Membership, clinical_reach
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.notes.models import Authorisation
from holdspace.practice.models import Practice, Staff
from holdspace.practice.roles import Permission
from holdspace.release.rules.bases import Basis
from holdspace.release.rules.parts import Purpose
from holdspace.release.rules.states import State
from holdspace.vault.fields import SealedJSON, SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain

_DIFFERENT = ~models.Q(first_by=models.F("second_by")) | models.Q(second_by__isnull=True)
_NOT_WHO_ASKED = (models.Q(asked_by__isnull=True) | models.Q(first_by__isnull=True)) | (
    ~models.Q(first_by=models.F("asked_by"))
    & (models.Q(second_by__isnull=True) | ~models.Q(second_by=models.F("asked_by")))
)
_FIRST_BEFORE_SECOND = models.Q(second_by__isnull=True) | models.Q(first_by__isnull=False)


def _treated(actor: Actor) -> models.QuerySet[Membership]:
    """Who sits or sat in a group within the actor's reach."""
    return Membership.unscoped.filter(group__in=clinical_reach(actor)).values("member")  # type: ignore[return-value]


class Release(Record):
    """One package of one member's record, from the asking to the handing over.

    `code` names it to people; nothing can be read from it. `terms` holds receiver, why and reference,
    `wish` what
    the member wrote when asking, `contents` what is in it and what is withheld (`rules.contents`),
    `choices` what
    was left out and what stands on purpose, each with its reason, `hits` whoever else was found. `files`
    are the
    finished ones before they are encrypted, `digest` what two people approved, `container` what is handed
    over. All of it is sealed under the member's own key for files, and gone when the release has ended.

    A release of psychotherapy notes has the `authorisation` by which they leave and the `author` whose they
    are; what it holds lies in its `ApartPackage` instead.
    """

    privacy: ClassVar = privacy.fields(
        clinical="terms wish contents choices hits files container",
        plain="id practice member author authorisation code purpose basis until authorised_on"
        " authorised_until part2_consent_on parts state version asked_at asked_by prepared_at prepared_by"
        " digest first_by first_at second_by second_at sealed_at sealed_by handed_over_at handed_over_by"
        " ended_at",
    )
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    authorisation = models.ForeignKey(Authorisation, null=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=8)
    purpose = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Purpose])
    basis = models.CharField(max_length=14, choices=[(each.value, each.value) for each in Basis])
    terms = SealedJSON(domain=Domain.FILES, owner="member_id")
    wish = SealedText(domain=Domain.FILES, owner="member_id", verbose_name=_("what is asked for"))
    until = models.DateField(null=True)
    authorised_on = models.DateField(null=True)
    authorised_until = models.DateField(null=True)
    part2_consent_on = models.DateField(null=True)
    parts = models.JSONField(default=list)
    contents = SealedJSON(domain=Domain.FILES, owner="member_id")
    choices = SealedJSON(domain=Domain.FILES, owner="member_id")
    hits = SealedJSON(domain=Domain.FILES, owner="member_id")
    files = SealedJSON(domain=Domain.FILES, owner="member_id")
    container = SealedText(domain=Domain.FILES, owner="member_id")
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(
        max_length=14, choices=[(each.value, each.value) for each in State], default=State.ASKED
    )
    version = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(null=True)
    prepared_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    first_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    second_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)
    sealed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    handed_over_at = models.DateTimeField(null=True)
    handed_over_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practice", "code"], name="one_release_per_code"),
            models.CheckConstraint(condition=_DIFFERENT, name="release_approved_by_two"),
            models.CheckConstraint(condition=_NOT_WHO_ASKED, name="release_approved_by_others"),
            models.CheckConstraint(condition=_FIRST_BEFORE_SECOND, name="release_first_before_second"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["approved_twice", "sealed", "handed_over"])
                | models.Q(first_by__isnull=False, second_by__isnull=False),
                name="release_leaves_approved_twice",
            ),
            models.CheckConstraint(
                condition=models.Q(basis="apart", author__isnull=False, authorisation__isnull=False)
                | (~models.Q(basis="apart") & models.Q(author__isnull=True, authorisation__isnull=True)),
                name="release_apart_by_its_own_authorisation",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["practice", "state"], name="release_by_state")]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """A member's own; for clinicians those of whoever sits or sat in their groups."""
        here = cls.unscoped.filter(practice_id=actor.practice_id)
        if actor.is_member:
            return here.filter(member_id=actor.person_id)
        if actor.is_system:
            return here
        if not actor.may(Permission.RECORD_RELEASE):
            return cls.unscoped.none()
        return here.filter(member__in=_treated(actor))

    @property
    def is_apart(self) -> bool:
        """Whether it is a release of psychotherapy notes, and of nothing else."""
        return self.basis == Basis.APART


class ApartPackage(Record):
    """What a release of psychotherapy notes holds, until it is sealed: for the author of the notes alone.

    The same as in a `Release` of the record, but sealed under the root of psychotherapy notes, with the key
    of this author and this person. Those who approve read how many notes go, to whom and why, and none of
    them.
    """

    privacy: ClassVar = privacy.fields(
        clinical="contents choices hits files", plain="id practice author member release"
    )
    wall: ClassVar = Wall.AUTHOR

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    release = models.OneToOneField(Release, on_delete=models.CASCADE, related_name="+")
    contents = SealedJSON(domain=Domain.PSYCHOTHERAPY, owner="member_id", reader="author_id")
    choices = SealedJSON(domain=Domain.PSYCHOTHERAPY, owner="member_id", reader="author_id")
    hits = SealedJSON(domain=Domain.PSYCHOTHERAPY, owner="member_id", reader="author_id")
    files = SealedJSON(domain=Domain.PSYCHOTHERAPY, owner="member_id", reader="author_id")

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """One's own, about people in groups that one can read now; for nobody else."""
        if not actor.may(Permission.PSYCHOTHERAPY_WRITE):
            return cls.unscoped.none()
        own = cls.unscoped.filter(author_id=actor.person_id, practice_id=actor.practice_id)
        return own.filter(member__in=_treated(actor))


class Disclosure(Record):
    """What left the house: when, to whom, what, why, on which ground (45 CFR 164.528). Written once, never
    changed: the database refuses it.
    """

    privacy: ClassVar = privacy.fields(
        identifying="said", plain="id practice member release at parts purpose basis by"
    )
    wall: ClassVar = Wall.KEPT
    written_once: ClassVar = True

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="disclosure")
    at = models.DateTimeField(default=clock.now)
    said = SealedJSON(domain=Domain.FILES, owner="member_id")
    parts = models.JSONField(default=list)
    purpose = models.CharField(max_length=8)
    basis = models.CharField(max_length=14)
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The member's own; for whoever reads the audit, the practice's; for clinicians as a release."""
        here = cls.unscoped.filter(practice_id=actor.practice_id)
        if actor.is_member:
            return here.filter(member_id=actor.person_id)
        if actor.is_system or actor.may(Permission.AUDIT_READ):
            return here
        if not actor.may(Permission.RECORD_RELEASE):
            return cls.unscoped.none()
        return here.filter(member__in=_treated(actor))


class Correction(Record):
    """A member says that something in their record is wrong; it is accepted, or declined with a reason, and
    then their statement of disagreement stays with it (45 CFR 164.526)."""

    class State(models.TextChoices):
        ASKED = "asked", _("waits for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        DISAGREED = "disagreed", _("declined, with a statement of disagreement")

    privacy: ClassVar = privacy.fields(
        clinical="wrong right reason statement",
        plain="id practice member about_on state asked_at answered_at answered_by stated_at",
    )
    wall: ClassVar = Wall.CLINICAL

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    about_on = models.DateField(_("day of the session or note"), null=True, blank=True)
    wrong = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("what is wrong"))
    right = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("how it should be"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(default=clock.now)
    reason = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("answer"))
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    statement = SealedText(
        domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("statement of disagreement")
    )
    stated_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="asked", answered_at__isnull=True)
                | (~models.Q(state="asked") & models.Q(answered_at__isnull=False)),
                name="correction_answer_and_moment_together",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The member's own; for clinicians those of whoever sits or sat in their groups."""
        here = cls.unscoped.filter(practice_id=actor.practice_id)
        if actor.is_member:
            return here.filter(member_id=actor.person_id)
        if actor.is_system:
            return here
        return here.filter(member__in=_treated(actor))


class ProtectedGroup(Record):
    """A group that is a programme under 42 CFR Part 2: what comes of it is labelled so in every package."""

    privacy: ClassVar = privacy.fields(plain="id practice group since by")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return cls.unscoped.filter(group__in=Group.visible_to(actor))


class Kept(Record):
    """What is said of how long records are kept: for who answers for that, never the member."""

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if not (actor.is_system or actor.may(Permission.RECORD_ERASE)):
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)


class Keeping(Kept):
    """How long this practice keeps records: its place (`retention.toml`), and years that it adds."""

    privacy: ClassVar = privacy.fields(plain="id practice place extra_years since by")

    practice = models.OneToOneField(Practice, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(_("place"), max_length=12)
    extra_years = models.PositiveSmallIntegerField(_("years more"), default=0)
    since = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")


class LegalHold(Kept):
    """Nothing of this person's record may be erased while this stands: a lawsuit, an inquiry."""

    privacy: ClassVar = privacy.fields(
        clinical="reason", plain="id practice member placed_at placed_by lifted_at lifted_by"
    )
    wall: ClassVar = Wall.KEPT

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    reason = SealedText(domain=Domain.IDENTITY, owner="member_id", verbose_name=_("reason"))
    placed_at = models.DateTimeField(default=clock.now)
    placed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-placed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(lifted_at__isnull=True), name="one_standing_legal_hold"
            ),
        ]


class Erasure(Kept):
    """Somebody who has left is to be erased: asked by one, approved by two others, done a day later."""

    class State(models.TextChoices):
        ASKED = "asked", _("waits for a first approval")
        APPROVED_ONCE = "approved_once", _("waits for a second approval")
        APPROVED_TWICE = "approved_twice", _("approved, will be done a day later")
        DONE = "done", _("done")
        WITHDRAWN = "withdrawn", _("withdrawn")

    privacy: ClassVar = privacy.fields(
        clinical="reason",
        plain="id practice member keep_until state asked_at asked_by first_by first_at second_by second_at"
        " ended_at",
    )
    wall: ClassVar = Wall.KEPT

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    reason = SealedText(domain=Domain.IDENTITY, owner="member_id", verbose_name=_("why before its time"))
    keep_until = models.DateField(null=True)
    state = models.CharField(max_length=14, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    first_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    second_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(state__in=["asked", "approved_once", "approved_twice"]),
                name="one_erasure_at_a_time",
            ),
            models.CheckConstraint(condition=_DIFFERENT, name="erasure_approved_by_two"),
            models.CheckConstraint(condition=_NOT_WHO_ASKED, name="erasure_approved_by_others"),
            models.CheckConstraint(condition=_FIRST_BEFORE_SECOND, name="erasure_first_before_second"),
        ]
