"""Who may raise a concern, who may answer it, and who writes a safety plan."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.groups.models import Group, Membership, clinical_reach
from holdspace.groups.policies import allowed
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.practice.models import Staff
from holdspace.practice.queries import who_holds
from holdspace.practice.roles import Permission, roles_with
from holdspace.practice.spells import running
from holdspace.safety.models import Concern, Incident, Whereabouts


def check_can_raise(actor: Actor, member: Member, group: Group) -> None:
    """A member about themselves, where they sit or sat; the clinicians of the group; the system."""
    known = Membership.unscoped.filter(practice_id=actor.practice_id, group=group, member=member)
    if not _speaks_for(actor, member, group) or not known.exists():
        raise Missing(_("There is no such person in this group."))


def _speaks_for(actor: Actor, member: Member, group: Group) -> bool:
    if actor.is_member:
        return actor.person_id == member.pk
    return group.pk in clinical_reach(actor)


def check_can_answer(actor: Actor, concern: Concern) -> None:
    """The clinicians of the group in which it arose: people, never the system."""
    if not actor.is_staff or not Concern.visible_to(actor).filter(pk=concern.pk).exists():
        raise Missing(_("There is no such concern."))


def check_says_where(actor: Actor, member: Member, group: Group) -> None:
    """A member about themselves, where they sit now."""
    sits = Membership.unscoped.filter(running(at=clock.now()), group=group, member=member)
    if not (actor.is_member and actor.person_id == member.pk and sits.exists()):
        raise Missing(_("There is no such session."))


def has_said_where(*, session_id: UUID, member_id: UUID) -> bool:
    """Whether a member has said, for this session, where help would find them."""
    return Whereabouts.unscoped.filter(session_id=session_id, member_id=member_id).exists()


def check_sits_beside(actor: Actor, other_id: UUID, group: Group) -> None:
    """Members who sit in one circle now, or the one about whom it is sat there and left."""
    here = Membership.unscoped.filter(practice_id=actor.practice_id, group=group)
    mine = here.filter(running(at=clock.now()), member_id=actor.person_id)
    if not (actor.is_member and mine.exists() and here.filter(member_id=other_id).exists()):
        raise Missing(_("There is no such person in this group."))


def check_can_edit_rota(actor: Actor) -> None:
    """Coordinators, supervisors and owners say who is on call."""
    if not (actor.is_system or actor.may(Permission.ROTA_EDIT)):
        raise Missing(_("There is no such page."))


def check_can_answer_for_others(staff: Staff) -> None:
    """Only who may answer concerns at all can be on call or stand in."""
    able = who_holds(*roles_with(Permission.CONCERN_ANSWER), practice_id=staff.practice_id)
    if staff.pk not in able:
        raise Refused(_("Only therapists and supervisors can answer a concern."))


def check_can_begin_incident(actor: Actor, member: Member, group: Group) -> None:
    """Whoever may raise a concern about the member and answer it: the clinicians who are there."""
    check_can_raise(actor, member, group)
    if not (actor.is_staff and actor.may(Permission.CONCERN_ANSWER)):
        raise Missing(_("There is no such group."))


def check_can_write_incident(actor: Actor, incident: Incident) -> None:
    """Whoever took it over last, else whoever began it; others who may read it read."""
    if not (actor.is_staff and (incident.taken_over_by_id or incident.began_by_id) == actor.person_id):
        raise Missing(_("There is no such incident."))


def check_can_take_over(actor: Actor, incident: Incident) -> None:
    """The clinicians of its group, for what began in a session and nobody signed."""
    if incident.session_id is None or incident.signed_at is not None:
        raise Missing(_("There is no such incident."))
    check_can_begin_incident(actor, incident.member, incident.group)


def can_take_over(actor: Actor, incident: Incident) -> bool:
    """Whether `actor` may go on with what a colleague began."""
    return allowed(lambda: check_can_take_over(actor, incident))


def can_write_incident(actor: Actor, incident: Incident) -> bool:
    """Whether `actor` may write here: theirs, and not signed yet."""
    return allowed(lambda: check_can_write_incident(actor, incident)) and incident.signed_at is None


def check_can_write_plan(actor: Actor, member_id: UUID) -> None:
    """Therapists of a group in which the member sits now: a plan is written with them, not about them."""
    writes = actor.is_system or actor.may(Permission.CLINICAL_WRITE)
    if not writes or circle_of_plan(actor, member_id) is None:
        raise Missing(_("There is no such person in a group of yours."))


def can_write_plan(actor: Actor, member_id: UUID) -> bool:
    """Whether the actor may write the next version of somebody's safety plan."""
    return allowed(lambda: check_can_write_plan(actor, member_id))


def circle_of_plan(actor: Actor, member_id: UUID) -> UUID | None:
    """The group within the actor's reach in which the member sits now; the one of the longest spell."""
    spells = Membership.unscoped.filter(running(), group__in=clinical_reach(actor), member_id=member_id)
    return spells.order_by("starts_at", "id").values_list("group", flat=True).first()
