"""What a therapist should know of one member before a session: attendance, change, what they bring.

Everything here is computed from values that were opened elsewhere; nothing is judged beyond the rules of
`measures` (reliable change) and `sessions` (attendance).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from holdspace.measures.rules.instrument import Instrument
from holdspace.measures.rules.scoring import Change, Direction
from holdspace.measures.rules.taken import Taken, last_change
from holdspace.preparation.rules.absence import back_after
from holdspace.sessions.rules.attendance import Status

LOOKED_BACK = 4
"""How many held sessions a brief looks back."""

IN_A_ROW = 2
"""How many missed sessions in a row ask for attention (science.md B4: two consecutive absences)."""

SHOWN = 240
"""How many characters of what somebody brings stand on the page; the rest can be opened."""


@dataclass(frozen=True, slots=True)
class Presence:
    """The last sessions of one member, newest first, as far as they belonged to the group then."""

    statuses: tuple[Status, ...]

    @property
    def came(self) -> int:
        return self.statuses.count(Status.ATTENDED)

    @property
    def missed(self) -> int:
        """Sessions without them, with a word beforehand or without."""
        return self.statuses.count(Status.MISSED) + self.statuses.count(Status.EXCUSED)

    @property
    def counted(self) -> int:
        """Sessions of which it is known whether they came."""
        return self.came + self.missed

    @property
    def is_new(self) -> bool:
        """Whether this is their first session."""
        return not self.statuses

    @property
    def away_in_a_row(self) -> int:
        """How many of the newest sessions they were not there, with or without a word."""
        away = 0
        for status in self.statuses:
            if status is Status.ATTENDED:
                break
            away += status in (Status.MISSED, Status.EXCUSED)
        return away

    @property
    def back_after(self) -> int:
        """How many sessions they were away before the last one, to which they came; 0 for a single one."""
        away = back_after(self.statuses)
        return away if away >= IN_A_ROW else 0

    @property
    def asks_for_attention(self) -> bool:
        return self.away_in_a_row >= IN_A_ROW


@dataclass(frozen=True, slots=True)
class Measured:
    """The newest value of one measure, and how it changed from the one before."""

    instrument: Instrument
    taken: Taken
    change: Change | None

    @property
    def short_name(self) -> str:
        """The name that clinicians use: "PHQ-9"."""
        return self.instrument.short

    @property
    def is_reliable(self) -> bool:
        """Whether the change is more than the measure's own noise."""
        return self.change is not None and self.change.reliable is not Direction.NONE

    @property
    def is_worse(self) -> bool:
        return self.change is not None and self.change.reliable is Direction.WORSE

    @property
    def points(self) -> float:
        """How far the total moved, without a sign."""
        return abs(self.change.points) if self.change else 0

    @property
    def signed_points(self) -> str:
        """The move as clinicians write it: "−6", "+3", "±0"; empty without a change to compare."""
        if self.change is None:
            return ""
        sign = {True: "+", False: "−"}[self.change.points > 0] if self.change.points else "±"
        return f"{sign}{self.points}"


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wrote, cut where a page has no more room."""

    lead: str
    rest: str = ""

    @property
    def is_cut(self) -> bool:
        return bool(self.rest)

    @property
    def whole(self) -> str:
        return self.lead + self.rest


@dataclass(frozen=True, slots=True)
class OneGlance:
    """One member in the brief. `brings` is None where nobody may read it; `checked_in`: they wrote."""

    presence: Presence
    checked_in: bool = False
    shared: bool = True
    brings: Words | None = None
    openness: int | None = None
    measured: tuple[Measured, ...] = field(default=())

    @property
    def worse(self) -> tuple[Measured, ...]:
        return tuple(each for each in self.measured if each.is_worse)

    @property
    def better(self) -> tuple[Measured, ...]:
        return tuple(each for each in self.measured if each.is_reliable and not each.is_worse)


def newest(instrument: Instrument, series: Sequence[Taken], *, since: datetime | None) -> Measured | None:
    """The newest value with its change; None where nothing with a total was answered after `since`."""
    if not series or series[-1].total is None or (since is not None and series[-1].at <= since):
        return None
    return Measured(instrument, series[-1], last_change(instrument, series))


def cut(text: str, most: int = SHOWN) -> Words:
    """`text` up to about `most` characters, ending with a whole word; short overhangs are not cut."""
    text = text.strip()
    if len(text) <= most + 40:
        return Words(text)
    end = text.rfind(" ", 0, most + 1)
    end = end if end > most // 2 else most
    return Words(text[:end], text[end:])
