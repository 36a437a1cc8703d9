"""A hybrid evening: one screen in the room, a late comer by telephone, a crisis, and how it was."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.house import House
from tests.journeys.online import Evening, says_how_it_was, sees
from tests.journeys.phone import Phone
from tests.journeys.screens import barriers, overflow


def test_an_evening_in_both_ways(film: Visit, embedded_house: House) -> None:
    house = embedded_house
    evening = Evening(film, house)
    house.backstage("meet-online", house.id("group:tuesday"), "hybrid")
    house.backstage("begin-soon", evening.session, "10")
    ruth = evening.leader("ruth")
    ruth.get_by_role("button", name="Begin the session").click()
    ruth.get_by_role("button", name="This screen stands in the room").click()
    expect(ruth.get_by_role("button", name="This screen is mine alone")).to_be_visible()
    arrives_in_the_room(ruth, "Chidi")

    ana = evening.knock("ana")
    evening.let_in(ruth, ana, "Ana")
    sees(ana.page, 1)
    expect(ana.page.locator(".seat", has_text="Ruth")).to_contain_text("the screen in the room")
    expect(ana.page.locator(".seat", has_text="Chidi")).to_contain_text("in the room")
    expect(ruth.locator(".floor-list li", has_text="Ana")).to_contain_text("late, since")
    ana.looked_at()

    somebody_needs_help(ruth, ana)

    ruth.locator("#floor").get_by_role("button", name="End the session").click()
    expect(ana.page.get_by_role("heading", name="The session has ended")).to_be_visible()
    assert house.backstage("attendance", evening.session) == {"Ana": "late", "Chidi": "late"}
    says_how_it_was(ana)
    assert house.backstage("ratings", evening.session) == {"Ana": {"heard": 8}}


def arrives_in_the_room(ruth: Page, name: str) -> None:
    line = ruth.locator(".floor-list li", has_text=name)
    line.get_by_role("button", name="Arrived").click()
    expect(line).to_contain_text("late, since")


def somebody_needs_help(ruth: Page, ana: Phone) -> None:
    """What to do opens beside the session, which goes on."""
    ruth.locator("a.floor-name", has_text="Ana").click()
    with ruth.context.expect_page() as opened:
        ruth.get_by_role("button", name="Needs help now").click()
    protocol = opened.value
    expect(protocol.locator("main")).to_contain_text("Speak with them alone")
    expect(protocol.locator("main")).to_contain_text("Canal Road 7, second floor")
    assert barriers(protocol) == []
    assert overflow(protocol) <= 0
    protocol.close()
    sees(ana.page, 1)
