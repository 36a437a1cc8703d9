"""The registry of rooms: who hears what, how announcements merge, and what a slow socket keeps."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest

from holdspace.live import rooms as rooms_module
from holdspace.live.lines import FAILED, Admission, Line, Why, room_of
from holdspace.live.rooms import Rooms

TUESDAY, THURSDAY = (room_of("session", UUID(int=number)) for number in (2, 4))
ANA, BO, DANA = (UUID(int=number) for number in (11, 12, 13))


def tell(story: Callable[[Rooms], Awaitable[None]], **how: float) -> None:
    async def in_a_loop() -> None:
        await story(Rooms(**how))

    asyncio.run(in_a_loop())


async def heard(line: Line) -> list[object]:
    """What the next sending would carry: versions as numbers, the rest by its kind."""
    async with asyncio.timeout(1):
        texts, _ = await line.take()
    said = [json.loads(text) for text in texts]
    return [one["v"] if one["t"] == "version" else one["t"] for one in said]


async def nothing(line: Line, seconds: float = 0.05) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await line.take()
    except TimeoutError:
        return True
    return False


def sit(rooms: Rooms, user: UUID, room: str = TUESDAY, version: int = 1) -> Line:
    return rooms.join(Admission(user, room, version))


def test_joining_says_the_version_and_news_reaches_only_its_room():
    async def story(rooms: Rooms) -> None:
        ana, bo, dana = sit(rooms, ANA), sit(rooms, BO), sit(rooms, DANA, THURSDAY, version=7)
        assert (await heard(ana), await heard(bo), await heard(dana)) == ([1], [1], [7])
        rooms.announce(TUESDAY, 2)
        assert (await heard(ana), await heard(bo)) == ([2], [2])
        assert await nothing(dana)

    tell(story)


def test_many_announcements_at_once_are_one_message_with_the_newest_version():
    async def story(rooms: Rooms) -> None:
        ana = sit(rooms, ANA)
        await heard(ana)
        for version in (2, 5, 3, 4):
            rooms.announce(TUESDAY, version)
        assert await heard(ana) == [5]
        assert await nothing(ana)
        assert (rooms.metrics.announced, rooms.metrics.merged, rooms.metrics.told) == (4, 3, 1)

    tell(story)


def test_the_first_goes_out_at_once_and_what_follows_soon_goes_together():
    async def story(rooms: Rooms) -> None:
        ana = sit(rooms, ANA)
        await heard(ana)
        clock = asyncio.get_running_loop().time
        start = clock()
        rooms.announce(TUESDAY, 2)
        assert await heard(ana) == [2]
        assert clock() - start < 0.1
        for version in (3, 4, 5):
            rooms.announce(TUESDAY, version)
            await asyncio.sleep(0.01)
        assert await heard(ana) == [5]
        assert clock() - start >= 0.2

    tell(story, merge_within=0.2)


def test_an_older_version_that_arrives_late_is_not_told():
    async def story(rooms: Rooms) -> None:
        ana = sit(rooms, ANA)
        rooms.announce(TUESDAY, 5)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert await heard(ana) == [5]
        rooms.announce(TUESDAY, 4)
        rooms.announce(TUESDAY, 5)
        assert await nothing(ana)

    tell(story)


def test_a_slow_socket_keeps_only_the_newest():
    async def story(rooms: Rooms) -> None:
        slow = sit(rooms, ANA)
        for version in range(2, 60):
            rooms.announce(TUESDAY, version)
            await asyncio.sleep(0.001)
        slow.answer_ping()
        slow.answer_ping()
        assert await heard(slow) == ["pong", 59]
        assert await nothing(slow)
        assert rooms.metrics.replaced > 1

    tell(story, merge_within=0.0)


def test_what_was_announced_between_admission_and_joining_is_not_missed():
    async def story(rooms: Rooms) -> None:
        admitted = Admission(ANA, TUESDAY, 3)
        rooms.announce(TUESDAY, 4)
        assert await heard(rooms.join(admitted)) == [4]

    tell(story)


def test_announcements_come_from_any_thread_even_before_the_first_and_after_the_last_socket():
    rooms = Rooms()
    rooms.announce(TUESDAY, 1)

    async def story() -> None:
        ana = sit(rooms, ANA)
        assert await heard(ana) == [1]
        threads = [
            threading.Thread(target=rooms.announce, args=(TUESDAY, version)) for version in range(2, 42)
        ]
        for thread in threads:
            thread.start()
        newest = 0
        while newest != 41:
            [newest] = await heard(ana)  # type: ignore[misc, assignment]
        for thread in threads:
            thread.join()
        rooms.leave(ana)

    asyncio.run(story())
    rooms.announce(TUESDAY, 50)
    rooms.close(TUESDAY, None, Why.ENDED)

    async def another_life() -> None:
        assert await heard(sit(rooms, BO)) == [50]
        rooms.announce(TUESDAY, 51)

    async def a_third_life() -> None:
        bo = sit(rooms, BO)
        assert await heard(bo) == [51]
        rooms.announce(TUESDAY, 52)
        assert await heard(bo) == [52]

    asyncio.run(another_life())
    asyncio.run(a_third_life())


def test_the_last_to_leave_closes_the_room():
    async def story(rooms: Rooms) -> None:
        ana, bo = sit(rooms, ANA), sit(rooms, BO)
        rooms.leave(ana)
        assert (rooms.metrics.rooms, rooms.metrics.sockets) == (1, 1)
        rooms.leave(bo)
        rooms.leave(bo)
        assert (rooms.metrics.rooms, rooms.metrics.sockets) == (0, 0)

    tell(story)


@pytest.mark.parametrize(
    ("room", "user", "gone"),
    [
        (TUESDAY, BO, {"bo"}),
        (None, BO, {"bo", "bo on Thursday"}),
        (TUESDAY, None, {"ana", "bo"}),
        (None, None, {"ana", "bo", "bo on Thursday"}),
        (THURSDAY, ANA, set()),
    ],
)
def test_goodbye_reaches_exactly_whom_it_is_for(room, user, gone):
    async def story(rooms: Rooms) -> None:
        lines = {
            "ana": sit(rooms, ANA),
            "bo": sit(rooms, BO),
            "bo on Thursday": sit(rooms, BO, THURSDAY),
        }
        rooms.close(room, user, Why.REMOVED)
        rooms.close(room, user, Why.ENDED)
        await asyncio.sleep(0.01)
        assert {name for name, line in lines.items() if line.ended_at is not None} == gone
        assert rooms.metrics.ended == len(gone)
        for name in gone:
            texts, code = await lines[name].take()
            assert (texts, code) == (['{"t":"bye","why":"removed"}'], 1000)

    tell(story)


def test_a_recheck_ends_those_whose_answer_is_no_and_leaves_the_others():
    async def story(rooms: Rooms) -> None:
        ana, bo, dana = sit(rooms, ANA), sit(rooms, BO), sit(rooms, DANA)
        asked: list[UUID] = []

        async def still(admission: Admission) -> bool:
            asked.append(admission.user_id)
            return admission.user_id == ANA

        await rooms.recheck(lambda line: line is not dana, still, why=Why.REMOVED)
        assert set(asked) == {ANA, BO}
        assert [line.ended_at is None for line in (ana, bo, dana)] == [True, False, True]
        assert await heard(bo) == ["bye"]

    tell(story)


def test_a_check_that_fails_closes_without_a_reason_so_that_the_client_comes_back():
    async def story(rooms: Rooms) -> None:
        ana = sit(rooms, ANA)

        async def still(admission: Admission) -> bool:
            raise ConnectionError("the database is away")

        await rooms.recheck(lambda line: True, still)
        assert await ana.take() == ([], FAILED)

    tell(story)


def test_only_a_few_admissions_are_checked_at_the_same_time():
    async def story(rooms: Rooms) -> None:
        for _ in range(50):
            sit(rooms, uuid4())
        now, most = 0, 0

        async def still(admission: Admission) -> bool:
            nonlocal now, most
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.001)
            now -= 1
            return True

        await rooms.recheck(lambda line: True, still)
        assert most == rooms_module.CHECKS_AT_ONCE

    tell(story)


def test_rooms_long_forgotten_do_not_pile_up():
    rooms = Rooms()
    for number in range(rooms_module.REMEMBERED_ROOMS + 100):
        rooms.announce(f"session:{number}", 1)
    assert len(rooms._newest) == rooms_module.REMEMBERED_ROOMS
