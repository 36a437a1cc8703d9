"""What people see and touch, by the words on the page."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, expect


def patience(seconds: float) -> float:
    """`seconds` on a machine with a free core; on a busier one as much longer as each process must wait there."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def until(page: Page, met: Callable[[], Any], *, seconds: float = 30, what: str = "") -> None:
    """Wait until `met()`; Playwright's own waiting needs eval, which our content security policy forbids."""
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, f"never became true: {what or met}"
        page.wait_for_timeout(20)


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


def barriers(page: Page) -> list[str]:
    """What axe finds on a page as it stands: WCAG 2.2 A and AA."""
    page.evaluate(AXE_SCRIPT)
    rules = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", rules)
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found["violations"]]


_STAMP_SEATS = """() => {
  window.stamps = {};
  const look = () => document.querySelectorAll('.seat').forEach((seat) => {
    window.stamps[seat.dataset.seat + ' ' + seat.dataset.state] ??= Date.now() / 1000;
  });
  new MutationObserver(look).observe(document.body, {subtree: true, childList: true});
}"""


@dataclass
class SessionScreen:
    """A leader's tablet during a session."""

    page: Page

    @property
    def floor(self) -> Locator:
        return self.page.locator("#floor")

    @property
    def version(self) -> int:
        return int(self.floor.get_attribute("data-version") or 0)

    def connected(self) -> SessionScreen:
        """Wait until the socket is open."""
        expect(self.page.locator("hs-live[data-state=live]")).to_be_attached()
        return self

    def seat(self, name: str) -> Locator:
        """Somebody's seat in the circle."""
        return self.page.locator(".seat", has=self.page.get_by_text(name, exact=True))

    def touch(self, name: str) -> float:
        """One touch on a seat; the moment of it, in Unix seconds."""
        moment = time.time()
        self.seat(name).click()
        return moment

    def press(self, words: str) -> None:
        """Press the button with these words."""
        self.page.get_by_role("button", name=words, exact=True).click()

    def at(self, name: str, words: str) -> None:
        """Open what can be done at a seat, and do it."""
        self.page.locator(".floor-list a", has_text=name).click()
        expect(self.page.locator("#seat-title")).to_have_text(name)
        self.page.locator("#at-this-seat").get_by_role("button", name=words, exact=True).click()

    def watch_seats(self) -> None:
        """From now on note when each seat first shows each state."""
        self.page.evaluate(_STAMP_SEATS)

    def shown_at(self, seat_id: str, state: str) -> float:
        """When the seat first showed `state` since `watch_seats`, in Unix seconds."""
        key = f"{seat_id} {state}"
        until(self.page, lambda: self.page.evaluate("key => key in window.stamps", key), what=key)
        moment: float = self.page.evaluate("key => window.stamps[key]", key)
        return moment

    def states(self) -> dict[str, str]:
        """What every seat says, by name."""
        seats: dict[str, str] = self.page.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll('.seat')].map(
                 (seat) => [seat.querySelector('.seat-name').textContent, seat.dataset.state]))"""
        )
        return seats

    def picture(self) -> str:
        """The floor as text; equal on two screens that show the same."""
        text: str = self.page.evaluate(
            """() => [...document.querySelectorAll('#floor h1, #floor .seat, #floor .floor-list li, #flow-title ~ *')]
                 .map((part) => part.innerText.trim()).join('\\n')"""
        )
        return text


@dataclass
class NotesScreen:
    """The notes of a session, written by keyboard alone."""

    page: Page

    def card(self, key: str) -> Locator:
        """One layer: `group`, or a member's id."""
        return self.page.locator(f"#card-{key}")

    def press(self, *keys: str) -> NotesScreen:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def type(self, *texts: str) -> NotesScreen:
        """One text a field, from where the focus stands, with Tab between them."""
        for number, text in enumerate(texts):
            if number:
                self.press("Tab")
            self.page.keyboard.type(text)
        return self

    def next(self) -> NotesScreen:
        """To the next layer."""
        return self.press("Alt+ArrowDown")

    def stands_in(self, key: str) -> None:
        """The focus is in a field of this layer."""
        expect(self.card(key).locator("textarea:focus")).to_have_count(1)

    def saved(self, key: str, by: str) -> None:
        """The layer says who saved it last, and the server has every word on the screen."""
        unsent = "[...document.querySelectorAll('hs-note')].some((note) => note.isUnsent)"
        until(self.page, lambda: not self.page.evaluate(unsent), what="everything saved")
        expect(self.card(key).locator(".note-line")).to_contain_text(f"Saved by {by}")

    def state(self, key: str) -> Locator:
        return self.page.locator(f"#state-{key}")

    def field(self, key: str, name: str) -> Locator:
        return self.page.locator(f'[id="{key}-{name}"]')
