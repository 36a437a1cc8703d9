"""What changes in correspondence: calendar addresses are opened and switched off, messages are queued."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from holdspace.audit.log import record
from holdspace.correspondence import policies
from holdspace.correspondence.models import CalendarFeed, Reminder
from holdspace.correspondence.queries.feeds import digest
from holdspace.correspondence.queries.reminders import Wanted
from holdspace.kernel import clock, ids
from holdspace.kernel.actors import Actor


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
