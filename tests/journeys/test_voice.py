"""How long somebody speaks: a file with a known truth through the browser's microphone, and what goes over the wire."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, WebSocket, expect

from tests import services
from tests.journeys.conftest import CAMERAS, QUIET, Visit
from tests.journeys.house import House
from tests.journeys.online import Evening, sees
from tests.journeys.spoken import Spoken, write

#: With cameras and both cores to itself: told by `make proofs`, so that `make test` ends in time.
pytestmark = pytest.mark.proof

STATIC = services.ROOT / "src/holdspace/live/static/live"

LISTEN = """
async ([seconds, muted]) => {
  const { Voice } = await import("/voice.js");
  const audio = { echoCancellation: true, noiseSuppression: true };
  const said = [];
  const stream = await navigator.mediaDevices.getUserMedia({ audio });
  const voice = new Voice({ report: (report) => said.push(report) });
  voice.listen(muted ? null : stream.getAudioTracks()[0]);
  await new Promise((done) => setTimeout(done, seconds * 1000));
  voice.stop();
  return said;
}
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def scripts() -> Iterator[str]:
    """Where our scripts are served, on localhost: microphones open in secure contexts alone."""
    server = ThreadingHTTPServer(("localhost", 0), partial(_Quiet, directory=str(STATIC)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Spoken]:
    path = tmp_path_factory.mktemp("spoken") / "spoken.wav"
    return path, write(path)


@pytest.fixture
def speaker(playwright: Playwright, scripts: str, truth: tuple[Path, Spoken]) -> Iterator[Page]:
    """A browser whose microphone hears the file, once, from the moment at which it is opened."""
    path = services.browser()
    if path is None:
        services.skip_or_fail("browser")
    heard = f"--use-file-for-fake-audio-capture={truth[0]}%noloop"
    chromium = playwright.chromium.launch(executable_path=path, args=[*QUIET, *CAMERAS, heard])
    page = chromium.new_page()
    page.goto(f"{scripts}/voice.js")
    yield page
    chromium.close()


def turns_of(reports: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """The turns of all windows on one line, in milliseconds; what goes on at the end of a window is one turn."""
    found: list[list[int]] = []
    begins = 0
    for report in reports:
        for began, ended in report["turns"]:
            if found and begins + began - found[-1][1] < 1000:
                found[-1][1] = begins + ended
            else:
                found.append([begins + began, begins + ended])
        begins += report["window_ms"]
    return [(began, ended) for began, ended in found]


def test_durations_and_turns_are_within_five_percent_of_the_truth(
    speaker: Page, truth: tuple[Path, Spoken]
) -> None:
    spoken = truth[1]
    found = turns_of(speaker.evaluate(LISTEN, [spoken.length + 6, False]))
    assert len(found) == len(spoken.turns)
    seconds = sum(ended - began for began, ended in found) / 1000
    assert seconds == pytest.approx(spoken.seconds, rel=0.05)
    for (began, ended), (true_began, true_ended) in zip(found, spoken.turns, strict=True):
        assert (ended - began) / 1000 == pytest.approx(true_ended - true_began, rel=0.05, abs=0.1)


def test_a_microphone_that_is_off_is_neither_measured_nor_reported(speaker: Page) -> None:
    assert speaker.evaluate(LISTEN, [7, True]) == []


def test_switched_off_nothing_goes_over_the_wire(film: Visit, embedded_house: House) -> None:
    evening = Evening(film, embedded_house)
    ruth = evening.leader("ruth")
    ana = evening.knock("ana")
    sent = listen_to_the_wire(ana.page)
    evening.let_in(ruth, ana, "Ana")
    ruth.get_by_role("button", name="Begin the session").click()
    sees(ana.page, 1)
    ana.page.wait_for_timeout(7000)
    reports = [message for message in sent if message["t"] == "voice"]
    assert reports
    assert all(set(report) == {"t", "window_ms", "turns"} for report in reports)

    ana.page.get_by_text("How long each one speaks").click()
    ana.page.get_by_role("button", name="Do not measure mine").click()
    expect(ana.page.get_by_role("button", name="Measure it again")).to_have_count(1)
    ana.page.wait_for_timeout(500)
    sent.clear()
    ana.page.wait_for_timeout(12_000)
    assert {message["t"] for message in sent} == {"ping"}

    # What was said before it was switched off is hers to have counted; Ruth sees who has spoken, in numbers.
    ruth.locator("summary", has_text="Who has spoken").click()
    expect(ruth.locator("#floor table").first).to_contain_text("Ana", timeout=60_000)
    ruth.get_by_role("link", name="After whom, and over the weeks").click()
    expect(ruth.get_by_role("heading", name="Who spoke", exact=True)).to_be_visible()
    expect(ruth.locator("main table").first).to_contain_text("Ruth Adler")


def listen_to_the_wire(page: Page) -> list[dict[str, Any]]:
    """Everything that the page sends over sockets from now on."""
    sent: list[dict[str, Any]] = []

    def opened(socket: WebSocket) -> None:
        socket.on("framesent", lambda text: sent.append(json.loads(text)))

    page.on("websocket", opened)
    return sent
