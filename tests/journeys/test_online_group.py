"""An online group on telephones: from the reminder in the post to how it was, with two leaders."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.house import House
from tests.journeys.online import Evening, agreed, says_how_it_was, sees
from tests.journeys.screens import barriers, overflow

REMINDER = "You have an appointment soon."


def test_from_the_reminder_to_the_rating(film: Visit, embedded_house: House) -> None:
    house = embedded_house
    evening = Evening(film, house)
    house.backstage("begin-soon", evening.session, "-10")
    is_reminded(house, "ana@example.org")

    ana = evening.knock("ana")
    ruth, tomas = evening.leader("ruth", PHONE), evening.leader("tomas", PHONE)
    evening.let_in(ruth, ana, "Ana")
    for page in (ruth, tomas, ana.page):
        sees(page, 2)
    agreed(ruth, tomas, ana.page)

    ana.page.get_by_role("button", name="Connect again").click()
    for page in (ruth, tomas, ana.page):
        sees(page, 2)

    ruth.get_by_role("button", name="Begin the session").click()
    ruth.get_by_role("button", name="Begin a round").click()
    ana.page.get_by_role("button", name="Pass it on").click()
    hands_over(ruth, tomas)
    for page in (ruth, tomas, ana.page):
        assert overflow(page) <= 0
        assert barriers(page) == []
    for words in ("Begin closing", "End the session"):
        tomas.locator("#floor").get_by_role("button", name=words).click()
    expect(ana.page.get_by_role("heading", name="The session has ended")).to_be_visible()
    says_how_it_was(ana)
    assert house.backstage("ratings", evening.session) == {"Ana": {"heard": 8}}
    assert house.backstage("attendance", evening.session) == {"Ana": "present"}


def is_reminded(house: House, address: str) -> None:
    """A neutral mail that the session is near, once, however often the worker looks; another that it was moved."""
    first, again = house.backstage("remind"), house.backstage("remind")
    assert len(first) == len(again)
    own = [mail for mail in again if f"To: {address}" in mail]
    assert [REMINDER in mail for mail in own].count(True) == 1
    assert not [mail for mail in own if re.search(r"therap|group|Ruth|Tuesday", mail)]


def hands_over(ruth: Page, tomas: Page) -> None:
    ruth.get_by_role("button", name="Hand over to Tomás Vidal").click()
    expect(tomas.locator("#floor")).to_contain_text("Hand over to Ruth Adler")
