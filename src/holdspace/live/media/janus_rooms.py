"""What is kept of a session's room in Janus while it runs, and of each person's two connections."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field

from holdspace.live.media.backends import Message
from holdspace.live.media.janus_link import Handle


def new_number() -> int:
    """Random, and exact also where numbers are floats."""
    return secrets.randbits(52) + 1


def new_word() -> str:
    return secrets.token_urlsafe(24)


@dataclass(slots=True)
class Seat:
    """One person's two connections, as far as they have got."""

    person: str
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    gen: int = 0
    alias: int = 0
    private: int = 0
    up: Handle | None = None
    down: Handle | None = None
    named: frozenset[str] = frozenset()
    published: set[int] = field(default_factory=set)
    subscribed: set[int] = field(default_factory=set)
    streams: list[Message] = field(default_factory=list)
    """Janus' last word on what the connection downwards holds, line by line."""
    offers: int = 0
    offer: Message | None = None
    """The offer that waits for an answer."""


@dataclass(slots=True)
class Room:
    """One session's room of Janus. `session` is None while Janus is away."""

    name: str
    number: int = field(default_factory=new_number)
    secret: str = field(default_factory=new_word, repr=False)
    pin: str = field(default_factory=new_word, repr=False)
    session: int | None = None
    desk: Handle | None = None
    seats: dict[str, Seat] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    """Whose alias a number is."""
    beat: asyncio.Task[None] | None = None
