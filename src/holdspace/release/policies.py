"""Who may ask for a record, prepare, approve and hand it over; who keeps records and erases them.

A release is prepared and approved by clinicians within whose reach the member's groups are: they read what
they
let go. Two people approve, and neither of them asked. Erasing needs no clinical word and is for those who
answer for the practice: again one asks and two others approve.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group
from holdspace.groups.policies import allowed, answers_for
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.practice.roles import Permission
from holdspace.release.models import Correction, Erasure, LegalHold, Release
from holdspace.release.rules.states import State, check_approves

REASON_LENGTH = 10
"""The fewest characters of a reason for leaving something out, or for letting a name stand."""


def check_asks(actor: Actor) -> None:
    """Members ask for their own record, and for corrections of it."""
    if not actor.is_member:
        raise Missing(_("This page does not exist."))


def check_works_on(actor: Actor, release: Release) -> None:
    """Those who may see a release prepare it."""
    if not (actor.is_staff and actor.may(Permission.RECORD_RELEASE)):
        raise Missing(_("This page does not exist."))
    if not Release.visible_to(actor).filter(pk=release.pk).exists():
        raise Missing(_("This page does not exist."))


def check_is_of_the_record(release: Release) -> None:
    """Psychotherapy notes are no part of the record: what is done with a package of it is not done here."""
    if release.is_apart:
        raise Missing(_("This page does not exist."))


def check_keeps_apart(actor: Actor, release: Release) -> None:
    """What is in a package of psychotherapy notes is for their author alone."""
    check_works_on(actor, release)
    if not (
        release.is_apart
        and release.author_id == actor.person_id
        and actor.may(Permission.PSYCHOTHERAPY_WRITE)
    ):
        raise Missing(_("This page does not exist."))


def check_fills(actor: Actor, release: Release) -> None:
    """Who works on what is in a release: whoever may see it; of psychotherapy notes their author alone."""
    if release.is_apart:
        check_keeps_apart(actor, release)
    else:
        check_works_on(actor, release)


def can_fill(actor: Actor, release: Release) -> bool:
    """Whether `check_fills` passes."""
    return allowed(lambda: check_fills(actor, release))


def check_approves_release(actor: Actor, release: Release) -> None:
    """Somebody else than who asked, and two different people."""
    check_works_on(actor, release)
    if release.state not in (State.CHECKED, State.APPROVED_ONCE):
        raise Refused(_("There is nothing to approve now."))
    check_approves(by=actor.person_id, asked_by=release.asked_by_id, first=release.first_by_id)


def can_approve(actor: Actor, release: Release) -> bool:
    """Whether `check_approves_release` passes."""
    return allowed(lambda: check_approves_release(actor, release))


def check_lets_stand(actor: Actor, release: Release, reason: str) -> None:
    """A name that was found stands on purpose only with a reason, of somebody who did not ask.

    The author of psychotherapy notes says it also where they noted the authorisation: nobody else can.
    """
    check_fills(actor, release)
    if not release.is_apart and actor.person_id == release.asked_by_id:
        raise Refused(_("Whoever asked for a release does not let a name stand in it."))
    check_reason(reason)


def check_reason(reason: str) -> None:
    """A reason has a few words."""
    if len(reason.strip()) < REASON_LENGTH:
        sentence = _("Say why, in a few words.")
        raise Refused(sentence, fields={"reason": sentence})


def check_downloads(actor: Actor, release: Release) -> None:
    """The sealed file goes to the member, where it is for them; else to whoever prepared or approved it."""
    if actor.is_member:
        if release.member_id != actor.person_id or release.purpose != "own":
            raise Missing(_("This page does not exist."))
    else:
        check_fills(actor, release)
    if release.state not in (State.SEALED, State.HANDED_OVER) or not release.container:
        raise Missing(_("This page does not exist."))


def check_answers_correction(actor: Actor, correction: Correction) -> None:
    """Clinicians who may write answer what members want corrected."""
    if not (actor.is_staff and actor.may(Permission.CLINICAL_WRITE)):
        raise Missing(_("This page does not exist."))
    if not Correction.visible_to(actor).filter(pk=correction.pk).exists():
        raise Missing(_("This page does not exist."))
    if correction.state != Correction.State.ASKED:
        raise Refused(_("This has been answered already."))


def check_protects(actor: Actor, group: Group) -> None:
    """A group's leaders say whether it is a programme under 42 CFR Part 2."""
    if not answers_for(actor, group):
        raise Missing(_("This page does not exist."))


def check_keeps(actor: Actor, practice_id: UUID | None = None) -> None:
    """Those who answer for keeping and erasing, in their own practice."""
    may = actor.is_system or (actor.is_staff and actor.may(Permission.RECORD_ERASE))
    if not may or (practice_id is not None and practice_id != actor.practice_id):
        raise Missing(_("This page does not exist."))


def check_approves_erasure(actor: Actor, erasure: Erasure) -> None:
    """Two others than who asked."""
    check_keeps(actor, erasure.practice_id)
    if erasure.state not in (Erasure.State.ASKED, Erasure.State.APPROVED_ONCE):
        raise Refused(_("There is nothing to approve now."))
    check_approves(by=actor.person_id, asked_by=erasure.asked_by_id, first=erasure.first_by_id)


def can_approve_erasure(actor: Actor, erasure: Erasure) -> bool:
    """Whether `check_approves_erasure` passes."""
    return allowed(lambda: check_approves_erasure(actor, erasure))


def check_has_left(member: Member) -> None:
    """Only somebody who has left or died is erased."""
    if member.status not in (Member.Status.LEFT, Member.Status.DECEASED):
        raise Refused(_("Only somebody who has left or died can be erased. Change their status first."))


def is_held(member_id: UUID) -> bool:
    """Whether a legal hold stands on somebody's record."""
    return LegalHold.unscoped.filter(member_id=member_id, lifted_at__isnull=True).exists()
