"""The people of whom a circle is made, and the groups that could hold them, as the engine needs to know them.

Nobody has a name here: people are ids. Sensitive traits (`traits`) serve one purpose, that nobody who asked
for it is the only bearer of one; they never bar anybody from anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Modality(StrEnum):
    """How a group meets; how a person can come. A group that is `ANY` meets in a room and online at once."""

    ANY = "any"
    ROOM = "room"
    ONLINE = "online"


LEAST_STRENGTH, MOST_STRENGTH = 1, 10
"""Strength to work (in the literature: ego strength), in points, as the screening clinician sees it."""
MOST_URGENT = 3
"""The highest priority; 0 is the ordinary one."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who waits, or, with `member_of`, someone who already has a seat and keeps it.

    `slots` are the weekly hours they can come; `themes` the struggles that they want to share; `style` one
    of the interpersonal styles ("" when unknown); `weeks` how long they have waited. Of their `traits`, they
    asked not to be alone with those in `counted`; `waived` are those for which they said, on record, that
    being the only one is all right after all. Without their `needs` ("step-free", "captions") they could not
    take part: they are seated only where all of them are met.
    """

    id: str
    slots: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset({"en"})
    modality: Modality = Modality.ANY
    style: str = ""
    strength: int = 5
    traits: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    waived: frozenset[str] = frozenset()
    high_risk: bool = False
    urgency: int = 0
    weeks: int = 0
    member_of: str = ""
    needs: frozenset[str] = frozenset()

    @property
    def not_alone_with(self) -> frozenset[str]:
        """The traits of which they must not be the only bearer."""
        return (self.counted & self.traits) - self.waived


@dataclass(frozen=True, slots=True)
class Group:
    """A group that meets, or that could be opened: at one hour, led by `leaders`, `least` to `most` people.

    `theme` "" takes everybody; otherwise only who carries it. Nobody who carries one of `excludes` is
    seated. Groups with the same `offer` are one group at different hours: at most one of them opens.
    `hours` are the cells of the week that a meeting fills, when it is more than its `slot`. `access` are the
    needs that are met there, by the room or online.
    """

    id: str
    slot: str
    leaders: frozenset[str] = frozenset()
    room: str = ""
    least: int = 5
    most: int = 8
    theme: str = ""
    excludes: frozenset[str] = frozenset()
    language: str = "en"
    modality: Modality = Modality.ROOM
    closed: bool = False
    offer: str = ""
    hours: frozenset[str] = frozenset()
    access: frozenset[str] = frozenset()

    @property
    def cells(self) -> frozenset[str]:
        """When it meets: who comes, leads or lends the room is taken at all of these."""
        return self.hours or frozenset({self.slot})


@dataclass(frozen=True, slots=True)
class Leader:
    """Somebody who leads groups: at which hours (None: at any), and how many at most."""

    id: str
    slots: frozenset[str] | None = None
    most_groups: int = 99
