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
    return _signed(member_id.bytes + bytes([KINDS.index(kind)]), key)


def read(token: str, key: bytes) -> tuple[UUID, str] | None:
    """Member and kind that a token names; None when it was not made with `key`, letter for letter."""
    try:
        named = urlsafe_b64decode(token.encode())[:_NAMED]
    except (NotBase64, ValueError):
        return None
    if not compare_digest(token.encode(), _signed(named, key).encode()) or len(named) != _NAMED:
        return None
    return UUID(bytes=named[:16]), KINDS[named[16]]


def _signed(named: bytes, key: bytes) -> str:
    return urlsafe_b64encode(named + mac(key, named, sha256)[:_SIGNED]).decode()
