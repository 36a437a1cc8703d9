"""What a mail looks like: the practice's words, one neutral sentence, the address of the front door."""

from __future__ import annotations

from email.headerregistry import Address

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

SECONDS_TO_SEND = 20
"""A mail server that does not answer for so long is not there."""

_FOOT = _("Please do not answer this message: nobody reads this mailbox.")


class Undelivered(Exception):  # noqa: N818
    """A message could not be sent. It says no more, for logs and task results must not hold addresses."""


def neutral_mail(
    address: str, sentence: str, *, language: str, subject: str, sender: str, path: str = "/"
) -> EmailMessage:
    """A mail to one person with a sentence (a message id) in their language, and where it leads: to where
    they sign in, unless `path` says otherwise."""
    with override(language):
        paragraphs = (
            gettext("Hello,"),
            f"{gettext(sentence)}\n{settings.HOLDSPACE_BASE_URL}{path}",
            sender,
            gettext(_FOOT),
        )
    return EmailMessage(
        subject=subject,
        body="\n\n".join(paragraphs) + "\n",
        from_email=str(Address(sender, addr_spec=settings.DEFAULT_FROM_EMAIL)),
        to=[address],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
        connection=get_connection(timeout=SECONDS_TO_SEND),
    )
