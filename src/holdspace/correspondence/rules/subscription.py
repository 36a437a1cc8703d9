"""What a browser hands out so that it can be told something: a push subscription (W3C Push API, RFC 8291)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

LONGEST = 2000
"""Characters of an address; the longest that push services hand out have some six hundred."""


class Unusable(ValueError):  # noqa: N818
    """This is no subscription, or of a service that is not on the list."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where one browser's push service listens, and what messages for this browser are sealed with.

    `key` is the browser's public point (65 bytes), `secret` what both sides mix in (16 bytes), both in
    base64url without padding, as the browser gave them.
    """

    address: str
    key: str
    secret: str

    @property
    def digest(self) -> str:
        """What the address is found by."""
        return digest(self.address)

    @property
    def service(self) -> str:
        """Scheme, host and port of the push service."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"


def digest(address: str) -> str:
    """SHA-256 of an address, as hexadecimal digits."""
    return sha256(address.encode()).hexdigest()


def decoded(text: str) -> bytes:
    """Bytes of base64url without padding; Unusable when it is none."""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (NotBase64, ValueError) as problem:
        raise Unusable("not base64url") from problem


def read(text: str, services: Iterable[str]) -> Subscription:
    """A subscription from the JSON of `PushSubscription.toJSON()`; Unusable when it cannot be used.

    The server will write to the address, so it has to be one of a known push service: somebody who is signed
    in must not be able to have the server knock at other doors (OWASP: server-side request forgery).
    """
    try:
        given = json.loads(text)
        found = Subscription(given["endpoint"], given["keys"]["p256dh"], given["keys"]["auth"])
    except (ValueError, TypeError, KeyError) as problem:
        raise Unusable("not a subscription") from problem
    if not all(isinstance(each, str) for each in (found.address, found.key, found.secret)):
        raise Unusable("not a subscription")
    if not known(found.address, services):
        raise Unusable("an unknown push service")
    _check_keys(found)
    return found


def _check_keys(found: Subscription) -> None:
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), decoded(found.key))
    except ValueError as problem:
        raise Unusable("no point of the curve") from problem
    if len(decoded(found.secret)) != 16:
        raise Unusable("a secret has 16 bytes")


def known(address: str, services: Iterable[str]) -> bool:
    """Whether an address belongs to one of `services`: origins, of which a host may begin with `*.`."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    if len(address) > LONGEST or not parts.hostname or parts.username is not None or not address.isascii():
        return False
    return any(_is_of(parts.scheme, parts.hostname, port, each) for each in services)


def _is_of(scheme: str, host: str, port: int | None, service: str) -> bool:
    wanted = urlsplit(service)
    named = wanted.hostname or ""
    fits = host.endswith(named[1:]) if named.startswith("*.") else host == named
    return scheme == wanted.scheme and port == wanted.port and fits
