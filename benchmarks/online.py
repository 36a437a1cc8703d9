"""An evening online in real browsers: seconds to the others' first pictures, and what it costs the processor.

python -m benchmarks.online [--rounds 5]

One Chromium with fake devices at 320 × 240, 15 pictures a second. Two leaders and one member sit there; a
fourth is let in, leaves, knocks and is let in again, `--rounds` times. Told is the time from the leader's
touch until a picture of each of the other three is shown to the fourth, and back, by the pages' own clocks;
then the processor time of the browser while four sit together for ten seconds; then how long the pictures
need after a reload. Everything is on this machine, so no network is in it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests import services
from tests.journeys import house as houses
from tests.journeys.conftest import CAMERAS, DESK, QUIET, Visitor
from tests.journeys.house import House
from tests.journeys.online import Evening


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    path = services.browser()
    if path is None:
        raise SystemExit("No Chromium was found on this machine.")
    with (
        tempfile.TemporaryDirectory() as home,
        houses.foundation("embedded", Path(home) / "foundation") as built,
        houses.copy_of(built, Path(home) / "house") as house,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *CAMERAS])
        _evening(Evening(_visits(browser, house), house), rounds)
        browser.close()


def _visits(browser: Browser, house: House) -> Callable[..., Visitor]:
    def visit(name: str, **options: Any) -> Visitor:
        options.setdefault("viewport", DESK)
        context = browser.new_context(**options)
        cookie = {"name": "holdspace-session", "value": house.cookies[name][0], "url": house.url}
        context.add_init_script(WATCH)
        context.add_cookies([cookie])  # type: ignore[list-item]
        return Visitor(context, house)

    return visit


WATCH = """
globalThis.firstFrames = new Map(); // person -> when their picture was first shown
addEventListener("click", () => { globalThis.touched = Date.now(); }, true);
const watched = new WeakSet();
setInterval(() => {
  for (const face of document.querySelectorAll("video[data-person]:not(.mirrored)")) {
    if (watched.has(face)) continue;
    watched.add(face);
    face.requestVideoFrameCallback(() => firstFrames.set(face.dataset.person, Date.now()));
  }
}, 5);
"""
"""In each page: the moment in which each other's picture is first shown."""


def _evening(evening: Evening, rounds: int) -> None:
    ruth, tomas = evening.leader("ruth"), evening.leader("tomas")
    ana = evening.knock("ana")
    evening.let_in(ruth, ana, "Ana")
    ruth.get_by_role("button", name="Begin the session").click()
    bo = evening.knock("bo")
    person = evening.house.id("member:bo")
    own, others = [], []
    for number in range(rounds):
        if number:
            bo.page.get_by_role("button", name="Leave the session").click()
            bo.page.get_by_role("button", name="Knock").click()
        button = ruth.locator(".at-the-door", has_text="Bo").get_by_role("button", name="Let in")
        button.wait_for()
        for page in (ruth, tomas, ana.page, bo.page):
            page.evaluate("() => firstFrames.clear()")
        button.click()
        bo.page.wait_for_function("() => firstFrames.size === 3")
        for page in (ruth, tomas, ana.page):
            page.wait_for_function("person => firstFrames.has(person)", arg=person)
        touched = ruth.evaluate("() => touched")
        own.append(_latest(bo.page, touched))
        others.append(max(_latest(page, touched) for page in (ruth, tomas, ana.page)))
    _say("the fourth sees all", own)
    _say("all see the fourth", others)
    print(f"processor, four together: {_processor(10):.0f} % of one core, all browsers")
    again = []
    for _ in range(rounds):
        bo.page.reload()
        bo.page.wait_for_function("() => firstFrames.size === 3")
        again.append(_latest(bo.page, bo.page.evaluate("() => performance.timeOrigin")))
    _say("after a reload", again)


def _latest(page: Page, since: float) -> float:
    """Seconds from `since` (milliseconds of the clock) to the last first picture in this page."""
    latest: float = page.evaluate("() => Math.max(...firstFrames.values())")
    return (latest - since) / 1000


def _processor(seconds: float) -> float:
    before = _spent()
    time.sleep(seconds)
    return 100 * (_spent() - before) / seconds


def _spent() -> float:
    """Seconds of processor time of the Chromium that this process began."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            name, _, fields = stat.read_text().partition(") ")
            if "chrom" in name and os.getpid() in _ancestors(int(stat.parent.name)):
                ticks += sum(map(int, fields.split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _ancestors(process: int) -> Iterator[int]:
    while process > 1:
        yield process
        process = int(Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()[1])


def _say(what: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    print(
        f"{what}: p50 {statistics.median(ordered):.2f} s, longest {ordered[-1]:.2f} s ({len(ordered)} times)"
    )


if __name__ == "__main__":
    main()
