"""Web push: a few words to one browser, sealed so that the push service between cannot read them.

RFC 8030 (delivery), RFC 8188 and 8291 (sealing), RFC 8292 (who sends). What the service learns is that this
server has something for this browser, and when.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from http_ece import encrypt
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode

from holdspace.correspondence.outside import Declined, post
from holdspace.correspondence.rules.subscription import Subscription, decoded, known
from holdspace.kernel import clock
from holdspace.vault.roots import push_signer

SECONDS_TO_KEEP = 4 * 3600
"""A service keeps a message for a device that is off for so long; the mail has come by then."""

TOKEN = timedelta(hours=12)
"""How long our signature holds; a day is the most that RFC 8292 allows."""


class Gone(OSError):  # noqa: N818
    """The browser does not want to be told any more, or is no longer there."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands on a locked screen. A later notice with the same `tag` takes the place of the earlier.

    `urgency` is that of RFC 8030, 5.3: a device that saves its battery may show "normal" ones later.
    """

    title: str
    body: str
    tag: str
    urgency: str = "high"


def public_key() -> str:
    """What a browser has to know of us before it hands out a subscription: our public point, in base64url."""
    point = push_signer().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return str(b64urlencode(point))


def push(subscription: Subscription, notice: Notice) -> None:
    """Tell one browser. Raises Gone, or OSError where the service did not take it."""
    if not known(subscription.address, settings.HOLDSPACE_PUSH_SERVICES):  # the list may have changed since
        raise Gone("an unknown push service")
    words = {"title": notice.title, "body": notice.body, "tag": notice.tag}
    sealed = encrypt(
        json.dumps(words).encode(),
        private_key=generate_private_key(SECP256R1()),
        dh=decoded(subscription.key),
        auth_secret=decoded(subscription.secret),
        version="aes128gcm",
    )
    headers = {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(SECONDS_TO_KEEP),
        "Urgency": notice.urgency,
        "Topic": notice.tag,
        **_signed_for(subscription.service),
    }
    try:
        post(subscription.address, sealed, headers)
    except Declined as answer:
        if answer.status in (404, 410):
            raise Gone("no longer there") from None
        raise


def _signed_for(service: str) -> dict[str, str]:
    claims = {
        "aud": service,
        "exp": int(clock.moved(TOKEN).timestamp()),
        "sub": f"mailto:{settings.DEFAULT_FROM_EMAIL}",
    }
    return dict(Vapid02(push_signer()).sign(claims))
