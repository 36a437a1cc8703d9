"""What goes wrong in an evening online: pages reload, networks go, browsers and the server die."""

from __future__ import annotations

import signal
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import TABLET, Visit
from tests.journeys.house import House
from tests.journeys.online import Evening, sees, stats
from tests.journeys.phone import Phone
from tests.journeys.screens import patience, until
from tests.journeys.tunnel import Tunnel, tunnel

pytestmark = pytest.mark.proof
"""Told by the second what happens when things break: run on a quiet machine, by `pytest -m proof`."""


def frames(page: Page) -> int:
    return sum(each["framesDecoded"] for each in stats(page).values())


def doors(house: House, session: str) -> list[str]:
    """What has happened at the door, in order."""
    kinds = ("knock", "admit", "enter", "line_lost", "line_back", "leave")
    return [kind for kind in house.backstage("events", session) if kind in kinds]


def test_an_evening_with_everything_that_can_break(film: Visit, embedded_house: House) -> None:
    house = embedded_house  # what breaks here are connections, and those do not depend on the engine
    evening = Evening(film, house)
    ruth = evening.leader("ruth")
    with tunnel(int(house.port)) as way:
        ana = through(film, "ana", way.url, evening)
        evening.let_in(ruth, ana, "Ana")
        ruth.get_by_role("button", name="Begin the session").click()
        bo = evening.knock("bo")
        for page in (ruth, ana.page):
            sees(page, 1)
        expected = ["enter", "knock", "admit", "knock"]
        assert doors(house, evening.session) == expected

        a_reload_and_a_socket_that_breaks(house, evening, ana, ruth, expected)
        the_server_is_killed(house, evening, ana, ruth, bo)
        twenty_seconds_in_a_tunnel(way, ana, ruth)
        assert doors(house, evening.session) == [*expected, "line_lost", "line_back"]
        assert house.backstage("attendance", evening.session) == {"Ana": "present"}
        the_leaders_browser_dies(film, evening, ana, ruth)
        expect(bo.page.get_by_role("heading", name="You are at the door")).to_be_visible()


def through(visit: Visit, name: str, url: str, evening: Evening) -> Phone:
    """Somebody whose way to the server can be cut."""
    phone = Phone(visit, name)
    phone.page.goto(f"{url}/session/{evening.session}/where/")
    phone.write("Where you are", "Canal Road 7, second floor").press("Keep it for today")
    phone.page.get_by_role("button", name="Knock").click()
    expect(phone.page.get_by_role("heading", name="You are at the door")).to_be_visible()
    return phone


def a_reload_and_a_socket_that_breaks(
    house: House, evening: Evening, ana: Phone, ruth: Page, expected: list[str]
) -> None:
    """Both are over within three seconds, so they are no event; picture and sound are there again."""
    ana.page.reload()
    for page in (ana.page, ruth):
        sees(page, 1)
    ana.page.evaluate("() => document.querySelector('hs-live').socket.close()")
    until(ana.page, lambda: ana.page.locator("hs-live").get_attribute("data-state") == "live")
    sees(ana.page, 1)
    assert doors(house, evening.session) == expected


def the_server_is_killed(house: House, evening: Evening, ana: Phone, ruth: Page, bo: Phone) -> None:
    """Pictures go on from browser to browser; afterwards everybody is where they were, and nobody else is."""
    house.stop(signal.SIGKILL)
    before = frames(ana.page)
    until(ana.page, lambda: frames(ana.page) > before + 10, seconds=patience(10), what="pictures go on")
    house.start()
    for page in (ana.page, ruth, bo.page):
        until(page, lambda page=page: page.locator("hs-live").get_attribute("data-state") == "live")  # type: ignore[misc]
    time.sleep(6.5)  # after which whoever had not come back would be lost
    expect(bo.page.get_by_role("heading", name="You are at the door")).to_be_visible()
    expect(ruth.locator(".at-the-door")).to_contain_text("Bo")
    assert "line_lost" not in doors(house, evening.session)
    for page in (ana.page, ruth):
        sees(page, 1)


def twenty_seconds_in_a_tunnel(way: Tunnel, ana: Phone, ruth: Page) -> None:
    """The leaders are told after ten seconds; back again, nobody has to let her in."""
    way.cut()
    cut_at = time.monotonic()
    expect(ruth.locator(".floor-door")).to_contain_text("Ana is missing")
    assert time.monotonic() - cut_at > 9
    ruth.wait_for_timeout(max(0.0, 20 - (time.monotonic() - cut_at)) * 1000)
    way.mend()
    expect(ruth.locator(".floor-door")).not_to_contain_text("Ana is missing", timeout=patience(10) * 1000)
    expect(ana.page.get_by_role("heading", name="In session")).to_be_visible()
    sees(ana.page, 1)


def the_leaders_browser_dies(visit: Visit, evening: Evening, ana: Phone, ruth: Page) -> None:
    """The other leader is told; whoever sits there sees that nobody leads, and stays."""
    tomas = visit("tomas", viewport=TABLET).open(f"/session/{evening.session}/")
    ruth.context.close()
    expect(tomas.locator(".floor-door")).to_contain_text("Ruth Adler is missing")
    ana.reads("None of your therapists is connected just now.")
    tomas.get_by_role("button", name="Join with camera").click()
    ana.no_longer_reads("None of your therapists is connected just now.")
    key = evening.house.id("staff:tomas")
    until(ana.page, lambda: stats(ana.page).get(key, {}).get("framesDecoded", 0) > 3, seconds=patience(30))
