"""Who may write, sign, co-sign and amend notes.

Notes are written by those who lead the group now, trainees among them. A supervisor who opened the record
reads and co-signs, and writes nothing. A signed note is never changed: something is added to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Facilitation, Group
from holdspace.groups.policies import LEADING, allowed, check_decides
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.notes.models import GroupNote, MemberNote
from holdspace.notes.rules.contact_details import tells_contact
from holdspace.practice.models import Practice, Staff
from holdspace.practice.roles import Permission
from holdspace.practice.spells import running
from holdspace.sessions.models import GroupSession

Note: TypeAlias = GroupNote | MemberNote

REASON_LENGTH = 10
"""The fewest characters of a reason for leaving a name in a note."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to a group now: leads it in whatever role, or only came to supervise."""

    leads: bool = False
    in_training: bool = False
    licence: str = ""


def standing(actor: Actor, session: GroupSession) -> Standing:
    """How the actor stands to the group of `session` now. One query."""
    rows = Facilitation.visible_to(actor).filter(running(), group=session.group_id, staff_id=actor.person_id)
    return standing_by(rows.select_related("staff"))


def standing_by(spells: object) -> Standing:
    """The standing that somebody's own running facilitations (with their staff) give."""
    own: list[Facilitation] = list(spells)  # type: ignore[call-overload]
    in_training = any(spell.role not in LEADING or spell.staff.is_trainee for spell in own)
    return Standing(bool(own), in_training, own[0].staff.licence if own else "")


def licence_of(actor: Actor) -> str:
    """The licence under which somebody works now."""
    row = Staff.visible_to(actor).filter(pk=actor.person_id).first()
    return row.licence if row else ""


def check_writes(actor: Actor, session: GroupSession, stands: Standing) -> None:
    """Those who lead the group write its notes, once the session has begun."""
    if not (stands.leads and actor.may(Permission.CLINICAL_WRITE)):
        raise Refused(_("Only those who lead this group write its notes."))
    if session.status == GroupSession.Status.CANCELLED:
        raise Refused(_("This session was cancelled: there is nothing to note."))
    if is_ahead(session):
        raise Refused(_("Notes can be written once the session has begun."))


def check_is_open(note: Note) -> None:
    """A signed note is not rewritten."""
    if note.signed_at is not None:
        raise Refused(_("This note is signed. What is missing can be added to it as an amendment."))


def check_signs(actor: Actor, session: GroupSession, stands: Standing) -> None:
    """Whoever may write signs, when the session is over."""
    check_writes(actor, session, stands)
    if not actor.may(Permission.NOTE_SIGN):
        raise Refused(_("Only therapists sign notes."))
    if not is_over(session):
        raise Refused(_("Notes can be signed once the session is over."))


def check_cosigns(actor: Actor, note: Note, stands: Standing) -> None:
    """The other leader, or a supervisor who opened the record; never the one who signed, nor a trainee."""
    if not actor.may(Permission.NOTE_COSIGN):
        raise Refused(_("Only therapists and supervisors co-sign notes."))
    if note.signed_at is None:
        raise Refused(_("A note is co-signed after it was signed."))
    if note.cosigned_at is not None:
        raise Refused(_("This note is co-signed already."))
    if note.signed_by_id == actor.person_id:
        raise Refused(_("Somebody else has to co-sign what you signed."))
    _check_vouches(actor, stands)


def _check_vouches(actor: Actor, stands: Standing) -> None:
    if stands.in_training:
        raise Refused(_("Somebody in training does not co-sign."))
    if not (stands.leads or actor.may(Permission.RECORD_OPEN)):
        raise Refused(_("The group's other leader or a supervisor co-signs."))


def check_amends(actor: Actor, session: GroupSession, note: Note, stands: Standing) -> None:
    """Those who lead the group add to a signed note; a draft is simply edited."""
    check_writes(actor, session, stands)
    if note.signed_at is None:
        raise Refused(_("This note is not signed yet: it can simply be edited."))


def check_discreet(text: str, *, practice: Practice) -> None:
    """What members write to each other holds no way to reach anybody outside the circle.

    Numbers that anybody may call, such as crisis lines, may stand in it.
    """
    if tells_contact(text, practice.region):
        raise Refused(
            _(
                "There is a telephone number, an address or an account name in this. What is written here "
                "stays in the circle: please leave it out. Nothing else was changed."
            )
        )


def can_write(actor: Actor, session: GroupSession, stands: Standing) -> bool:
    """Whether `check_writes` passes."""
    return allowed(lambda: check_writes(actor, session, stands))


def can_sign(actor: Actor, session: GroupSession, stands: Standing) -> bool:
    """Whether `check_signs` passes."""
    return allowed(lambda: check_signs(actor, session, stands))


def can_cosign(actor: Actor, note: Note, stands: Standing) -> bool:
    """Whether `check_cosigns` passes."""
    return allowed(lambda: check_cosigns(actor, note, stands))


def can_amend(actor: Actor, session: GroupSession, note: Note, stands: Standing) -> bool:
    """Whether `check_amends` passes."""
    return allowed(lambda: check_amends(actor, session, note, stands))


def is_ahead(session: GroupSession) -> bool:
    """Whether the session has not begun: neither by its time nor by somebody's hand."""
    begun = session.began_at is not None or session.status == GroupSession.Status.HELD
    return not begun and session.starts_at > clock.now()


def is_over(session: GroupSession) -> bool:
    """Whether the session has ended: by somebody's hand, or by its time when nobody pressed "end"."""
    ended = session.finished_at is not None or session.status == GroupSession.Status.HELD
    return ended or session.ends_at <= clock.now()


def check_makes_formats(actor: Actor) -> None:
    """Formats are made by those who write in them, and by whoever runs the practice."""
    if not (actor.may(Permission.CLINICAL_WRITE) or actor.may(Permission.PRACTICE_EDIT)):
        raise Refused(_("Only therapists and the owner make formats for notes."))


def check_rules(actor: Actor, group: Group | None) -> None:
    """What holds for a group is its leaders' to say; what holds for the practice, the owner's."""
    if group is not None:
        check_decides(actor, group)
    elif not actor.may(Permission.PRACTICE_EDIT):
        raise Refused(_("Only the owner says what holds for every note of the practice."))


def can_rule(actor: Actor, group: Group | None) -> bool:
    """Whether `check_rules` passes."""
    return allowed(lambda: check_rules(actor, group))


def check_keeps_phrases(actor: Actor) -> None:
    """Phrases are for those who write notes."""
    if not actor.may(Permission.CLINICAL_WRITE):
        raise Refused(_("Only therapists keep phrases for notes."))


@dataclass(frozen=True, slots=True)
class AnyLayer:
    """A note as far as supervision asks: whose, and who of the staff signed it (or wrote in it last)."""

    member_id: UUID | None
    name: str
    writer_id: UUID | None
    in_training: bool


def check_comments(actor: Actor, layer: AnyLayer, stands: Standing, is_between: bool) -> None:
    """Whoever may co-sign speaks to somebody in training about their note; and who was spoken to answers."""
    if layer.writer_id == actor.person_id:
        if not is_between:
            raise Refused(_("Your supervisor begins what is said here."))
        return
    if not actor.may(Permission.NOTE_COSIGN):
        raise Refused(_("Only therapists and supervisors comment on notes."))
    _check_vouches(actor, stands)
    if layer.writer_id is None or not (is_between or layer.in_training):
        raise Refused(_("Comments are for notes of somebody in training."))


def can_comment(actor: Actor, layer: AnyLayer, stands: Standing, is_between: bool) -> bool:
    """Whether `check_comments` passes."""
    return allowed(lambda: check_comments(actor, layer, stands, is_between))


def is_trainee(staff_id: UUID | None, actor: Actor) -> bool:
    """Whether somebody is in training, or leads as a trainee now; two queries."""
    if staff_id is None:
        return False
    of = Staff.visible_to(actor).filter(pk=staff_id, is_trainee=True)
    spells = Facilitation.visible_to(actor).filter(running(), staff=staff_id, role=Facilitation.Role.TRAINEE)
    return of.exists() or spells.exists()
