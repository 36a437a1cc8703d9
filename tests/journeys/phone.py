"""One person on a phone, as journeys speak of them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.screens import barriers, overflow


class Phone:
    """One person's page; wherever they go, axe looks and nothing may be wider than the screen."""

    def __init__(self, visit: Visit, name: str | None, **options: Any) -> None:
        self.visitor = visit(name, **{"viewport": PHONE, "has_touch": True, **options})
        self.page: Page = self.visitor.open("/")

    def go(self, path: str) -> Phone:
        self.page.goto(self.visitor.house.url + path)
        return self.looked_at()

    def looked_at(self) -> Phone:
        assert overflow(self.page) <= 0
        assert barriers(self.page) == []
        return self

    def press(self, words: str, *, within: str = "main") -> Phone:
        """Press a button or follow a link, and wait until the page that it leads to is there."""
        place = self.page.locator(within)
        found = place.get_by_role("button", name=words).or_(place.get_by_role("link", name=words))
        with self.page.expect_navigation():
            found.first.click()
        return self

    def write(self, label: str, text: str) -> Phone:
        self.page.get_by_label(label).first.fill(text)
        return self

    def reads(self, text: str) -> Phone:
        expect(self.page.locator("body")).to_contain_text(text)
        return self

    def no_longer_reads(self, text: str) -> Phone:
        expect(self.page.locator("body")).not_to_contain_text(text)
        return self
