"""Two processes and Redis between them; and how nothing is lost without it."""

from __future__ import annotations

import asyncio
import time
from uuid import uuid4

import redis

from holdspace.live.lines import room_of
from holdspace.live.relay import Publisher, Relay
from tests.contexts.live.fakes import SmallWorld
from tests.contexts.live.needs import redis_url
from tests.contexts.live.server import hear, house

NOWHERE = "redis://127.0.0.1:8119/0"


async def until_connected(*relays: Relay) -> None:
    async with asyncio.timeout(5):
        while not all(relay.connected for relay in relays):
            await asyncio.sleep(0.01)


def test_what_one_process_stores_wakes_the_sockets_of_two():
    url, channel, world = redis_url(), f"test:{uuid4()}", SmallWorld()

    async def story() -> None:
        relays = Relay(url, channel=channel), Relay(url, channel=channel)
        publisher = Publisher(url, channel=channel)
        async with (
            house(port=8111, world=world, relay=relays[0], poll=60) as one,
            house(port=8112, world=world, relay=relays[1], poll=60) as two,
            one.browser("ana") as ana,
            two.browser("bo") as bo,
        ):
            await hear(ana)
            await hear(bo)
            await until_connected(*relays)
            await asyncio.to_thread(publisher.announce, room_of("session", world.session_id), 4)
            assert await hear(ana) == await hear(bo) == {"t": "version", "v": 4}
            world.remove_from_group("bo")
            await asyncio.to_thread(publisher.wake)
            assert await hear(bo, 1) == {"t": "bye", "why": "removed"}
        publisher.close()

    asyncio.run(story())


def test_a_broken_connection_is_made_again_and_what_was_missed_is_read():
    url, channel, world = redis_url(), f"test:{uuid4()}", SmallWorld()

    async def story() -> None:
        relay = Relay(url, channel=channel)
        async with house(port=8111, world=world, relay=relay, poll=60) as ours, ours.browser("ana") as ana:
            await hear(ana)
            await until_connected(relay)
            version = world.mark_somebody_arrived()
            await asyncio.to_thread(break_subscriptions, url, channel)
            assert await hear(ana) == {"t": "version", "v": version}

    asyncio.run(story())


def break_subscriptions(url: str, channel: str) -> None:
    """End the connections that listen to `channel`, and no others."""
    client = redis.Redis.from_url(url)
    for connection in client.client_list():
        if connection["name"] == "holdspace-live" and connection["sub"] == "1":
            client.client_kill_filter(_id=connection["id"])
    client.close()


def test_without_redis_the_feed_carries_the_news_and_nobody_notices():
    world = SmallWorld()

    async def story() -> None:
        relay = Relay(NOWHERE)
        async with house(port=8111, world=world, relay=relay) as ours, ours.browser("ana") as ana:
            await hear(ana)
            version = world.mark_somebody_arrived()
            assert await hear(ana, 1) == {"t": "version", "v": version}
            assert not relay.connected

    asyncio.run(story())


def test_a_publisher_without_redis_neither_raises_nor_waits():
    publisher = Publisher(NOWHERE)
    start = time.monotonic()
    for version in range(1000):
        publisher.announce("session:1", version)
    assert time.monotonic() - start < 1
    publisher.close()


def test_a_message_that_nobody_understands_only_wakes():
    woken, told = [], []
    relay = Relay(NOWHERE)
    for message in (b"w", b"", b"x session:1", b"-4 session:1", b"7", b"7 "):
        relay._hand_on(message, lambda *news: told.append(news), lambda: woken.append(True))
    relay._hand_on(b"7 session:1", lambda *news: told.append(news), lambda: woken.append(True))
    assert (len(woken), told) == (6, [("session:1", 7)])
