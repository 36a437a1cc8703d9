"""A member says that she leaves; the last sessions are marked; a farewell; a keepsake on paper."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.journeys.conftest import Visit
from tests.journeys.house import House
from tests.journeys.phone import Phone

TAKES = "That a silence can be kind."
THANKS = "You waited until I had found the words."


def test_from_the_notice_to_the_keepsake(visit: Visit, house: House, tmp_path: Path) -> None:
    group, session = house.id("group:tuesday"), house.id("session:tuesday_next")
    house.backstage("weeks-ahead", group)
    ruth, ana, bo = (Phone(visit, name) for name in ("ruth", "ana", "bo"))

    # Ana says it and lets her circle read it; both sides see which session is the next.
    ana.go("/endings/mine/").press("I am thinking of leaving").looked_at()
    ana.page.get_by_label("I have finished what I came for").check()
    ana.page.get_by_label("My circle may read it here now").check()
    ana.write("A sentence to go with it, if you like", "Thank you for the chairs.").press("Say it")
    ana.looked_at().reads("You leave after").reads("the last session but two")
    bo.go("/home/").reads("Ana leaves after").reads("the last session but two").reads(
        "Thank you for the chairs."
    )
    ruth.go(f"/brief/{session}/").reads("Ana: the last session but two")

    # Ruth opens the farewell and reads first; Ana and Bo write.
    ruth.go(f"/endings/groups/{group}/").press("Open the farewell").looked_at().reads("nothing yet")
    bo.go("/home/").press("Look at it").looked_at().press("Write a word").looked_at()
    bo.write("Your word to Ana", THANKS).press("Keep it").reads(THANKS).looked_at()
    ana.go("/home/").press("Look at it").press("Write your own words").looked_at()
    ana.write("What do you take with you?", TAKES).press("Keep it").reads(TAKES)

    # Read, let go on, handed over.
    ruth.page.reload()
    ruth.looked_at().reads(THANKS).no_longer_reads(TAKES)
    ruth.press("Let it go on").reads("goes on").press("Hand everything over").reads("Handed over")

    # It stays with her, on the page and on paper.
    ana.go("/endings/mine/").press("Open my keepsake").looked_at().reads(TAKES).reads(THANKS).reads("Bo")
    with ana.page.expect_download() as waiting:
        ana.page.get_by_role("link", name="As a file to print").click()
    assert waiting.value.suggested_filename == "keepsake.pdf"
    file = tmp_path / "paper.pdf"
    waiting.value.save_as(file)
    text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True).stdout.decode()
    assert TAKES in text
    assert THANKS in text
    assert not {"Lindqvist", "Eze", "Marsh"} & set(text.split())
