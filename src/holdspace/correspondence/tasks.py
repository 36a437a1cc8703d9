"""The worker's part: find who is to be told, put it in writing, let it leave the building.

A message says that there is something to see and where one signs in. It never says what, with whom or when:
it is read on locked screens, over shoulders and by those who run the mail.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.headerregistry import Address
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _
from django_tasks import task

from holdspace.correspondence.actions import claim, give_back, queue_reminders
from holdspace.correspondence.models import Reminder
from holdspace.correspondence.queries.reminders import Letter, letter_of, waiting_again, wanted
from holdspace.kernel import clock
from holdspace.kernel.actors import system_actor
from holdspace.sessions.queries import practices_that_meet
from holdspace.vault.scope import acting_as

SECONDS_TO_SEND = 20
"""A mail server that does not answer for so long is not there."""

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
_FOOT = _("Please do not answer this message: nobody reads this mailbox.")


class Undelivered(Exception):  # noqa: N818
    """A message could not be sent. It says no more, for logs and task results must not hold addresses."""


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
    """The letter as a mail: the practice's words, one neutral sentence, the address of the front door."""
    with override(letter.language):
        paragraphs = (
            gettext("Hello,"),
            f"{gettext(_SENTENCES[letter.kind])}\n{settings.HOLDSPACE_BASE_URL}/",
            letter.sender,
            gettext(_FOOT),
        )
    sender = Address(letter.sender, addr_spec=settings.DEFAULT_FROM_EMAIL)
    return EmailMessage(
        subject=letter.subject,
        body="\n\n".join(paragraphs) + "\n",
        from_email=str(sender),
        to=[letter.address],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
        connection=get_connection(timeout=SECONDS_TO_SEND),
    )


PERIODIC: tuple[tuple[timedelta, Callable[[datetime], object]], ...] = (
    (timedelta(minutes=10), send_reminders),
)
"""What the worker calls, and how often."""
