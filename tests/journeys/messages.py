"""People write into one space without pause while the server is killed, and one of them leaves and comes
back.

Who gets no answer sends the same form again, as a browser does: it must be written once. Afterwards everybody reads the space back to its beginning, page by page, as a browser does. What was
acknowledged must be there for everybody who sat there, once, in the order of positions; the words of
one person in the order in which they wrote them; and nothing from the time in which somebody did not
sit there.
"""

from __future__ import annotations

import random
import re
import signal
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from tests.journeys.house import House
from tests.journeys.storm import Writer, let_flow, writing

Seen = Sequence[tuple[int, str]]
"""Position and message of what somebody finds, the newest first."""

_POST = "<article"
_POSITION = re.compile(r'data-position="(\d+)"')
_MARK = re.compile(r"message (\w+)-(\d+)\.")
_VERSION = re.compile(r'data-version="(\d+)"')


@dataclass
class Poster(Writer):
    """Encourages the whole circle, over and over, with words that are told apart."""

    kind = "message"
    group: str = "group:tuesday"
    form: dict[str, str] | None = None
    """What is on its way, until it is acknowledged."""
    version: int = 0
    """Of the space, when its newest page was read last."""

    def write(self, number: int) -> str | None:
        self.form = self.form or {"text": f"message {self.name}-{number}.", "sent_key": str(uuid4())}
        if self.post(self.space + "encourage/", **self.form) != 302:
            return None
        mark, self.form = _MARK.search(self.form["text"]), None
        assert mark is not None
        return f"{mark[1]}-{mark[2]}"

    @property
    def space(self) -> str:
        return f"/between/{self.house.id(self.group)}/"

    def seen(self, *, after: int = 0) -> list[tuple[int, str]]:
        """What this person finds in the space after a position."""
        return list(self._pages(after))

    def _pages(self, after: int) -> Iterator[tuple[int, str]]:
        before: int | None = None
        while True:
            page = self.read(self.space + "stream/" + (f"?before={before}" if before else ""))
            if before is None and (version := _VERSION.search(page)):
                self.version = int(version[1])
            found = list(_posts(page))
            yield from ((at, f"{mark[1]}-{mark[2]}") for at, mark in found if mark and at > after)
            if not found or found[-1][0] <= after or f"?before={found[-1][0]}" not in page:
                return
            before = found[-1][0]


def _posts(page: str) -> Iterator[tuple[int, re.Match[str] | None]]:
    """Position and words of each post of a page."""
    for post in page.split(_POST)[1:]:
        if position := _POSITION.search(post):
            yield int(position[1]), _MARK.search(post)


@dataclass
class Tally:
    """What a run left behind."""

    acknowledged: int = 0
    unanswered: int = 0
    away: int = 0
    """Messages that appeared while one of them did not sit there."""
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Away:
    """Positions of somebody's absence: those that surely lie in it, and those that may."""

    surely: Container[int] = range(0)
    perhaps: Container[int] = range(0)


PRESENT = Away()


@dataclass
class Faults:
    """What should not be, in words."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    from_outside: list[str] = field(default_factory=list)

    def all(self) -> list[str]:
        return [*self.doubled, *self.from_outside, *self.lost, *self.out_of_order]

    def add(self, others: Faults) -> None:
        self.lost += others.lost
        self.doubled += others.doubled
        self.out_of_order += others.out_of_order
        self.from_outside += others.from_outside


def faults(
    acknowledged: Mapping[str, Sequence[str]], seen: Mapping[str, Seen], away: Mapping[str, Away]
) -> Faults:
    """Lost, twice, out of order, or from a time in which somebody did not sit there."""
    places = {message: position for posts in seen.values() for position, message in posts}
    found = Faults()
    for reader, posts in seen.items():
        gone, counts = away.get(reader, PRESENT), Counter(message for _position, message in posts)
        found.doubled += [
            f"{reader} sees {message} {many} times" for message, many in counts.items() if many > 1
        ]
        found.from_outside += [
            f"{reader} sees {message} from while away" for at, message in posts if at in gone.surely
        ]
        found.lost += [
            f"{reader} lacks {message}"
            for messages in acknowledged.values()
            for message in messages
            if message not in counts and places.get(message) not in gone.perhaps
        ]
        found.out_of_order += _out_of_order(reader, posts)
    return found


def wrong(
    acknowledged: Mapping[str, Sequence[str]], seen: Mapping[str, Seen], away: Mapping[str, Away]
) -> list[str]:
    """All faults alike."""
    return faults(acknowledged, seen, away).all()


def _out_of_order(reader: str, posts: Seen) -> Iterator[str]:
    positions = [position for position, _message in posts]
    if positions != sorted(set(positions), reverse=True):
        yield f"{reader} sees positions out of order"
    for writer in {message.partition("-")[0] for _position, message in posts}:
        numbers = [int(m.partition("-")[2]) for _position, m in posts if m.partition("-")[0] == writer]
        if numbers != sorted(numbers, reverse=True):
            yield f"{reader} sees the words of {writer} out of order"


def run(house: House, *, kills: int, seed: int) -> Tally:
    """Kill the server `kills` times while four write; Bo leaves in the middle and comes back."""
    chance, group = random.Random(seed), house.id("group:tuesday")
    house.backstage("open-space", group)
    house.backstage("sit", house.id("member:dana"), group)
    posters = [Poster(house, name) for name in ("ana", "bo", "chidi", "dana")]
    with writing(list(posters)):
        for kill in range(kills):
            let_flow(list(posters), chance.uniform(0.1, 0.6))
            if kill == kills // 2:
                away = _leave_and_return(house, posters)
            house.stop(signal.SIGKILL)
            house.start()
        let_flow(list(posters), 0.2)
    seen = {poster.name: poster.seen() for poster in posters}
    acknowledged = {poster.name: poster.acknowledged for poster in posters}
    return Tally(
        acknowledged=sum(map(len, acknowledged.values())),
        unanswered=sum(poster.unanswered for poster in posters),
        away=len([position for position, _message in seen["ana"] if position in away.surely]),
        wrong=wrong(acknowledged, seen, {"bo": away}),
    )


def _leave_and_return(house: House, posters: Sequence[Poster]) -> Away:
    """Bo leaves, others write on, Bo comes back."""
    ana, others = posters[0], [poster for poster in posters if poster.name != "bo"]
    before = ana.seen()[0][0]
    house.backstage("end-membership", house.id("member:bo"))
    let_flow(list(others), 0.1)
    first = ana.seen()[0][0]
    let_flow(list(others), 0.5)
    last = ana.seen()[0][0]
    house.backstage("sit", house.id("member:bo"), house.id("group:tuesday"))
    return Away(range(first + 1, last + 1), range(before + 1, ana.seen()[0][0] + 1))
