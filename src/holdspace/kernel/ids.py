"""Identifiers: UUID version 7 (RFC 9562, section 5.7), so that rows sort by the time they were made."""

from __future__ import annotations

import secrets
import time
from typing import Final
from uuid import UUID

NOBODY: Final = UUID(int=0)
"""The id of nobody: equal to no row's."""


def new_id() -> UUID:
    """A new identifier: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)


def new_token() -> str:
    """A secret of 256 random bits for a link, safe in a URL; only its hash is ever stored."""
    return secrets.token_urlsafe(32)
