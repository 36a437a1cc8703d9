"""What changes: Ruth sees who is worse and puts it aside with a reason, the group looks at its climate on a tablet,
Olu prints what became of those who joined.
"""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import DESK, TABLET, Visit
from tests.journeys.house import House


def test_from_the_alert_to_the_path_and_to_the_group(visit: Visit, house: House) -> None:
    group, bo = house.id("group:tuesday"), house.id("member:bo")
    house.backstage("eight-weeks", group, bo)

    ruth = visit("ruth", viewport=DESK).open(f"/brief/{house.id('session:tuesday_next')}/")
    brief = ruth.locator("main")
    expect(brief).to_contain_text("Bo answered a safety question of the PHQ-9 with 1.")
    expect(brief).to_contain_text("Bo is reliably worse than at the start: PHQ-9 from 0 to 17.")

    ruth.goto(f"{house.url}/outcomes/members/{bo}/")
    path = ruth.locator("main")
    expect(path).to_contain_text("From 0 to 17: 17 points worse.")
    expect(path.locator("svg").first).to_be_visible()
    ruth.locator("summary", has_text="The same as a table").first.click()
    expect(path.get_by_role("table").first).to_contain_text("17")

    worse = ruth.get_by_role("listitem").filter(has_text="Reliably worse than at the start")
    worse.get_by_role("link", name="Put aside").click()
    ruth.get_by_role("textbox").fill("His father is dying; we talk about it every week.")
    ruth.locator("main form button[type=submit]").click()
    expect(path).to_contain_text("It comes back when it gets worse.")
    expect(worse.get_by_role("link", name="Put aside")).to_have_count(0)
    ruth.goto(f"{house.url}/brief/{house.id('session:tuesday_next')}/")
    expect(brief).not_to_contain_text("Bo is reliably worse")
    expect(brief).to_contain_text("Bo answered a safety question")

    tablet = visit("ruth", viewport=TABLET, device=1).open(f"/outcomes/groups/{group}/climate/")
    expect(tablet.locator("main")).to_contain_text("A possible rupture")
    tablet.get_by_role("link", name="Look at it together").click()
    together = tablet.locator("main")
    expect(together).to_contain_text("What do you recognise?")
    for private in ("Ana", "Bo", "Chidi", "rupture"):
        expect(together).not_to_contain_text(private)


def test_a_report_is_printed(visit: Visit, house: House) -> None:
    page = visit("olu").open("/outcomes/programme/")
    expect(page.get_by_role("heading", name="What became of those who joined")).to_be_visible()
    for name in ("Ana", "Bo", "Chidi", "Marsh"):
        expect(page.locator("main")).not_to_contain_text(name)
    assert page.pdf().startswith(b"%PDF")
