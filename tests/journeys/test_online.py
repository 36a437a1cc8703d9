"""A group meets online: one evening with two leaders and two members, from the door to the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Visit, visits
from tests.journeys.house import House
from tests.journeys.online import Evening, is_filmed, microphone, sees
from tests.journeys.phone import Phone
from tests.journeys.screens import barriers, overflow, until


@pytest.fixture
def visit(filming_browser: Browser, house: House, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """The cast with cameras and microphones."""
    yield from visits(filming_browser, house, request)


def open_seat(leader: Page, name: str) -> None:
    leader.locator("a.floor-name", has_text=name).click()
    expect(leader.locator("#at-this-seat h2")).to_contain_text(name)


def press(page: Page, name: str) -> None:
    page.locator("#floor").get_by_role("button", name=name).first.click()


def is_silent(page: Page) -> bool:
    return not microphone(page)


def test_camera_and_microphone_are_tried_before_one_knocks(visit: Visit, house: House) -> None:
    evening = Evening(visit, house)
    ana = Phone(visit, "chidi")
    ana.go(f"/session/{evening.session}/room/")
    assert not ana.page.locator("hs-devices video").is_visible()
    ana.page.get_by_text("Try camera and microphone").click()
    ana.reads("Your microphone hears you.").reads("The connection is there.").looked_at()
    expect(ana.page.locator("hs-devices video")).to_be_visible()
    for device in ("microphone", "camera", "speaker"):
        assert ana.page.locator(f"select[name={device}] option").count() > 0
    ana.page.get_by_label("Join with camera").uncheck()
    expect(ana.page.locator("hs-devices video")).to_be_hidden()
    kept = ana.page.evaluate("() => JSON.parse(sessionStorage.getItem('hs-devices')).video")
    assert kept is False


def test_an_evening_online(visit: Visit, house: House) -> None:
    evening = Evening(visit, house)
    ruth = evening.leader("ruth")
    ana = evening.knock("ana").looked_at()
    assert barriers(ruth) == []
    assert not is_filmed(ana.page)
    evening.let_in(ruth, ana, "Ana")
    tomas = evening.leader("tomas")
    bo = evening.knock("bo")
    expect(ana.page.locator(".seat", has_text="Bo")).to_contain_text("not here")  # nobody sees who waits
    evening.let_in(tomas, bo, "Bo")
    everybody = (ruth, ana.page, tomas, bo.page)
    for page in everybody:
        sees(page, 3)
        expect(page.locator(".seat-face video.seen")).to_have_count(4)
        assert barriers(page) == []
        assert overflow(page) <= 0

    ruth.get_by_role("button", name="Begin the session").click()
    the_leaders_lead(ruth, ana, bo)
    what_leaders_say_to_each_other_is_theirs(ruth, tomas, ana)
    a_word_alone(ruth, tomas, ana, bo)
    somebody_is_seen_off(ruth, tomas, ana, bo)

    press(ruth, "End the session")
    expect(ana.page.get_by_role("heading", name="The session has ended")).to_be_visible()
    until(ana.page, lambda: not is_filmed(ana.page), what="the camera is off")
    assert barriers(ana.page) == []
    kept = house.backstage("attendance", evening.session)
    assert (kept["Ana"], kept["Bo"]) == ("present", "left")


def the_leaders_lead(ruth: Page, ana: Phone, bo: Phone) -> None:
    """Hands, the piece, a microphone that is switched off, a quiet moment."""
    press(bo.page, "Raise my hand")
    expect(ruth.locator(".floor-hands")).to_contain_text("Bo")
    press(bo.page, "Take my hand down")
    expect(ruth.locator(".floor-hands")).to_have_count(0)

    press(ruth, "Begin a round")
    expect(ana.page.locator(".circle-centre")).to_contain_text("have the talking piece")
    press(ana.page, "Pass it on")
    expect(bo.page.locator(".circle-centre")).to_contain_text("have the talking piece")
    expect(ana.page.get_by_role("button", name="Pass it on")).to_have_count(0)
    press(ruth, "End the round")

    open_seat(ruth, "Bo")
    press(ruth, "Mute")
    expect(bo.page.get_by_role("button", name="I would like to speak")).to_be_visible()
    until(bo.page, lambda: is_silent(bo.page))
    assert microphone(ana.page)
    press(bo.page, "I would like to speak")
    until(bo.page, lambda: microphone(bo.page))

    ruth.get_by_role("form", name="A quiet moment").get_by_role("button", name="1 min").click()
    for page in (ruth, ana.page, bo.page):
        expect(page.locator(".circle-centre")).to_contain_text("Quiet")
        until(page, lambda page=page: is_silent(page))  # type: ignore[misc]
    press(ruth, "End the quiet moment")
    until(ana.page, lambda: microphone(ana.page))


def what_leaders_say_to_each_other_is_theirs(ruth: Page, tomas: Page, ana: Phone) -> None:
    tomas.get_by_label("A word to the other leaders").fill("Bo is quiet today. Shall we ask?")
    tomas.get_by_role("button", name="Say it to them").click()
    expect(ruth.locator(".whispers")).to_contain_text("Bo is quiet today.")
    expect(tomas.get_by_label("A word to the other leaders")).to_have_value("")
    assert "Bo is quiet" not in ana.page.content()


def a_word_alone(ruth: Page, tomas: Page, ana: Phone, bo: Phone) -> None:
    open_seat(ruth, "Ana")
    press(ruth, "A word alone")
    expect(ana.page.locator("#floor")).to_contain_text("You and Ruth Adler are alone for a moment.")
    for page in (ruth, ana.page, tomas, bo.page):
        sees(page, 1)
    press(ana.page, "Back to the group")
    for page in (ruth, ana.page, tomas, bo.page):
        sees(page, 3)


def somebody_is_seen_off(ruth: Page, tomas: Page, ana: Phone, bo: Phone) -> None:
    open_seat(ruth, "Bo")
    ruth.get_by_text("See off", exact=True).click()
    press(ruth, "Not alone where they are")
    bo.reads("You cannot come back to this session")
    until(bo.page, lambda: not is_filmed(bo.page), what="the camera is off")
    bo.page.reload()
    bo.reads("You cannot come back to this session").looked_at()
    for page in (ruth, ana.page, tomas):
        sees(page, 2)
