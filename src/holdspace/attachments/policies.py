"""Who may bring a file into a member's record, and who may take one out.

Clinicians who lead a group of the member now bring any kind; coordinators bring what is administrative.
Whoever may bring a kind may take one out again, with a reason. A supervisor who opened the record reads,
and changes nothing.
"""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.attachments.models import Attachment
from holdspace.attachments.rules.kinds import ADMINISTRATIVE, KINDS, Kind
from holdspace.groups.models import Facilitation, Membership
from holdspace.groups.policies import acts_for, allowed
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.practice.roles import Permission
from holdspace.practice.spells import running
from holdspace.sessions.models import GroupSession

MOST_FILES = 200
"""Files that one record holds at a time."""
LONGEST_TITLE = 120
REASON_LENGTH = 10
"""The fewest characters of a reason for taking a file out."""


def kinds_for(actor: Actor, member: Member) -> tuple[Kind, ...]:
    """What `actor` may bring for this member now; none where they may bring nothing."""
    if acts_for(actor, member.practice_id) or circle_of(actor, member.pk) is not None:
        return KINDS
    keeps = actor.may(Permission.ROSTER_EDIT) and member.practice_id == actor.practice_id
    return ADMINISTRATIVE if keeps else ()


def check_can_add(actor: Actor, member: Member, kind: Kind) -> None:
    """Somebody alive or dead, of this practice, and a kind that is the actor's to bring."""
    offered = kinds_for(actor, member)
    if not offered:
        raise _unknown()
    if kind not in offered:
        sentence = _("This kind of file is brought by the member's therapists.")
        raise Refused(sentence, fields={"kind": sentence})


def check_has_room(member: Member) -> None:
    """Refused when a record holds as many files as it can."""
    if Attachment.unscoped.filter(member=member, removed_at__isnull=True).count() >= MOST_FILES:
        raise Refused(_("This record is full. Take out what is no longer needed first."))


def check_is_theirs(member: Member, session: GroupSession, actor: Actor) -> None:
    """A session of a group that the actor leads, held while the member belonged to it."""
    spells = Membership.unscoped.filter(
        running(at=session.starts_at),
        group=session.group_id,
        member=member,
        group__in=_led(actor).values("group"),
    )
    if not spells.exists():
        raise Missing(_("There is no such session."))


def check_can_remove(actor: Actor, attachment: Attachment) -> None:
    """Whoever may bring such a file now, or leads the group for which it was brought."""
    if attachment.is_removed or not _answers(actor, attachment):
        raise _unknown()


def can_remove(actor: Actor, attachment: Attachment) -> bool:
    """Whether `check_can_remove` passes."""
    return allowed(lambda: check_can_remove(actor, attachment))


def check_reason(reason: str) -> None:
    """A file is taken out for a reason that somebody can read later."""
    if len(reason.strip()) < REASON_LENGTH:
        sentence = _("Say why in a few words, at least 10 characters.")
        raise Refused(sentence, fields={"reason": sentence})


def circle_of(actor: Actor, member_id: UUID) -> UUID | None:
    """The group that the actor leads and in which the member sits now; the one of the longest spell."""
    if not actor.may(Permission.CLINICAL_WRITE):
        return None
    spells = Membership.unscoped.filter(running(), group__in=_led(actor).values("group"), member_id=member_id)
    return spells.order_by("starts_at", "id").values_list("group", flat=True).first()


def _answers(actor: Actor, attachment: Attachment) -> bool:
    if attachment.what in kinds_for(actor, attachment.member):
        return True
    writes = actor.may(Permission.CLINICAL_WRITE) and attachment.group_id is not None
    return writes and _led(actor).filter(group=attachment.group_id).exists()


def _led(actor: Actor) -> models.QuerySet[Facilitation]:
    return Facilitation.unscoped.filter(running(), staff_id=actor.person_id, practice_id=actor.practice_id)


def _unknown() -> Missing:
    return Missing(_("There is no such file."))
