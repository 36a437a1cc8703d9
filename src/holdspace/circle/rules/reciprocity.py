"""Reciprocity: what went between the seats of a circle, for its leaders; what is one's own, in words.

Only leaders see the picture. It says what was given and received in a window of time and nothing about why: a
quiet member may be held by what goes to all, or outside the space. A gift to all is given, yet it makes no
line and counts as received by nobody in particular. Members see their own giving and receiving only, without
a number and without anybody beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations, pairwise
from typing import Final

from holdspace.kernel.words import Words, say
from holdspace.kernel.words import gettext_noop as _
from holdspace.ui.rules.circle import Chord


class Kind(StrEnum):
    """What went from one to another. Help is given by who said it, received by whom it helped."""

    ENCOURAGEMENT = "encouragement"
    HELP = "help"
    FEEDBACK = "feedback"


class Window(StrEnum):
    """How far back the picture looks."""

    FOUR_WEEKS = "4-weeks"
    TWELVE_WEEKS = "12-weeks"
    ALL = "all"


class Standing(StrEnum):
    """How somebody stands in a window of time."""

    BOTH = "both"
    GIVEN = "given"
    RECEIVED = "received"
    OUTSIDE = "outside"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One gift from `giver` to `receiver`, None for all, on a day of the group's own calendar."""

    giver: str
    receiver: str | None
    kind: Kind
    on: date


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody of the circle: a key, the name by which the circle knows them, and the days of their stay.

    `left` is the last day, None while they are here.
    """

    key: str
    name: str
    joined: date
    left: date | None = None

    def here_from(self, first: date, last: date) -> bool:
        """Whether they belonged to the circle on every day from `first` to `last`."""
        return self.joined <= first and (self.left is None or self.left >= last)

    def here_with(self, other: Seat, first: date, last: date) -> bool:
        """Whether both belonged to the circle on some same day from `first` to `last`."""
        gone = min((seat.left for seat in (self, other) if seat.left), default=last)
        return max(self.joined, other.joined, first) <= min(gone, last)


@dataclass(frozen=True, slots=True)
class Picture:
    """The lines between the seats, and how each seat stands, in the order of the seats."""

    chords: tuple[Chord, ...]
    standings: tuple[tuple[Seat, Standing], ...]

    def who(self, standing: Standing) -> tuple[Seat, ...]:
        """Who stands like this."""
        return tuple(seat for seat, found in self.standings if found is standing)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the circle: how many of the possible pairs were connected, and whose place changed.

    Two are connected when something went from either to the other. `came_in` are those who stood outside the
    month before and no longer do, `went_out` the reverse; only who was here for all of both months is among
    them, and nobody goes out of a month that is not over.
    """

    first: date
    finished: bool
    connected: int
    pairs: int
    came_in: tuple[Seat, ...]
    went_out: tuple[Seat, ...]

    @property
    def share(self) -> float | None:
        """Connected pairs of all pairs, from 0 to 1; None where nobody was here together."""
        return self.connected / self.pairs if self.pairs else None


@dataclass(frozen=True, slots=True)
class Own:
    """What one member gave and received, sentence by sentence, for that member."""

    given: tuple[Words, ...]
    received: tuple[Words, ...]


WEEKS: Final[Mapping[Window, int]] = {Window.FOUR_WEEKS: 4, Window.TWELVE_WEEKS: 12}
NEWCOMER: Final = timedelta(weeks=4)
"""For how long somebody is new where the window has no beginning."""

STANDS: Final[Mapping[Standing, Words]] = {
    Standing.BOTH: say("has given and received"),
    Standing.GIVEN: say("has given, not yet received"),
    Standing.RECEIVED: say("has received, not yet given"),
    Standing.OUTSIDE: say("has neither given nor received in this time"),
    Standing.NEW: say("is new in this time"),
}

ONCE, A_FEW_TIMES, OFTEN = say("once"), say("a few times"), say("often")
OFTEN_FROM: Final = 5

_CARRIED: Final[Mapping[Kind, Words]] = {
    Kind.ENCOURAGEMENT: say("encouragement"),
    Kind.HELP: say("something that helped"),
    Kind.FEEDBACK: say("feedback"),
}
_GAVE: Final[Mapping[Kind, str]] = {
    Kind.ENCOURAGEMENT: _("You encouraged %(name)s %(how_often)s."),
    Kind.HELP: _("What you said helped %(name)s %(how_often)s."),
    Kind.FEEDBACK: _("You gave %(name)s feedback %(how_often)s."),
}
_GAVE_ALL: Final[Mapping[Kind, str]] = {
    Kind.ENCOURAGEMENT: _("You encouraged the whole circle %(how_often)s."),
    Kind.HELP: _("What you said helped the whole circle %(how_often)s."),
    Kind.FEEDBACK: _("You gave the whole circle feedback %(how_often)s."),
}
_GOT: Final[Mapping[Kind, str]] = {
    Kind.ENCOURAGEMENT: _("%(name)s encouraged you %(how_often)s."),
    Kind.HELP: _("What %(name)s said helped you %(how_often)s."),
    Kind.FEEDBACK: _("%(name)s gave you feedback %(how_often)s."),
}


def first_day(window: Window, today: date) -> date:
    """The first day of a window that ends today."""
    weeks = WEEKS.get(window)
    return today - timedelta(weeks=weeks) + timedelta(days=1) if weeks else date.min


def picture(
    exchanges: Iterable[Exchange],
    seats: Sequence[Seat],
    *,
    window: Window,
    today: date,
    kinds: Collection[Kind] = tuple(Kind),
) -> Picture:
    """The circle as it stands today, `seats` being those who sit there now.

    What went to or came from somebody who has left makes no line, and still counts as given or received.
    """
    held = [each for each in _within(exchanges, first_day(window, today), today) if each.kind in kinds]
    since = first_day(window, today) if window in WEEKS else today - NEWCOMER + timedelta(days=1)
    givers, receivers = _both_ends(held)
    standings = tuple(
        (seat, _standing(seat.key in givers, seat.key in receivers, is_new=seat.joined > since))
        for seat in seats
    )
    return Picture(tuple(_chords(held, seats)), standings)


def months(
    exchanges: Iterable[Exchange], seats: Iterable[Seat], *, today: date, count: int = 6
) -> tuple[Month, ...]:
    """The last months, the earliest first, the running one last. `seats` are all who sit or sat here."""
    held, sat = list(exchanges), list(seats)
    starts = _starts(today, count + 1)
    return tuple(_month(held, sat, before, first, today) for before, first in pairwise(starts))


def own_words(exchanges: Iterable[Exchange], me: str, names: Mapping[str, str]) -> Own:
    """What one member gave and received, in words, by kind and in the order of `names` (key → name).

    Whoever is not in `names` is not spoken of; the caller names whom the member may know of, and passes what
    lies within the member's own stay.
    """
    held = [each for each in exchanges if each.giver != each.receiver]
    given: Counter[tuple[Kind, str | None]] = Counter(
        (each.kind, each.receiver) for each in held if each.giver == me
    )
    received: Counter[tuple[Kind, str | None]] = Counter(
        (each.kind, each.giver) for each in held if each.receiver == me
    )
    to_all = (say(_GAVE_ALL[kind], how_often=how_often(n)) for kind in Kind if (n := given[kind, None]))
    return Own((*_told(given, _GAVE, names), *to_all), tuple(_told(received, _GOT, names)))


def how_often(times: int) -> Words:
    """A count as words; ValueError for none, which has no word here."""
    if times < 1:
        raise ValueError("What never happened is not told.")
    if times == 1:
        return ONCE
    return OFTEN if times >= OFTEN_FROM else A_FEW_TIMES


def weight(times: int) -> int:
    """How strong a line is, 1 to 5: 1, 2, 3 to 4, 5 to 7, 8 and more. The same in every circle and window."""
    return 1 + sum(times >= step for step in (2, 3, 5, 8))


def _within(exchanges: Iterable[Exchange], first: date, last: date) -> list[Exchange]:
    return [each for each in exchanges if first <= each.on <= last and each.giver != each.receiver]


def _both_ends(exchanges: Collection[Exchange]) -> tuple[set[str], set[str]]:
    """Who gave, and who received something meant for them."""
    return {each.giver for each in exchanges}, {each.receiver for each in exchanges if each.receiver}


def _standing(gave: bool, received: bool, *, is_new: bool) -> Standing:
    if gave and received:
        return Standing.BOTH
    if gave or received:
        return Standing.GIVEN if gave else Standing.RECEIVED
    return Standing.NEW if is_new else Standing.OUTSIDE


def _chords(exchanges: Collection[Exchange], seats: Sequence[Seat]) -> Iterator[Chord]:
    times = Counter((each.giver, each.receiver, each.kind) for each in exchanges)
    for giver in seats:
        for receiver in seats:
            by_kind = {kind: n for kind in Kind if (n := times[giver.key, receiver.key, kind])}
            if by_kind:
                total = sum(by_kind.values())
                yield Chord(giver.key, receiver.key, weight(total), _chord_words(giver, receiver, by_kind))


def _chord_words(giver: Seat, receiver: Seat, by_kind: Mapping[Kind, int]) -> str:
    """Such as: Ana to Bo: encouragement (often), feedback (once)."""
    parts = (
        say("%(what)s (%(how_often)s)", what=_CARRIED[kind], how_often=how_often(n))
        for kind, n in by_kind.items()
    )
    what = ", ".join(str(part) for part in parts)
    return str(
        say("%(giver)s to %(receiver)s: %(what)s", giver=giver.name, receiver=receiver.name, what=what)
    )


def _told(
    times: Mapping[tuple[Kind, str | None], int], sentences: Mapping[Kind, str], names: Mapping[str, str]
) -> Iterator[Words]:
    for kind in Kind:
        for key, name in names.items():
            if n := times.get((kind, key), 0):
                yield say(sentences[kind], name=name, how_often=how_often(n))


def _starts(today: date, count: int) -> list[date]:
    """The first days of `count` months, the last being the one of today."""
    month = today.year * 12 + today.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(month - count + 1, month + 1)]


def _last_day(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _month(
    exchanges: Collection[Exchange], seats: Sequence[Seat], before: date, first: date, today: date
) -> Month:
    last = min(_last_day(first), today)
    held = _within(exchanges, first, last)
    together = [frozenset((a.key, b.key)) for a, b in combinations(seats, 2) if a.here_with(b, first, last)]
    connected = {frozenset((each.giver, each.receiver)) for each in held if each.receiver}
    stayed = [seat for seat in seats if seat.here_from(before, last)]
    was_in = _inside(_within(exchanges, before, first - timedelta(days=1)))
    is_in = _inside(held)
    finished = last == _last_day(first)
    return Month(
        first=first,
        finished=finished,
        connected=sum(pair in connected for pair in together),
        pairs=len(together),
        came_in=tuple(seat for seat in stayed if seat.key in is_in - was_in),
        went_out=tuple(seat for seat in stayed if finished and seat.key in was_in - is_in),
    )


def _inside(exchanges: Collection[Exchange]) -> set[str]:
    givers, receivers = _both_ends(exchanges)
    return givers | receivers
