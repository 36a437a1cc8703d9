"""Who may publish an agreement, who may sign it, and who may not come before they have."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from holdspace.agreements.models import Agreement, Signature
from holdspace.groups.models import Group, Membership, circles_of
from holdspace.groups.policies import allowed, check_decides
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.practice.spells import running
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.sessions.policies import IN_THE_ROOM


def check_can_publish(actor: Actor, group: Group) -> None:
    """The group's leader or co-leader, while the group has not ended."""
    check_decides(actor, group)
    if group.phase == Group.Phase.ENDED:
        raise Refused(_("This group has ended. There is nothing left to agree on."))


def can_publish(actor: Actor, group: Group) -> bool:
    """Whether `check_can_publish` passes."""
    return allowed(lambda: check_can_publish(actor, group))


def check_can_sign(actor: Actor, agreement: Agreement) -> None:
    """A member of that circle, the newest version, once."""
    if not actor.is_member or agreement.group_id not in circles_of(actor):
        raise Missing(_("This document does not exist."))
    _check_holds(agreement)
    if Signature.unscoped.filter(agreement=agreement, member_id=actor.person_id).exists():
        raise Refused(_("You have signed this version already."))


def can_sign(actor: Actor, agreement: Agreement) -> bool:
    """Whether `check_can_sign` passes."""
    return allowed(lambda: check_can_sign(actor, agreement))


def check_can_witness(actor: Actor, agreement: Agreement, member: Member) -> None:
    """A leader notes what a member of the circle signed on paper: the newest version, once."""
    check_decides(actor, agreement.group)
    if not Membership.unscoped.filter(running(), group=agreement.group_id, member=member).exists():
        raise Missing(_("This person is not in this group."))
    _check_holds(agreement)
    if Signature.unscoped.filter(agreement=agreement, member=member).exists():
        raise Refused(_("They have signed this version already."))


def can_witness(actor: Actor, agreement: Agreement) -> bool:
    """Whether `actor` may note signatures under this version at all."""

    def check() -> None:
        check_decides(actor, agreement.group)
        _check_holds(agreement)

    return allowed(check)


def _check_holds(agreement: Agreement) -> None:
    if Agreement.unscoped.filter(group=agreement.group_id, version__gt=agreement.version).exists():
        raise Refused(_("There is a newer version of this agreement. Please read and sign that one."))


def check_may_begin(session: GroupSession) -> None:
    """A group's first session needs an agreement that everybody could read and sign before it."""
    if Agreement.unscoped.filter(group=session.group_id).exists():
        return
    held = GroupSession.unscoped.filter(group=session.group_id, status=GroupSession.Status.HELD)
    if not held.exists():
        raise Refused(_("This group has agreed on nothing yet. Write its agreement before it meets."))


def check_may_take_part(session: GroupSession, member_id: UUID) -> None:
    """Whoever comes for the first time has signed the agreement; later a new version is only asked for."""
    if kept_out(session, [member_id]):
        raise Refused(
            _(
                "They come for the first time and have not signed the agreement yet. Open their seat: what "
                "they sign on paper can be noted there."
            )
        )


def kept_out(session: GroupSession, member_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Who of these comes to the group for the first time and has signed no version of its agreement.

    Nobody while nothing has been published. At most three queries.
    """
    wanted = frozenset(member_ids)
    if not wanted or not Agreement.unscoped.filter(group=session.group_id).exists():
        return frozenset()
    signed = Signature.unscoped.filter(agreement__group=session.group_id, member_id__in=wanted)
    came = Attendance.unscoped.filter(
        session__group=session.group_id,
        session__starts_at__lt=session.starts_at,
        member_id__in=wanted,
        status__in=IN_THE_ROOM,
    )
    return wanted - {member for rows in (signed, came) for member in rows.values_list("member_id", flat=True)}
