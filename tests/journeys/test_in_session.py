"""Eight meet online and one is in crisis: two touches to what to do, while the other leader holds the room."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.house import House
from tests.journeys.phone import Phone
from tests.journeys.screens import barriers, overflow


def test_two_leaders_and_one_member_in_crisis(visit: Visit, house: House) -> None:
    session = house.id("session:tuesday_next")
    house.backstage("meet-online", house.id("group:tuesday"))
    house.backstage("begin-soon", session)
    ana = Phone(visit, "ana")
    ana.go("/home/").press("Say where you are today").looked_at()
    ana.write("Where you are", "Canal Road 7, second floor").write("Their telephone", "+44 7700 900888")
    ana.press("Keep it for today").reads("would know where to send help")
    ruth = Phone(visit, "ruth")
    tomas = visit("tomas", viewport=PHONE, has_touch=True).open(f"/session/{session}/")
    ruth.go(f"/session/{session}/")
    ruth.page.get_by_role("button", name="Begin the session").click()
    expect(ruth.page.get_by_role("heading", name="In session")).to_be_visible()

    # Touch one: Ana's seat. Touch two: what to do.
    ruth.page.locator("a.floor-name", has_text="Ana").click()
    with ruth.page.context.expect_page() as opened:  # beside the session, in which she may be seen and heard
        ruth.page.get_by_role("button", name="Needs help now").click()
    ruth.page = opened.value
    ruth.page.wait_for_load_state()
    ruth.looked_at().reads("Speak with them alone").reads("If they cannot be reached")
    assert ruth.page.locator("a[href='tel:+447700900888']").count() == 1
    ruth.reads("Canal Road 7, second floor")
    assert "Ana" not in ruth.page.title()

    # Tomás is told without touching anything; his screen goes on.
    expect(tomas.locator("#floor")).to_contain_text("Ruth Adler is with somebody. You hold the room.")
    assert barriers(tomas) == []
    assert overflow(tomas) <= 0

    # Each step keeps its time; where Ana is stays in what is written.
    ruth.press("Speak with them alone").looked_at()
    ruth.write("Where they are now", "Canal Road 7, second floor. Her sister is there.").press("Keep it")
    ruth.press("Call for help").press("It is over").looked_at()
    account = ruth.page.get_by_label("What happened, and what was done?")
    written = account.input_value()
    assert re.search(r"\d\d:\d\d spoke with the member alone", written)
    assert re.search(r"\d\d:\d\d called for help", written)
    account.fill(written + "\nHer sister took her to the hospital. We speak tomorrow at ten.")
    ruth.press("Sign it").looked_at().reads("Signed by Ruth Adler")

    # Back in the room; the concern stands, taken on by Ruth; a supervisor reads the incident, Tomás does not.
    ruth.go(f"/session/{session}/")
    ruth.page.get_by_role("button", name="I am back").click()
    expect(tomas.locator("#floor")).not_to_contain_text("is with somebody")
    ruth.go("/safety/concerns/").reads("Taken on, not closed yet").press("Ana").looked_at()
    ruth.reads("In crisis during a session")
    Phone(visit, "sam").go("/safety/incidents/").press("Ana").looked_at().reads("We speak tomorrow at ten")
    Phone(visit, "tomas").go("/safety/incidents/").reads("Nothing is written here")
