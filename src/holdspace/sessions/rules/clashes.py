"""When two sessions want the same room or the same person at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Reason(StrEnum):
    """Why two sessions cannot be at the same time, what says most first."""

    GROUP = "group"
    ROOM = "room"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class Booking:
    """A time that is taken, aware moments; `leaders` are those who have to be there."""

    group: UUID
    starts_at: datetime
    ends_at: datetime
    room: UUID | None = None
    leaders: frozenset[UUID] = frozenset()

    def overlaps(self, other: Booking) -> bool:
        """Whether both are held at some moment; one that begins when the other ends does not overlap."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Clash:
    """`wanted` cannot be, because of `taken`."""

    wanted: Booking
    taken: Booking
    reason: Reason


def first_clash(wanted: Sequence[Booking], taken: Iterable[Booking]) -> Clash | None:
    """The earliest clash between what is wanted and what is taken, or None. Both may be in any order.

    Of several at the same moment the one whose reason says most is told.
    """
    standing = list(taken)
    for want in sorted(wanted, key=lambda each: each.starts_at):
        clashes = [clash for have in standing if (clash := _clash(want, have))]
        if clashes:
            return min(clashes, key=_told_first)
    return None


def _clash(want: Booking, have: Booking) -> Clash | None:
    reason = _reason(want, have) if want.overlaps(have) else None
    return Clash(want, have, reason) if reason else None


def _told_first(clash: Clash) -> tuple[datetime, int]:
    return clash.taken.starts_at, list(Reason).index(clash.reason)


def _reason(want: Booking, have: Booking) -> Reason | None:
    if want.group == have.group:
        return Reason.GROUP
    if want.room is not None and want.room == have.room:
        return Reason.ROOM
    return Reason.LEADER if want.leaders & have.leaders else None
