"""Between the sockets and a media server: for who is inside, in no older version of it, and for nobody else."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from holdspace.live.carrying import Carrier
from holdspace.live.lines import Admission, Line, Part, room_of
from holdspace.live.media.backends import Message, NotUnderstood, Outgoing, Tell, Unavailable
from holdspace.live.rooms import Rooms
from tests.contexts.live.contracts import run

SESSION = uuid4()


class Server:
    """A media server in memory that says what was asked of it."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.asked: list[tuple[str, ...]] = []
        self.people: set[str] = set()
        self.gate = asyncio.Event()
        self.gate.set()
        self.broken: type[Exception] | None = None

    async def open(self, room: str) -> None:
        await self.gate.wait()

    async def join(self, room: str, person: str) -> Message:
        self.people.add(person)
        return {}

    async def client_msg(self, room: str, person: str, message: Message) -> Outgoing:
        await self.gate.wait()
        if self.broken is not None:
            raise self.broken("no")
        return [(message["to"], {"t": "sfu", "from": person})] if "to" in message else []

    async def remove(self, room: str, person: str) -> None:
        self.people.discard(person)
        self.asked.append(("remove", person))

    async def close(self, room: str) -> None:
        self.asked.append(("close",))


class Evening:
    """Ana and Bo at their screens."""

    def __init__(self) -> None:
        self.rooms = Rooms()
        self.carrier = Carrier(self.rooms, self.make)  # type: ignore[arg-type]
        self.ana, self.bo = uuid4(), uuid4()
        self.lines = {person: self.sit(person) for person in (self.ana, self.bo)}

    def make(self, tell: Tell) -> Server:
        self.server = Server(tell)
        return self.server

    def sit(self, person: UUID) -> Line:
        room = room_of("session", SESSION)
        line = self.rooms.join(Admission(person, room, 1, Part.INSIDE, SESSION, person))
        line.is_here = True
        return line

    async def inside(self, *people: UUID, version: int) -> None:
        await self.carrier.follow(SESSION, frozenset(people), version)

    async def says(self, person: UUID, **message: Any) -> None:
        self.carrier.hear(self.lines[person], {"t": "sfu", **message})
        await asyncio.sleep(0.01)

    async def hears(self, person: UUID) -> list[Any]:
        texts, _code = await self.lines[person].take()
        return [json.loads(text) for text in texts if '"sfu"' in text]


def test_what_one_says_reaches_the_other_while_both_are_inside():
    async def story() -> None:
        evening = Evening()
        await evening.inside(evening.ana, evening.bo, version=3)
        await evening.says(evening.ana, to=str(evening.bo))
        assert await evening.hears(evening.bo) == [{"t": "sfu", "from": str(evening.ana)}]

    run(story())


def test_who_is_not_inside_reaches_no_media_server():
    async def story() -> None:
        evening = Evening()
        await evening.inside(evening.bo, version=3)
        await evening.says(evening.ana, to=str(evening.bo))
        assert evening.server.people == set()

    run(story())


def test_who_goes_is_taken_out_and_the_last_closes_the_room():
    async def story() -> None:
        evening = Evening()
        await evening.inside(evening.ana, evening.bo, version=3)
        await evening.inside(evening.bo, version=4)
        assert evening.server.asked == [("remove", str(evening.ana))]
        await evening.inside(version=5)
        assert evening.server.asked[1:] == [("remove", str(evening.bo)), ("close",)]

    run(story())


def test_an_older_version_lets_nobody_back():
    async def story() -> None:
        evening = Evening()
        await evening.inside(evening.ana, evening.bo, version=3)
        await evening.inside(evening.bo, version=4)
        await evening.inside(evening.ana, evening.bo, version=3)
        assert not evening.carrier.admits(evening.lines[evening.ana])

    run(story())


def test_who_is_taken_out_while_a_message_is_under_way_does_not_stay():
    async def story() -> None:
        evening = Evening()
        await evening.inside(evening.ana, evening.bo, version=3)
        evening.server.gate.clear()
        await evening.says(evening.ana, to=str(evening.bo))
        await evening.inside(evening.bo, version=4)
        evening.server.gate.set()
        await asyncio.sleep(0.01)
        assert str(evening.ana) not in evening.server.people

    run(story())


@pytest.mark.parametrize(("problem", "closes"), [(NotUnderstood, True), (Unavailable, False)])
def test_nonsense_ends_the_line_and_an_outage_does_not(problem, closes):
    async def story() -> None:
        evening = Evening()
        await evening.inside(evening.ana, version=3)
        evening.server.broken = problem
        await evening.says(evening.ana)
        assert (evening.lines[evening.ana].ended_at is not None) is closes

    run(story())
