"""Somebody is erased: asked by one, approved by two others, done a day later. Their keys are destroyed for
ever.

What stands against it is looked at twice: when it is approved, and when it is done.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.actions import erase_member
from holdspace.members.models import Member
from holdspace.practice.models import Practice
from holdspace.release import policies
from holdspace.release.models import Erasure
from holdspace.release.queries.keeping import keep_until_of
from holdspace.release.rules.retention import check_may_be_erased

A_DAY = timedelta(days=1)
"""How long an approved erasure can still be withdrawn: there is no way back from it."""

OPEN = (Erasure.State.ASKED, Erasure.State.APPROVED_ONCE, Erasure.State.APPROVED_TWICE)


@transaction.atomic
def ask_for_erasure(*, member: Member, reason: str = "", by: Actor) -> Erasure:
    """Ask that somebody who has left be erased; before its time only with a reason, on hold not at all."""
    policies.check_keeps(by, member.practice_id)
    policies.check_has_left(member)
    until = keep_until_of(by, member)
    _check(member.pk, until, reason, by)
    if Erasure.visible_to(by).filter(member=member, state__in=OPEN).exists():
        raise Refused(_("This has been asked for already."))
    erasure = Erasure(
        practice_id=member.practice_id,
        member=member,
        reason=reason.strip(),
        keep_until=until,
        asked_at=clock.now(),
        asked_by_id=by.staff_id,
    )
    erasure.save(force_insert=True)
    record("release.erasure_asked", by=by, on=erasure, about=[member.pk])
    return erasure


@transaction.atomic
def approve_erasure(*, erasure: Erasure, by: Actor) -> Erasure:
    """One of the two who have to approve; nobody who asked."""
    erasure = _locked(erasure, by)
    policies.check_approves_erasure(by, erasure)
    _check(erasure.member_id, erasure.keep_until, erasure.reason or "", by)
    if erasure.first_by_id is None:
        erasure.first_by_id, erasure.first_at = by.staff_id, clock.now()
        erasure.state = Erasure.State.APPROVED_ONCE
    else:
        erasure.second_by_id, erasure.second_at = by.staff_id, clock.now()
        erasure.state = Erasure.State.APPROVED_TWICE
    erasure.save()
    record("release.erasure_approved", by=by, on=erasure, about=[erasure.member_id])
    return erasure


@transaction.atomic
def withdraw_erasure(*, erasure: Erasure, by: Actor) -> Erasure:
    """Anybody who may ask may also stop it, until it is done."""
    policies.check_keeps(by, erasure.practice_id)
    erasure = _locked(erasure, by)
    if erasure.state not in OPEN:
        raise Refused(_("This cannot be withdrawn any more."))
    erasure.state, erasure.ended_at = Erasure.State.WITHDRAWN, clock.now()
    erasure.save()
    record("release.erasure_withdrawn", by=by, on=erasure, about=[erasure.member_id])
    return erasure


@transaction.atomic
def carry_out(*, member: Member, by: Actor) -> int:
    """Destroy somebody's keys now: on the server, after two approvals, and with nothing standing against it.

    Returns how many keys there were. Refused with a sentence otherwise.
    """
    if not by.is_system:
        raise Missing(_("This page does not exist."))
    policies.check_has_left(member)
    erasure = Erasure.visible_to(by).filter(member=member, state=Erasure.State.APPROVED_TWICE).first()
    if policies.is_held(member.pk):
        raise Refused(_("There is a legal hold on this record. Nothing of it can be erased."))
    if erasure is None:
        raise Refused(
            _("Two people of the practice have to approve this first, under “Keeping and erasing”.")
        )
    erasure = _locked(erasure, by)
    _check(member.pk, erasure.keep_until, erasure.reason or "", by)
    erasure.state, erasure.ended_at = Erasure.State.DONE, clock.now()
    erasure.save()
    record("release.erasure_done", by=by, on=erasure, about=[member.pk])
    return erase_member(member=member, by=by)


@transaction.atomic
def carry_out_due(*, by: Actor, now: datetime) -> int:
    """Every erasure that was approved twice a day ago; what a hold stopped meanwhile waits on."""
    due = Erasure.visible_to(by).filter(state=Erasure.State.APPROVED_TWICE, second_at__lte=now - A_DAY)
    done = 0
    for erasure in due.select_related("member__user"):
        if not policies.is_held(erasure.member_id):
            carry_out(member=erasure.member, by=by)
            done += 1
    return done


def _check(member_id: UUID, until: object, reason: str, by: Actor) -> None:
    practice = Practice.visible_to(by).get(pk=by.practice_id)
    check_may_be_erased(
        until=until,  # type: ignore[arg-type]
        today=clock.today(practice.time_zone),
        held=policies.is_held(member_id),
        reason=reason,
    )


def _locked(erasure: Erasure, by: Actor) -> Erasure:
    row = Erasure.visible_to(by).select_for_update(of=("self",)).filter(pk=erasure.pk).first()
    if row is None:
        raise Missing(_("This page does not exist."))
    return row
