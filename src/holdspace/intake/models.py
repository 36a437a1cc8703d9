"""Intake: what came in, who waits since when and for what, what a screening found, who must not meet."""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.queries import members_led_by
from holdspace.intake.rules.likeness import Kind as LikenessKind
from holdspace.intake.rules.vocabulary import Kind as TermKind
from holdspace.kernel import clock, privacy
from holdspace.kernel.actors import Actor
from holdspace.members.models import LONGEST_TAG, Member
from holdspace.members.rules.names import full_name
from holdspace.practice.models import Practice, Staff
from holdspace.practice.roles import Permission
from holdspace.practice.spells import Spell, running
from holdspace.vault.fields import SealedJSON, SealedText
from holdspace.vault.records import Record, Wall
from holdspace.vault.roots import Domain

Row = TypeVar("Row", bound=Record)


class Modality(models.TextChoices):
    """How somebody can come."""

    ANY = "any", _("in a room or online")
    ROOM = "room", _("in a room")
    ONLINE = "online", _("online")


class Funding(models.TextChoices):
    """Who pays."""

    UNKNOWN = "", _("not known yet")
    SELF = "self", _("pays themselves")
    INSURANCE = "insurance", _("an insurance")
    PUBLIC = "public", _("public funds")
    FUND = "fund", _("the practice's fund")


class IntakeDoor(Record):
    """Whether a practice takes referrals on its public page."""

    privacy: ClassVar = privacy.fields(plain="id practice is_open")

    practice = models.OneToOneField(Practice, on_delete=models.CASCADE, related_name="+")
    is_open = models.BooleanField(_("takes referrals on the public page"), default=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return _of_coordinators(cls, actor)


class Sending(Record):
    """That somebody sent a referral on the public page, kept for an hour so that few can be sent in one.

    It lies in the database because several processes answer, and each has a cache of its own. What it counts
    under is a keyed hash of the sender's network: whoever reads the row learns no address.
    """

    privacy: ClassVar = privacy.fields(plain="id practice sender_index at")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    sender_index = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if not actor.is_system:
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)


class Term(Record):
    """A word that a practice added to the vocabulary, or (without words) one of ours that it put away."""

    privacy: ClassVar = privacy.fields(plain="id practice kind code words added_at put_away_at")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in TermKind])
    code = models.CharField(max_length=40)
    words = models.CharField(max_length=60, blank=True)
    added_at = models.DateTimeField(default=clock.now)
    put_away_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practice", "kind", "code"], name="one_term_per_code"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if not (actor.is_staff or actor.is_system):
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)


class Referral(Record):
    """What came in about somebody. Once taken up, who they are stands in the roster, and nothing here."""

    class Source(models.TextChoices):
        SELF = "self", _("by themselves, on our page")
        LETTER = "letter", _("by letter or telephone")
        IMPORT = "import", _("in a file")

    class State(models.TextChoices):
        NEW = "new", _("new")
        TAKEN_UP = "taken_up", _("on the waiting list")
        TURNED_AWAY = "turned_away", _("not taken up")

    class Why(models.TextChoices):
        TWICE = "twice", _("it came twice")
        NOT_HERE = "not_here", _("another place fits better; we told them")
        WITHDRAWN = "withdrawn", _("they do not want to any more")
        UNREACHABLE = "unreachable", _("they could not be reached")

    privacy: ClassVar = privacy.fields(
        identifying="given_name family_name chosen_name pronouns birth_date phone email address referrer"
        " access_needs available",
        plain="id practice source state why member language modality funding may_contact may_leave_word"
        " received_at settled_at settled_by",
    )

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(_("how it came"), max_length=8, choices=Source.choices)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.NEW)
    why = models.CharField(_("why not"), max_length=12, choices=Why.choices, blank=True)
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="referrals")
    given_name = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("given name"))
    family_name = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("family name"))
    chosen_name = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("name to be called by"))
    pronouns = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("pronouns"))
    birth_date = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("date of birth"))
    phone = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("telephone"))
    email = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("e-mail"))
    address = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("address"))
    referrer = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("who refers them"))
    access_needs = SealedText(domain=Domain.IDENTITY, owner="id", verbose_name=_("access needs"))
    available = SealedJSON(domain=Domain.IDENTITY, owner="id", verbose_name=_("when they can come"))
    language = models.CharField(_("language"), max_length=LONGEST_TAG, blank=True)
    modality = models.CharField(
        _("how they can come"), max_length=8, choices=Modality.choices, default=Modality.ANY
    )
    funding = models.CharField(_("who pays"), max_length=12, choices=Funding.choices, blank=True)
    may_contact = models.BooleanField(_("agreed that we get in touch"), default=False)
    may_leave_word = models.BooleanField(_("agreed that we leave a message"), default=False)
    received_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="new", settled_at__isnull=True)
                | (~models.Q(state="new") & models.Q(settled_at__isnull=False)),
                name="referral_settled_with_a_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(state="taken_up", member__isnull=False) | ~models.Q(state="taken_up"),
                name="referral_taken_up_as_somebody",
            ),
        ]

    @property
    def name(self) -> str:
        """The name in one line."""
        return full_name(self.given_name, self.family_name, self.chosen_name)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return _of_coordinators(cls, actor)


class ReferralWords(Record):
    """Why somebody is referred, in their own or the referrer's words. No page shows it before it is taken up;
    then it stands in the screening, for clinicians."""

    privacy: ClassVar = privacy.fields(clinical="said", plain="id practice referral")
    wall: ClassVar = Wall.SCREENERS

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="+")
    said = SealedText(domain=Domain.NARRATIVE, owner="referral_id", verbose_name=_("what brings them"))

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        if not actor.is_system:
            return cls.unscoped.none()
        return cls.unscoped.filter(practice_id=actor.practice_id)


class Waiting(Spell):
    """Somebody waits for a circle, from when until when. What a coordinator needs to know, and no more."""

    class Stage(models.TextChoices):
        TO_SCREEN = "to_screen", _("waits for a first meeting")
        READY = "ready", _("waits for a group that fits")
        NOT_NOW = "not_now", _("not now; looked at again later")

    class Priority(models.IntegerChoices):
        ORDINARY = 0, _("ordinary")
        SOON = 1, _("soon")
        SOONER = 2, _("before others")
        FIRST = 3, _("first of all")

    class PriorityReason(models.TextChoices):
        RETURNS = "returns", _("returns after a group here")
        GROUP_ENDED = "group_ended", _("their group has ended or closed")
        DECLINED_HERE = "declined_here", _("we had to take a promised place back")
        REFERRER = "referrer", _("the referrer asks for it")
        CLINICAL = "clinical", _("a clinician asks for it")

    class Ending(models.TextChoices):
        JOINED = "joined", _("sits in a group")
        REFERRED_ON = "referred_on", _("referred on")
        WITHDREW = "withdrew", _("does not want to any more")
        UNREACHABLE = "unreachable", _("could not be reached")

    privacy: ClassVar = privacy.fields(
        identifying="available",
        plain="id practice member starts_at ends_at stage priority priority_reason ending screener languages"
        " modality needs funding look_again_on version",
    )

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="waits")
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.TO_SCREEN)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=0)
    priority_reason = models.CharField(
        _("reason for the priority"), max_length=14, choices=PriorityReason.choices, blank=True
    )
    ending = models.CharField(_("how it ended"), max_length=12, choices=Ending.choices, blank=True)
    screener = models.ForeignKey(
        Staff,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("who meets them"),
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)
    modality = models.CharField(
        _("how they can come"), max_length=8, choices=Modality.choices, default=Modality.ANY
    )
    needs = models.JSONField(_("access"), default=list, blank=True)
    available = SealedJSON(domain=Domain.IDENTITY, owner="member_id", verbose_name=_("when they can come"))
    funding = models.CharField(_("who pays"), max_length=12, choices=Funding.choices, blank=True)
    look_again_on = models.DateField(_("look again on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(Spell.Meta):
        constraints: ClassVar = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(ends_at__isnull=True), name="one_running_wait"
            ),
            models.CheckConstraint(
                condition=models.Q(priority__gte=0, priority__lte=3), name="wait_priority_in_bounds"
            ),
            models.CheckConstraint(
                condition=models.Q(ending="", ends_at__isnull=True)
                | (~models.Q(ending="") & models.Q(ends_at__isnull=False)),
                name="wait_ends_with_a_word",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Coordinators: all. Who screens: those that run. The person themselves: their own."""
        own = cls.unscoped.filter(practice_id=actor.practice_id)
        if actor.is_system or actor.may(Permission.INTAKE_EDIT):
            return own
        if actor.is_member:
            return own.filter(member_id=actor.person_id)
        return own.filter(running()) if actor.may(Permission.SCREENING_WRITE) else own.none()


class Screening(Record):
    """What a clinician found out in the first meeting, and decided. One for each wait."""

    privacy: ClassVar = privacy.fields(
        clinical="facts said hopes strengths note",
        plain="id practice member waiting version decided_at decided_by",
    )
    wall: ClassVar = Wall.SCREENING

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="screenings")
    waiting = models.OneToOneField(Waiting, on_delete=models.CASCADE, related_name="screening")
    facts = SealedJSON(domain=Domain.PROGRESS, owner="member_id")
    said = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("what was said first"))
    hopes = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("hopes and fears"))
    strengths = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("strengths to lean on"))
    note = SealedText(domain=Domain.PROGRESS, owner="member_id", verbose_name=_("note"))
    version = models.PositiveIntegerField(default=1)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, decided_by__isnull=True)
                | models.Q(decided_at__isnull=False),
                name="screening_decided_at_with_by",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """While somebody waits: who screens. Afterwards: who treats them."""
        return _of_clinicians(cls, actor)


class Apart(Record):
    """Two people who must not meet. Only clinicians know of it; forming holds to it."""

    class Kind(models.TextChoices):
        RELATIVES = "relatives", _("relatives")
        PARTNERS = "partners", _("partners or former partners")
        COLLEAGUES = "colleagues", _("colleagues")
        EMPLOYER = "employer", _("the same employer or school")
        FRIENDS = "friends", _("friends or neighbours")
        HARM = "harm", _("one has harmed the other")

    privacy: ClassVar = privacy.fields(
        clinical="kind", plain="id practice member other noted_by noted_at lifted_by lifted_at"
    )
    wall: ClassVar = Wall.SCREENERS

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    kind = SealedText(
        domain=Domain.PROGRESS, owner="member_id", verbose_name=_("what they are to each other")
    )
    noted_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)
    lifted_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(member__lt=models.F("other")), name="apart_names_two_in_order"
            ),
            models.UniqueConstraint(
                fields=["member", "other"],
                condition=models.Q(lifted_at__isnull=True),
                name="one_apart_per_pair",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return _of_screeners(cls, actor)


class Likeness(Record):
    """A keyed hash of something that two people may have in common; of which version of the person it is."""

    privacy: ClassVar = privacy.fields(plain="id practice member kind index of_version")
    wall: ClassVar = Wall.SCREENERS

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in LikenessKind])
    index = models.CharField(max_length=64)
    of_version = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["practice", "kind", "index"], name="likeness_by_index")]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return _of_screeners(cls, actor)


class Asked(Record):
    """Two people were asked about what they have in common, and do not know each other: not asked again.

    When they come to have something else in common, that is a new question.
    """

    privacy: ClassVar = privacy.fields(plain="id practice member other kind asked_by asked_at")
    wall: ClassVar = Wall.SCREENERS

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in LikenessKind])
    asked_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(member__lt=models.F("other")), name="asked_names_two_in_order"
            ),
            models.UniqueConstraint(fields=["member", "other", "kind"], name="asked_once_about_a_thing"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        return _of_screeners(cls, actor)


class Acquaintance(Record):
    """Somebody told a therapist that they know a person here, in their own words, if in any."""

    class Outcome(models.TextChoices):
        FINE = "fine", _("it is all right for both")
        APART = "apart", _("they will not meet")

    privacy: ClassVar = privacy.fields(
        clinical="words", plain="id practice member said_at outcome settled_at settled_by"
    )
    wall: ClassVar = Wall.SCREENING

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="acquaintances")
    words = SealedText(domain=Domain.NARRATIVE, owner="member_id", verbose_name=_("whom, and from where"))
    said_at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=6, choices=Outcome.choices, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(outcome="", settled_at__isnull=True)
                | (~models.Q(outcome="") & models.Q(settled_at__isnull=False)),
                name="acquaintance_settled_with_an_outcome",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """The one who said it; who screens them or treats them."""
        if actor.is_member:
            return cls.unscoped.filter(member_id=actor.person_id)
        return _of_clinicians(cls, actor)


def _of_coordinators(model: type[Row], actor: Actor) -> models.QuerySet[Row]:
    if not (actor.is_system or actor.may(Permission.INTAKE_EDIT)):
        return model.unscoped.none()
    return model.unscoped.filter(practice_id=actor.practice_id)


def _of_screeners(model: type[Row], actor: Actor) -> models.QuerySet[Row]:
    if not (actor.is_system or actor.may(Permission.SCREENING_WRITE)):
        return model.unscoped.none()
    return model.unscoped.filter(practice_id=actor.practice_id)


def _of_clinicians(model: type[Row], actor: Actor) -> models.QuerySet[Row]:
    """Rows about people who wait, for who screens; about people one treats, for who treats them."""
    own = model.unscoped.filter(practice_id=actor.practice_id)
    if actor.is_system:
        return own
    if not actor.may(Permission.CLINICAL_READ):
        return own.none()
    treated = models.Q(member__in=members_led_by(actor).values("id"))
    if not actor.may(Permission.SCREENING_WRITE):
        return own.filter(treated)
    waiting = Waiting.unscoped.filter(running(), practice_id=actor.practice_id).values("member")
    return own.filter(treated | models.Q(member__in=waiting))
