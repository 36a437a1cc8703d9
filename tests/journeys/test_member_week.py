"""Ana's week on her phone: the agreement, the check-in, the rating; and a draft that survives."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.screens import overflow


@pytest.fixture(scope="module", autouse=True)
def _prepared(house: House) -> None:
    house.backstage("prepare-week", house.id("group:tuesday"), house.id("session:tuesday_last"))


def answer(page: Page, question: str, words: str) -> None:
    """Choose `words` as the answer to the question that begins so."""
    item = page.locator("fieldset", has=page.locator("legend", has_text=question))
    item.locator("label", has_text=words).first.click()


def press(page: Page, words: str) -> None:
    page.locator("main").get_by_role("button", name=words).or_(
        page.locator("main").get_by_role("link", name=words)
    ).first.click()


def test_ana_signs_checks_in_and_rates_without_javascript(visit: Visit, house: House) -> None:
    page = visit("ana", viewport=PHONE, java_script_enabled=False).open("/home/")
    sign_the_agreement(page)
    check_in(page)
    kept = house.backstage("check-ins", house.id("session:tuesday_next"))
    assert kept == {"Ana": "A quarrel that goes round in my head."}

    page.goto(house.url + "/home/")
    expect(page.locator("main")).to_contain_text("Told: Ruth Adler, Tomás Vidal")
    rate_the_last_session(page)
    assert house.backstage("ratings", house.id("session:tuesday_last")) == {"Ana": {"heard": 8}}

    ruths = visit("ruth", viewport=DESK).open("/today/")
    expect(ruths.locator("main")).to_contain_text("Ana")
    ruths.goto(f"{house.url}/brief/{house.id('session:tuesday_next')}/")
    expect(ruths.locator("main")).to_contain_text("A quarrel that goes round in my head.")


def sign_the_agreement(page: Page) -> None:
    press(page, "Read and sign")
    expect(page.locator("main")).to_contain_text("What is said here stays here.")
    page.get_by_label("Your name, as you would sign a letter").fill("Ana")
    page.get_by_label("I have read this, and I agree.").check()
    press(page, "Sign")
    expect(page.locator("main")).to_contain_text("Signed.")
    page.get_by_role("link", name="Home", exact=True).click()
    expect(page.get_by_role("link", name="Read and sign")).to_have_count(0)


def check_in(page: Page) -> None:
    """Both questionnaires are due; question 9 is answered above 0, and help is shown at once."""
    press(page, "Check in")
    assert overflow(page) == 0
    page.get_by_label("What do you bring").fill("A quarrel that goes round in my head.")
    answer(page, "How open do you want to be", "4")
    answer(page, "Little interest or pleasure", "Several days")
    answer(page, "better off dead", "Several days")
    answer(page, "Feeling nervous", "Nearly every day")
    press(page, "Save my check-in")
    expect(page.get_by_role("heading", name="It is kept.")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Ruth Adler and Tomás Vidal will read it")
    expect(page.get_by_role("heading", name="You do not have to wait with this")).to_be_visible()
    assert page.locator(".crisis-lines a[href^='tel:']").count() > 0


def rate_the_last_session(page: Page) -> None:
    press(page, "Answer")
    answer(page, "Did you feel safe enough, and heard?", "8")
    page.locator("main form:not(.not-safe) button[type=submit]").last.click()
    expect(page.locator("main")).not_to_contain_text("How was it to be in the room?")


def test_a_draft_survives_the_loss_of_the_page(visit: Visit, house: House) -> None:
    bo = visit("bo", viewport=PHONE)
    path = f"/check-in/{house.id('session:tuesday_next')}/"
    lost = bo.open(path)
    lost.get_by_label("What do you bring").fill("I nearly did not come back.")
    answer(lost, "How open do you want to be", "2")
    lost.wait_for_timeout(600)
    kept = lost.evaluate("Object.entries(localStorage).join()")
    assert "hs-draft" in kept
    assert "nearly did not come" not in kept  # what stays on the phone is sealed
    lost.close()

    page = bo.open(path)
    expect(page.locator(".draft-kept")).to_contain_text("We kept what you wrote.")
    expect(page.get_by_label("What do you bring")).to_have_value("I nearly did not come back.")
    press(page, "Save my check-in")
    expect(page.get_by_role("heading", name="It is kept.")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    assert (
        house.backstage("check-ins", house.id("session:tuesday_next"))["Bo"] == "I nearly did not come back."
    )


def test_nothing_scrolls_sideways_on_a_small_phone(visit: Visit, house: House) -> None:
    chidi = visit("chidi", viewport={"width": 320, "height": 640})
    page = chidi.open(f"/check-in/{house.id('session:tuesday_next')}/")
    assert overflow(page) == 0
