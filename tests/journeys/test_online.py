"""A group meets online: from the waiting room into each other's sight, and everything that can go wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import TABLET, Visit, visits
from tests.journeys.house import House
from tests.journeys.phone import Phone
from tests.journeys.screens import barriers, overflow, patience, until


@pytest.fixture
def visit(filming_browser: Browser, house: House, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """The cast with cameras and microphones."""
    yield from visits(filming_browser, house, request)


class Evening:
    """Tuesday's session, online, about to begin."""

    def __init__(self, visit: Visit, house: House) -> None:
        self.visit, self.house = visit, house
        self.session = house.id("session:tuesday_next")
        house.backstage("meet-online", house.id("group:tuesday"))
        house.backstage("begin-soon", self.session)

    def leader(self, name: str) -> Page:
        """A leader opens the session and joins with their camera."""
        page = self.visit(name, viewport=TABLET).open(f"/session/{self.session}/")
        page.get_by_role("button", name="Join with camera").click()
        expect(page.locator("hs-media .media-bar")).to_be_visible()
        return page

    def knock(self, name: str) -> Phone:
        """A member says where they are, and knocks."""
        phone = Phone(self.visit, name)
        phone.go("/home/").press("To the session")
        phone.press("Say where you are today").write("Where you are", "Canal Road 7, second floor")
        phone.press("Keep it for today").looked_at()
        phone.page.get_by_role("button", name="Knock").click()
        expect(phone.page.get_by_role("heading", name="You are at the door")).to_be_visible()
        return phone

    def let_in(self, leader: Page, phone: Phone, name: str) -> None:
        leader.locator(".at-the-door", has_text=name).get_by_role("button", name="Let in").click()
        expect(phone.page.get_by_role("heading", name="In session")).to_be_visible()


def stats(page: Page) -> dict[str, Any]:
    """What the page receives, by the other person's id."""
    found: dict[str, Any] = page.evaluate(
        "async () => (await document.querySelector('hs-media').engine?.stats()) ?? {}"
    )
    return found


def receives(page: Page, people: int) -> bool:
    """Whether pictures and sound of so many others arrive."""
    seen = stats(page)
    return len(seen) == people and all(
        each["framesDecoded"] > 3 and each["audioBytes"] > 0 for each in seen.values()
    )


@pytest.fixture
def evening(visit: Visit, house: House) -> Evening:
    return Evening(visit, house)


def test_two_leaders_and_two_members_see_and_hear_each_other(evening: Evening) -> None:
    ruth = evening.leader("ruth")
    ana = evening.knock("ana")
    assert barriers(ruth) == []
    ana.looked_at()
    assert ana.page.locator("#floor video").count() == 0
    evening.let_in(ruth, ana, "Ana")
    tomas = evening.leader("tomas")
    bo = evening.knock("bo")
    expect(ana.page.locator(".seat", has_text="Bo")).to_contain_text("not here")
    evening.let_in(tomas, bo, "Bo")
    for page in (ruth, ana.page, tomas, bo.page):
        until(page, lambda page=page: receives(page, 3), seconds=patience(30), what="three pictures")  # type: ignore[misc]
        expect(page.locator(".seat-face video.seen")).to_have_count(4)
    for page in (ruth, ana.page):
        assert barriers(page) == []
        assert overflow(page) <= 0
