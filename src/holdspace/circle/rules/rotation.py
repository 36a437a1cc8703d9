"""Roles that rotate: who opens the next session, keeps the time, closes it; who looks after a newcomer.

A proposal that leaders change as they like: whoever has had a role least often, and longest ago, comes next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from holdspace.kernel.words import Words, say


class Role(StrEnum):
    """What somebody does for the others in a session."""

    OPENER = "opener"
    TIMEKEEPER = "timekeeper"
    CLOSER = "closer"
    BUDDY = "buddy"


IN_A_SESSION: Final = (Role.OPENER, Role.TIMEKEEPER, Role.CLOSER)
"""One of each in a session; a buddy is there for one newcomer."""

WORDS: Final = {
    Role.OPENER: say("opens the session"),
    Role.TIMEKEEPER: say("keeps the time"),
    Role.CLOSER: say("closes the session"),
    Role.BUDDY: say("looks after whoever is new"),
}


@dataclass(frozen=True, slots=True)
class Had:
    """Somebody had a role in a session that began at a moment."""

    person: UUID
    role: Role
    at: datetime


def said(role: Role) -> Words:
    """A role in words, after a name."""
    return WORDS[role]


def proposed(
    people: Sequence[UUID], had: Iterable[Had], *, newcomers: Iterable[UUID] = ()
) -> dict[Role, UUID]:
    """Who could have which role next, of the people in the order of their seats.

    Nobody has two roles while there are enough people. Newcomers are looked after first and take a role last;
    without a newcomer nobody is a buddy.
    """
    history, new = list(had), set(newcomers)
    roles = [*IN_A_SESSION, *([Role.BUDDY] if new & set(people) else [])]
    taken: dict[Role, UUID] = {}
    for role in roles:
        able = [each for each in people if not (role is Role.BUDDY and each in new)]
        free = [each for each in able if each not in taken.values()] or able
        if free:
            taken[role] = min(free, key=lambda each: (each in new, *_turn(each, role, history)))
    return taken


def _turn(person: UUID, role: Role, had: Sequence[Had]) -> tuple[int, float]:
    """How often and how lately somebody had a role: the less and the longer ago, the sooner they come."""
    moments = [each.at.timestamp() for each in had if each.person == person and each.role is role]
    return len(moments), max(moments, default=0.0)
