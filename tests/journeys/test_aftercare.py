"""Eve left a month ago: a mail leads her to her questions, she writes a plan, and asks to come back."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.house import House
from tests.journeys.phone import Phone
from tests.journeys.screens import until

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
