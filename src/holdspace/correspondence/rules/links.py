"""The link with which somebody switches off mails of one kind: it names the member and the kind, and opens
nothing else. It does not expire: a mail may be read after years.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from hashlib import sha256
from hmac import compare_digest
from hmac import digest as mac
from uuid import UUID

KINDS = ("before", "changed", "rating", "sign", "after", "digest", "missed")
"""The place of a kind stands in links that were sent: new ones go to the end."""

_NAMED, _SIGNED = 17, 16


def token_for(member_id: UUID, kind: str, key: bytes) -> str:
    """44 characters for the address in a mail; `kind` is one of KINDS, `key` this house's own."""
    named = member_id.bytes + bytes([KINDS.index(kind)])
    return urlsafe_b64encode(named + _signature(named, key)).decode()


def read(token: str, key: bytes) -> tuple[UUID, str] | None:
    """Member and kind that a token names; None when it was not made with `key`."""
    try:
        found = urlsafe_b64decode(token.encode())
    except (NotBase64, ValueError):
        return None
    named, signature = found[:_NAMED], found[_NAMED:]
    if len(named) != _NAMED or not compare_digest(signature, _signature(named, key)):
        return None
    return UUID(bytes=named[:16]), KINDS[named[16]]


def _signature(named: bytes, key: bytes) -> bytes:
    return mac(key, named, sha256)[:_SIGNED]
