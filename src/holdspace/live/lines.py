"""One open socket: who listens to which room, as what, and the little that waits to be sent to them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias
from uuid import UUID

Kind: TypeAlias = Literal["session", "group"]

GOING_AWAY, POLICY, TOO_BIG, FAILED, TOO_SLOW, SILENT = 1001, 1008, 1009, 1011, 1013, 4408
"""Close codes: RFC 6455, section 7.4; SILENT is ours, for a client whose heartbeat stopped."""

MAIL = 512
"""How many messages from others may wait for a socket before it is closed as too slow."""


class Why(StrEnum):
    """Why the server says goodbye. A client that hears none of these connects again."""

    ENDED = "ended"
    REMOVED = "removed"
    SIGNED_OUT = "signed_out"
    MOVED = "moved"
    """Not a farewell: the same person is admitted to another room now, and connects again at once."""


class Part(StrEnum):
    """As what somebody listens: LEADER and INSIDE may speak with others, the rest only listen."""

    LISTENER = "listener"
    LEADER = "leader"
    INSIDE = "inside"
    AT_THE_DOOR = "at_the_door"


@dataclass(frozen=True, slots=True)
class Admission:
    """Somebody may listen to `room`, whose state was at `version` when they asked.

    In a session's rooms, `session_id` says which session, and `person_id` who it is in the circle.
    """

    user_id: UUID
    room: str
    version: int
    part: Part = Part.LISTENER
    session_id: UUID | None = None
    person_id: UUID | None = None


def room_of(kind: Kind, subject_id: UUID) -> str:
    """The name of the room of a session or a group: `session:<uuid>`."""
    return f"{kind}:{subject_id}"


def door_of(session_id: UUID, person_id: UUID) -> str:
    """The name of the room in which one person, alone, hears of their own way into a session."""
    return f"door:{session_id}:{person_id}"


def _nothing_to_cut() -> None:
    """A line before its writer has begun."""


class Line:
    """One open socket: who listens where, and the little that waits to be sent to them.

    What waits is at most one version, one pong, one goodbye, and what others sent to this person alone
    (`MAIL` messages; then the socket is closed as too slow), however slow the socket is. `cut` stops the
    writer of a socket that takes nothing any more, not even the goodbye. `is_here` says that this screen is
    the one by which the person sits in the session.
    """

    __slots__ = (
        "_bye",
        "_code",
        "_mail",
        "_news",
        "_pong",
        "_waiter",
        "admission",
        "checked_at",
        "cut",
        "ended_at",
        "heard_at",
        "is_here",
    )

    def __init__(self, admission: Admission, now: float) -> None:
        self.admission = admission
        self.heard_at = now
        self.checked_at = now
        self.ended_at: float | None = None
        self.cut: Callable[[], object] = _nothing_to_cut
        self.is_here = False
        self._news: str | None = None
        self._mail: deque[str] = deque()
        self._pong = False
        self._bye: Why | None = None
        self._code: int | None = None
        self._waiter: asyncio.Future[None] | None = None

    def tell(self, news: str) -> bool:
        """Put `news` in line; True when it replaces some that this socket was too slow to take."""
        replaced = self._news is not None
        self._news = news
        self._wake()
        return replaced

    def hand(self, text: str) -> bool:
        """Put a message for this person alone in line; False when too many wait already."""
        if len(self._mail) >= MAIL:
            return False
        self._mail.append(text)
        self._wake()
        return True

    def answer_ping(self) -> None:
        """Put a pong in line."""
        self._pong = True
        self._wake()

    def end(self, now: float, why: Why | None = None, code: int = 1000) -> None:
        """Say goodbye (`why`, when there is a reason a person should hear) and close with `code`, once."""
        if self.ended_at is None:
            self.ended_at, self._bye, self._code = now, why, code
            self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def take(self) -> tuple[list[str], int | None]:
        """Wait until something is in line; then the texts to send, and the code to close with after them."""
        while not (self._news or self._pong or self._code or self._mail):
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        texts = list(self._texts())
        self._news, self._pong = None, False
        self._mail.clear()
        return texts, self._code

    def _texts(self) -> Iterator[str]:
        if self._pong:
            yield '{"t":"pong"}'
        if self._bye:
            yield f'{{"t":"bye","why":"{self._bye}"}}'
        elif not self._code:
            if self._news:
                yield self._news
            yield from self._mail
