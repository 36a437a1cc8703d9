"""What changes in correspondence: calendar addresses, devices that want to be told, queued messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.correspondence import policies
from holdspace.correspondence.models import CalendarFeed, Device, Reminder, ReminderChoice
from holdspace.correspondence.queries.feeds import digest
from holdspace.correspondence.queries.reminders import CLAIM, Wanted, free
from holdspace.correspondence.rules.subscription import Subscription, Unusable, read
from holdspace.correspondence.rules.timing import Lead, Quiet
from holdspace.correspondence.rules.ways import Way, with_mail, without_mail
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
    """Take a message for delivery, for a while; False when somebody else has it or it has left already.

    Who took it and died gives it back by the clock: it leaves once more rather than never (ADR 0024).
    """
    moment = clock.now()
    rows = Reminder.visible_to(by).filter(free(moment), pk=reminder.pk, sent_at__isnull=True)
    return rows.update(claimed_until=moment + CLAIM) == 1


@transaction.atomic
def note_pushed(*, reminder: Reminder, by: Actor) -> None:
    """A device took it: it is not told again where the mail has to be tried once more."""
    Reminder.visible_to(by).filter(pk=reminder.pk).update(pushed_at=clock.now())


@transaction.atomic
def note_sent(*, reminder: Reminder, by: Actor) -> None:
    """Everything of it has left."""
    rows = Reminder.visible_to(by).filter(pk=reminder.pk, sent_at__isnull=True)
    rows.update(sent_at=clock.now(), claimed_until=None)


@transaction.atomic
def give_back(*, reminder: Reminder, by: Actor) -> None:
    """The message could not be delivered: it waits again."""
    Reminder.visible_to(by).filter(pk=reminder.pk, sent_at__isnull=True).update(claimed_until=None)


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose: by which way each kind reaches them, how long before, when not at all."""

    ways: Mapping[Reminder.Kind, Way]
    lead: Lead
    quiet: Quiet


@transaction.atomic
def choose_reminders(*, choice: Choice, by: Actor) -> None:
    """From now on this member hears of what they chose, by the ways that they chose.

    Refused where a change of time or place would reach them by no way.
    """
    policies.check_can_choose(by)
    if choice.ways.get(Reminder.Kind.CHANGED) is Way.NONE:
        raise Refused(
            _("A change of time or place has to reach you by one way at least. Nothing was changed."),
            fields={"changed": _("Choose one way at least for this.")},
        )
    lead, quiet = choice.lead, choice.quiet
    fields = {kind.value: way.value for kind, way in choice.ways.items()} | {
        "hours_before": lead.hours if lead.day_before_at is None else None,
        "day_before_at": lead.day_before_at,
        "quiet_from": quiet.begins,
        "quiet_until": quiet.ends,
    }
    row = _keep(by.practice_id, by.person_id, fields)
    record("correspondence.reminders_chosen", by=by, on=row)


@transaction.atomic
def switch_mails(*, member_id: UUID, kind: Reminder.Kind, on: bool, by: Actor) -> Way:
    """Switch off mails of one kind for whoever holds the link of one, or on again; returns what it is now.

    Doing it again changes nothing. Of changes, devices tell from then on, and a mail where none is reached.
    """
    policies.check_is_system(by)
    chosen = ReminderChoice.visible_to(by).select_for_update(no_key=True).filter(member=member_id).first()
    was = (chosen or ReminderChoice()).way(kind)
    now = with_mail(was) if on else without_mail(was, always=kind is Reminder.Kind.CHANGED)
    if now is not was:
        row = _keep(by.practice_id, member_id, {kind.value: now.value})
        act = "correspondence.mails_switched_on" if on else "correspondence.mails_switched_off"
        record(act, by=by, on=row, about=[member_id], detail={"kind": kind.value})
    return now


def _keep(practice_id: UUID, member_id: UUID, fields: Mapping[str, object]) -> ReminderChoice:
    row, _made = ReminderChoice.unscoped.update_or_create(
        member_id=member_id, defaults={"practice_id": practice_id, "changed_at": clock.now(), **fields}
    )
    return row
