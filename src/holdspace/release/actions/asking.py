"""A release is asked for: by the member, or by a clinician who was asked for it. Or it is put away again."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.groups.queries import member_for_clinician
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.practice.roles import Permission
from holdspace.release import policies
from holdspace.release.models import ApartPackage, Release
from holdspace.release.rules.bases import Basis
from holdspace.release.rules.parts import MAY_HOLD, Purpose
from holdspace.release.rules.states import State, Step, after
from holdspace.vault.scope import acting_as

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LONGEST_WISH = 2000
MOST_OPEN = 5
"""How many releases of their own a member waits for at once."""


@transaction.atomic
def ask_for_copy(*, wish: str, for_whom: str = "", by: Actor) -> Release:
    """A member asks for their record: for themselves, or for somebody (`for_whom`)."""
    policies.check_asks(by)
    if len(wish) > LONGEST_WISH:
        raise Refused(_("This is too long."), fields={"wish": _("Two thousand characters at most.")})
    member = Member.visible_to(by).get(pk=by.person_id)
    if Release.visible_to(by).filter(state=State.ASKED).count() >= MOST_OPEN:
        raise Refused(_("You have asked already. Your therapists have not finished with it yet."))
    own = not for_whom.strip()
    release = new_release(
        member.pk,
        member.practice_id,
        Purpose.OWN if own else Purpose.OTHER,
        Basis.OWN_REQUEST if own else Basis.AUTHORISATION,
    )
    release.wish, release.terms = wish.strip(), {"recipient": for_whom.strip(), "why": "", "reference": ""}
    release.save(force_insert=True)
    record("release.requested", by=by, on=release, about=[member.pk])
    return release


@transaction.atomic
def begin_release(*, member_id: UUID, by: Actor) -> Release:
    """A clinician begins one: a court asked, or the person did, on paper. They will not approve it."""
    if not (by.is_staff and by.may(Permission.RECORD_RELEASE)):
        raise Missing(_("This page does not exist."))
    member = member_for_clinician(by, member_id)
    release = new_release(member.pk, member.practice_id, Purpose.OWN, Basis.OWN_REQUEST)
    release.asked_by_id = by.staff_id
    release.terms = {"recipient": "", "why": "", "reference": ""}
    release.save(force_insert=True)
    record("release.requested", by=by, on=release, about=[member.pk])
    return release


def new_release(member_id: UUID, practice_id: UUID, purpose: Purpose, basis: Basis) -> Release:
    """A release with a number of its own, not yet saved."""
    return Release(
        practice_id=practice_id,
        member_id=member_id,
        code="".join(secrets.choice(ALPHABET) for _each in range(8)),
        purpose=purpose,
        basis=basis,
        parts=sorted(MAY_HOLD[purpose]),
        asked_at=clock.now(),
    )


@transaction.atomic
def withdraw(*, release: Release, by: Actor) -> Release:
    """Whoever it belongs to, or who works on it, puts it away; what was made is gone."""
    if by.is_member:
        if release.member_id != by.person_id:
            raise Missing(_("This page does not exist."))
    else:
        policies.check_works_on(by, release)
    release = locked(release, by)
    release.state = after(State(release.state), Step.WITHDRAW)
    put_away(release)
    record("release.withdrawn", by=by, on=release, about=[release.member_id])
    return release


@transaction.atomic
def decline(*, release: Release, reason: str, by: Actor) -> Release:
    """What a member asked for is not given, and why: they read it."""
    policies.check_works_on(by, release)
    policies.check_reason(reason)
    release = locked(release, by)
    release.state = after(State(release.state), Step.DECLINE)
    release.terms = {**(release.terms or {}), "declined": reason.strip()}
    put_away(release)
    record("release.declined", by=by, on=release, about=[release.member_id])
    return release


def locked(release: Release, by: Actor) -> Release:
    """The row itself, held until the end of this transaction."""
    row = Release.visible_to(by).select_for_update(of=("self",)).filter(pk=release.pk).first()
    if row is None:
        raise Missing(_("This page does not exist."))
    return row


def put_away(release: Release) -> None:
    """Save an ended release without anything that was made for it."""
    release.contents = release.choices = release.hits = release.files = release.container = None
    if release.is_apart:  # gone whoever ends it: the member and the worker, who never read it
        with acting_as(system_actor(release.practice_id)):
            ApartPackage.unscoped.filter(release=release).delete()
    release.ended_at = clock.now()
    release.version += 1
    release.save()
