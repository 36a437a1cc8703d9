"""The sockets over a real server: who is let in, what is said, and how quickly a right that ended is felt."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from holdspace.live.consumers import LiveApplication, is_own_origin
from holdspace.live.lines import Why, room_of
from holdspace.live.relay import Pace
from holdspace.live.rooms import Rooms
from tests.contexts.live.fakes import SmallWorld
from tests.contexts.live.server import PING, House, hear, house, silence


def tell(story: Callable[[House], Awaitable[None]], **pace: float) -> None:
    async def served() -> None:
        async with house(**pace) as ours:
            await story(ours)

    asyncio.run(served())


async def closing_code(socket: ClientConnection, within: float = 3.0) -> int | None:
    """Listen until the server closes; its code."""
    async with asyncio.timeout(within):
        try:
            while True:
                await socket.recv()
        except ConnectionClosed:
            return socket.close_code


async def refusal(ours: House, name: str, **changes: object) -> tuple[int, bytes, list[str]]:
    """Status, body and names of headers of the answer to somebody who is not let in."""
    with pytest.raises(InvalidStatus) as refused:
        async with ours.browser(name, **changes):  # type: ignore[arg-type]
            pass
    response = refused.value.response
    return response.status_code, bytes(response.body or b""), sorted(response.headers)


# Coming in


def test_ana_and_bo_hear_the_version_when_they_come_and_when_it_changes():
    async def story(ours: House) -> None:
        async with ours.browser("ana") as ana, ours.browser("bo") as bo:
            assert await hear(ana) == await hear(bo) == {"t": "version", "v": 3}
            ours.rooms.announce(room_of("session", ours.world.session_id), 4)
            assert await hear(ana) == await hear(bo) == {"t": "version", "v": 4}

    tell(story)


def test_the_group_has_a_room_of_its_own():
    async def story(ours: House) -> None:
        async with ours.browser("ana", "group") as ana:
            await hear(ana)
            ours.rooms.announce(room_of("session", ours.world.session_id), 8)
            assert await silence(ana, 0.2)
            ours.rooms.announce(room_of("group", ours.world.group_id), 9)
            assert await hear(ana) == {"t": "version", "v": 9}

    tell(story)


def test_everyone_who_is_not_let_in_gets_the_same_answer():
    async def story(ours: House) -> None:
        session = ours.world.session_id
        answers = [
            await refusal(ours, "dana"),
            await refusal(ours, "ana", subject=uuid4()),
            await refusal(ours, "nobody"),
            await refusal(ours, "ana", origin="http://elsewhere.example"),
            await refusal(ours, "ana", origin=None),
            await refusal(ours, "ana", path=f"/ws/session/{session}"),
            await refusal(ours, "ana", path=f"/ws/session/{str(session).upper()}/x"),
            await refusal(ours, "ana", path="/ws/kitchen/1/"),
            await refusal(ours, "ana", additional_headers={}),
        ]
        assert answers == [answers[0]] * len(answers)
        assert answers[0][:2] == (404, b"Not found")
        assert ours.rooms.metrics.sockets == 0

    tell(story)


@pytest.mark.parametrize(
    ("origin", "host", "allowed", "own"),
    [
        ("https://care.example", "care.example", ["care.example"], True),
        ("https://care.example", "care.example:443", ["care.example"], True),
        ("https://CARE.example", "care.example", ["care.example"], True),
        ("https://eu.care.example", "eu.care.example", [".care.example"], True),
        ("http://127.0.0.1:8000", "127.0.0.1:8000", ["127.0.0.1"], True),
        ("http://[::1]:8000", "[::1]:8000", ["[::1]"], True),
        ("https://care.example", "care.example:8443", ["care.example"], False),
        ("http://care.example:443", "care.example:8443", ["care.example"], False),
        ("https://care.example.evil.example", "care.example", ["care.example"], False),
        ("https://evil.example", "evil.example", ["care.example"], False),
        ("https://evil.example", "care.example", ["care.example"], False),
        ("null", "care.example", ["*"], False),
        ("", "care.example", ["*"], False),
        ("file://care.example", "care.example", ["*"], False),
        ("https://care.example:port", "care.example", ["*"], False),
        ("https://", "", ["*"], False),
    ],
)
def test_whose_pages_may_open_a_socket(origin, host, allowed, own):
    assert is_own_origin(origin, host, allowed) is own


# What is said


def test_a_heartbeat_is_answered_however_it_is_spelled():
    async def story(ours: House) -> None:
        async with ours.browser("ana") as ana:
            await hear(ana)
            for ping in (PING, '{ "t" : "ping" }'):
                await ana.send(ping)
                assert await hear(ana) == {"t": "pong"}

    tell(story)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("hello", 1008),
        ('{"t":"dance"}', 1008),
        ('{"t":"ping","more":1}', 1008),
        ("[" * 5000, 1008),
        (b'{"t":"ping"}', 1008),
        ("x" * 65_536, 1008),
        ("x" * 65_537, 1009),
        ("é" * 40_000, 1009),
    ],
    ids=["text", "unknown", "too much", "deep", "bytes", "64 KB", "more than 64 KB", "64 KB in UTF-8"],
)
def test_whoever_says_something_else_is_closed(message, code):
    async def story(ours: House) -> None:
        async with ours.browser("ana") as ana, ours.browser("bo") as bo:
            await ana.send(message)
            assert await closing_code(ana) == code
            assert await hear(bo) == {"t": "version", "v": 3}
            await bo.send(PING)
            assert await hear(bo) == {"t": "pong"}

    tell(story)


def test_thirty_messages_in_a_second_are_enough():
    async def story(ours: House) -> None:
        async with ours.browser("ana") as ana, ours.browser("bo") as bo:
            for _ in range(30):
                await bo.send(PING)
            for _ in range(62):  # more than fit into two neighbouring seconds
                await ana.send(PING)
            assert await closing_code(ana) == 1008
            while (await hear(bo))["t"] != "pong":
                pass
            assert bo.close_code is None

    tell(story)


def test_a_client_that_falls_silent_is_closed_and_one_that_breathes_stays():
    async def story(ours: House) -> None:
        async with ours.browser("ana") as silent, ours.browser("bo") as breathing:
            closing = asyncio.create_task(closing_code(silent))
            while not closing.done():
                await breathing.send(PING)
                await asyncio.sleep(0.1)
            assert closing.result() == 4408
            assert breathing.close_code is None

    tell(story, heartbeat=0.6, sweep=0.05)


def test_who_goes_away_is_forgotten():
    async def story(ours: House) -> None:
        async with ours.browser("ana") as ana:
            await hear(ana)
        await ours.until_empty()
        async with ours.browser("bo") as bo:
            await hear(bo)
            bo.transport.abort()
            await ours.until_empty()

    tell(story)


def test_a_socket_that_takes_nothing_holds_up_nobody_and_is_let_go():
    """Played by hand: it takes tens of thousands of messages until a real socket's buffers are full."""

    async def story() -> None:
        world, rooms = SmallWorld(), Rooms()
        application = LiveApplication(
            world, world, rooms, allowed_hosts=["care.example"], pace=Pace(goodbye=0.1, sweep=0.02)
        )
        room, ana = room_of("session", world.session_id), world.user_id_of("ana")
        stuck = StuckBrowser(world)
        holding = asyncio.create_task(application(stuck.scope, stuck.receive, stuck.send))
        while not stuck.sent:
            await asyncio.sleep(0.01)
        for version in range(4, 1000):
            rooms.announce(room, version)
            await asyncio.sleep(0)
        rooms.close(room, ana, Why.REMOVED)
        async with asyncio.timeout(2):
            await holding
        assert stuck.sent == [{"type": "websocket.accept"}]
        assert rooms.metrics.sockets == 0

    asyncio.run(story())


class StuckBrowser:
    """A connection that was accepted and then takes nothing and says nothing."""

    def __init__(self, world: SmallWorld) -> None:
        self.sent: list[object] = []
        self._arrivals = [{"type": "websocket.connect"}]
        self.scope = {
            "type": "websocket",
            "path": f"/ws/session/{world.session_id}/",
            "headers": [
                (b"host", b"care.example"),
                (b"origin", b"https://care.example"),
                (b"cookie", b"sessionid=token-of-ana"),
            ],
        }

    async def receive(self) -> dict[str, object]:
        while not self._arrivals:
            await asyncio.sleep(60)
        return dict(self._arrivals.pop())

    async def send(self, message: object) -> None:
        while self.sent:
            await asyncio.sleep(60)
        self.sent.append(message)


# Rights that end


def test_bo_is_removed_and_his_sockets_close_within_a_second_but_anas_stay():
    async def story(ours: House) -> None:
        async with (
            ours.browser("ana") as ana,
            ours.browser("bo") as bo,
            ours.browser("bo", "group") as bo_too,
        ):
            for socket in (ana, bo, bo_too):
                await hear(socket)
            ours.world.remove_from_group("bo")
            assert await hear(bo, 1) == await hear(bo_too, 1) == {"t": "bye", "why": "removed"}
            assert await closing_code(bo) == await closing_code(bo_too) == 1000
            assert await silence(ana, 0.3)
            assert ours.world.asked == [ours.world.user_id_of("bo")] * 2
        assert (await refusal(ours, "bo"))[0] == 404

    tell(story)


def test_a_change_is_acted_on_once():
    async def story(ours: House) -> None:
        async with ours.browser("ana") as ana:
            await hear(ana)
            ours.world.act("role_ended", rights=True)
            assert await silence(ana, 0.3)
            assert ours.world.asked == [ours.world.user_id_of("ana")]

    tell(story, poll=0.02)


@pytest.mark.parametrize(("rooms", "asked"), [((), {"ana", "bo"}), (("group:1",), set())])
def test_a_change_of_rights_asks_for_everyone_or_for_those_in_its_rooms(rooms, asked):
    async def story(ours: House) -> None:
        async with ours.browser("ana") as ana, ours.browser("bo", "group") as bo:
            await hear(ana)
            await hear(bo)
            ours.world.act("opening_ended", rights=True, rooms=rooms)
            ours.world.act("leader_left", rights=True, rooms=(room_of("group", ours.world.group_id),))
            assert await silence(ana, 0.3)
            expected = sorted([ours.world.user_id_of(name) for name in asked] + [ours.world.user_id_of("bo")])
            assert sorted(ours.world.asked) == expected

    tell(story, poll=0.02)


def test_signing_out_elsewhere_ends_the_socket_here():
    async def story(ours: House) -> None:
        async with ours.browser("bo") as bo:
            await hear(bo)
            ours.world.sign_out("bo")
            assert await hear(bo, 1) == {"t": "bye", "why": "signed_out"}

    tell(story)


def test_news_reaches_a_process_by_the_feed_alone():
    async def story(ours: House) -> None:
        async with ours.browser("ana") as ana:
            await hear(ana)
            version = ours.world.mark_somebody_arrived()
            assert await hear(ana, 1) == {"t": "version", "v": version}

    tell(story)


def test_a_right_that_ended_without_an_act_is_noticed_by_asking_again():
    async def story(ours: House) -> None:
        async with ours.browser("ana") as ana, ours.browser("bo") as bo:
            await hear(ana)
            await hear(bo)
            del ours.world.tokens["token-of-bo"]
            assert await hear(bo) == {"t": "bye", "why": "signed_out"}
            assert ana.close_code is None

    tell(story, revalidate=0.2, sweep=0.05)


def test_bo_is_removed_in_the_moment_in_which_he_comes_in():
    async def story(ours: House) -> None:
        admit = ours.world.admit

        async def slowly(*asked):
            admission = await admit(*asked)
            ours.world.remove_from_group("bo")
            await asyncio.sleep(0.3)
            return admission

        ours.world.admit = slowly  # type: ignore[method-assign]
        async with ours.browser("bo") as bo:
            said = [json.loads(text) async for text in bo]
        assert said[-1]["t"] == "bye"

    tell(story, poll=0.05)


def test_while_the_database_is_away_sockets_stay_and_afterwards_nothing_was_missed():
    async def story(ours: House) -> None:
        async with ours.browser("ana") as ana:
            await hear(ana)
            ours.world.broken = True
            version = ours.world.mark_somebody_arrived()
            assert await silence(ana, 0.3)
            ours.world.broken = False
            assert await hear(ana) == {"t": "version", "v": version}

    tell(story, poll=0.05)


def test_when_a_check_fails_the_client_is_sent_away_without_a_reason_to_come_back():
    async def story(ours: House) -> None:
        async with ours.browser("ana") as ana:
            await hear(ana)
            ours.world.broken = True
            assert await closing_code(ana) == 1011

    tell(story, revalidate=0.1, sweep=0.05)


def test_an_idle_process_asks_nothing():
    async def story(ours: House) -> None:
        async with ours.browser("ana") as ana:
            await hear(ana)
        await ours.until_empty()
        asked = 0
        after = ours.world.after

        async def counting(cursor):
            nonlocal asked
            asked += 1
            return await after(cursor)

        ours.world.after = counting  # type: ignore[method-assign]
        await asyncio.sleep(0.2)
        assert asked == 0

    tell(story, poll=0.02)


def test_a_full_house_is_emptied_within_a_second():
    everyone = 120

    async def story(ours: House) -> None:
        names = [f"guest{number}" for number in range(everyone)]
        for name in names:
            ours.world.sign_in(name)
        async with asyncio.TaskGroup() as group:
            stays = [group.create_task(stay(ours, name)) for name in names]
            async with asyncio.timeout(20):
                while ours.rooms.metrics.sockets < everyone:
                    await asyncio.sleep(0.01)
            clock = asyncio.get_running_loop().time
            removed_at = clock()
            for name in names:
                ours.world.remove_from_group(name)
        slowest = max(task.result() for task in stays) - removed_at
        assert slowest < 1

    tell(story)


async def stay(ours: House, name: str) -> float:
    """Listen until the goodbye; when it came."""
    async with ours.browser(name) as socket:
        async for text in socket:
            if json.loads(text)["t"] == "bye":
                return asyncio.get_running_loop().time()
    raise AssertionError("closed without a goodbye")
