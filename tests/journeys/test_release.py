"""Ana asks for her record on a phone; a name stops it; two people approve; she opens the file with a passphrase."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import expect

from holdspace.release.rules.container import listed, opened
from holdspace.release.rules.files import texts_of
from tests.journeys.conftest import Visit
from tests.journeys.house import House
from tests.journeys.phone import Phone

RECEIVER = "The person themselves, on paper"


def asks(visit: Visit) -> Phone:
    """From her home to a request, in four touches and a sentence."""
    ana = Phone(visit, "ana")
    ana.press("My record", within="body").looked_at().press("Ask for a copy or a correction").looked_at()
    ana.press("Ask for a copy").looked_at().write(
        "Is there something in particular", "Everything of this year."
    )
    return ana.press("Ask").looked_at().reads("Everything of this year.").reads("asked for")


def prepares(visit: Visit) -> tuple[Phone, str]:
    """Ruth puts it together; Bo stands in a note, and she leaves that note out."""
    ruth = Phone(visit, "ruth")
    ruth.go("/releases/").press("Ana,").looked_at().reads("Everything of this year.")
    address = ruth.page.url
    ruth.press("Prepare it").looked_at().press("Build and search").looked_at().reads("Not saved yet")
    ruth.write("Who receives it?", RECEIVER).write("What is it needed for?", "She asked for a copy.")
    ruth.write("Ready until", (date.today() + timedelta(days=14)).isoformat())  # noqa: DTZ011
    ruth.press("Build and search").looked_at().reads("Somebody else stands in it")
    expect(ruth.page.locator("main mark").first).to_contain_text("Bo")
    ruth.page.goto(address + "approve/")
    ruth.reads("Somebody else has to approve it")
    ruth.page.goto(address)
    ruth.press("Leave this item out").looked_at().reads("Nobody else was found in the files")
    ruth.reads("Somebody else is named in it")
    return ruth, address


def approve(person: Phone, address: str) -> None:
    person.page.goto(address)
    person.looked_at().press("Approve", within="body").looked_at().press("Approve it").looked_at().reads(
        "Approved."
    )


def test_from_request_to_file(visit: Visit, house: House, tmp_path: Path) -> None:
    house.backstage("name-in-note", house.id("group:tuesday"), house.id("member:ana"), "Bo")
    ana = asks(visit)
    ruth, address = prepares(visit)
    approve(ruth, address)
    tomas = Phone(visit, "tomas")
    approve(tomas, address)
    ruth.page.goto(address)
    ruth.press("Seal it", within="body").looked_at().press("Seal it now").looked_at()
    passphrase = ruth.page.locator("#passphrase").inner_text().strip()
    ruth.page.goto(address)
    ruth.no_longer_reads(passphrase)

    ana.go("/releases/mine/")
    with ana.page.expect_download() as coming:
        ana.page.get_by_role("button", name="Fetch the file").first.click()
    assert coming.value.suggested_filename == "record.zip"
    path = tmp_path / "record.zip"
    coming.value.save_as(path)
    content = path.read_bytes()
    assert listed(content) == ["record.pdf", "record.json"]
    said = "\n".join(text.text for text in texts_of(opened(content, passphrase)))
    assert RECEIVER in " ".join(said.split())
    assert "Bo " not in said
    assert "Chidi" not in said

    ana.go("/releases/mine/").reads(RECEIVER).reads("What was given to whom")
    told = ana.page.get_by_role("region", name="What was given to whom").first
    expect(told).to_contain_text(RECEIVER)
    expect(told).to_contain_text("The person asked for a copy for themselves.")
    assert house.backstage("verify-audit")["problems"] == []


def test_a_correction_and_the_answer(visit: Visit, house: House) -> None:
    bo = Phone(visit, "bo")
    bo.go("/releases/mine/correct/").press("Send").looked_at().reads("Not saved yet")
    bo.write("What is wrong?", "I was there that evening, and the list says otherwise.").press("Send")
    bo.looked_at().reads("You read the answer here")
    ruth = Phone(visit, "ruth")
    ruth.go("/releases/")
    ruth.page.get_by_role("region", name="Corrections").get_by_role("link", name="Bo").first.click()
    ruth.reads("I was there that evening").page.get_by_label("It stays as it is").check()
    ruth.press("Answer").looked_at().reads("Say why")
    ruth.write("What you want to say about it", "Two of us counted, and remember it so.").press("Answer")
    bo.go("/releases/mine/").reads("Two of us counted").press("I see it differently").looked_at()
    bo.write("What do you want to be kept beside it?", "I sat beside the window.").press("Keep it")
    bo.looked_at().reads("I sat beside the window.").reads("with a statement of disagreement")
