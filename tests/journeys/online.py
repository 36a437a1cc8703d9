"""An evening online, as its journeys tell it: who joins, who is let in, what arrives of the others."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.conftest import TABLET, Visit
from tests.journeys.house import House
from tests.journeys.phone import Phone
from tests.journeys.screens import patience, until


class Evening:
    """Tuesday's session, online, about to begin."""

    def __init__(self, visit: Visit, house: House) -> None:
        self.visit, self.house = visit, house
        self.session = house.id("session:tuesday_next")
        house.backstage("meet-online", house.id("group:tuesday"))
        house.backstage("begin-soon", self.session)

    def leader(self, name: str, viewport: dict[str, int] = TABLET) -> Page:
        """A leader opens the session and joins with their camera."""
        page = self.visit(name, viewport=viewport).open(f"/session/{self.session}/")
        page.get_by_role("button", name="Join with camera").click()
        expect(page.locator("hs-media .media-bar")).to_be_visible()
        return page

    def knock(self, name: str) -> Phone:
        """A member says where they are, and knocks."""
        phone = Phone(self.visit, name)
        phone.go("/home/").press("To the session")
        phone.press("Say where you are today")
        phone.write("Where you are", "Canal Road 7, second floor")
        phone.press("Keep it for today").looked_at()
        phone.page.get_by_role("button", name="Knock").click()
        expect(phone.page.get_by_role("heading", name="You are at the door")).to_be_visible()
        return phone

    def let_in(self, leader: Page, phone: Phone, name: str) -> None:
        leader.locator(".at-the-door", has_text=name).get_by_role("button", name="Let in").click()
        expect(phone.page.get_by_role("heading", name="In session")).to_be_visible()


def says_how_it_was(phone: Phone) -> None:
    """The question after the session, answered."""
    phone.press("Home").press("Answer")
    item = phone.page.locator("fieldset", has=phone.page.locator("legend", has_text="heard?"))
    item.locator("label", has_text="8").first.click()
    phone.page.locator("main form:not(.not-safe) button[type=submit]").last.click()
    phone.no_longer_reads("How was it to be in the room?")


def stats(page: Page) -> dict[str, Any]:
    """What the page receives, by the other person's id."""
    found: dict[str, Any] = page.evaluate(
        "async () => (await document.querySelector('hs-media').engine?.stats()) ?? {}"
    )
    return found


def sees(page: Page, people: int) -> None:
    """Pictures and sound of so many others arrive, and go on arriving."""
    until(page, lambda: receives(page, people), seconds=patience(30), what=f"{people} pictures")


def receives(page: Page, people: int) -> bool:
    """Whether pictures and sound of so many others arrive."""
    seen = stats(page)
    return len(seen) == people and all(
        each.get("framesDecoded", 0) > 3 and each.get("audioBytes", 0) > 0 for each in seen.values()
    )


def microphone(page: Page) -> bool:
    """Whether one's own microphone is on, as the page says and as its track is."""
    on: bool = page.evaluate(
        "() => document.querySelector('hs-media').stream?.getAudioTracks()[0]?.enabled ?? false"
    )
    said = page.get_by_role("button", name="Microphone", exact=True).get_attribute("aria-pressed")
    return on and said == "true"


def is_filmed(page: Page) -> bool:
    """Whether the page holds a camera or a microphone."""
    live: bool = page.evaluate(
        "() => (document.querySelector('hs-media')?.stream?.getTracks() ?? [])"
        ".some((track) => track.readyState === 'live')"
    )
    return live


def digits(page: Page) -> str:
    """The safety code that stands on the page; "" while the devices are still agreeing."""
    said = page.locator(".safety-digits").text_content() or ""
    return said if re.fullmatch(r"\d{3} \d{3}", said) else ""


def agreed(*pages: Page) -> str:
    """The digits that all of these see alike."""
    until(
        pages[0], lambda: bool(digits(pages[0])) and len({digits(page) for page in pages}) == 1, what="digits"
    )
    return digits(pages[0])
