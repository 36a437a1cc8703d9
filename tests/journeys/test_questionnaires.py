"""Questionnaires in the hand: Ana on her phone, with every tap counted; Bo on the tablet of the waiting room."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PHONE, TABLET, Visit
from tests.journeys.house import House
from tests.journeys.screens import overflow

QUESTIONS = 10 + 7
"""Of the PHQ-9, the one outside its total included, and of the GAD-7."""

SECONDS_A_TAP = 6
"""More than it takes to read a line and touch an answer; our own assumption, as in `measures.rules.length`."""


@pytest.fixture(scope="module", autouse=True)
def _asked(house: House) -> None:
    house.backstage("ask", house.id("group:tuesday"))


class Finger:
    """Touches the screen, and counts."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, what: Locator) -> None:
        self.taps += 1
        what.tap()


def test_ana_answers_what_is_due_in_under_two_minutes_of_taps(visit: Visit, house: House) -> None:
    """From home and back: one tap for each question, one to open, one to save; nothing has to be typed."""
    page = visit("ana", viewport=PHONE, has_touch=True, java_script_enabled=False).open("/home/")
    finger = Finger()
    finger.tap(page.get_by_role("link", name="Check in", exact=True))
    questions = page.locator(".questionnaire fieldset")
    expect(questions).to_have_count(QUESTIONS)
    assert overflow(page) == 0
    for number in range(QUESTIONS):
        answer = questions.nth(number).locator("label.choice").nth(0 if number == 8 else 1)
        box = answer.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        finger.tap(answer)
    finger.tap(page.get_by_role("button", name="Save my check-in"))
    expect(page.get_by_role("heading", name="It is kept.")).to_be_visible()
    kept = house.backstage("answered", house.id("member:ana"))
    assert sorted(kept["check_in phq-9"].values()) == [0, *[1] * 9]
    assert kept["check_in phq-9"]["self-harm"] == 0
    assert list(kept["check_in gad-7"].values()) == [1] * 7
    assert finger.taps == QUESTIONS + 2
    assert finger.taps * SECONDS_A_TAP < 120


def test_ruth_hands_the_tablet_to_bo_and_nothing_is_left_on_it(visit: Visit, house: House) -> None:
    page = visit("ruth", viewport=TABLET).open(f"/member/{house.id('member:bo')}/")
    page.get_by_role("link", name="Hand over this device").click()
    expect(page.get_by_label("PHQ-9")).to_be_checked()
    page.get_by_role("button", name="Sign me out and hand over").click()
    expect(page.get_by_role("heading", name="A few questions for you")).to_be_visible()
    assert "/measures/tablet/" in page.url
    assert "Bo" not in page.title()
    assert not page.locator("a:not(.skip)").count()
    handed = page.url
    first = page.locator(".questionnaire fieldset").first
    first.locator("label.choice", has_text="Nearly every day").click()
    page.locator("fieldset", has_text="better off dead").locator("label.choice", has_text="Several").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(page.get_by_role("heading", name="You do not have to wait with this")).to_be_visible()
    assert not page.locator("a:not(.skip):not([href^='tel:']):not([href^='sms:'])").count()
    kept = house.backstage("answered", house.id("member:bo"))
    assert kept["tablet phq-9"]["interest"] == 3
    for _ in range(4):
        page.go_back()
        assert_nothing_is_shown(page)
    page.goto(handed)
    expect(page.get_by_role("heading", name="This page cannot be opened")).to_be_visible()


def assert_nothing_is_shown(page: Page) -> None:
    """Whatever stands there now: no answer, no question, no member."""
    if urlsplit(page.url).scheme == "about":
        return
    expect(page.locator(".questionnaire")).to_have_count(0)
    assert "Bo" not in page.locator("body").inner_text().split()
