"""What changes in correspondence: calendar addresses, devices that want to be told, queued messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.correspondence import policies
from holdspace.correspondence.models import CalendarFeed, Device, Reminder
from holdspace.correspondence.queries.feeds import digest
from holdspace.correspondence.queries.reminders import Wanted
from holdspace.correspondence.rules.subscription import Subscription, Unusable, read
from holdspace.kernel import clock, ids
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Refused
from holdspace.vault.scope import acting_as

REST = timedelta(minutes=2)
"""A push service that could not be reached is asked again after so long."""


@transaction.atomic
def open_feed(*, by: Actor) -> str:
    """Open a private calendar address; returns its token, which nobody can read again afterwards."""
    policies.check_can_open_feed(by)
    token = ids.new_token()
    feed = CalendarFeed.unscoped.create(
        practice_id=by.practice_id, user_id=by.user_id, token_hash=digest(token), created_at=clock.now()
    )
    record("correspondence.feed_opened", by=by, on=feed)
    return token


@transaction.atomic
def revoke_feed(*, feed: CalendarFeed, by: Actor) -> None:
    """Switch an address off: from now on it is as if it had never been. Doing it again changes nothing."""
    policies.check_can_revoke(by, feed)
    if CalendarFeed.visible_to(by).filter(pk=feed.pk, revoked_at__isnull=True).update(revoked_at=clock.now()):
        record("correspondence.feed_revoked", by=by, on=feed)


@transaction.atomic
def add_device(*, subscription: str, by: Actor) -> Device:
    """From now on this browser is told; it was somebody else's perhaps, who is told on it no longer."""
    policies.check_can_have_devices(by)
    try:
        found = read(subscription, settings.HOLDSPACE_PUSH_SERVICES)
    except Unusable:
        raise Refused(_("This browser did not say where it can be told. Nothing was changed.")) from None
    already = Device.visible_to(by).filter(digest=found.digest).first()
    return already if already is not None and already.listens == found else _new_device(found, by)


def _new_device(found: Subscription, by: Actor) -> Device:
    with acting_as(system_actor()):  # it may have been that of somebody who works elsewhere
        Device.unscoped.filter(digest=found.digest).delete()
    policies.check_has_room_for_device(by)
    device = Device(
        practice_id=by.practice_id,
        user_id=by.user_id,
        person_id=by.person_id,
        subscription=asdict(found),
        digest=found.digest,
    )
    device.save(force_insert=True)
    record("correspondence.device_added", by=by, on=device)
    return device


@transaction.atomic
def remove_device(*, device: Device, by: Actor) -> None:
    """This browser is told nothing more: its person said so, or the browser itself did."""
    if Device.visible_to(by).filter(pk=device.pk).delete()[0]:
        record("correspondence.device_removed", by=by, on=device)


@transaction.atomic
def rest_device(*, device: Device, by: Actor) -> None:
    """Its service could not be reached: leave it alone for a moment."""
    Device.visible_to(by).filter(pk=device.pk).update(rests_until=clock.moved(REST))


@transaction.atomic
def queue_reminders(*, wanted: Iterable[Wanted], by: Actor) -> list[Reminder]:
    """Note what people are to be told; returns those that are to be delivered, one for each person and kind.

    When several sessions changed at once, one message tells of all: the other rows count as sent.
    """
    moment = clock.now()
    made: list[Reminder] = []
    told: set[tuple[object, str]] = set()
    for each in wanted:
        first = (each.member_id, each.kind) not in told
        row = _queue(each, by, sent_at=None if first else moment)
        if row is not None:
            told.add((each.member_id, each.kind))
            made.append(row)
    if made:
        record("correspondence.reminders_queued", by=by, detail={"reminders": len(made)})
    return [row for row in made if row.sent_at is None]


def _queue(wanted: Wanted, by: Actor, *, sent_at: datetime | None) -> Reminder | None:
    """The new row, or None when another worker was first."""
    row, made = Reminder.unscoped.get_or_create(
        member_id=wanted.member_id,
        session_id=wanted.session_id,
        kind=wanted.kind,
        about=wanted.about,
        defaults={"practice_id": by.practice_id, "queued_at": clock.now(), "sent_at": sent_at},
    )
    return row if made else None


@transaction.atomic
def claim(*, reminder: Reminder, by: Actor) -> bool:
    """Take a message for delivery; False when somebody else has it or it has left already."""
    rows = Reminder.visible_to(by).filter(pk=reminder.pk, sent_at__isnull=True)
    return rows.update(sent_at=clock.now()) == 1


@transaction.atomic
def give_back(*, reminder: Reminder, by: Actor) -> None:
    """The message could not be delivered: it waits again."""
    Reminder.visible_to(by).filter(pk=reminder.pk).update(sent_at=None)
