"""Mails to one person: the practice's neutral words, one sentence, and a link.

They say neither that there is a practice for therapy, nor what the page behind the link is for.
"""

from __future__ import annotations

import logging
from email.headerregistry import Address
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils.translation import gettext, override

from holdspace.practice.models import Practice

logger = logging.getLogger(__name__)

SECONDS_TO_SEND: Final = 10
"""Whoever invites waits so long for the mail server, and no longer: they can hand over the link."""


def link(token: str) -> str:
    """The address behind which an invited person chooses a password."""
    return f"{settings.HOLDSPACE_BASE_URL}{reverse('accounts:welcome', args=[token])}"


def invitation(practice: Practice, address: str, token: str, language: str) -> EmailMessage:
    """The invitation to `address`, in `language` where the house speaks it."""
    with override(language):
        sentence = gettext(
            "a page has been set up for you. Choose a password here; the link works once, for seven days:"
        )
    return letter(practice, address, sentence, link(token), language)


def something_to_answer(practice: Practice, address: str, language: str) -> EmailMessage:
    """There is something to read and to answer; the link leads to the front door."""
    with override(language):
        sentence = gettext("there is something for you to read and answer, when you have a quiet minute:")
    return letter(practice, address, sentence, f"{settings.HOLDSPACE_BASE_URL}/", language)


def letter(practice: Practice, address: str, sentence: str, url: str, language: str) -> EmailMessage:
    """One neutral sentence and an address, in `language` where the house speaks it."""
    with override(language):
        paragraphs = (
            gettext("Hello,"),
            sentence,
            url,
            practice.sender_name,
            gettext("Please do not answer this message: nobody reads this mailbox."),
        )
    return EmailMessage(
        subject=practice.neutral_subject,
        body="\n\n".join(paragraphs) + "\n",
        from_email=str(Address(practice.sender_name, addr_spec=settings.DEFAULT_FROM_EMAIL)),
        to=[address],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )


def send(letter: EmailMessage) -> None:
    """Send it; a mail server that is not there is noted, without the address, and stops nobody."""
    letter.connection = get_connection(timeout=SECONDS_TO_SEND)
    try:
        letter.send()
    except Exception as problem:
        logger.warning("An invitation was not sent: %s", type(problem).__name__)
