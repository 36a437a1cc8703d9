"""Sockets that come and go, against a session held in memory: who is lost, who is back, who hears whom."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from holdspace.kernel import clock
from holdspace.kernel.refusals import Refused
from holdspace.live.lines import Part, door_of, room_of
from holdspace.live.rooms import Rooms
from holdspace.live.rules.session_flow import (
    Admit,
    Enter,
    Event,
    Knock,
    LineBack,
    LineLost,
    Online,
    OpenSession,
    Role,
    SeatState,
    SeeOff,
    SessionState,
    apply,
    begin,
)
from tests.contexts.live.contracts import run
from tests.contexts.live.fakes import SmallWorld
from tests.contexts.live.server import House, hear, house, silence

HERE = '{"t":"here"}'


@dataclass
class Evening:
    """A session in memory, which is the book as well: Ruth leads; Ana and Bo are members."""

    world: SmallWorld
    rooms: Rooms
    state: SessionState
    house: House | None = None
    broken: bool = False

    def do(self, event: Event) -> None:
        before, self.state = self.state, apply(self.state, event)
        moved = before.inside ^ self.state.inside
        for name, person in self.world.users.items():
            if name != "ruth":
                self.world.parts[name] = Part.INSIDE if person in self.state.inside else Part.AT_THE_DOOR
        version = self.world.version = self.state.version
        self.rooms.announce(room_of("session", self.world.session_id), version)
        for person in self.world.users.values():
            self.rooms.announce(door_of(self.world.session_id, person), version)
        self.rooms.move(self.world.session_id, moved, version)

    def person(self, name: str) -> UUID:
        return self.world.users[name]

    def seat(self, name: str) -> SeatState:
        found = self.state.seat(self.person(name))
        assert found is not None
        return found

    def own(self, what: type, name: str) -> None:
        person = self.person(name)
        self.do(what(by=person, at=clock.now(), member=person))

    def lead(self, what: type, name: str) -> None:
        ruth, seat = self.person("ruth"), self.seat(name)
        self.do(what(by=ruth, at=clock.now(), member=seat.member_id, seat_rev=seat.rev))

    def let_in(self, *names: str) -> None:
        for name in names:
            self.own(Knock, name)
            self.lead(Admit, name)

    # the book

    async def state_of(self, session_id: UUID) -> SessionState | None:
        if self.broken:
            raise ConnectionError("no database")
        return self.state if session_id == self.world.session_id else None

    async def line_lost(self, session_id: UUID, person_id: UUID) -> None:
        self._line(LineLost, person_id)

    async def line_back(self, session_id: UUID, person_id: UUID) -> None:
        self._line(LineBack, person_id)

    def _line(self, what: type, person: UUID) -> None:
        try:
            self.do(what(by=person, at=clock.now(), member=person))
        except Refused:
            return

    async def becomes(self, what: Callable[[], bool], within: float = 6.0) -> None:
        async with asyncio.timeout(within):
            while not what():
                await asyncio.sleep(0.02)


class Book:
    def __init__(self, evening: Evening) -> None:
        self.state = evening.state_of
        self.line_lost = evening.line_lost
        self.line_back = evening.line_back


@asynccontextmanager
async def an_evening(port: int) -> AsyncIterator[Evening]:
    world, rooms = SmallWorld(), Rooms()
    world.sign_in("ruth")
    world.parts |= {"ruth": Part.LEADER, "ana": Part.AT_THE_DOOR, "bo": Part.AT_THE_DOOR}
    seats = [
        SeatState(member_id=world.users[name], role=Role.LEADER if name == "ruth" else Role.MEMBER)
        for name in ("ruth", "ana", "bo")
    ]
    start = clock.now() - timedelta(minutes=1)
    evening = Evening(
        world,
        rooms,
        begin(scheduled_start=start, scheduled_end=start + timedelta(minutes=90), seats=seats),
    )
    evening.own(Enter, "ruth")
    evening.do(OpenSession(by=world.users["ruth"], at=clock.now()))
    async with house(port=port, world=world, rooms=rooms, book=Book(evening)) as served:
        evening.house = served
        yield evening


@asynccontextmanager
async def sitting(evening: Evening, name: str) -> AsyncIterator[ClientConnection]:
    """Somebody whose page sits in the session."""
    assert evening.house is not None
    async with evening.house.browser(name) as socket:
        await socket.send(HERE)
        yield socket


async def mail(socket: ClientConnection, kind: str, within: float = 3.0) -> dict[str, Any]:
    """The next message of this kind; versions in between are let go by."""
    async with asyncio.timeout(within):
        while (message := await hear(socket, within))["t"] != kind:
            pass
        return message


async def until_closed(socket: ClientConnection) -> str:
    """What the server says as it closes."""
    why = ""
    try:
        async with asyncio.timeout(3):
            while True:
                why = json.loads(await socket.recv()).get("why", why)
    except ConnectionClosed:
        return why


def test_three_seconds_after_the_socket_the_seat_is_lost_and_with_it_back():
    async def story() -> None:
        async with an_evening(8131) as evening, sitting(evening, "ruth"):
            evening.let_in("ana")
            async with sitting(evening, "ana"):
                await asyncio.sleep(3.5)
                assert evening.seat("ana").online is Online.IN
            left = asyncio.get_running_loop().time()
            await evening.becomes(lambda: evening.seat("ana").online is Online.DROPPED)
            assert 2.9 < asyncio.get_running_loop().time() - left < 4.5
            async with sitting(evening, "ana"):
                await evening.becomes(lambda: evening.seat("ana").online is Online.IN, 1)

    run(story())


def test_a_reload_within_three_seconds_is_no_event_at_all():
    async def story() -> None:
        async with an_evening(8132) as evening, sitting(evening, "ruth"):
            evening.let_in("ana")
            async with sitting(evening, "ana"):
                await asyncio.sleep(0.2)
            version = evening.state.version
            await asyncio.sleep(1)
            async with sitting(evening, "ana"):
                await asyncio.sleep(3.5)
            assert evening.state.version == version

    run(story())


def test_after_a_restart_whoever_does_not_come_back_is_lost():
    async def story() -> None:
        async with an_evening(8133) as evening:
            evening.let_in("ana", "bo")
            async with sitting(evening, "ruth"), sitting(evening, "ana"):
                await evening.becomes(lambda: evening.seat("bo").online is Online.DROPPED)
                assert evening.seat("ana").online is Online.IN
                assert evening.seat("ruth").online is Online.IN

    run(story())


def test_the_newest_screen_of_a_person_counts():
    async def story() -> None:
        async with an_evening(8134) as evening, sitting(evening, "ruth"):
            evening.let_in("ana")
            async with sitting(evening, "ana") as first:
                await asyncio.sleep(0.2)
                async with sitting(evening, "ana"):
                    assert (await mail(first, "elsewhere")) == {"t": "elsewhere"}
                # the second has gone; the first is open, and no longer where she sits
                await evening.becomes(lambda: evening.seat("ana").online is Online.DROPPED)
                await first.send(HERE)
                await evening.becomes(lambda: evening.seat("ana").online is Online.IN, 1)

    run(story())


def test_what_is_said_between_two_goes_to_the_one_and_says_from_whom():
    async def story() -> None:
        async with an_evening(8135) as evening, sitting(evening, "ruth") as ruth:
            evening.let_in("ana", "bo")
            async with sitting(evening, "ana") as ana, sitting(evening, "bo") as bo:
                await asyncio.sleep(0.2)
                offer = {"t": "sig", "to": str(evening.person("ruth")), "d": {"sdp": "x"}}
                await ana.send(json.dumps({**offer, "from": str(evening.person("bo"))}))
                heard = await mail(ruth, "sig")
                assert heard == {"t": "sig", "from": str(evening.person("ana")), "d": {"sdp": "x"}}
                with pytest.raises(TimeoutError):
                    await mail(bo, "sig", 0.3)

    run(story())


def test_who_waits_hears_nothing_of_the_room_and_may_say_nothing():
    async def story() -> None:
        async with an_evening(8136) as evening, sitting(evening, "ruth") as ruth:
            evening.let_in("bo")
            evening.own(Knock, "ana")
            assert evening.house is not None
            async with evening.house.browser("ana") as ana, sitting(evening, "bo"):
                await hear(ana)
                evening.rooms.announce(room_of("session", evening.world.session_id), 99)
                assert await silence(ana, 0.5)
                to = str(evening.person("ana"))
                await ruth.send(json.dumps({"t": "sig", "to": to, "d": 1}))
                assert await silence(ana, 0.5)
                await ana.send(HERE)
                with pytest.raises(ConnectionClosed):
                    await hear(ana)

    run(story())


def test_who_is_let_in_is_asked_to_connect_again_and_then_hears_the_room():
    async def story() -> None:
        async with an_evening(8137) as evening, sitting(evening, "ruth") as ruth:
            evening.own(Knock, "ana")
            assert evening.house is not None
            async with evening.house.browser("ana") as ana:
                await hear(ana)
                evening.lead(Admit, "ana")
                assert await until_closed(ana) == "moved"
            async with sitting(evening, "ana") as ana:
                await asyncio.sleep(0.1)
                await ruth.send(json.dumps({"t": "sig", "to": str(evening.person("ana")), "d": 1}))
                assert (await mail(ana, "sig"))["from"] == str(evening.person("ruth"))

    run(story())


def test_who_is_seen_off_hears_nothing_more():
    async def story() -> None:
        async with an_evening(8138) as evening, sitting(evening, "ruth") as ruth:
            evening.let_in("ana")
            async with sitting(evening, "ana") as ana:
                await asyncio.sleep(0.2)
                evening.lead(SeeOff, "ana")
                to = str(evening.person("ana"))
                await ruth.send(json.dumps({"t": "sig", "to": to, "d": 1}))
                assert await until_closed(ana) == "moved"
            assert evening.house is not None
            async with evening.house.browser("ana") as ana:
                await hear(ana)
                await ruth.send(json.dumps({"t": "sig", "to": to, "d": 1}))
                assert await silence(ana, 0.5)

    run(story())


def test_a_book_that_does_not_answer_is_asked_again():
    async def story() -> None:
        async with an_evening(8139) as evening, sitting(evening, "ruth"):
            evening.let_in("ana")
            async with sitting(evening, "ana"):
                await asyncio.sleep(0.2)
                evening.broken = True
            await asyncio.sleep(3.5)
            assert evening.seat("ana").online is Online.IN
            evening.broken = False
            await evening.becomes(lambda: evening.seat("ana").online is Online.DROPPED)

    run(story())


@pytest.mark.parametrize(
    "message",
    [
        {"t": "sig"},
        {"t": "sig", "to": "nobody", "d": 1},
        {"t": "sig", "to": 7, "d": 1},
        {"t": "here", "who": "me"},
        {"t": "admit"},
    ],
)
def test_nonsense_ends_the_line(message):
    async def story() -> None:
        async with an_evening(8140) as evening, sitting(evening, "ruth") as ruth:
            await ruth.send(json.dumps(message))
            assert await until_closed(ruth) == ""
            assert ruth.close_code == 1008

    run(story())
