"""Somebody is not safe, and nobody answers at once: it goes on until somebody takes it on."""

from __future__ import annotations

from datetime import timedelta

from holdspace.kernel import clock
from tests.journeys.conftest import Visit
from tests.journeys.house import House
from tests.journeys.phone import Phone

LAST = "Something waits that nobody has taken on."


def test_it_goes_on_to_the_supervisor_who_takes_it_on(visit: Visit, house: House) -> None:
    ana, ruth, sam, ines = (Phone(visit, name) for name in ("ana", "ruth", "sam", "ines"))

    # Ana presses the button: numbers to call and who was told, at once.
    ana.go("/home/").press("I am not safe", within="body").looked_at().reads("Ruth Adler")
    assert ana.page.locator("a[href^='tel:']").count() > 0
    ruth.go("/today/").reads("One concern waits for somebody to take it on.")
    sam.go("/safety/concerns/").no_longer_reads("Ana")
    ines.go("/schedule/").no_longer_reads(LAST)

    # A quarter of an hour goes by: the supervisor is told, and everybody who works here sees that it waits.
    assert house.backstage("escalate", "16") == ["Ruth Adler", "Tomás Vidal", "Sam Okafor"]
    ines.go("/schedule/").reads(LAST)
    sam.go("/safety/concerns/").press("Ana").looked_at().reads("Sam Okafor was told")
    sam.press("I take this on").looked_at().reads("Sam Okafor took this on")
    assert len(house.backstage("escalate", "90")) == 3
    ines.go("/schedule/").no_longer_reads(LAST)
    ana.go("/safety/help/").reads("Sam Okafor")
    sam.write("What was done?", "We spoke. She is with her sister, and calls me tomorrow at ten.")
    sam.press("Close this concern").looked_at()
    ruth.go("/safety/concerns/").page.get_by_text("One closed concern").click()
    ruth.press("Ana").looked_at().reads("She is with her sister")


def test_the_rota_says_who_would_be_told(visit: Visit, house: House) -> None:
    ines = Phone(visit, "ines")
    ines.go("/safety/on-call/").page.get_by_text("Somebody is away").first.click()
    form = ines.page.locator("form[action$='/away/new/']")
    form.locator("[name$=staff]").select_option(label="Ruth Adler")
    form.get_by_label("Who stands in").select_option(label="Kit Larsen")
    form.get_by_label("Until").fill((clock.now() + timedelta(days=3)).date().isoformat())
    ines.press("Note it").looked_at().reads("Kit Larsen stands in")
    row = ines.page.locator("tr", has_text="Tuesday")
    assert "Kit Larsen, Tomás Vidal" in row.inner_text()
    ines.press("Is back").looked_at().no_longer_reads("Kit Larsen stands in")


def test_words_in_a_reflection_reach_a_therapist_who_answers_them(visit: Visit, house: House) -> None:
    house.backstage("open-space", house.id("group:tuesday"))
    ana, ruth = (Phone(visit, name) for name in ("ana", "ruth"))

    # Ana writes for herself alone: it is kept, numbers stand beside it at once, and who was told.
    ana.go(f"/between/{house.id('group:tuesday')}/write/")
    ana.write("put into words", "I said that I would never kill myself. Tonight I want to die.")
    ana.press("Keep it").looked_at().reads("You do not have to wait with this").reads("Ruth Adler")
    ana.reads("Your circle does not read this.").reads("Your therapists were told, and can read these words")
    ana.no_longer_reads("Only you read this")
    assert ana.page.locator("a[href^='tel:']").count() > 0

    # Ruth is told by mail and on her page; she reads which words led to it, and why some count less.
    mails = house.backstage("tell")
    assert any("ruth@example.org" in mail for mail in mails)
    assert not any("want to die" in mail or "Ana" in mail for mail in mails)
    ruth.go("/safety/concerns/").press("Ana").looked_at()
    ruth.reads("“want to die”").reads("“kill myself” (counts less: denied)")
    ruth.press("It was meant so").looked_at().reads("You said: it was meant so.")
    ruth.press("I take this on").looked_at()
    ana.go("/safety/help/").reads("Ruth Adler")
    ruth.write("What was done?", "We spoke on the telephone; her sister stays with her tonight.")
    ruth.press("Close this concern").looked_at()
    ana.go("/safety/help/").no_longer_reads("has seen")
    ines = Phone(visit, "ines")
    ines.go("/safety/on-call/").reads("100 %")
