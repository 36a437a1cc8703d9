"""The worker's part: find who is to be told, put it in writing, let it leave the building.

A message says that there is something to see and where one signs in. It never says what, with whom or when:
it is read on locked screens, over shoulders and by those who run the mail.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext_noop as _
from django_tasks import task

from holdspace.correspondence import pager
from holdspace.correspondence.actions import claim, give_back, queue_reminders
from holdspace.correspondence.mail import Undelivered, neutral_mail
from holdspace.correspondence.models import Reminder
from holdspace.correspondence.queries.reminders import Letter, letter_of, waiting_again, wanted
from holdspace.kernel import clock
from holdspace.kernel.actors import system_actor
from holdspace.safety.actions import telling
from holdspace.safety.models import Alert
from holdspace.safety.queries.telling import (
    escalation_of,
    practices_with_pager,
    practices_with_unsent,
    to_page,
)
from holdspace.sessions.queries import practices_that_meet
from holdspace.vault.scope import acting_as

_SENTENCES = {
    Reminder.Kind.BEFORE: _(
        "You have an appointment soon. When and where, and what you may want to prepare:"
    ),
    Reminder.Kind.CHANGED: _("The time of an appointment has changed. What holds now is here:"),
    Reminder.Kind.RATING: _("There are a few short questions for you. Answer them, or leave them:"),
    Reminder.Kind.AFTER: _("There are a few short questions for you. Answer them, or leave them:"),
    Reminder.Kind.DIGEST: _("There is something for you to read, whenever you like:"),
    Reminder.Kind.SIGN: _("There is something for you to read and confirm:"),
}


ALERT = _("Something waits for you that should not wait. Please sign in:")


def send_reminders(now: datetime) -> int:
    """Queue for delivery what people ought to be told by `now`, in every practice; returns how many messages.

    Doing it again, or in two workers at once, queues nothing twice (one row per state of affairs).
    """
    queued = 0
    for practice_id in practices_that_meet(now - timedelta(weeks=1), now + timedelta(weeks=5)):
        with acting_as(system_actor(practice_id)) as system, transaction.atomic():
            made = queue_reminders(wanted=wanted(system, now), by=system)
            for reminder in [*made, *waiting_again(system, now)]:
                deliver.enqueue(str(practice_id), str(reminder.pk))
                queued += 1
    return queued


@task()
def deliver(practice_id: str, reminder_id: str) -> bool:
    """Send one message; False when it no longer holds, reaches nobody or has left already.

    No transaction is open while the mail server is spoken to: the embedded database has one writer.
    """
    with acting_as(system_actor(UUID(practice_id))) as system:
        with transaction.atomic():
            reminder = Reminder.visible_to(system).filter(pk=reminder_id).select_related("session").first()
            letter = letter_of(system, reminder, clock.now()) if reminder else None
            if reminder is None or letter is None or not claim(reminder=reminder, by=system):
                return False
        try:
            message(letter).send()
        except Exception as problem:
            give_back(reminder=reminder, by=system)
            raise Undelivered(type(problem).__name__) from None
    return True


def message(letter: Letter) -> EmailMessage:
    """The letter as a mail."""
    return neutral_mail(
        letter.address,
        _SENTENCES[letter.kind],
        language=letter.language,
        subject=letter.subject,
        sender=letter.sender,
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
    (timedelta(minutes=1), page_alerts),
)
"""What the worker calls, and how often."""
