"""What is said, written on one's own screen by one's own device."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.house import House
from tests.journeys.online import Evening, sees

#: With cameras and both cores to itself: told by `make proofs`, so that `make test` ends in time.
pytestmark = pytest.mark.proof

RECOGNISER = """
class Recogniser extends EventTarget {
  static async available({ processLocally }) { return processLocally ? "available" : "unavailable"; }
  get processLocally() { return this.local; }
  set processLocally(local) { this.local = local; }
  start(track) {
    if (!this.local || !(track instanceof MediaStreamTrack)) throw new Error("would leave the device");
    const results = [[{ transcript: "I was afraid to come" }]];
    setTimeout(() => this.dispatchEvent(Object.assign(new Event("result"), { results })), 100);
  }
  abort() { globalThis.aborted = (globalThis.aborted ?? 0) + 1; }
}
globalThis.SpeechRecognition = Recogniser;
"""
"""Stands for a recogniser that works on the device: Debian's Chromium has none."""


def test_what_is_said_is_written_where_the_device_can_do_that_alone(
    fresh_film: Visit, fresh_house: House
) -> None:
    evening = Evening(fresh_film, fresh_house)
    ruth, ana, bo = evening.leader("ruth"), evening.knock("ana"), evening.knock("bo")
    ana.page.add_init_script(RECOGNISER)
    ana.page.reload()
    evening.let_in(ruth, ana, "Ana")
    evening.let_in(ruth, bo, "Bo")
    sees(ana.page, 2)
    expect(bo.page.get_by_role("button", name="Write what is said")).to_be_hidden()
    written = ana.page.locator(".captions")
    expect(written).to_be_hidden()
    ana.page.get_by_role("button", name="Write what is said").click()
    expect(written.locator("li")).to_have_count(2)
    expect(written).to_contain_text("Bo I was afraid to come")
    ana.looked_at()
    ana.page.get_by_role("button", name="Write what is said").click()
    expect(written).to_be_hidden()
    assert ana.page.evaluate("() => globalThis.aborted") == 2
