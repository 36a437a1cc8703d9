"""Somebody comes into the room: three presses, and nothing of it stands on the screen or behind the back button."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.house import House

WALK = ("/home/", "/circle/", "/between/{group}/", "/between/{group}/write/", "/record/", "/safety/help/")
"""Where a member was before, the last of them on the screen."""

SAYS = ("Ana", "Tuesday", "Holdspace", "therap", "circle", "help")
"""Words that would tell somebody what this was."""


def walked(visit: Visit, house: House, name: str, **options: object) -> Page:
    house.backstage("open-space", house.id("group:tuesday"))
    page = visit(name, viewport=PHONE, **options).open("/")
    for path in WALK:
        page.goto(house.url + path.format(group=house.id("group:tuesday")))
    return page


def says_nothing(page: Page, house: House) -> None:
    expect(page).to_have_url(house.url + "/elsewhere/")
    shown = page.title() + page.locator("body").inner_text()
    assert [word for word in SAYS if word.casefold() in shown.casefold()] == []


def test_three_presses_of_escape_leave_and_the_back_button_shows_nothing(visit: Visit, house: House) -> None:
    page = walked(visit, house, "ana")
    page.get_by_role("heading").first.wait_for()
    for _press in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("**/elsewhere/")
    says_nothing(page, house)
    for _step in WALK:
        page.go_back(wait_until="load")
        # Signed out, and no page was kept: whatever is fetched again asks who one is, or leaves again.
        text = page.title() + page.locator("body").inner_text()
        assert "Ana" not in text
        assert "Tuesday" not in text
    page.goto(house.url + "/home/")
    expect(page.get_by_label("Email")).to_be_visible()


@pytest.mark.parametrize("path", WALK)
def test_the_button_stands_on_every_page_of_a_member(visit: Visit, house: House, path: str) -> None:
    house.backstage("open-space", house.id("group:tuesday"))
    page = visit("bo", viewport=PHONE).open(path.format(group=house.id("group:tuesday")))
    expect(page.get_by_role("link", name="Leave quickly")).to_be_visible()


def test_without_javascript_it_is_a_link_that_ends_the_view(visit: Visit, house: House) -> None:
    page = walked(visit, house, "chidi", java_script_enabled=False)
    page.get_by_role("link", name="Leave quickly").click()
    says_nothing(page, house)
    for _step in WALK:
        page.go_back(wait_until="load")
        assert "Tuesday" not in page.locator("body").inner_text()
