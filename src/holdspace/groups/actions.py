"""What changes in groups: setting up, staffing, admitting, leaving, opening a record for a reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NoReturn, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.groups import policies
from holdspace.groups.models import Facilitation, Group, Membership, Proposal, RecordOpening
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.practice.models import Room, Staff
from holdspace.practice.policies import check_is_offered
from holdspace.practice.spells import running
from holdspace.ui.rules.week import in_order


class GroupFields(TypedDict, total=False):
    """What a coordinator says of a group; what is left out keeps its value or default."""

    name: str
    theme: str
    language: str
    modality: str
    openness: str
    contact_rule: str
    min_size: int
    max_size: int
    room: Room | None
    begins_on: date | None


@transaction.atomic
def create_group(*, practice_id: UUID, by: Actor, **fields: Unpack[GroupFields]) -> Group:
    """Set up a group that is forming. Refused for a name that is empty, or sizes out of order."""
    policies.check_can_manage(by)
    if practice_id != by.practice_id:
        raise Missing(_("This practice does not exist."))
    group = Group(practice_id=practice_id, **fields)
    _check_described(group)
    _check_room(group.room, group)
    group.save(force_insert=True)
    record("groups.created", by=by, on=group, group_id=group.pk)
    return group


@transaction.atomic
def change_group(*, group: Group, by: Actor, **fields: Unpack[GroupFields]) -> Group:
    """Change what is said of a group. Refused below the number of members it holds."""
    policies.check_can_manage(by, group)
    group = _locked(group)
    if fields.get("room", group.room) != group.room:
        _check_room(fields["room"], group)
    for name, value in fields.items():
        setattr(group, name, value)
    _check_described(group)
    if _seated(group).count() > group.max_size:
        _refuse_field("max_size", _("More people than that sit in this group now."))
    group.save(update_fields=list(fields))
    record("groups.changed", by=by, on=group, group_id=group.pk, detail={"fields": sorted(fields)})
    return group


@transaction.atomic
def set_contact(*, group: Group, contact_rule: str, open_hours: Iterable[str], by: Actor) -> Group:
    """The leaders say whether members may write to each other between sessions, and in which hours."""
    policies.check_decides(by, group)
    group = _locked(group)
    group.contact_rule, group.open_hours = contact_rule, list(in_order(open_hours))
    group.save(update_fields=["contact_rule", "open_hours"])
    record("groups.contact_set", by=by, on=group, group_id=group.pk, detail={"rule": contact_rule})
    return group


@transaction.atomic
def begin_group(*, group: Group, by: Actor) -> Group:
    """The group begins to meet. Refused while nobody leads it."""
    policies.check_can_manage(by, group)
    group = _locked(group)
    if group.phase != Group.Phase.FORMING:
        raise Refused(_("Only a group that is forming can begin."))
    if not Facilitation.unscoped.filter(running(), group=group, role__in=policies.LEADING).exists():
        raise Refused(_("Nobody leads this group yet. Appoint a leader first."))
    return _to_phase(group, Group.Phase.RUNNING, "groups.begun", by)


@transaction.atomic
def end_group(*, group: Group, by: Actor) -> Group:
    """The group has ended for good. Refused while somebody still sits in it; its leaders keep its record."""
    policies.check_can_manage(by, group)
    group = _locked(group)
    if group.phase == Group.Phase.ENDED:
        raise Refused(_("This group has ended already."))
    if _seated(group).exists():
        raise Refused(_("People still sit in this group. Its leaders say goodbye to each of them first."))
    return _to_phase(group, Group.Phase.ENDED, "groups.ended", by)


@transaction.atomic
def propose_member(*, group: Group, member: Member, by: Actor) -> Proposal:
    """A coordinator asks the group's leaders to admit somebody."""
    policies.check_can_manage(by, group)
    group = _locked(group)
    policies.check_has_place(group)
    policies.check_can_join(group, member)
    if Proposal.unscoped.filter(group=group, member=member, answer="").exists():
        raise Refused(_("This person has been proposed already. The leaders have not answered yet."))
    proposal = Proposal.unscoped.create(
        practice_id=group.practice_id, group=group, member=member, proposed_by_id=by.staff_id
    )
    record("groups.member_proposed", by=by, on=proposal, about=[member.pk])
    return proposal


@transaction.atomic
def decline_proposal(*, proposal: Proposal, by: Actor) -> Proposal:
    """The leaders decline, or a coordinator withdraws, what was proposed."""
    policies.check_knows(by, proposal.group)
    declines = policies.answers_for(by, proposal.group)
    if not declines:
        policies.check_can_manage(by, proposal.group)
    answer = Proposal.Answer.DECLINED if declines else Proposal.Answer.WITHDRAWN
    if not _answer(Proposal.unscoped.filter(pk=proposal.pk, answer=""), answer, by):
        raise Refused(_("This proposal has been answered already."))
    act = "groups.proposal_declined" if declines else "groups.proposal_withdrawn"
    record(act, by=by, on=proposal, about=[proposal.member_id])
    proposal.refresh_from_db()
    return proposal


@transaction.atomic
def admit_member(*, group: Group, member: Member, by: Actor) -> Membership:
    """Give a member the lowest free seat from now on, and answer what was proposed.

    Refused when the group is full or has ended, and for somebody who has died or sits there already.
    """
    policies.check_knows(by, group)
    group = _locked(group)
    policies.check_can_admit(by, group)
    policies.check_can_join(group, member)
    membership = Membership.unscoped.create(
        practice_id=group.practice_id,
        group=group,
        member=member,
        seat=_lowest_free_seat(group),
        starts_at=clock.now(),
        admitted_by_id=by.staff_id,
    )
    _answer(Proposal.unscoped.filter(group=group, member=member, answer=""), Proposal.Answer.ADMITTED, by)
    record("groups.member_admitted", by=by, on=membership, about=[member.pk])
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, ending: str, by: Actor) -> Membership:
    """End a membership now: the circle, its pages and sockets are closed to this person at once."""
    policies.check_decides(by, membership.group)
    if ending not in Membership.Ending.values:
        _refuse_field("ending", _("Say how it ended."))
    membership = Membership.unscoped.select_for_update().get(pk=membership.pk)
    if not membership.runs():
        raise Refused(_("This membership has ended already."))
    membership.ends_at, membership.ending = clock.now(), ending
    membership.save(update_fields=["ends_at", "ending"])
    record(
        "groups.membership_ended",
        by=by,
        on=membership,
        about=[membership.member_id],
        detail={"ending": ending},
    )
    return membership


@transaction.atomic
def appoint(*, group: Group, staff: Staff, role: str, by: Actor) -> Facilitation:
    """Let somebody lead the group from now on, as leader, co-leader or trainee."""
    policies.check_can_manage(by, group)
    if role not in Facilitation.Role.values:
        _refuse_field("role", _("Choose leader, co-leader or trainee."))
    group = _locked(group)
    policies.check_can_appoint(by, group, staff)
    facilitation = Facilitation.unscoped.create(
        practice_id=group.practice_id, group=group, staff=staff, role=role, starts_at=clock.now()
    )
    record(
        "groups.staff_appointed",
        by=by,
        on=facilitation,
        group_id=group.pk,
        detail={"staff": staff.pk, "role": role},
    )
    return facilitation


@transaction.atomic
def end_facilitation(*, facilitation: Facilitation, by: Actor) -> Facilitation:
    """Somebody leads the group no more: its records are closed to them at once.

    Never refused for being the last leader: taking access away must not wait for a successor.
    """
    policies.check_can_end_facilitation(by, facilitation)
    facilitation = Facilitation.unscoped.select_for_update().get(pk=facilitation.pk)
    if not facilitation.runs():
        raise Refused(_("This person does not lead the group any more."))
    facilitation.ends_at = clock.now()
    facilitation.save(update_fields=["ends_at"])
    record("groups.facilitation_ended", by=by, on=facilitation, detail={"staff": facilitation.staff_id})
    return facilitation


@transaction.atomic
def open_record(*, group: Group, reason: str, by: Actor) -> RecordOpening:
    """A supervisor opens a group's record for an hour; its leaders see who, when and why, and review it."""
    policies.check_can_open_record(by, group, reason)
    moment = clock.now()
    opening = RecordOpening.unscoped.create(
        practice_id=group.practice_id,
        group=group,
        staff_id=by.person_id,
        starts_at=moment,
        ends_at=moment + policies.OPENING,
        reason=reason.strip(),
    )
    record("groups.record_opened", by=by, on=opening)
    return opening


@transaction.atomic
def close_record(*, opening: RecordOpening, by: Actor) -> RecordOpening:
    """Whoever opened a record closes it before its hour is over."""
    if opening.staff_id != by.person_id:
        raise Missing(_("This opening does not exist."))
    if not opening.runs():
        raise Refused(_("This record is closed already."))
    opening.ends_at = clock.now()
    opening.save(update_fields=["ends_at"])
    record("groups.record_closed", by=by, on=opening)
    return opening


@transaction.atomic
def review_opening(*, opening: RecordOpening, by: Actor) -> RecordOpening:
    """A leader has looked at why a record was opened."""
    opening = RecordOpening.unscoped.select_for_update().select_related(None).get(pk=opening.pk)
    policies.check_can_review(by, opening)
    opening.reviewed_by_id, opening.reviewed_at = by.staff_id, clock.now()
    opening.save(update_fields=["reviewed_by", "reviewed_at"])
    record("groups.opening_reviewed", by=by, on=opening, detail={"staff": opening.staff_id})
    return opening


def _locked(group: Group) -> Group:
    """The group, held until this transaction ends, so that two admissions never meet at one seat."""
    return Group.unscoped.select_for_update().get(pk=group.pk)


def _seated(group: Group) -> QuerySet[Membership]:
    return Membership.unscoped.filter(running(), group=group)


def _lowest_free_seat(group: Group) -> int:
    taken = set(Membership.unscoped.filter(group=group, ends_at__isnull=True).values_list("seat", flat=True))
    return next(seat for seat in range(group.max_size + len(taken) + 1) if seat not in taken)


def _to_phase(group: Group, phase: Group.Phase, act: str, by: Actor) -> Group:
    group.phase = phase
    group.save(update_fields=["phase"])
    record(act, by=by, on=group, group_id=group.pk)
    return group


def _check_described(group: Group) -> None:
    if not group.name.strip():
        _refuse_field("name", _("A group needs a name."))
    if not 2 <= group.min_size <= group.max_size <= 14:
        _refuse_field("max_size", _("Sizes are between 2 and 14, the smallest first."))


def _check_room(room: Room | None, group: Group) -> None:
    """A room of the practice in which something new may be planned."""
    if room is not None and room.practice_id != group.practice_id:
        raise Missing(_("This room does not exist."))
    if room is not None:
        check_is_offered(room)


def _refuse_field(name: str, sentence: object) -> NoReturn:
    raise Refused(sentence, fields={name: sentence})


def _answer(waiting: QuerySet[Proposal], answer: Proposal.Answer, by: Actor) -> int:
    return waiting.update(answer=answer, answered_by_id=by.staff_id, answered_at=clock.now())
