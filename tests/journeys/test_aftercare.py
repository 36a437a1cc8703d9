"""Eve left a month ago: a mail leads her to her questions, she writes a plan, and asks to come back."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.house import House
from tests.journeys.phone import Phone
from tests.journeys.screens import barriers, overflow, until

SIGN = "I stop opening letters."


def test_from_a_mail_back_to_the_waiting_list(visit: Visit, house: House) -> None:
    eve_id = house.id("member:eve")
    path = house.backstage("a-month-after", eve_id, house.id("group:tuesday"))

    # On her phone, where nobody is signed in, the address opens her questions. She stops halfway.
    phone = Phone(visit, None)
    phone.go(path).reads("How have you been?").no_longer_reads("Tuesday")
    mood = phone.page.locator("fieldset", has_text="Feeling down")
    mood.locator("label.choice", has_text="Several days").click()
    until(phone.page, lambda: phone.page.evaluate("localStorage.length") == 1, what="kept")
    assert "Several" not in str(phone.page.evaluate("JSON.stringify(localStorage)"))
    phone.page.reload()
    expect(mood.get_by_label("Several days")).to_be_checked()
    questions = phone.page.locator(".questionnaire fieldset")
    for number in range(questions.count() - 1):
        answer = questions.nth(number).get_by_label("Not at all" if number == 8 else "Several days")
        answer.check(force=True)
    phone.press("Send").looked_at().reads("It is kept. Thank you.")
    assert phone.page.evaluate("localStorage.length") == 0
    phone.go(path).reads("ask whoever sent it")
    kept = house.backstage("answered", eve_id)["follow_up phq-9"]
    assert sorted(value for value in kept.values() if value is not None) == [0, *[1] * 8]
    assert kept["self-harm"] == 0

    # Ruth finds it on Eve's path.
    ruth = Phone(visit, "ruth")
    ruth.go(f"/member/{eve_id}/").reads("PHQ-9")

    # At home Eve finds what stays, writes a plan for a harder time, and asks to come back.
    eve = Phone(visit, "eve")
    eve.go("/home/").reads("What stays").press("Write a plan for a time when it gets harder").looked_at()
    eve.press("Begin").looked_at().write("Small signs that it gets harder", SIGN)
    eve.write("What helps me then", "A walk before noon.").write("Person 1", "My sister")
    eve.press("Keep it").looked_at().reads(SIGN).reads("Only you read this.")
    ruth.go(f"/member/{eve_id}/").no_longer_reads("If it gets harder again")
    eve.go("/home/")
    eve.page.get_by_text("The first small sign that I wrote down").click()
    eve.reads(SIGN)
    eve.press("Would you like to come back?").looked_at().press("I wish to come back")
    eve.looked_at().reads("You wait for a place")
    ines = Phone(visit, "ines")
    ines.go("/intake/").reads("was here before").reads("returns after a group here")
    eve.press("I do not wish to come back any more").reads("Would you like to come back?")
    ines.go("/intake/").no_longer_reads("was here before")


PLAN = "/after/my-plan/"


def reads_the_copy(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("main")).to_contain_text("The copy on this device")
    expect(page.locator("main")).to_contain_text(SIGN)


def test_a_plan_for_a_harder_time_opens_without_network_until_its_writer_signs_out(
    visit: Visit, house: House
) -> None:
    eve = Phone(visit, "eve")
    eve.go(PLAN + "write/").write("Small signs that it gets harder", SIGN).write("Person 1", "My sister")
    eve.write("Telephone of person 1", "+44 7700 900456").press("Keep it").reads(SIGN)
    page, context = eve.page, eve.visitor.context
    assert page.evaluate("caches.keys()") == []  # nothing is kept before she says so
    page.get_by_role("button", name="Keep it on this device").click()
    expect(page.get_by_text("Whoever holds it can read it")).to_be_visible()
    assert barriers(page) == []
    context.set_offline(True)
    reads_the_copy(page, house.url + PLAN)
    assert page.locator("a[href='tel:+447700900456']").is_visible()
    assert page.locator("a[href='tel:999']").is_visible()
    assert overflow(page) <= 0
    assert barriers(page) == []

    # What she keeps of her home is a copy of its own, and goes without it.
    context.set_offline(False)
    eve.go("/home/device/")
    page.get_by_role("button", name="Keep it on this device").click()
    expect(page.get_by_text("Your home is kept on this device.")).to_be_visible()
    assert len(page.evaluate("caches.keys()")) == 2
    page.get_by_role("button", name="Remove from this device").click()
    expect(page.get_by_role("button", name="Keep it on this device")).to_be_visible()
    context.set_offline(True)
    reads_the_copy(page, house.url + PLAN)
    context.set_offline(False)

    # Changed, the copy says what holds now; it opens also where her session has ended.
    eve.go(PLAN + "write/").write("What helps me then", "Call before it is evening.").press("Keep it")
    eve.reads("Call before it is evening.")
    until(page, lambda: "before it is evening" in page.evaluate(KEPT_WORDS), what="made anew")
    context.clear_cookies()
    reads_the_copy(page, house.url + PLAN)

    # Signing out takes it away.
    cookie = {"name": "holdspace-session", "value": house.cookies["eve"][1], "url": house.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    eve.go("/home/").press("Sign out", within="body")
    assert page.evaluate("caches.keys()") == []
    page.goto(house.url + PLAN)
    expect(page.locator("body")).not_to_contain_text(SIGN)


KEPT_WORDS = "caches.match('/after/my-plan/').then((copy) => copy.text())"
