"""How long records are kept, what is held for a court, and which groups fall under 42 CFR Part 2."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.release import policies
from holdspace.release.models import Keeping, LegalHold, ProtectedGroup
from holdspace.release.places import places

MOST_EXTRA = 30


@transaction.atomic
def set_keeping(*, place: str, extra_years: int, by: Actor) -> Keeping:
    """The practice's place, and years that it adds to what the place asks for."""
    policies.check_keeps(by)
    if place not in places():
        raise Refused(_("Choose a place."), fields={"place": _("Choose a place.")})
    if not 0 <= extra_years <= MOST_EXTRA:
        raise Refused(_("Too many years."), fields={"extra_years": _("From 0 to 30.")})
    keeping = Keeping.visible_to(by).first() or Keeping(practice_id=by.practice_id)
    keeping.place, keeping.extra_years = place, extra_years
    keeping.since, keeping.by_id = clock.now(), by.staff_id
    keeping.save()
    record("release.keeping_changed", by=by, on=keeping, detail={"place": place, "extra_years": extra_years})
    return keeping


@transaction.atomic
def place_hold(*, member: Member, reason: str, by: Actor) -> LegalHold:
    """Nothing of this person's record is erased until the hold is lifted."""
    policies.check_keeps(by, member.practice_id)
    policies.check_reason(reason)
    if policies.is_held(member.pk):
        raise Refused(_("There is a legal hold on this record already."))
    hold = LegalHold(
        practice_id=member.practice_id,
        member=member,
        reason=reason.strip(),
        placed_at=clock.now(),
        placed_by_id=by.staff_id,
    )
    hold.save(force_insert=True)
    record("release.hold_placed", by=by, on=hold, about=[member.pk])
    return hold


@transaction.atomic
def lift_hold(*, hold: LegalHold, by: Actor) -> LegalHold:
    """The hold is over."""
    policies.check_keeps(by, hold.practice_id)
    row = LegalHold.visible_to(by).select_for_update(of=("self",)).filter(pk=hold.pk).first()
    if row is None:
        raise Missing(_("This page does not exist."))
    if row.lifted_at is not None:
        raise Refused(_("This hold has been lifted already."))
    row.lifted_at, row.lifted_by_id = clock.now(), by.staff_id
    row.save()
    record("release.hold_lifted", by=by, on=row, about=[row.member_id])
    return row


@transaction.atomic
def protect_group(*, group: Group, by: Actor) -> ProtectedGroup:
    """The group is a programme under 42 CFR Part 2 from now on; said twice, it is said once."""
    policies.check_protects(by, group)
    known = ProtectedGroup.visible_to(by).filter(group=group).first()
    if known is not None:
        return known
    protected = ProtectedGroup(
        practice_id=group.practice_id, group=group, by_id=by.staff_id, since=clock.now()
    )
    protected.save(force_insert=True)
    record("release.group_protected", by=by, on=protected, group_id=group.pk)
    return protected


@transaction.atomic
def unprotect_group(*, group: Group, by: Actor) -> None:
    """It was no such programme after all."""
    policies.check_protects(by, group)
    known = ProtectedGroup.visible_to(by).filter(group=group).first()
    if known is not None:
        record("release.group_unprotected", by=by, on=known, group_id=group.pk)
        known.delete()
