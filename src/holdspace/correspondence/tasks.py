"""The worker's part: find who is to be told, put it in writing, let it leave the building.

A message says that there is something to see and where one signs in. It never says what, with whom or when:
it is read on locked screens, over shoulders and by those who run the mail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, override
from django_tasks import task

from holdspace.accounts.models import User
from holdspace.correspondence import pager
from holdspace.correspondence.actions import (
    claim,
    give_back,
    note_pushed,
    note_sent,
    queue_reminders,
    remove_device,
    rest_device,
)
from holdspace.correspondence.mail import Undelivered, neutral_mail
from holdspace.correspondence.models import Device, Reminder
from holdspace.correspondence.push import Gone, Notice, push
from holdspace.correspondence.queries.devices import awake, practices_to_push, to_push
from holdspace.correspondence.queries.letters import Letter, letter_of
from holdspace.correspondence.queries.reminders import waiting_again, wanted
from holdspace.correspondence.rules.links import token_for
from holdspace.correspondence.rules.ways import needs_mail
from holdspace.correspondence.words import ALERT, MAILED, PUSHED, SHOWN, TRIAL
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.measures.actions.links import link_follow_up
from holdspace.measures.queries import practices_left_lately
from holdspace.measures.rules.due import Point
from holdspace.practice.models import Practice
from holdspace.safety.actions import telling
from holdspace.safety.models import Alert
from holdspace.safety.queries.telling import (
    escalation_of,
    practices_with_pager,
    practices_with_unsent,
    to_page,
)
from holdspace.sessions.queries import practices_that_meet
from holdspace.vault.roots import link_key
from holdspace.vault.scope import acting_as


def send_reminders(now: datetime) -> int:
    """Queue for delivery what people ought to be told by `now`, in every practice; returns how many messages.

    Doing it again, or in two workers at once, queues nothing twice (one row per state of affairs).
    """
    queued = 0
    meeting = practices_that_meet(now - timedelta(weeks=1), now + timedelta(weeks=5))
    for practice_id in sorted({*meeting, *practices_left_lately()}):
        with acting_as(system_actor(practice_id)) as system, transaction.atomic():
            made = queue_reminders(wanted=wanted(system, now), by=system)
            for reminder in [*made, *waiting_again(system, now)]:
                deliver.enqueue(str(practice_id), str(reminder.pk))
                queued += 1
    return queued


@task()
def deliver(practice_id: str, reminder_id: str) -> bool:
    """Send one message; False when it no longer holds, is not wanted, reaches nobody or has left already.

    No transaction is open while others are spoken to: the embedded database has one writer. So it is claimed,
    sent, and noted as sent; a worker that dies in between leaves it to the next (ADR 0024).
    """
    with acting_as(system_actor(UUID(practice_id))) as system:
        with transaction.atomic():
            rows = Reminder.visible_to(system).select_related("session__practice", "session__series")
            reminder = rows.filter(pk=reminder_id, sent_at__isnull=True).first()
            letter = letter_of(system, reminder, clock.now()) if reminder else None
            if reminder is None or letter is None or not claim(reminder=reminder, by=system):
                return False
            letter = _leading(letter, reminder, system)
        try:
            reached = letter.pushed or _show(letter, reminder, system)
            if needs_mail(letter.way, reached=reached):
                message(letter).send()
        except Exception as problem:
            give_back(reminder=reminder, by=system)
            raise Undelivered(type(problem).__name__) from None
        note_sent(reminder=reminder, by=system)
    return True


def _show(letter: Letter, reminder: Reminder, system: Actor) -> bool:
    """Whether a device of who wants it there took it."""
    if not letter.way.by_push or letter.user is None:
        return False
    with override(letter.language):
        sentence = gettext(SHOWN[letter.kind])
    notice = Notice(letter.subject, sentence, letter.reminder_id.hex, urgency="normal")
    reached = _tell_devices(letter.user, notice, system)
    if reached:
        note_pushed(reminder=reminder, by=system)
    return reached


def _leading(letter: Letter, reminder: Reminder, system: Actor) -> Letter:
    """The letter with where it leads: after somebody left, straight to their questions. Each has an address
    of its own, made as it goes out, for its token is kept nowhere."""
    if reminder.kind != Reminder.Kind.AFTER:
        return letter
    token = link_follow_up(
        member_id=reminder.member_id,
        group_id=reminder.session.group_id,
        point=Point(reminder.about),
        by=system,
    )
    return replace(letter, path=reverse("aftercare:questions", args=[token]))


def message(letter: Letter) -> EmailMessage:
    """The letter as a mail."""
    token = token_for(letter.member_id, letter.kind.value, link_key())
    return neutral_mail(
        letter.address,
        MAILED[letter.kind],
        language=letter.language,
        subject=letter.subject,
        sender=letter.sender,
        off=settings.HOLDSPACE_BASE_URL + reverse("correspondence:mails_off", args=[token]),
        message_id=letter.reminder_id.hex,
        path=letter.path,
    )


def send_alerts(now: datetime) -> int:
    """Queue a neutral mail to everybody who was told of a concern; returns how many."""
    queued = 0
    for practice_id in practices_with_unsent():
        with acting_as(system_actor(practice_id)) as system, transaction.atomic():
            for alert in telling.claim(by=system, now=now):
                deliver_alert.enqueue(str(practice_id), str(alert.pk))
                queued += 1
    return queued


@task()
def deliver_alert(practice_id: str, alert_id: str) -> bool:
    """Mail one person that something waits; False when it has left already, or nobody would read it.

    Where a worker dies between sending and noting it, the mail leaves once more: better twice than never.
    """
    with acting_as(system_actor(UUID(practice_id))) as system:
        with transaction.atomic():
            rows = Alert.visible_to(system).select_related("staff__user", "practice")
            alert = rows.filter(pk=alert_id, mailed_at__isnull=True).first()
        if alert is None or not alert.staff.user.is_active:
            return False
        try:
            neutral_mail(
                alert.staff.user.email,
                ALERT,
                language=alert.staff.user.language or alert.practice.language,
                subject=alert.practice.neutral_subject,
                sender=alert.practice.sender_name,
            ).send()
        except Exception as problem:
            telling.give_back(alert=alert, by=system)
            raise Undelivered(type(problem).__name__) from None
        telling.mailed(alert=alert, by=system)
    return True


def push_alerts(now: datetime) -> int:
    """Queue a word to the devices of everybody who was told of a concern and wants that; returns how many."""
    queued = 0
    for practice_id in practices_to_push(now):
        with acting_as(system_actor(practice_id)) as system, transaction.atomic():
            for alert_id in to_push(system, now):
                push_alert.enqueue(str(practice_id), str(alert_id))
                queued += 1
    return queued


@task()
def push_alert(practice_id: str, alert_id: str) -> bool:
    """Tell the devices of one person that something waits; False when they know, or none could be reached.

    Where it is sent twice all the same, the second takes the place of the first on the device, silently.
    """
    with acting_as(system_actor(UUID(practice_id))) as system:
        with transaction.atomic():
            rows = Alert.visible_to(system).select_related("staff__user", "practice")
            alert = rows.filter(pk=alert_id, pushed_at__isnull=True, answered_at__isnull=True).first()
        if alert is None or not _tell_devices(alert.staff.user, _alerting(alert), system):
            return False
        telling.pushed(alert=alert, by=system)
    return True


@task()
def push_trial(practice_id: str, device_id: str) -> bool:
    """A word to one device, to hear whether it rings; False when it is no longer there or not reached."""
    with acting_as(system_actor(UUID(practice_id))) as system:
        with transaction.atomic():
            rows = Device.visible_to(system).select_related("user", "practice")
            device = rows.filter(pk=device_id, user__is_active=True).first()
        if device is None:
            return False
        return _push(device, _notice(device.user, device.practice, TRIAL, device.pk.hex), system)


def _alerting(alert: Alert) -> Notice:
    return _notice(alert.staff.user, alert.practice, PUSHED, alert.pk.hex)


def _tell_devices(user: User, notice: Notice, system: Actor) -> bool:
    with transaction.atomic():
        devices = awake(user.pk, system, clock.now()) if user.is_active else []
    reached = [_push(device, notice, system) for device in devices]
    return any(reached)


def _notice(user: User, practice: Practice, sentence: str, tag: str) -> Notice:
    with override(user.language or practice.language):
        return Notice(practice.neutral_subject, gettext(sentence), tag)


def _push(device: Device, notice: Notice, system: Actor) -> bool:
    listens = device.listens
    try:
        if listens is None:
            raise Gone("its person's key was destroyed")
        push(listens, notice)
    except Gone:
        remove_device(device=device, by=system)
        return False
    except OSError:
        rest_device(device=device, by=system)
        return False
    return True


def page_alerts(now: datetime) -> int:
    """Queue news for the pagers of practices that have one; returns how many."""
    queued = 0
    for practice_id in practices_with_pager():
        with acting_as(system_actor(practice_id)) as system, transaction.atomic():
            for alerts in to_page(system):
                page_step.enqueue(str(practice_id), [str(each.pk) for each in alerts])
                queued += 1
    return queued


@task()
def page_step(practice_id: str, alert_ids: list[str]) -> bool:
    """Tell the practice's own pager of one step; False when it has heard of it already."""
    with acting_as(system_actor(UUID(practice_id))) as system:
        with transaction.atomic():
            rows = Alert.visible_to(system).filter(pk__in=alert_ids, paged_at__isnull=True)
            alerts, address = list(rows), escalation_of(UUID(practice_id)).pager
        if not alerts or not address:
            return False
        try:
            pager.page(address, step=alerts[0].step, count=len(alerts), key=alert_ids[0])
        except OSError as problem:
            raise Undelivered(type(problem).__name__) from None
        telling.paged(alerts=alerts, by=system)
    return True


PERIODIC: tuple[tuple[timedelta, Callable[[datetime], object]], ...] = (
    (timedelta(minutes=10), send_reminders),
    (timedelta(seconds=15), send_alerts),
    (timedelta(seconds=15), push_alerts),
    (timedelta(minutes=1), page_alerts),
)
"""What the worker calls, and how often."""
