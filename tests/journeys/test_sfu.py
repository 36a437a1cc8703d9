"""A group whose pictures go through a server that cannot see them: a real Janus, real browsers, fake cameras."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, Playwright

from holdspace.live.media.janus_link import Handle, JanusRefused
from tests import services
from tests.journeys.conftest import CAMERAS, QUIET
from tests.journeys.sfu_house import SfuHouse, own_address, running_coturn, sfu_house

pytestmark = [pytest.mark.journey, pytest.mark.proof]  # by the second: `pytest -m proof`, on a quiet machine

WITHIN = 40.0
"""Seconds; machines that run other things are slow. What was measured is printed."""

REQUIRES_E2EE = "end-to-end"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SfuHouse]:
    with sfu_house(tmp_path_factory.mktemp("janus")) as made:
        yield made


@pytest.fixture(scope="module")
def cameras(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium with fake devices."""
    path = services.browser()
    if path is None:
        services.skip_or_fail("browser")
    chromium = playwright.chromium.launch(
        executable_path=path, args=[*QUIET, *CAMERAS, "--autoplay-policy=no-user-gesture-required"]
    )
    yield chromium
    chromium.close()


class Circle:
    """A room of its own, and the pages in it by name."""

    def __init__(self, house: SfuHouse, browser: Browser, stack: ExitStack) -> None:
        self.house, self._browser, self._stack = house, browser, stack
        self.room = uuid4().hex
        self.pages: dict[str, Page] = {}
        self.ids: dict[str, str] = {}

    def enter(self, name: str, query: str = "") -> Page:
        """`name` comes in and is given the place's list of people."""
        self.ids[name] = str(uuid4())
        context = self._stack.enter_context(self._browser.new_context(permissions=["camera", "microphone"]))
        page = context.new_page()
        page.on("console", lambda message: print(f"{name}: {message.text}", flush=True))  # noqa: T201
        page.on("pageerror", lambda error: print(f"{name}: {error}", flush=True))  # noqa: T201
        self.pages[name] = page
        self.load(name, query)
        return page

    def load(self, name: str, query: str = "") -> None:
        url = f"http://127.0.0.1:{self.house.port}/?room={self.room}&me={self.ids[name]}{query}"
        self.pages[name].goto(url)
        page = self.pages[name]
        until(lambda: page.evaluate("Boolean(window.room?.engine)"), lambda: f"{name} has no engine")

    def looks(self, name: str) -> dict[str, Any]:
        """What the page has noticed."""
        page = self.pages[name]
        seen: dict[str, Any] = page.evaluate("({...window.room, engine: null})")
        return seen

    def stats(self, name: str, of: str) -> dict[str, float]:
        """What `name` has received of `of`."""
        sums = self.pages[name].evaluate("window.room.engine.stats()")
        return dict(sums.get(self.ids[of], {}))

    def ways(self, name: str, pc: str) -> list[str]:
        """Of which kind the ways are that carry this connection now."""
        kinds: list[str] = self.pages[name].evaluate(
            """async (pc) => { const reports = await room.engine[pc].getStats();
              return [...reports.values()].filter((one) => one.type === "candidate-pair" && one.state === "succeeded")
                .map((one) => reports.get(one.localCandidateId).candidateType); }""",
            pc,
        )
        return sorted(set(kinds))

    def receives(self, name: str, of: str) -> None:
        """From now on, more pictures of `of` are decoded at `name`, and more sound is heard."""
        before = self.stats(name, of)

        def grows() -> bool:
            after = self.stats(name, of)
            more = {key for key in ("framesDecoded", "audioEnergy") if _more(before, after, key)}
            return more == {"framesDecoded", "audioEnergy"}

        until(grows, lambda: f"{name} receives nothing of {of}: {self.stats(name, of)} {self.looks(name)}")

    def everyone_receives_everyone(self, *names: str) -> None:
        for name in names:
            for of in names:
                if name != of:
                    self.receives(name, of)

    def first_frames(self, name: str) -> dict[str, int]:
        """Milliseconds from the beginning of the engine to the first picture of each other."""
        named = {of: self.looks(name)["first"].get(one) for of, one in self.ids.items() if of != name}
        return {of: at for of, at in named.items() if at is not None}


def _more(before: dict[str, float], after: dict[str, float], key: str) -> bool:
    return after.get(key, 0) > before.get(key, 0)


def until(true: Callable[[], bool], otherwise: Callable[[], str], within: float = WITHIN) -> None:
    ends = time.monotonic() + within
    while not true():
        assert time.monotonic() < ends, otherwise()
        time.sleep(0.2)


@contextmanager
def circle_in(house: SfuHouse, browser: Browser) -> Iterator[Circle]:
    with ExitStack() as stack:
        circle = Circle(house, browser, stack)
        yield circle
        for page in circle.pages.values():
            page.close()
    house.run(house.backend.close(circle.room))


@pytest.fixture
def circle(house: SfuHouse, cameras: Browser) -> Iterator[Circle]:
    with circle_in(house, cameras) as made:
        yield made


@pytest.mark.parametrize("people", [3, 6])
def test_all_see_and_hear_each_other(circle: Circle, people: int) -> None:
    for name in ("ana", "bo", "chidi", "dora", "emil", "farah")[:people]:
        circle.enter(name)
    circle.everyone_receives_everyone(*circle.pages)
    for name in circle.pages:
        print(f"first pictures at {name}, in ms: {circle.first_frames(name)}")  # noqa: T201
    looks = circle.looks("ana")
    assert set(looks["states"].values()) == {"connected"}
    assert not looks["trouble"]
    assert not looks["failed"]


def test_what_leaves_says_nothing_beside_the_sealed_frames(circle: Circle) -> None:
    """The server sees keys in sealed form, and neither offer nor answer has the loudness of the sound."""
    for name in ("ana", "bo"):
        circle.enter(name)
    circle.everyone_receives_everyone("ana", "bo")
    page = circle.pages["ana"]
    sdps = page.evaluate(
        "[room.engine.up.localDescription.sdp, room.engine.up.remoteDescription.sdp, room.engine.down.remoteDescription.sdp]"
    )
    assert all("ssrc-audio-level" not in sdp for sdp in sdps)
    assert all(one not in sdp for one in circle.ids.values() for sdp in sdps)
    keys = [message for who, message in circle.house.seen if message["t"] == "key"]
    assert {message["k"] for message in keys} == {"hello", "key"}
    assert all(set(message) == {"t", "k", "to", "pub", "want"} for message in keys if message["k"] == "hello")
    pubs = [circle.looks(name)["pubs"] for name in ("ana", "bo")]
    assert pubs[0] == pubs[1], "both would read the same safety code aloud"
    told = circle.house.link.told
    assert told
    assert all(one not in message for one in (*circle.ids.values(), circle.room) for message in told)


def test_somebody_with_a_wrong_key_sees_nothing(circle: Circle) -> None:
    circle.enter("ana")
    circle.enter("bo")
    circle.enter("mallory", "&worker=/wrong.js")
    circle.everyone_receives_everyone("ana", "bo")
    circle.receives("ana", "mallory")
    arrives = "videoBytes"
    until(lambda: circle.stats("mallory", "ana").get(arrives, 0) > 20_000, lambda: "no bytes arrived at all")
    until(lambda: len(circle.looks("mallory")["trouble"]) >= 2, lambda: "nobody was told")
    for of in ("ana", "bo"):
        got = circle.stats("mallory", of)
        print(f"with a wrong key, of {of}: {got}")  # noqa: T201
        assert got["framesDecoded"] == 0
        assert got["audioEnergy"] == 0
    assert circle.first_frames("mallory") == {}
    troubles = [(trouble["peer"], trouble["over"]) for trouble in circle.looks("mallory")["trouble"]]
    assert sorted(troubles) == sorted((circle.ids[of], False) for of in ("ana", "bo")), "each said once"
    circle.everyone_receives_everyone("ana", "bo")


def test_somebody_removed_gets_nothing_more(circle: Circle) -> None:
    for name in ("ana", "bo", "chidi"):
        circle.enter(name)
    circle.everyone_receives_everyone("ana", "bo", "chidi")
    keys = "Object.fromEntries([...room.engine.states.keys()].map((peer) => [peer, 0]))"
    seen = len(circle.house.seen)
    # The page is not told: a browser that does not want to leave hears nothing more all the same.
    circle.house.run(circle.house.remove(circle.room, circle.ids["chidi"], told=False))
    time.sleep(1)
    before = {of: circle.stats("chidi", of) for of in ("ana", "bo")}
    circle.everyone_receives_everyone("ana", "bo")
    time.sleep(2)
    assert {of: circle.stats("chidi", of) for of in ("ana", "bo")} == before
    assert set(circle.pages["ana"].evaluate(keys)) == {circle.ids["bo"]}
    assert circle.looks("ana")["gone"] == [circle.ids["chidi"]]
    fresh = [message for _, message in circle.house.seen[seen:] if message.get("k") == "key"]
    assert {message["to"] for message in fresh} == {circle.ids["ana"], circle.ids["bo"]}


def test_frames_are_opened_only_as_they_were_sealed(house: SfuHouse, cameras: Browser) -> None:
    """Each byte counts, each frame counts once, and only for whoever sealed it."""
    with cameras.new_context() as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{house.port}/static/live/sfu.js")
        found = page.evaluate(
            "new Promise((done) => { const worker = new Worker('/probe.js', { type: 'module' });"
            " worker.onmessage = ({ data }) => { if (data.found) done(data.found); }; })"
        )
    assert found == {
        "beforeKey": None,
        "opened": True,
        "again": None,
        "ofAnother": None,
        "grew": 16 + 9,
        "head": 10,
        "changed": [],
        "cut": [],
        "newest": True,
        "alittleLate": True,
        "tooLate": None,
        "ivs": 600,
        "empty": 0,
        "sound": 1,
        "lastOne": True,
        "afterTheLast": None,
        "newKey": True,
    }


def test_somebody_who_is_no_more_among_us_has_no_key(circle: Circle) -> None:
    """Even while the forwarder goes on sending: what leaves after is sealed with a key they were not given."""
    for name in ("ana", "bo", "chidi"):
        circle.enter(name)
    circle.everyone_receives_everyone("ana", "bo", "chidi")
    circle.pages["ana"].evaluate(f"room.engine.between([{circle.ids['bo']!r}])")
    time.sleep(1)
    before = circle.stats("chidi", "ana")
    arrives = "videoBytes"
    until(
        lambda: circle.stats("chidi", "ana")[arrives] > before[arrives] + 20_000,
        lambda: "nothing arrives at all, so this shows nothing",
    )
    assert circle.stats("chidi", "ana")["framesDecoded"] == before["framesDecoded"]
    circle.receives("bo", "ana")
    circle.receives("chidi", "bo")
    circle.pages["ana"].evaluate(f"room.engine.between([{circle.ids['bo']!r}, {circle.ids['chidi']!r}])")
    circle.receives("chidi", "ana")
    circle.receives("ana", "chidi")


def test_sound_is_of_one_size_whatever_is_said(circle: Circle) -> None:
    """The fake microphone beeps and is silent: neither can be told from the length of what leaves."""
    for name in ("ana", "bo"):
        circle.enter(name)
    circle.everyone_receives_everyone("ana", "bo")
    sizes = circle.pages["ana"].evaluate("""(async () => {
      const sent = async () => [...(await room.engine.up.getStats()).values()]
        .find((one) => one.type === "outbound-rtp" && one.kind === "audio");
      const sizes = [];
      let before = await sent();
      for (let times = 0; times < 30; times += 1) {
        await new Promise((done) => setTimeout(done, 100));
        const now = await sent();
        const packets = now.packetsSent - before.packetsSent;
        if (packets) sizes.push((now.bytesSent - before.bytesSent) / packets);
        before = now;
      }
      return sizes;
    })()""")
    print(f"bytes of a packet of sound: {sorted(set(sizes))}")  # noqa: T201
    assert len(sizes) > 10
    assert len(set(sizes)) == 1


def test_somebody_new_takes_the_lines_of_somebody_who_left(circle: Circle) -> None:
    for name in ("ana", "bo"):
        circle.enter(name)
    circle.everyone_receives_everyone("ana", "bo")
    circle.house.run(circle.house.remove(circle.room, circle.ids["bo"]))
    until(lambda: circle.looks("bo")["open"] is False, lambda: "bo is still there")
    circle.pages["bo"].close()
    circle.enter("chidi")
    circle.everyone_receives_everyone("ana", "chidi")
    assert circle.stats("ana", "bo") == {}
    lines = circle.pages["ana"].evaluate("room.engine.down.getTransceivers().length")
    assert lines == 2, "lines of somebody who left are used again"


def test_a_browser_that_cannot_seal_is_refused(circle: Circle) -> None:
    circle.enter("ana", "&bare")
    until(lambda: circle.looks("ana")["refused"] == "no-transform", lambda: "it was not refused")
    me = circle.ids["ana"]
    assert [message for who, message in circle.house.seen if who == me] == []


def test_the_room_takes_nothing_in_clear(circle: Circle) -> None:
    """Even if our server forgot to say that media is encrypted, Janus would not take it."""
    page = circle.enter("ana")
    until(lambda: circle.looks("ana")["open"], lambda: "no socket")
    offer = page.evaluate(
        "(async () => { const pc = new RTCPeerConnection(); pc.addTransceiver('audio');"
        " const { sdp } = await pc.createOffer(); pc.close(); return sdp; })()"
    )

    async def publish_in_clear(**how: bool) -> dict[str, Any]:
        room = circle.house.backend._rooms[circle.room]
        assert room.session is not None
        handle = await Handle.attach(circle.house.backend.link, room.session)
        who = {"request": "join", "ptype": "publisher", "room": room.number, "pin": room.pin}
        await handle.ask(who)
        try:
            return await handle.ask({"request": "configure"}, {"type": "offer", "sdp": offer, **how})
        finally:
            await handle.detach()

    with pytest.raises(JanusRefused, match=REQUIRES_E2EE):
        circle.house.run(publish_in_clear())
    assert "jsep" in circle.house.run(publish_in_clear(e2ee=True))


def test_through_the_relay_alone(circle: Circle, tmp_path: Path) -> None:
    """A member's credential is what a browser needs, and no other way is tried."""
    with running_coturn(tmp_path, own_address()) as relay:
        circle.house.relay = relay
        try:
            for name in ("ana", "bo"):
                circle.enter(name)
            circle.everyone_receives_everyone("ana", "bo")
        finally:
            circle.house.relay = None
        print(f"first pictures at bo through the relay, in ms: {circle.first_frames('bo')}")  # noqa: T201
        for pc in ("up", "down"):
            assert circle.ways("ana", pc) == ["relay"]


def test_a_camera_that_is_put_down_and_taken_up(circle: Circle) -> None:
    for name in ("ana", "bo"):
        circle.enter(name)
    circle.everyone_receives_everyone("ana", "bo")
    page = circle.pages["bo"]
    page.evaluate("(room.kept = room.engine.stream, room.engine.publish(null))")
    time.sleep(1)
    before = circle.stats("ana", "bo")
    time.sleep(2)
    after = circle.stats("ana", "bo")
    assert after["framesDecoded"] == before["framesDecoded"]
    assert after["audioEnergy"] == before["audioEnergy"]
    circle.receives("bo", "ana")
    page.evaluate("room.engine.publish(room.kept)")
    circle.receives("ana", "bo")


def test_a_page_that_is_loaded_again_is_back(circle: Circle) -> None:
    for name in ("ana", "bo"):
        circle.enter(name)
    circle.everyone_receives_everyone("ana", "bo")
    circle.load("bo")
    circle.everyone_receives_everyone("ana", "bo")
    print(f"first pictures at bo after loading again, in ms: {circle.first_frames('bo')}")  # noqa: T201


def test_the_socket_returns_and_pictures_never_stopped(circle: Circle) -> None:
    for name in ("ana", "bo"):
        circle.enter(name)
    circle.everyone_receives_everyone("ana", "bo")
    page = circle.pages["ana"]
    gen = page.evaluate("room.engine.gen")
    page.evaluate("room.cut()")
    until(lambda: circle.looks("ana")["open"] is False, lambda: "still open")
    circle.receives("ana", "bo")
    page.evaluate("room.return()")
    until(lambda: circle.looks("ana")["open"] is True, lambda: "not open again")
    time.sleep(2)
    circle.everyone_receives_everyone("ana", "bo")
    assert page.evaluate("room.engine.gen") == gen, "it was mended, not made anew"
    assert not circle.looks("ana")["failed"]


def test_janus_dies_and_everybody_is_back(circle: Circle) -> None:
    for name in ("ana", "bo"):
        circle.enter(name)
    circle.everyone_receives_everyone("ana", "bo")
    circle.house.janus.stop()
    began = time.monotonic()
    circle.house.janus.start()
    frames = "framesDecoded"
    until(
        lambda: circle.stats("ana", "bo").get(frames, 0) > 0 and circle.looks("ana")["began"] > 0,
        lambda: "no pictures",
    )
    circle.everyone_receives_everyone("ana", "bo")
    print(f"everybody is back {time.monotonic() - began:.1f} s after Janus was started again")  # noqa: T201
