"""Psychotherapy notes leave in a package of their own: begun and filled by their author, ended by the member.

Each step asks again whether the authorisation counts: a member takes it back whenever they like, until the
file has left.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.notes.actions import withdraw_authorisation
from holdspace.notes.models import Authorisation
from holdspace.notes.queries.apart import authorisation_for, none_allows, released_by, still_allows
from holdspace.practice.models import Practice
from holdspace.practice.roles import Permission
from holdspace.release import policies
from holdspace.release.actions.asking import locked, new_release, put_away
from holdspace.release.actions.preparing import CHANGED, build_and_search
from holdspace.release.models import ApartPackage, Release
from holdspace.release.queries.apart import gather_apart
from holdspace.release.rules import contents as said
from holdspace.release.rules.apart import check_package
from holdspace.release.rules.bases import Basis
from holdspace.release.rules.parts import Part, Purpose
from holdspace.release.rules.states import OPEN, State, Step, after

ENDED = _("The authorisation does not count any more. Nothing leaves by it.")


@transaction.atomic
def begin_apart(*, authorisation: Authorisation, by: Actor) -> Release:
    """The author begins a package by one authorisation; while one is under way, it is that one.

    What the member wrote here they asked for themselves. What the author noted from paper, the author asked
    for, and does not approve.
    """
    if not (by.is_staff and by.may(Permission.RECORD_RELEASE) and authorisation.author_id == by.person_id):
        raise Missing(_("This page does not exist."))
    if not still_allows(authorisation.pk, by.practice_id, _today(by)):
        raise Refused(ENDED)
    begun = Release.visible_to(by).filter(authorisation=authorisation, state__in=OPEN).first()
    if begun is not None:
        return begun
    release = new_release(authorisation.member_id, by.practice_id, Purpose.OTHER, Basis.APART)
    release.author_id, release.authorisation = by.person_id, authorisation
    release.authorised_on, release.authorised_until = authorisation.signed_on, authorisation.expires_on
    release.asked_by_id = by.staff_id if authorisation.on_paper else None
    release.parts = [Part.PSYCHOTHERAPY.value]
    release.terms = {
        "recipient": authorisation.recipient or "",
        "why": authorisation.purpose or "",
        "reference": "",
    }
    release.save(force_insert=True)
    record("release.apart_begun", by=by, on=release, about=[release.member_id])
    return release


@transaction.atomic
def prepare_apart(
    *,
    release: Release,
    notes: Collection[UUID],
    until: date,
    version: int,
    by: Actor,
    part2_consent_on: date | None = None,
) -> Release:
    """The author adds notes that the authorisation names; built and searched as every package is.

    Earlier approvals do not count any more. Raises Conflict where it was changed since `version`.
    """
    policies.check_keeps_apart(by, release)
    today = _today(by)
    authorisation = authorisation_for(by, release.authorisation_id)  # type: ignore[arg-type]
    may_go = released_by(by, authorisation, today)
    chosen = {note.pk for note in may_go} & set(notes)
    check_package(authorisation.allowance, until=until, chosen=len(chosen), today=today)
    release = locked(release, by)
    if release.version != version:
        raise Conflict(CHANGED, newest=release.version)
    release.state = after(State(release.state), Step.PREPARE)
    release.until, release.part2_consent_on = until, part2_consent_on
    release.prepared_at, release.prepared_by_id = clock.now(), by.staff_id
    contents = gather_apart(by, release, may_go, chosen)
    if not contents.items:
        sentence = _("These notes are protected by 42 CFR Part 2. They go only with a consent for them.")
        raise Refused(sentence, fields={"part2_consent_on": sentence})
    release.terms = {**(release.terms or {}), "notes": len(contents.items)}
    package = _package(release, by)
    package.contents, package.choices = said.as_stored(contents), {"left_out": {}, "stands": []}
    build_and_search(release, package, Practice.visible_to(by).get())
    record("notes.apart_read", by=by, on=release, about=[release.member_id])
    record("release.apart_prepared", by=by, on=release, about=[release.member_id])
    return release


def _package(release: Release, by: Actor) -> ApartPackage:
    own = {"practice_id": release.practice_id, "author_id": by.person_id, "member_id": release.member_id}
    return ApartPackage.visible_to(by).filter(release=release).first() or ApartPackage(release=release, **own)


@transaction.atomic
def take_back_authorisation(*, authorisation: Authorisation, by: Actor) -> None:
    """A member takes back what they allowed; whatever was under way by it is put away, and gone."""
    policies.check_asks(by)
    withdraw_authorisation(authorisation=authorisation, by=by)
    end_without_authorisation(
        by=by, releases=list(Release.visible_to(by).filter(authorisation=authorisation)), on=_today(by)
    )


def end_without_authorisation(*, by: Actor, releases: Collection[Release], on: date) -> int:
    """Put away every one of these by whose authorisation nothing may leave on this day; returns how many.

    What has been handed over stays handed over, and its file is gone from here.
    """
    held = {each.authorisation_id for each in releases if each.authorisation_id is not None}
    over = none_allows(by.practice_id, held, on)
    ended = 0
    for each in releases:
        if each.authorisation_id in over and each.ended_at is None:
            release = locked(each, by)
            if release.state in OPEN:
                release.state = after(State(release.state), Step.WITHDRAW)
            put_away(release)
            record("release.withdrawn", by=by, on=release, about=[release.member_id])
            ended += 1
    return ended


def check_still_allowed(release: Release, by: Actor) -> None:
    """Refused where a release of psychotherapy notes has no authorisation any more; until the end of this
    transaction nobody takes it back."""
    if release.authorisation_id is None:
        return
    if not still_allows(release.authorisation_id, release.practice_id, _today(by)):
        raise Refused(ENDED)


def _today(by: Actor) -> date:
    return clock.today(Practice.visible_to(by).get(pk=by.practice_id).time_zone)
