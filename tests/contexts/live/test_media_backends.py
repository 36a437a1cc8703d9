"""What every backend promises to the room, held by the mesh and by a real Janus; and what each is alone in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from holdspace.live.media.backends import (
    Full,
    MediaBackend,
    MeshBackend,
    Message,
    NotAdmitted,
    NotUnderstood,
    Unavailable,
    backend_from,
)
from holdspace.live.media.janus import JanusBackend
from holdspace.live.media.janus_link import JanusLink
from tests.journeys.sfu_house import Janus, running_janus
from tests.services import free_port

ANA, BO, CHIDI, DANA = (f"0000000{number}-aaaa-4aaa-8aaa-aaaaaaaaaaaa" for number in range(1, 5))
ROOM = "session:tuesday"
RELAYED = {"mesh": {"t": "sig", "sdp": "v=0"}, "janus": {"t": "key", "k": "hello", "pub": "BA=="}}

Story: TypeAlias = Callable[[MediaBackend, Message], Awaitable[None]]
Tells: TypeAlias = Callable[[Story], None]


def nobody_hears(room: str, person: str, message: Message) -> None:
    """A `tell` for stories in which nothing is told."""


@pytest.fixture(scope="module")
def janus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Janus]:
    with running_janus(tmp_path_factory.mktemp("janus")) as made:
        asyncio.run(until_it_answers(made))
        yield made


async def until_it_answers(made: Janus) -> None:
    async with asyncio.timeout(20):
        link = JanusLink(made.url, api_secret=made.secret)
        backend = JanusBackend(link, admin_key=made.admin_key, tell=nobody_hears)
        while not (await backend.health()).well:
            await asyncio.sleep(0.1)
        await link.close()


def of_janus(made: Janus, **changed: Any) -> JanusBackend:
    link = JanusLink(made.url, api_secret=changed.pop("api_secret", made.secret))
    return JanusBackend(link, **{"admin_key": made.admin_key, "tell": nobody_hears, **changed})


@pytest.fixture(params=["mesh", "janus"])
def tells(request: pytest.FixtureRequest) -> Tells:
    """Runs a story with a backend, and with a message that it carries from one person to another."""

    async def run(story: Story) -> None:
        if request.param == "mesh":
            await story(MeshBackend(), RELAYED["mesh"])
            return
        backend = of_janus(request.getfixturevalue("janus"))
        await story(backend, RELAYED["janus"])
        await backend.link.close()

    if request.param == "janus":
        request.getfixturevalue("janus")
    return lambda story: asyncio.run(run(story))


def test_only_who_joined_is_heard(tells: Tells) -> None:
    async def story(backend: MediaBackend, message: Message) -> None:
        with pytest.raises(NotAdmitted):
            await backend.join(ROOM, ANA)
        await backend.open(ROOM)
        await backend.join(ROOM, BO)
        with pytest.raises(NotAdmitted):
            await backend.client_msg(ROOM, ANA, {**message, "to": BO})
        with pytest.raises(NotAdmitted):
            await backend.client_msg("session:another", BO, {**message, "to": ANA})
        assert await backend.client_msg(ROOM, BO, {**message, "to": ANA}) == []
        await backend.join(ROOM, ANA)
        assert await backend.client_msg(ROOM, ANA, {**message, "to": BO}) == [(BO, {**message, "from": ANA})]
        await backend.close(ROOM)

    tells(story)


def test_nobody_speaks_for_another(tells: Tells) -> None:
    async def story(backend: MediaBackend, message: Message) -> None:
        await backend.open(ROOM)
        for person in (ANA, BO, CHIDI):
            await backend.join(ROOM, person)
        said = {**message, "to": BO, "from": CHIDI}
        assert await backend.client_msg(ROOM, ANA, said) == [(BO, {**message, "from": ANA})]
        assert await backend.client_msg(ROOM, ANA, {**message, "to": ANA}) == []
        await backend.close(ROOM)

    tells(story)


def test_who_was_removed_neither_says_nor_hears(tells: Tells) -> None:
    async def story(backend: MediaBackend, message: Message) -> None:
        await backend.open(ROOM)
        for person in (ANA, BO):
            await backend.join(ROOM, person)
        await backend.remove(ROOM, BO)
        await backend.remove(ROOM, BO)
        with pytest.raises(NotAdmitted):
            await backend.client_msg(ROOM, BO, {**message, "to": ANA})
        assert await backend.client_msg(ROOM, ANA, {**message, "to": BO}) == []
        await backend.close(ROOM)

    tells(story)


def test_after_the_end_there_is_nothing(tells: Tells) -> None:
    async def story(backend: MediaBackend, message: Message) -> None:
        await backend.open(ROOM)
        await backend.open(ROOM)
        await backend.join(ROOM, ANA)
        assert await backend.join(ROOM, ANA) == await backend.join(ROOM, ANA)
        await backend.close(ROOM)
        await backend.close(ROOM)
        with pytest.raises(NotAdmitted):
            await backend.client_msg(ROOM, ANA, {**message, "to": BO})
        with pytest.raises(NotAdmitted):
            await backend.join(ROOM, ANA)

    tells(story)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"t": "admit"},
        {"t": "sfu"},
        {"t": "sfu", "k": "create"},
        {"t": "sfu", "k": ["publish"]},
        {"t": "sfu", "k": "publish", "gen": 1, "n": 1},
        {"t": "sfu", "k": "publish", "gen": 1, "n": 1, "sdp": ""},
        {"t": "sfu", "k": "publish", "gen": True, "n": 1, "sdp": "v=0"},
        {"t": "sfu", "k": "publish", "gen": 2**53, "n": 1, "sdp": "v=0"},
        {"t": "sfu", "k": "between", "peers": "all"},
        {"t": "sfu", "k": "between", "peers": [{}]},
        {"t": "key", "k": "hello", "pub": "BA=="},
        {"t": "key", "k": "hello", "to": [], "pub": "BA=="},
        {"t": "sig"},
    ],
)
def test_what_no_engine_says_is_not_understood(tells: Tells, wrong: Message) -> None:
    async def story(backend: MediaBackend, message: Message) -> None:
        await backend.open(ROOM)
        await backend.join(ROOM, ANA)
        with pytest.raises(NotUnderstood):
            await backend.client_msg(ROOM, ANA, wrong)
        await backend.close(ROOM)

    tells(story)


def test_it_says_how_it_is(tells: Tells) -> None:
    async def story(backend: MediaBackend, message: Message) -> None:
        health = await backend.health()
        assert health.well
        assert health.says
        assert backend.e2ee

    tells(story)


# Janus alone


def test_a_full_room_takes_nobody_else(janus: Janus) -> None:
    async def story() -> None:
        backend = of_janus(janus, max_members=2)
        await backend.open(ROOM)
        await backend.join(ROOM, ANA)
        await backend.join(ROOM, BO)
        with pytest.raises(Full):
            await backend.join(ROOM, CHIDI)
        await backend.join(ROOM, ANA)
        await backend.remove(ROOM, ANA)
        await backend.join(ROOM, CHIDI)
        await backend.close(ROOM)
        await backend.link.close()

    asyncio.run(story())


def test_the_others_hear_that_somebody_was_removed(janus: Janus) -> None:
    told: list[tuple[str, str, Message]] = []

    async def story() -> None:
        backend = of_janus(janus, tell=lambda *what: told.append(what))
        await backend.open(ROOM)
        for person in (ANA, BO, CHIDI):
            await backend.join(ROOM, person)
        await backend.remove(ROOM, CHIDI)
        await backend.close(ROOM)
        await backend.link.close()

    asyncio.run(story())
    gone = {"t": "sfu", "k": "gone", "peer": CHIDI}
    assert told == [(ROOM, ANA, gone), (ROOM, BO, gone)]


def test_a_key_is_no_place_for_anything_else(janus: Janus) -> None:
    async def story() -> None:
        backend = of_janus(janus)
        await backend.open(ROOM)
        await backend.join(ROOM, ANA)
        await backend.join(ROOM, BO)
        with pytest.raises(NotUnderstood, match="too long"):
            await backend.client_msg(ROOM, ANA, {"t": "key", "to": BO, "sealed": "A" * 60_000})
        await backend.close(ROOM)
        await backend.link.close()

    asyncio.run(story())


def test_an_offer_that_is_none_is_refused_and_the_seat_stays(janus: Janus) -> None:
    async def story() -> None:
        backend = of_janus(janus)
        await backend.open(ROOM)
        await backend.join(ROOM, ANA)
        broken = {"t": "sfu", "k": "publish", "gen": 7, "n": 1, "sdp": "this is no offer"}
        with pytest.raises(Unavailable, match="refused"):
            await backend.client_msg(ROOM, ANA, broken)
        resume = {"t": "sfu", "k": "resume", "gen": 6}
        assert await backend.client_msg(ROOM, ANA, resume) == [(ANA, {"t": "sfu", "k": "again", "gen": 6})]
        await backend.close(ROOM)
        await backend.link.close()

    asyncio.run(story())


@pytest.mark.parametrize("wrong", ["api_secret", "admin_key"])
def test_without_its_secrets_there_is_no_room(janus: Janus, wrong: str) -> None:
    async def story() -> None:
        backend = of_janus(janus, **{wrong: "guessed"})
        with pytest.raises(Unavailable) as refused:
            await backend.open(ROOM)
        assert janus.secret not in str(refused.value)
        with pytest.raises(NotAdmitted):
            await backend.join(ROOM, ANA)
        await backend.link.close()

    asyncio.run(story())


def test_a_room_is_private_and_gone_after_its_end(janus: Janus) -> None:
    async def story() -> None:
        backend = of_janus(janus)
        await backend.open(ROOM)
        room = backend._rooms[ROOM]
        assert room.desk is not None
        listed = await room.desk.ask({"request": "list"})
        assert listed["plugindata"]["data"]["list"] == []
        exists = {"request": "exists", "room": room.number}
        assert (await room.desk.ask(exists))["plugindata"]["data"]["exists"] is True
        other = of_janus(janus)
        await other.open("session:another")
        desk = other._rooms["session:another"].desk
        assert desk is not None
        await backend.close(ROOM)
        assert (await desk.ask(exists))["plugindata"]["data"]["exists"] is False
        await other.close("session:another")
        await backend.link.close()
        await other.link.close()

    asyncio.run(story())


async def until_told(told: list[tuple[str, str, Message]], count: int) -> None:
    async with asyncio.timeout(30):
        while len(told) < count:
            await asyncio.sleep(0.05)


def test_after_janus_died_all_rooms_are_made_anew(tmp_path: Path) -> None:
    told: list[tuple[str, str, Message]] = []

    async def story(own: Janus) -> None:
        await until_it_answers(own)
        backend = of_janus(own, tell=lambda *what: told.append(what))
        for room, person in (("one", ANA), ("two", BO)):
            await backend.open(room)
            await backend.join(room, person)
        before = {name: room.session for name, room in backend._rooms.items()}
        own.stop()
        own.start()
        await until_told(told, 2)
        after = {name: room.session for name, room in backend._rooms.items()}
        assert all(after[name] not in (None, before[name]) for name in before)
        assert await backend.client_msg("one", ANA, {"t": "sfu", "k": "between", "peers": [BO]}) == []
        await backend.link.close()

    with running_janus(tmp_path) as own:
        asyncio.run(story(own))
    again = {"t": "sfu", "k": "again"}
    assert sorted(told, key=str) == [("one", ANA, again), ("two", BO, again)]


def test_a_session_that_janus_forgot_is_made_anew(tmp_path: Path) -> None:
    """Our own heartbeat is slower than this Janus is patient, as if this process had slept."""
    told: list[tuple[str, str, Message]] = []

    async def story(own: Janus) -> None:
        await until_it_answers(own)
        backend = of_janus(own, tell=lambda *what: told.append(what))
        await backend.open(ROOM)
        await backend.join(ROOM, ANA)
        before = backend._rooms[ROOM].session, backend._rooms[ROOM].number
        await until_told(told, 1)
        room = backend._rooms[ROOM]
        assert room.session not in (None, before[0])
        assert room.desk is not None
        left = await room.desk.ask({"request": "exists", "room": before[1]})
        assert left["plugindata"]["data"]["exists"] is False
        await backend.link.close()

    with running_janus(tmp_path, patience=1) as own:
        asyncio.run(story(own))
    assert told[0] == (ROOM, ANA, {"t": "sfu", "k": "again"})


def test_an_absent_janus_is_said(tmp_path: Path) -> None:
    async def story() -> None:
        backend = of_janus(Janus(tmp_path, port=free_port()))
        health = await backend.health()
        assert not health.well
        assert "does not answer" in health.says
        with pytest.raises(Unavailable):
            await backend.open(ROOM)

    asyncio.run(story())


# The settings

JANUS = {"janus_url": "ws://127.0.0.1:8188", "janus_api_secret": "s", "janus_admin_key": "k"}


def test_the_settings_name_a_backend() -> None:
    async def story() -> None:
        assert backend_from("mesh", tell=nobody_hears).name == "mesh"
        assert backend_from("janus", tell=nobody_hears, max_members=9, **JANUS).max_members == 9

    asyncio.run(story())


@pytest.mark.parametrize(
    ("name", "changed", "says"),
    [
        ("livekit", {}, "mesh or janus"),
        ("janus", {"janus_url": ""}, "loopback"),
        ("janus", {"janus_url": "ws://192.0.2.7:8188"}, "loopback"),
        ("janus", {"janus_url": "ws://janus.example.org:8188"}, "loopback"),
        ("janus", {"janus_url": "http://127.0.0.1:8088"}, "loopback"),
        ("janus", {"janus_api_secret": ""}, "api_secret"),
        ("janus", {"janus_admin_key": ""}, "admin_key"),
    ],
)
def test_settings_that_are_not_safe(name: str, changed: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        backend_from(name, tell=nobody_hears, **{**JANUS, **changed})  # type: ignore[arg-type]


def test_a_message_stays_json() -> None:
    """What goes out can be written to a socket as it is."""

    async def story() -> None:
        backend = MeshBackend()
        await backend.open(ROOM)
        joined = await backend.join(ROOM, ANA)
        assert json.loads(json.dumps(joined)) == {"engine": "mesh", "e2ee": True, "most": 6}

    asyncio.run(story())
