"""Who may do what in a group.

Groups are set up and staffed by coordinators (SCHEDULE_EDIT). Who sits in a circle is a clinical decision: a
coordinator may propose a member, and only the group's leader or co-leader admits one or ends a membership. A
trainee leads (sits in, runs the session, writes) but decides none of that. The system, acting for its own
practice, may do everything: an import or the demo's simulation has no person behind it.

`check_…` raises Refused with a sentence, or Missing where the actor may not know that the group exists;
`can_…` derives from it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Facilitation, Group, Membership, RecordOpening, circles_of, clinical_reach
from holdspace.groups.rules.opening import is_open, opens_next
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.practice.models import RoleSpell, Staff
from holdspace.practice.roles import Permission, Role
from holdspace.practice.spells import running
from holdspace.ui.days import told

NOT_HERE = _("This page does not exist.")

LEADING = (Facilitation.Role.LEADER, Facilitation.Role.CO_LEADER)
"""The roles that answer for a group; a trainee leads with them and decides nothing alone."""

REASON_LENGTH = 20
"""The fewest characters of a reason for opening a record (security.md, R11)."""

OPENING = timedelta(minutes=60)
"""How long a record stays open for a supervisor (security.md, R11)."""

REVIEW_WITHIN = timedelta(hours=72)
"""An opening nobody has reviewed for so long blocks further ones by the same person (security.md, R11)."""


def allowed(check: Callable[[], None]) -> bool:
    """Whether a check passes: `allowed(lambda: check_can_admit(actor, group))`."""
    try:
        check()
    except Refused:
        return False
    return True


def acts_for(actor: Actor, practice_id: object) -> bool:
    """Whether the system itself acts, for this practice."""
    return actor.is_system and actor.practice_id == practice_id


def leads(actor: Actor, group: Group) -> bool:
    """Whether the actor leads the group now, in whatever role, trainees included."""
    if acts_for(actor, group.practice_id):
        return True
    return actor.may(Permission.CLINICAL_READ) and _facilitates(actor, group)


def answers_for(actor: Actor, group: Group) -> bool:
    """Whether the actor is the group's leader or co-leader now."""
    if acts_for(actor, group.practice_id):
        return True
    return actor.may(Permission.SESSION_LEAD) and _facilitates(actor, group, *LEADING)


def reads_record(actor: Actor, group: Group) -> bool:
    """Whether the group's clinical record is open to the actor now: led, or opened with a reason."""
    return group.pk in clinical_reach(actor)


def knows(actor: Actor, group: Group) -> bool:
    """Whether the actor may know that the group exists."""
    return Group.visible_to(actor).filter(pk=group.pk).exists()


def check_knows(actor: Actor, group: Group) -> None:
    """Missing unless the actor may know that the group exists."""
    if not knows(actor, group):
        raise Missing(_("This group does not exist."))


def check_can_manage(actor: Actor, group: Group | None = None) -> None:
    """Setting groups up, staffing and scheduling them is for coordinators of the practice."""
    if group is not None:
        check_knows(actor, group)
    if not (actor.is_system or actor.may(Permission.SCHEDULE_EDIT)):
        raise Refused(_("Only a coordinator can set up and schedule groups."))


def can_manage(actor: Actor, group: Group | None = None) -> bool:
    """Whether `check_can_manage` passes."""
    return allowed(lambda: check_can_manage(actor, group))


def check_decides(actor: Actor, group: Group) -> None:
    """Who comes and goes, and what the group agrees on, is decided by its leader or co-leader."""
    check_knows(actor, group)
    if not answers_for(actor, group):
        raise Refused(_("Only this group's leaders can decide that."))


def check_belongs(actor: Actor, group: Group) -> None:
    """A member of that circle now; Missing for everybody else."""
    if not actor.is_member or group.pk not in circles_of(actor):
        raise Missing(NOT_HERE)


def belongs(actor: Actor, group: Group) -> bool:
    """Whether `check_belongs` passes."""
    return allowed(lambda: check_belongs(actor, group))


def check_holds(actor: Actor, group: Group) -> None:
    """What goes on in a circle is held by its leader or co-leader; in training one is told so; Missing for
    everybody else.
    """
    if not leads(actor, group):
        raise Missing(NOT_HERE)
    if not answers_for(actor, group):
        raise Refused(_("Only this group's leaders can decide that."))


def can_hold(actor: Actor, group: Group) -> bool:
    """Whether `check_holds` passes."""
    return allowed(lambda: check_holds(actor, group))


def check_still_holds(actor: Actor, group: Group) -> None:
    """The same, while the group has not ended."""
    check_holds(actor, group)
    if group.phase == Group.Phase.ENDED:
        raise Refused(_("This group has ended."))


def can_still_hold(actor: Actor, group: Group) -> bool:
    """Whether `check_still_holds` passes."""
    return allowed(lambda: check_still_holds(actor, group))


def check_can_admit(actor: Actor, group: Group) -> None:
    """Admitting is for the group's leaders, while there is a free place and the group has not ended."""
    check_knows(actor, group)
    if not (answers_for(actor, group) and (actor.is_system or actor.may(Permission.GROUP_ADMIT))):
        raise Refused(_("Only this group's leaders can admit members."))
    check_has_place(group)


def can_admit(actor: Actor, group: Group) -> bool:
    """Whether `check_can_admit` passes."""
    return allowed(lambda: check_can_admit(actor, group))


def check_has_place(group: Group) -> None:
    """Refused when the group has ended or is full."""
    if group.phase == Group.Phase.ENDED:
        raise Refused(_("This group has ended. Nobody can join it any more."))
    if Membership.unscoped.filter(running(), group=group).count() >= group.max_size:
        raise Refused(_("This group is full. Somebody has to leave, or the largest size to change, first."))


def check_can_join(group: Group, member: Member) -> None:
    """Whether this person can take a seat: alive, of this practice, not in it already."""
    if member.practice_id != group.practice_id:
        raise Missing(_("This person does not exist."))
    if member.status == Member.Status.DECEASED:
        raise Refused(_("This person has died. Nobody can be admitted under this record."))
    if Membership.unscoped.filter(running(), group=group, member=member).exists():
        raise Refused(_("This person is in this group already."))


def check_can_appoint(actor: Actor, group: Group, staff: Staff) -> None:
    """Coordinators appoint those who hold the therapist's role.

    A facilitation opens a group's records, so nobody appoints themselves while another coordinator can.
    """
    check_can_manage(actor, group)
    roles = RoleSpell.visible_to(actor).filter(running())
    if staff.practice_id != group.practice_id:
        raise Missing(_("This person does not exist."))
    if not roles.filter(staff=staff, role=Role.THERAPIST).exists():
        raise Refused(_("Only somebody who holds the role of therapist can lead a group."))
    if actor.staff_id == staff.pk and _another_coordinator(actor):
        raise Refused(_("Leading a group opens its records. Ask another coordinator to appoint you."))
    if Facilitation.unscoped.filter(running(), group=group, staff=staff).exists():
        raise Refused(_("This person leads this group already."))


def check_can_end_facilitation(actor: Actor, facilitation: Facilitation) -> None:
    """A coordinator, or the person themselves."""
    check_knows(actor, facilitation.group)
    if actor.staff_id != facilitation.staff_id:
        check_can_manage(actor, facilitation.group)


def check_open(group: Group) -> None:
    """Members write to each other only where the therapists hold a space for it, and in its hours."""
    if group.contact_rule != Group.ContactRule.SPACE:
        raise Refused(_("This circle speaks in its sessions. What you wrote is kept here, for you."))
    check_open_hours(group)


def check_open_hours(group: Group) -> None:
    """Refused outside the group's hours, with the moment at which it opens; and once the group has ended."""
    if group.phase == Group.Phase.ENDED:
        raise Refused(_("This group has ended. What you wrote is kept here, for you."))
    zone, moment = group.practice.time_zone, clock.now()
    if is_open(group.open_hours, moment, zone):
        return
    opens = opens_next(group.open_hours, moment, zone)
    when = told(timezone.localtime(opens), "week-time") if opens else ""
    raise Refused(
        _("It is closed now, and opens again on %(when)s. What you wrote is kept here, for you.")
        % {"when": when}
    )


def is_open_now(group: Group) -> bool:
    """Whether `check_open_hours` passes."""
    return allowed(lambda: check_open_hours(group))


def can_write_now(group: Group) -> bool:
    """Whether `check_open` passes."""
    return allowed(lambda: check_open(group))


def check_can_open_records(actor: Actor) -> None:
    """Opening the record of a group that one does not lead is for supervisors."""
    if not actor.may(Permission.RECORD_OPEN):
        raise Missing(_("This group does not exist."))


def check_can_open_record(actor: Actor, group: Group, reason: str) -> None:
    """For a supervisor of the practice, with a reason, unless an older opening still waits for review."""
    check_can_open_records(actor)
    if group.practice_id != actor.practice_id:
        raise Missing(_("This group does not exist."))
    if len(reason.strip()) < REASON_LENGTH:
        sentence = _("Say why in a sentence of at least 20 characters.")
        raise Refused(sentence, fields={"reason": sentence})
    if reads_record(actor, group):
        raise Refused(_("This group's record is open to you already."))
    overdue = RecordOpening.unscoped.filter(
        staff_id=actor.person_id, reviewed_at__isnull=True, starts_at__lt=clock.now() - REVIEW_WITHIN
    )
    if overdue.exists():
        raise Refused(
            _("A record that you opened over three days ago has not been reviewed. Ask its leaders first.")
        )


def check_can_review(actor: Actor, opening: RecordOpening) -> None:
    """The group's leader or co-leader reviews an opening, never the one who opened, and only once."""
    if not answers_for(actor, opening.group):
        raise Missing(_("This opening does not exist."))
    if opening.staff_id == actor.person_id:
        raise Refused(_("Somebody else has to review what you opened."))
    if opening.reviewed_at is not None:
        raise Refused(_("This opening has been reviewed already."))


def _facilitates(actor: Actor, group: Group, *roles: Facilitation.Role) -> bool:
    rows = Facilitation.unscoped.filter(
        running(), group=group, staff_id=actor.person_id, practice_id=actor.practice_id
    )
    return (rows.filter(role__in=roles) if roles else rows).exists()


def _another_coordinator(actor: Actor) -> bool:
    spells = RoleSpell.visible_to(actor).filter(running(), role=Role.COORDINATOR)
    return spells.exclude(staff_id=actor.person_id).exists()
