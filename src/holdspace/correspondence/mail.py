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


_OFF = _("You would rather have no such messages by mail? One touch, without signing in:")


class Undelivered(Exception):  # noqa: N818
    """A message could not be sent. It says no more, for logs and task results must not hold addresses."""


def neutral_mail(
    address: str,
    sentence: str,
    *,
    language: str,
    subject: str,
    sender: str,
    off: str = "",
    message_id: str = "",
    path: str = "/",
) -> EmailMessage:
    """A mail to one person with a sentence (a message id) in their language, and where it leads: to where
    they sign in, unless `path` says otherwise.

    `off` is the address that switches such mails off with one touch (RFC 8058). `message_id` is what the mail
    is known by when it has to be handed over a second time.
    """
    with override(language):
        paragraphs = [
            gettext("Hello,"),
            f"{gettext(sentence)}\n{settings.HOLDSPACE_BASE_URL}{path}",
            sender,
            gettext(_FOOT),
        ]
        if off:
            paragraphs.append(f"{gettext(_OFF)}\n{off}")
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    if off:
        headers |= {"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    if message_id:
        headers["Message-ID"] = f"<{message_id}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"
    return EmailMessage(
        subject=subject,
        body="\n\n".join(paragraphs) + "\n",
        from_email=str(Address(sender, addr_spec=settings.DEFAULT_FROM_EMAIL)),
        to=[address],
        headers=headers,
        connection=get_connection(timeout=SECONDS_TO_SEND),
    )
