"""Two people approve; the files are sealed with a passphrase that is shown once; and they are handed over."""

from __future__ import annotations

import base64
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Refused
from holdspace.practice.models import Practice
from holdspace.release import policies
from holdspace.release.actions.apart import check_still_allowed, end_without_authorisation
from holdspace.release.actions.asking import locked, put_away
from holdspace.release.models import Disclosure, Release
from holdspace.release.queries.stock import Stock, stock_of
from holdspace.release.rules.container import encrypted, new_passphrase
from holdspace.release.rules.contents import digest
from holdspace.release.rules.states import State, Step, after

OTHER_FILES = _("The package changed since you looked at it. Look again before you approve.")


@transaction.atomic
def approve(*, release: Release, digest_seen: str, by: Actor) -> Release:
    """One of two people approves exactly the files that they saw. Raises Conflict where there are others
    now.

    Of psychotherapy notes nobody but their author sees the files: the other one approves that they go, by
    this authorisation, to this receiver. What is sealed is compared with the digest that both approved.
    """
    policies.check_works_on(by, release)
    release = locked(release, by)
    policies.check_approves_release(by, release)
    check_still_allowed(release, by)
    if release.digest != digest_seen or not (release.is_apart or _digest(release) == digest_seen):
        raise Conflict(OTHER_FILES, newest=release.version)
    release.state = after(State(release.state), Step.APPROVE)
    if release.first_by_id is None:
        release.first_by_id, release.first_at = by.staff_id, clock.now()
    else:
        release.second_by_id, release.second_at = by.staff_id, clock.now()
    release.version += 1
    release.save()
    record(
        "release.approved", by=by, on=release, about=[release.member_id], detail={"digest": release.digest}
    )
    return release


@transaction.atomic
def seal(*, release: Release, by: Actor) -> tuple[Release, str]:
    """Encrypt what two people approved; returns the passphrase, which is kept nowhere.

    Done again, there is a new passphrase and the earlier one opens nothing that is still here.
    """
    policies.check_fills(by, release)
    release = locked(release, by)
    check_still_allowed(release, by)
    release.state = after(State(release.state), Step.SEAL)
    files = _files(stock_of(release, by))
    if digest(files) != release.digest:
        raise Refused(_("The files are not those that were approved. Prepare the release again."))
    passphrase = new_passphrase()
    release.container = base64.b64encode(encrypted(files, passphrase)).decode()
    release.sealed_at, release.sealed_by_id = clock.now(), by.staff_id
    release.version += 1
    release.save()
    record("release.sealed", by=by, on=release, about=[release.member_id])
    return release, passphrase


@transaction.atomic
def download(*, release: Release, by: Actor) -> bytes:
    """The encrypted file. The first time it leaves, it is written into the accounting of disclosures."""
    policies.check_downloads(by, release)
    release = locked(release, by)
    policies.check_downloads(by, release)
    check_still_allowed(release, by)
    content = base64.b64decode(release.container or "")
    if release.state == State.SEALED:
        _hand_over(release, by)
    record("release.downloaded", by=by, on=release, about=[release.member_id])
    return content


def _hand_over(release: Release, by: Actor) -> None:
    now = clock.now()
    release.state = after(State(release.state), Step.HAND_OVER)
    release.handed_over_at, release.handed_over_by_id = now, by.staff_id
    stock = stock_of(release, by)
    stock.files, release.version = None, release.version + 1
    release.save()
    if stock is not release:
        stock.save()
    terms = release.terms or {}
    Disclosure.unscoped.create(
        practice_id=release.practice_id,
        member_id=release.member_id,
        release=release,
        at=now,
        said={key: terms.get(key, "") for key in ("recipient", "why", "reference")},
        parts=release.parts,
        purpose=release.purpose,
        basis=release.basis,
        by_id=by.staff_id,
    )
    record("release.handed_over", by=by, on=release, about=[release.member_id])


@transaction.atomic
def expire_due(*, by: Actor, now: datetime) -> int:
    """What was made and whose day is over is gone; what was handed over stays handed over. So with what goes
    by an authorisation that has ended or was taken back."""
    practice = Practice.visible_to(by).get(pk=by.practice_id)
    today = clock.today(practice.time_zone)
    due = Release.visible_to(by).filter(until__lt=today, ended_at__isnull=True)
    rows = list(due.exclude(state=State.ASKED).select_for_update(of=("self",)))
    for release in rows:
        if release.state != State.HANDED_OVER:
            release.state = after(State(release.state), Step.EXPIRE)
        put_away(release)
        record("release.expired", by=by, on=release, about=[release.member_id])
    apart = list(Release.visible_to(by).filter(authorisation__isnull=False, ended_at__isnull=True))
    return len(rows) + end_without_authorisation(by=by, releases=apart, on=today)


def _files(stock: Stock) -> list[tuple[str, bytes]]:
    return [(name, base64.b64decode(content)) for name, content in sorted((stock.files or {}).items())][::-1]


def _digest(release: Release) -> str:
    return digest(_files(release))
