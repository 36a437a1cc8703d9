"""Something is assigned, tried on a phone, brought back, and returned to who suggested it."""

from __future__ import annotations

from tests.journeys.conftest import Visit
from tests.journeys.house import House
from tests.journeys.phone import Phone

TRIED = "I said no to a second helping."
LEARNT = "A short no is kinder than a long one."


def test_from_the_group_into_the_week_and_back(visit: Visit, house: House) -> None:
    group, session = house.id("group:tuesday"), house.id("session:tuesday_next")
    house.backstage("open-space", group)
    ruth, ana, bo = (Phone(visit, name) for name in ("ruth", "ana", "bo"))

    # Ruth suggests something to the circle, from the library.
    ruth.go(f"/group/{group}/").press("To try between sessions").looked_at().press("Assign something")
    ruth.looked_at().page.get_by_label("What?").select_option(label="A small no")
    ruth.write("A word with it", "At the till, or at the table.").press("Assign it").reads("A small no")

    # Ana finds it on her home, reads the two minutes first, and notes what she tried.
    ana.go("/home/").press("A small no").looked_at().reads("In two minutes").reads("At the till")
    ana.press("I tried it").looked_at()
    ana.write("What did you try?", TRIED).write("How did it go?", "Nobody minded.")
    ana.write("What did you learn?", LEARNT)
    ana.page.get_by_text("I tried what somebody suggested").click()
    ana.page.get_by_label("Did somebody of your circle suggest it?").select_option(label="Bo")
    ana.write("A word to them, if you like", "You said it on Tuesday.")
    ana.press("Keep it").looked_at().reads("Bo was told that you tried it.").reads(LEARNT)

    # It stands in her next check-in, kept unless she leaves it out, and in Ruth's brief.
    ana.go(f"/check-in/{session}/").reads("What I tried this week").reads(TRIED)
    ana.press("Save my check-in").reads("It is kept.")
    ruth.go(f"/brief/{session}/").reads("Tried this week: A small no (Ana)").reads(TRIED)

    # Bo reads her word on his home, and nothing of what she noted; read, it is gone from there.
    bo.go("/home/").reads("Ana tried what you suggested: A small no.").reads("You said it on Tuesday.")
    bo.no_longer_reads(TRIED)
    bo.press("I have read it").looked_at().reads("You said it on Tuesday.")
    bo.go("/home/").no_longer_reads("tried what you suggested")

    # She shows it to the circle after all, and takes it back.
    ana.go("/practising/mine/").press("A small no", within="section:has-text('What I tried')").press(
        "Change it"
    )
    ana.page.get_by_label("My therapists and my circle, with my name").check()
    ana.press("Keep it").reads("Your circle reads this")
    bo.go(f"/practising/circles/{group}/").reads(TRIED)
    ana.press("Take it back from the circle").reads("Your circle no longer reads it.")
    bo.go(f"/practising/circles/{group}/").no_longer_reads(TRIED)
