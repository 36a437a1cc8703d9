"""The house of the authorization matrix: two practices with the same life, twelve actors, six relations.

An address is asked for as each actor, about an object that stands in each relation to them. `HOME`, `OTHER`
and `FORMER` say by hand which group is whose; from them follows which session, member or note an actor's
"own" or "other group's" is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from holdspace.agreements.models import Agreement
from holdspace.attachments.models import Attachment
from holdspace.billing.models import Charge, Claim, ClaimBatch, Insurer
from holdspace.circle.models import Post, Report
from holdspace.correspondence.models import CalendarFeed, Device
from holdspace.correspondence.rules.links import token_for
from holdspace.endings.models import Closing, Departure, Farewell, Gift, Kept, Leaving, Unsaid
from holdspace.feedback.models import Answer, Feedback, FeedbackRound, Picture, Portrait
from holdspace.forming.models import Decision, Offer, Plan
from holdspace.groups.models import Facilitation, Group, Membership, Proposal, RecordOpening
from holdspace.intake.models import Acquaintance, Apart, Referral, Screening, Term, Waiting
from holdspace.kernel import clock
from holdspace.live.models import Whisper
from holdspace.measures.models import Administration, Wording
from holdspace.notes.models import Authorisation, NoteFormat, Phrase, SupervisionComment
from holdspace.outcomes.models import Goal
from holdspace.practice.models import RoleSpell
from holdspace.preparation.models import BuddyAsk
from holdspace.release.models import Correction, Erasure, LegalHold, Release
from holdspace.safety.models import Away, Concern, Duty, Incident, SafetyPlan
from holdspace.sessions.models import Series
from holdspace.skills.models import Assignment, OwnSkill, Trying, WordBack
from holdspace.vault.roots import link_key
from holdspace.vault.scope import acting_as
from tests.canaries import Canaries, plant
from tests.cast import Cast, build_cast
from tests.files import picture
from tests.furnishing import furnish, token_of


class Relation(StrEnum):
    """How an object stands to whoever asks for it."""

    OWN = "own"
    SAME_GROUP_OTHER = "same_group_other"
    OTHER_GROUP = "other_group"
    FORMER_GROUP = "former_group"
    OTHER_PRACTICE = "other_practice"
    NONEXISTENT = "nonexistent"


#: Actor → who of the cast it is.
WHO: Final = {
    "anonymous": "",
    "member": "ana",
    "ex_member": "eve",
    "member_elsewhere": "dana",
    "leader": "ruth",
    "co_leader": "tomas",
    "therapist_elsewhere": "kit",
    "ex_leader": "lena",
    "coordinator": "ines",
    "supervisor": "sam",
    "owner": "olu",
    "other_practice": "ruth",
}
#: Actor → the group they sit in or lead now; for those who have none, the one they would look at.
HOME: Final = dict.fromkeys(WHO, "tuesday") | {
    "member_elsewhere": "thursday",
    "therapist_elsewhere": "thursday",
    "ex_member": "",
    "ex_leader": "",
}
OTHER: Final = dict.fromkeys(WHO, "thursday") | {
    "member_elsewhere": "tuesday",
    "therapist_elsewhere": "tuesday",
}
FORMER: Final = {"member": "wednesday", "ex_member": "tuesday", "leader": "wednesday", "ex_leader": "tuesday"}

#: Who sits where now, in the order of their seats.
SEATED: Final = {"tuesday": ("ana", "bo", "chidi"), "thursday": ("dana",), "wednesday": ("gus",)}
LEADING: Final = {"tuesday": ("ruth", "tomas"), "thursday": ("kit",), "wednesday": ("wren",)}
MEMBERS: Final = ("member", "ex_member", "member_elsewhere")

NOWHERE: Final = UUID("01900000-0000-7000-8000-00000000dead")


@dataclass
class House:
    """Both practices, everything private in them, and where each row is."""

    here: Cast
    there: Cast
    canaries: Canaries = field(default_factory=Canaries)

    @classmethod
    def build(cls) -> House:
        """Two practices with the same people, each full of canaries."""
        house = cls(build_cast(), build_cast("other-"))
        for cast, practice in ((house.here, "here"), (house.there, "there")):
            furnish(cast)
            with acting_as(cast.system):  # a session by screens has more pages than one in a room
                Group.unscoped.filter(practice=cast.practice).update(modality=Group.Modality.HYBRID)
            house.canaries |= plant(cast, practice)
        return house

    def cast_of(self, actor: str) -> Cast:
        """The practice to which an actor belongs."""
        return self.there if actor == "other_practice" else self.here

    def find(self, kind: str, actor: str, relation: Relation) -> object | None:
        """The id (or token) of the object of this kind in this relation; None where there is no such."""
        if relation is Relation.NONEXISTENT:
            if kind == "version_number":
                return 99
            return "nowhere-at-all" if kind in ("alert", "skill") or kind.endswith("_token") else NOWHERE
        cast = self.cast_of(actor)
        if relation is Relation.OTHER_PRACTICE:
            cast = self.here if cast is self.there else self.there
        with acting_as(cast.system):
            return _KINDS[kind](_Asked(cast, actor, relation))

    def fill(self, value: str, actor: str) -> object:
        """A value of a form: `$member:eve` is an id, `$other:group:tuesday` one of the other practice; `$file` a
        picture."""
        if not value.startswith("$"):
            return value
        if value == "$file":
            return SimpleUploadedFile("picture.png", picture())
        cast, (what, *rest) = self.cast_of(actor), value[1:].split(":")
        if what == "other":
            cast, (what, *rest) = (self.there if cast is self.here else self.here), rest
        if what == "day":
            return (clock.now() + timedelta(days=int(rest[0]))).date().isoformat()
        named = {
            "member": cast.members,
            "staff": cast.staff,
            "group": cast.groups,
            "session": cast.sessions,
            "room": {"blue": cast.room},
            "site": {"harbour": cast.room and cast.room.site},
        }
        return str(named[what][rest[0]].pk)


# --- What stands in which relation -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Asked:
    """A question for an object: in which practice, by whom, in which relation."""

    cast: Cast
    actor: str
    relation: Relation

    @property
    def group(self) -> str:
        """The group in which to look; empty where there is none."""
        return {
            Relation.OWN: HOME[self.actor],
            Relation.SAME_GROUP_OTHER: HOME[self.actor],
            Relation.OTHER_GROUP: OTHER[self.actor],
            Relation.FORMER_GROUP: FORMER.get(self.actor, ""),
            Relation.OTHER_PRACTICE: "tuesday",
        }[self.relation]

    @property
    def is_groups_own(self) -> bool:
        """Whether a thing that belongs to a whole group exists in this relation."""
        return bool(self.group) and self.relation is not Relation.SAME_GROUP_OTHER

    @property
    def person(self) -> str:
        """A member in this relation: oneself for members, the first of the circle for staff."""
        itself = WHO[self.actor] if self.actor in MEMBERS else ""
        if self.relation is Relation.OWN and itself:
            return itself
        seated = [name for name in SEATED.get(self.group, ()) if name != itself]
        if self.relation is Relation.SAME_GROUP_OTHER:
            seated = seated if itself else seated[1:]
        return seated[0] if seated else ""

    @property
    def colleague(self) -> str:
        """Somebody of the staff in this relation: oneself, or the leader of the group."""
        itself = "" if self.actor in (*MEMBERS, "anonymous") else WHO[self.actor]
        if self.relation is Relation.OWN and itself:
            return itself
        leading = [name for name in LEADING.get(self.group, ()) if name != itself or not self.is_groups_own]
        if self.relation is Relation.SAME_GROUP_OTHER:
            leading = [name for name in leading if name != itself]
        return leading[0] if leading else ""


def _session(which: str) -> Callable[[_Asked], object | None]:
    def find(asked: _Asked) -> object | None:
        return asked.cast.sessions[f"{asked.group}_{which}"].pk if asked.is_groups_own else None

    return find


def _group(asked: _Asked) -> object | None:
    return asked.cast.groups[asked.group].pk if asked.is_groups_own else None


def _room(asked: _Asked) -> object | None:
    return asked.cast.groups[asked.group].room_id if asked.is_groups_own else None


def _site(asked: _Asked) -> object | None:
    room = asked.cast.groups[asked.group].room if asked.is_groups_own else None
    return room.site_id if room else None


def _of_group(model: type) -> Callable[[_Asked], object | None]:
    def find(asked: _Asked) -> object | None:
        rows = model.unscoped.filter(group_id=_group(asked)).order_by("pk")  # type: ignore[attr-defined]
        return rows.values_list("pk", flat=True).first() if asked.is_groups_own else None

    return find


def _whisper(asked: _Asked) -> object | None:
    """A word between the leaders of the group's session that was held and signed."""
    session = _session("signed")(asked)
    rows = Whisper.unscoped.filter(session_id=session)
    return rows.values_list("pk", flat=True).first() if session else None


def _begun(asked: _Asked) -> object | None:
    """An incident that this colleague began: one's own, or that of another who leads in this group."""
    if not (asked.group and asked.colleague):
        return None
    rows = Incident.unscoped.filter(
        group=asked.cast.groups[asked.group], began_by=asked.cast.staff[asked.colleague]
    )
    return rows.order_by("pk").values_list("pk", flat=True).first()


def _member(asked: _Asked) -> object | None:
    return asked.cast.members[asked.person].pk if asked.person else None


def _of_member(model: type) -> Callable[[_Asked], object | None]:
    """A row of this person in this group; for `own` of a member without a group, any of theirs."""

    def find(asked: _Asked) -> object | None:
        if not asked.person:
            return None
        rows = model.unscoped.filter(member=asked.cast.members[asked.person])  # type: ignore[attr-defined]
        if asked.group:
            rows = rows.filter(group=asked.cast.groups[asked.group])
        return rows.order_by("pk").values_list("pk", flat=True).first()

    return find


def _letter(asked: _Asked) -> object | None:
    """A letter about this person, kept for this group: what neither they nor the office may read."""
    if not asked.person:
        return None
    rows = Attachment.unscoped.filter(member=asked.cast.members[asked.person], kind="letter")
    if asked.group:
        rows = rows.filter(group=asked.cast.groups[asked.group])
    return rows.order_by("pk").values_list("pk", flat=True).first()


def _words(standing: str) -> Callable[[_Asked], object | None]:
    """The key of what this person wrote in this group."""

    def find(asked: _Asked) -> object | None:
        if not asked.person:
            return None
        rows = Post.unscoped.filter(author=asked.cast.members[asked.person], standing=standing)
        if asked.group:
            rows = rows.filter(group=asked.cast.groups[asked.group])
        return rows.order_by("pk").values_list("key", flat=True).first()

    return find


def _between(model: type, side: str, **which: object) -> Callable[[_Asked], object | None]:
    """Something between two members, where this person is on that `side` and the actor on neither."""

    def find(asked: _Asked) -> object | None:
        if not asked.person:
            return None
        rows = model.unscoped.filter(**which, **{side: asked.cast.members[asked.person]})  # type: ignore[attr-defined]
        itself = WHO[asked.actor] if asked.actor in MEMBERS else ""
        if itself and itself != asked.person:
            me = asked.cast.members[itself]
            rows = rows.exclude(giver=me).exclude(receiver=me)
        if asked.group:
            rows = rows.filter(group=asked.cast.groups[asked.group])
        return rows.order_by("pk").values_list("pk", flat=True).first()

    return find


def _open_round(asked: _Asked) -> object | None:
    rows = FeedbackRound.unscoped.filter(group_id=_group(asked), closed_at__isnull=True)
    return rows.values_list("pk", flat=True).first() if asked.is_groups_own else None


def _portrait(**which: bool) -> Callable[[_Asked], object | None]:
    def find(asked: _Asked) -> object | None:
        group = _group(asked)
        return Portrait.unscoped.filter(group_id=group, **which).values_list("pk", flat=True).first()

    return find


def _picture(asked: _Asked) -> object | None:
    """The one that was shown to this person."""
    if not asked.person:
        return None
    rows = Picture.unscoped.filter(member=asked.cast.members[asked.person], opened_at__isnull=False)
    return rows.values_list("pk", flat=True).first()


def _about(model: type, **which: object) -> Callable[[_Asked], object | None]:
    """A row about this person, wherever they sit."""

    def find(asked: _Asked) -> object | None:
        if not asked.person:
            return None
        rows = model.unscoped.filter(member=asked.cast.members[asked.person], **which)  # type: ignore[attr-defined]
        return rows.order_by("pk").values_list("pk", flat=True).first()

    return find


def _billed(model: type) -> Callable[[_Asked], object | None]:
    """A row of this person's account that is about a session of this group."""

    def find(asked: _Asked) -> object | None:
        if not asked.person:
            return None
        rows = model.unscoped.filter(member=asked.cast.members[asked.person])  # type: ignore[attr-defined]
        if asked.group:
            about = "session__group" if model is Charge else "charge__session__group"
            rows = rows.filter(**{about: asked.cast.groups[asked.group]})
        return rows.order_by("pk").values_list("pk", flat=True).first()

    return find


def _staff(asked: _Asked) -> object | None:
    return asked.cast.staff[asked.colleague].pk if asked.colleague else None


def _of_staff(model: type) -> Callable[[_Asked], object | None]:
    def find(asked: _Asked) -> object | None:
        rows = model.unscoped.filter(staff_id=_staff(asked), ends_at__isnull=True)  # type: ignore[attr-defined]
        return rows.order_by("pk").values_list("pk", flat=True).first() if asked.colleague else None

    return find


def _user(asked: _Asked) -> str:
    """Whose account: one's own, or that of a member in this relation."""
    if asked.relation is Relation.OWN:
        return WHO[asked.actor] or asked.person
    return asked.person


def _account(asked: _Asked) -> object | None:
    return asked.cast.users[_user(asked)].pk if _user(asked) else None


def _of_account(model: type[CalendarFeed | Device]) -> Callable[[_Asked], object | None]:
    def find(asked: _Asked) -> object | None:
        rows = model.unscoped.filter(user_id=_account(asked))
        return rows.values_list("pk", flat=True).first() if _user(asked) else None

    return find


def _of_the_house(asked: _Asked) -> object | None:
    """The practice itself."""
    if asked.relation not in (Relation.OWN, Relation.OTHER_PRACTICE):
        return None
    return asked.cast.practice.pk


def _token(what: str) -> Callable[[_Asked], object | None]:
    return lambda asked: token_of(asked.cast, what, _user(asked)) if _user(asked) else None


def _mail_token(asked: _Asked) -> object | None:
    """What stands in a mail to somebody: the link that switches such mails off."""
    member = asked.cast.members.get(_user(asked))
    return token_for(member.pk, "digest", link_key()) if member else None


def _tablet(asked: _Asked) -> object | None:
    """What was handed to somebody who sits in a group."""
    sits = any(asked.person in seated for seated in SEATED.values())
    return token_of(asked.cast, "tablet", asked.person) if sits else None


def _first_version(asked: _Asked) -> object | None:
    """The number of the one version of somebody's own plan."""
    return 1 if asked.relation is Relation.OWN and asked.actor in MEMBERS else None


def _follow_up(asked: _Asked) -> object | None:
    """Nothing that opens stands in the house: who left did so too long ago. Stories open them."""
    return None


def _of_practice(model: type, **which: object) -> Callable[[_Asked], object | None]:
    """A row that belongs to the practice as a whole: `own` and `other_practice`, and in no other relation."""

    def find(asked: _Asked) -> object | None:
        if asked.relation not in (Relation.OWN, Relation.OTHER_PRACTICE):
            return None
        rows = model.unscoped.filter(practice=asked.cast.practice, **which)  # type: ignore[attr-defined]
        return rows.order_by("pk").values_list("pk", flat=True).first()

    return find


def _named(name: str) -> Callable[[_Asked], object | None]:
    """Somebody of the practice, for pages about people who sit in no group."""

    def find(asked: _Asked) -> object | None:
        if asked.relation not in (Relation.OWN, Relation.OTHER_PRACTICE):
            return None
        return asked.cast.members[name].pk

    return find


def _skill(asked: _Asked) -> object | None:
    """The code of the skill that the practice added."""
    if asked.relation not in (Relation.OWN, Relation.OTHER_PRACTICE):
        return None
    rows = OwnSkill.unscoped.filter(practice=asked.cast.practice, replaced_at__isnull=True)
    return rows.values_list("code", flat=True).first()


def _word_to(asked: _Asked) -> object | None:
    """A word that came back to this person in this group."""
    return _between(WordBack, "receiver")(asked)


def _keepsake(asked: _Asked) -> object | None:
    """The group of which this person keeps something; in other relations, that group itself."""
    if asked.relation is not Relation.OWN:
        return _group(asked)
    if asked.actor not in MEMBERS:
        return None
    rows = Kept.unscoped.filter(member=asked.cast.members[asked.person]).order_by("pk")
    return rows.values_list("group", flat=True).first()


def _beside(asked: _Asked) -> object | None:
    """Somebody of the group who is not the one who asks."""
    itself = WHO[asked.actor] if asked.actor in MEMBERS else ""
    others = [name for name in SEATED.get(asked.group, ()) if name != itself]
    return asked.cast.members[others[0]].pk if others and asked.is_groups_own else None


def _alert(asked: _Asked) -> object | None:
    """The key of what somebody's newest PHQ-9 gives reason to look at: its safety question."""
    if not asked.person:
        return None
    rows = Administration.unscoped.filter(member=asked.cast.members[asked.person], instrument="phq-9")
    if asked.group:
        rows = rows.filter(group=asked.cast.groups[asked.group])
    row = rows.order_by("-taken_at", "-pk").first()
    return f"alert:phq-9:self-harm:{row.pk.hex}" if row else None


def _phrase(asked: _Asked) -> object | None:
    if not asked.colleague:
        return None
    rows = Phrase.unscoped.filter(author=asked.cast.staff[asked.colleague])
    return rows.values_list("pk", flat=True).first()


def _authorisation(asked: _Asked) -> object | None:
    """What this person signed about the notes of their group's first leader."""
    if not (asked.person and asked.group):
        return None
    author, member = asked.cast.staff[LEADING[asked.group][0]], asked.cast.members[asked.person]
    rows = Authorisation.unscoped.filter(author=author, member=member)
    return rows.values_list("pk", flat=True).first()


def _apart(asked: _Asked) -> object | None:
    """A release of what the first leader of this person's group keeps apart about them."""
    found = _authorisation(asked)
    rows = Release.unscoped.filter(authorisation_id=found, state="prepared")
    return rows.values_list("pk", flat=True).first() if found else None


def _comment(asked: _Asked) -> object | None:
    """What was said about the group's note that is signed."""
    session = _session("signed")(asked)
    rows = SupervisionComment.unscoped.filter(session_id=session, member=None)
    return rows.values_list("pk", flat=True).first() if session else None


_KINDS: Final[dict[str, Callable[[_Asked], object | None]]] = {
    "group": _group,
    "session.next": _session("next"),
    "session.last": _session("last"),
    "session.signed": _session("signed"),
    "room": _room,
    "site": _site,
    "series": _of_group(Series),
    "agreement": _of_group(Agreement),
    "opening": _of_group(RecordOpening),
    "proposal": _of_group(Proposal),
    "member": _member,
    "membership": _of_member(Membership),
    "concern": _of_member(Concern),
    "incident": _begun,
    "safety_plan": _of_member(SafetyPlan),
    "attachment": _letter,
    "alert": _alert,
    "release.asked": _about(Release, state="asked"),
    "release.prepared": _about(Release, state="prepared", authorisation=None),
    "release.apart": _apart,
    "release.checked": _about(Release, state="checked"),
    "release.approved": _about(Release, state="approved_twice"),
    "release.sealed": _about(Release, state="sealed"),
    "correction": _about(Correction, state="asked"),
    "correction.declined": _about(Correction, state="declined"),
    "gone": _named("pia"),
    "hold": _of_practice(LegalHold),
    "erasure": _of_practice(Erasure),
    "goal": _of_member(Goal),
    "words.private": _words("private"),
    "words.shown": _words("shown"),
    "report": _of_member(Report),
    "whisper": _whisper,
    "note_format": _of_practice(NoteFormat),
    "phrase": _phrase,
    "authorisation": _authorisation,
    "authorisation.any": _about(Authorisation),
    "comment": _comment,
    "round": _open_round,
    "feedback.waiting": _between(Feedback, "giver", standing="waiting"),
    "feedback.given": _between(Feedback, "giver", standing="opened"),
    "feedback.received": _between(Feedback, "receiver", standing="opened"),
    "feedback.answer": _between(Answer, "receiver", released_at__isnull=False),
    "feedback.held_answer": _between(Answer, "giver", released_at__isnull=True),
    "portrait": _portrait(put_together_at__isnull=True),
    "portrait.ready": _portrait(put_together_at__isnull=False, shown_at__isnull=True),
    "picture": _picture,
    "charge": _billed(Charge),
    "claim": _billed(Claim),
    "claims_file": _of_practice(ClaimBatch),
    "insurer": _of_practice(Insurer),
    "skill": _skill,
    "own_skill": _of_practice(OwnSkill, replaced_at__isnull=True),
    "assignment": _of_member(Assignment),
    "trying": _of_member(Trying),
    "word_back": _word_to,
    "leaving": _of_member(Leaving),
    "closing": _of_group(Closing),
    "farewell": _of_group(Farewell),
    "gift": _between(Gift, "giver"),
    "departure": _of_group(Departure),
    "unsaid": _of_member(Unsaid),
    "keepsake": _keepsake,
    "beside": _beside,
    "buddy_ask": _between(BuddyAsk, "giver"),
    "staff": _staff,
    "role_spell": _of_staff(RoleSpell),
    "facilitation": _of_staff(Facilitation),
    "duty": _of_practice(Duty),
    "away": _of_practice(Away),
    "account": _account,
    "feed": _of_account(CalendarFeed),
    "device": _of_account(Device),
    "feed_token": _token("feed"),
    "mail_token": _mail_token,
    "welcome_token": _token("welcome"),
    "tablet_token": _tablet,
    "follow_up_token": _follow_up,
    "version_number": _first_version,
    "practice": _of_the_house,
    "referral": _of_practice(Referral, state="new"),
    "waiting": _of_practice(Waiting, ends_at__isnull=True, member__user__isnull=True),
    "screening": _of_practice(Screening, waiting__ends_at__isnull=True, member__user__isnull=True),
    "waiting_member": _named("joss"),
    "apart": _of_practice(Apart),
    "acquaintance": _of_practice(Acquaintance, member__waits__ends_at__isnull=True),
    "term": _of_practice(Term),
    "wording": _of_practice(Wording),
    "plan": _of_practice(Plan),
    "decision": _of_practice(Decision),
    "offer": _of_practice(Offer),
}
