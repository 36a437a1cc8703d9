"""A therapist writes a safety plan with Ana; she has it on her phone, also without network, until she signs out."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.house import House
from tests.journeys.phone import Phone
from tests.journeys.screens import barriers, overflow, until

PLAN = "/safety/my-plan/"


def write(visit: Visit, house: House, name: str = "ana") -> None:
    """Ruth writes it, at a phone too; a number that nobody can call comes back with all that was typed."""
    ruth = Phone(visit, "ruth")
    ruth.go(f"/safety/plans/{house.id('member:' + name)}/").press("Write it").looked_at()
    ruth.write("How I notice that it begins", "I stop answering messages\nThe nights grow long")
    ruth.write("What I can do by myself", "Walk down to the harbour")
    ruth.write("Person 1", "Noor, my sister").write("Telephone of person 1", "the red house")
    ruth.write("Making my surroundings safer", "Noor keeps my tablets, from tonight")
    ruth.press("Save").looked_at().reads("cannot be called")
    ruth.write("Telephone of person 1", "+44 7700 900456").press("Save").looked_at().reads("Version 1")
    ruth.reads("The nights grow long")


def reads_the_copy(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("main")).to_contain_text("The nights grow long")
    expect(page.locator("main")).to_contain_text("The copy on this device")
    assert page.locator("a[href='tel:+447700900456']").is_visible()


def test_at_hand_without_network_and_gone_after_signing_out(visit: Visit, house: House) -> None:
    write(visit, house)
    ana = Phone(visit, "ana")
    ana.go("/home/").press("My safety plan").looked_at()
    page, context = ana.page, ana.visitor.context
    call = page.locator("a[href='tel:+447700900456']")
    assert call.bounding_box()["height"] >= 44  # type: ignore[index]
    assert page.locator("a[href='tel:999']").is_visible()
    on_paper(page)

    # Nothing is kept before she says so.
    assert page.evaluate("caches.keys()") == []
    page.get_by_role("button", name="Keep it on this device").click()
    expect(page.get_by_text("Whoever holds it can read it")).to_be_visible()
    assert barriers(page) == []
    context.set_offline(True)
    reads_the_copy(page, house.url + PLAN)
    assert overflow(page) <= 0
    assert barriers(page) == []

    # Leaving quickly ends the view and her session, and the plan stays at hand: that is what she agreed to.
    context.set_offline(False)
    page.goto(house.url + PLAN)
    for _press in range(3):
        page.keyboard.press("Escape")
    until(page, lambda: "/elsewhere/" in page.url, what="left")
    reads_the_copy(page, house.url + PLAN)

    # Signing out takes it away.
    cookie = {"name": "holdspace-session", "value": house.cookies["ana"][1], "url": house.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    ana.go("/home/").press("Sign out", within="body")
    assert page.evaluate("caches.keys()") == []
    page.goto(house.url + PLAN)
    expect(page.locator("body")).not_to_contain_text("The nights grow long")


def on_paper(page: Page) -> None:
    """One page of paper, with numbers instead of buttons."""
    page.emulate_media(media="print")
    assert not page.locator(".plan .button").first.is_visible()
    assert page.get_by_text("+44 7700 900456", exact=True).is_visible()
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
    page.emulate_media(media="screen")


def test_a_copy_is_removed_by_a_button_and_by_whoever_signs_in_next(visit: Visit, house: House) -> None:
    write(visit, house, "bo")
    bo = Phone(visit, "bo").go(PLAN)
    page, context = bo.page, bo.visitor.context
    keep = page.get_by_role("button", name="Keep it on this device")
    remove = page.get_by_role("button", name="Remove from this device")
    keep.click()
    remove.click()
    expect(keep).to_be_visible()
    assert page.evaluate("caches.keys()") == []

    keep.click()
    expect(remove).to_be_visible()
    cookie = {"name": "holdspace-session", "value": house.cookies["chidi"][0], "url": house.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    bo.go(PLAN).reads("No plan is written yet")
    until(page, lambda: page.evaluate("caches.keys()") == [], what="the other's copy is gone")
