"""Who spoke for how long, how often, and after whom: durations and turns, never a sound and never a word.

A device listens to its own microphone and reports every five seconds how many milliseconds of them its
person spoke, and from when to when (`static/live/voice.js`). In a room without screens a leader touches who
speaks. `heard` clamps what a device says to what can be true; `add` carries it into a `Tally`; `balance`
makes of it what leaders see.

How even the shares are is Shannon's entropy of the shares divided by the logarithm of the number of people
(Pielou's evenness): 1 when all spoke alike, near 0 when one spoke alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

LONGEST_WINDOW: Final = 6_000
"""Milliseconds that one report may cover; devices report every five seconds."""

MOST_TURNS: Final = 20
"""In one report; nobody begins to speak more often in six seconds."""

PAUSE: Final = timedelta(seconds=1)
"""A shorter pause does not end a turn."""


@dataclass(frozen=True, slots=True)
class Spell:
    """Somebody spoke from `began` to `ended`."""

    person: UUID
    began: datetime
    ended: datetime


def heard(
    said: Mapping[str, Any], *, person: UUID, last: datetime | None, now: datetime
) -> tuple[Spell, ...] | None:
    """The spells of a report that arrived `now`, as far as they can be true; None for nonsense.

    `said`: {"window_ms": int, "turns": [[from_ms, to_ms], …]}, offsets from the beginning of the window,
    which ended now. Nothing reaches further back than the person's `last` report.
    """
    window: Any = said.get("window_ms")
    turns: Any = said.get("turns")
    if not _is_ms(window) or not isinstance(turns, list) or len(turns) > MOST_TURNS:
        return None
    begins = now - timedelta(milliseconds=min(window, LONGEST_WINDOW))
    earliest = max(begins, last) if last is not None else begins
    spells = []
    for turn in turns:
        if not (isinstance(turn, list) and len(turn) == 2 and all(map(_is_ms, turn))):
            return None
        began = max(begins + timedelta(milliseconds=turn[0]), earliest)
        ended = min(begins + timedelta(milliseconds=turn[1]), now)
        if began < ended:
            earliest = ended
            spells.append(Spell(person, began, ended))
    return tuple(spells)


def _is_ms(value: object) -> bool:
    return type(value) is int and 0 <= value <= 3_600_000


@dataclass(frozen=True, slots=True)
class Tally:
    """What is kept of a session: milliseconds and turns of each, and who spoke after whom."""

    spoken: Mapping[UUID, int] = field(default_factory=dict)
    turns: Mapping[UUID, int] = field(default_factory=dict)
    follows: Mapping[tuple[UUID, UUID], int] = field(default_factory=dict)
    ended: Mapping[UUID, datetime] = field(default_factory=dict)
    """When each last stopped, by which a turn that goes on is known."""

    last: UUID | None = None
    """Who began to speak last."""


def add(tally: Tally, spells: Iterable[Spell]) -> Tally:
    """`tally` with these spells; in one call they may come in any order."""
    for spell in sorted(spells, key=lambda each: (each.began, each.ended, each.person)):
        tally = _with(tally, spell)
    return tally


def _with(tally: Tally, spell: Spell) -> Tally:
    person = spell.person
    before = tally.ended.get(person)
    began = max(spell.began, before) if before is not None else spell.began
    if began >= spell.ended:
        return tally
    ms = round((spell.ended - began) / timedelta(milliseconds=1))
    after = replace(
        tally,
        spoken={**tally.spoken, person: tally.spoken.get(person, 0) + ms},
        ended={**tally.ended, person: spell.ended},
    )
    if before is not None and began - before < PAUSE:
        return after
    follows = dict(tally.follows)
    if tally.last is not None and tally.last != person:
        follows[tally.last, person] = follows.get((tally.last, person), 0) + 1
    turns = {**tally.turns, person: tally.turns.get(person, 0) + 1}
    return replace(after, turns=turns, follows=follows, last=person)


@dataclass(frozen=True, slots=True)
class Share:
    """One person's part: `share` of all that was spoken, 0 to 1."""

    person: UUID
    seconds: int
    turns: int
    share: float


@dataclass(frozen=True, slots=True)
class Balance:
    """The parts in the order of the seats, how even they are (None below two who spoke), who was silent."""

    shares: tuple[Share, ...]
    evenness: float | None
    silent: tuple[UUID, ...]


def balance(tally: Tally, seats: Iterable[UUID]) -> Balance:
    """What was spoken by those who sit in `seats`."""
    people = tuple(seats)
    total = sum(tally.spoken.get(person, 0) for person in people)
    shares = tuple(
        Share(
            person=person,
            seconds=round(tally.spoken.get(person, 0) / 1000),
            turns=tally.turns.get(person, 0),
            share=tally.spoken.get(person, 0) / total if total else 0.0,
        )
        for person in people
    )
    silent = tuple(person for person in people if not tally.spoken.get(person))
    return Balance(shares, _evenness([each.share for each in shares]), silent)


def _evenness(shares: list[float]) -> float | None:
    spoke = [share for share in shares if share > 0]
    if len(spoke) < 2:
        return None
    return -sum(share * math.log(share) for share in spoke) / math.log(len(shares))


def to_json(tally: Tally) -> dict[str, Any]:
    """`tally` as plain JSON values."""
    return {
        "spoken": {str(person): ms for person, ms in tally.spoken.items()},
        "turns": {str(person): count for person, count in tally.turns.items()},
        "follows": [[str(one), str(other), count] for (one, other), count in tally.follows.items()],
        "ended": {str(person): moment.isoformat() for person, moment in tally.ended.items()},
        "last": str(tally.last) if tally.last else None,
    }


def from_json(written: Mapping[str, Any]) -> Tally:
    """The tally that `to_json` wrote; an empty one for nothing."""
    return Tally(
        spoken={UUID(person): ms for person, ms in written.get("spoken", {}).items()},
        turns={UUID(person): count for person, count in written.get("turns", {}).items()},
        follows={(UUID(one), UUID(other)): count for one, other, count in written.get("follows", [])},
        ended={UUID(p): datetime.fromisoformat(at) for p, at in written.get("ended", {}).items()},
        last=UUID(written["last"]) if written.get("last") else None,
    )
