"""Ana's path on her phone: read, printed, taken along; her home without network, and what she writes there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.house import House
from tests.journeys.phone import Phone
from tests.journeys.screens import barriers, overflow, until

BRINGS = "I rang my sister from the bus."
FIRST_VISIT, LATER = 60_000, 15_000
"""Bytes that a member's home may weigh (see the experience)."""


def test_a_path_is_read_printed_and_taken_along(visit: Visit, house: House, tmp_path: Path) -> None:
    group, ana_id = house.id("group:tuesday"), house.id("member:ana")
    ruth, ana = Phone(visit, "ruth"), Phone(visit, "ana")
    ruth.go(f"/outcomes/groups/{group}/members/{ana_id}/goals/")
    ruth.write("What do they want to reach?", "To say one true thing.")
    ruth.write("What would be as expected?", "Twice a month.").press("Keep this goal").looked_at()
    ruth.press("Change it").looked_at()
    ruth.write("What do they want to reach?", "To say two true things.").press("Change it").looked_at()
    ruth.write("After so many sessions", "6").press("Keep this").looked_at().reads(
        "The brief will remind you"
    )

    ana.go("/home/").press("How it was for me over time", within="body").looked_at()
    page = ana.page
    page.get_by_role("heading", name="What you work on").click()
    ana.reads("To say two true things.").reads("You look at it together every 6 sessions.")
    page.get_by_text("How it stood before").click()
    expect(page.get_by_text("To say one true thing.")).to_be_visible()
    assert barriers(page) == []
    assert page.get_by_role("button", name="Print").is_visible()
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Print").is_visible()
    expect(page.get_by_text("To say two true things.")).to_be_visible()
    page.emulate_media(media="screen")
    for link, ending in (("Document (PDF)", "pdf"), ("File for programs (JSON)", "json")):
        with page.expect_download() as taken:
            page.get_by_role("link", name=link).click()
        assert taken.value.suggested_filename.startswith("export-")
        file = tmp_path / f"path.{ending}"
        taken.value.save_as(file)
    assert json.loads(file.read_text())["goals"][0]["words"] == "To say two true things."


def keep_home(ana: Phone) -> Page:
    ana.go("/home/device/")
    page = ana.page
    assert page.evaluate("caches.keys()") == []
    page.get_by_role("button", name="Keep it on this device").click()
    expect(page.get_by_text("Your home is kept on this device.")).to_be_visible()
    assert barriers(page) == []
    return page


def test_written_without_network_it_is_sent_once_also_when_an_answer_is_lost(
    visit: Visit, house: House
) -> None:
    ana = Phone(visit, "ana")
    page, context = keep_home(ana), ana.visitor.context
    context.set_offline(True)
    page.goto(house.url + "/home/")
    ana.reads("The copy on this device").reads("You meet next")
    assert overflow(page) <= 0
    assert barriers(page) == []
    ana.write("What do you bring?", BRINGS)
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("Not sent yet.").first).to_be_visible()
    stored = page.evaluate("JSON.stringify(localStorage)")
    assert BRINGS not in stored  # sealed
    assert "hs-unsent:" in stored

    # The house receives it, and its answer is lost on the way.
    keys: list[str] = []

    def lose(route: Route) -> None:
        lost = not keys
        if lost:
            route.fetch()
        keys.append(route.request.post_data or "")
        if lost:
            route.abort()
        else:
            route.continue_()

    context.route("**/home/sending/check-in/**", lose)
    context.set_offline(False)
    until(page, lambda: len(keys) == 1, what="sent")
    expect(page.get_by_text("Not sent yet.").first).to_be_visible()

    # Her home opens again with network, and sends it again under the same key.
    page.goto(house.url + "/home/")
    expect(page.locator("[data-when=sent]")).to_be_visible()
    context.unroute_all()
    assert len(keys) == 2
    assert keys[0] == keys[1]
    assert "hs-unsent:" not in page.evaluate("JSON.stringify(localStorage)")
    session = house.id("session:tuesday_next")
    ana.go(f"/check-in/{session}/")
    assert page.get_by_label("What do you bring?").input_value() == BRINGS
    assert page.locator("input[name=version]").input_value() == "1"


def test_leaving_quickly_and_signing_out_empty_the_device(visit: Visit, house: House) -> None:
    bo = Phone(visit, "bo")
    page, context = keep_home(bo), bo.visitor.context
    page.goto(house.url + "/home/")
    for _press in range(3):
        page.keyboard.press("Escape")
    until(page, lambda: "/elsewhere/" in page.url, what="left")
    assert page.evaluate("caches.keys()") == []
    context.set_offline(True)
    assert "The copy on this device" not in (_text(page, house.url + "/home/"))
    context.set_offline(False)
    cookie = {"name": "holdspace-session", "value": house.cookies["bo"][1], "url": house.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    keep_home(bo)
    bo.go("/home/").press("Sign out", within="body")
    assert page.evaluate("caches.keys()") == []


def _text(page: Page, url: str) -> str:
    try:
        page.goto(url)
    except Exception as unreachable:
        return str(unreachable)
    return page.locator("body").inner_text()


def weighed(page: Page) -> int:
    """What came over the network for the page that stands: itself and everything that it asked for."""
    bytes_: int = page.evaluate(
        """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
             .reduce((sum, entry) => sum + entry.transferSize, 0)"""
    )
    return bytes_


@pytest.mark.parametrize("who", ["chidi", "eve"])
def test_a_home_weighs_little(visit: Visit, house: House, who: str) -> None:
    """Of one who attends, and of one who has left."""
    page = visit(who, viewport=PHONE).open("/home/")
    page.wait_for_load_state("networkidle")
    first = weighed(page)
    page.goto(house.url + "/home/")
    page.wait_for_load_state("networkidle")
    assert 0 < first < FIRST_VISIT
    assert 0 < weighed(page) < LATER
