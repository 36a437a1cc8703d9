"""After the session: two leaders write and sign the notes by keyboard; Ana sees who opened her record."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.house import House
from tests.journeys.screens import NotesScreen

ANA = (
    "Spoke early about her father.",
    "Argued with Bo and stayed in the room.",
    "Not seen today.",
    "To stay when it is hard.",
    "Ask her next week how it went at home.",
)
BO = (
    "Listened, then disagreed aloud.",
    "Softened when asked.",
    "Not seen today.",
    "To be direct.",
    "Goes on.",
)
CHIDI = (
    "Quiet at first, laughed once.",
    "Said he felt included.",
    "Not seen today.",
    "To speak up.",
    "Goes on.",
)


def test_both_leaders_write_and_sign_by_keyboard(visit: Visit, house: House) -> None:
    house.backstage("prepare-week", house.id("group:tuesday"), house.id("session:tuesday_last"))
    path = f"/notes/{house.id('session:tuesday_last')}/"
    ana, bo, chidi = (house.id(f"member:{name}") for name in ("ana", "bo", "chidi"))
    ruth, tomas = NotesScreen(visit("ruth").open(path)), NotesScreen(visit("tomas").open(path))

    ruth.next().stands_in("group")
    ruth.type("Trust after a quarrel", "Named the pattern in the room", "It became quiet, then warm.")
    ruth.next().stands_in(ana)
    ruth.saved("group", "Ruth Adler")
    ruth.type(*ANA)

    write_in_the_same_note(ruth, tomas, ana)
    tomas.press("Alt+ArrowDown").stands_in(bo)
    tomas.type(*BO).press("Alt+ArrowDown").stands_in(chidi)
    tomas.type(*CHIDI).press("Control+s")
    tomas.saved(chidi, "Tomás Vidal")

    sign_with_a_reason(ruth, ana)
    sign_the_rest(tomas, ana)
    expect(tomas.page.locator("#notes-closing-title")).to_have_text("All notes are signed")
    cosign(ruth, bo)

    page = visit("ana", viewport=PHONE).open("/record/")
    opened = page.locator("table", has_text="What they did")
    for who, what in (
        ("Ruth Adler", "read notes about you"),
        ("Tomás Vidal", "wrote a note about you"),
        ("Ruth Adler", "signed a note about you"),
    ):
        expect(opened.locator("tr", has_text=who).filter(has_text=what).first).to_be_visible()
    assert "Bo" not in page.locator("main").inner_text()


def write_in_the_same_note(ruth: NotesScreen, tomas: NotesScreen, ana: str) -> None:
    """Both write into Ana's note: other fields are put together, the same field is never overwritten."""
    ruth.press("Control+s")
    ruth.saved(ana, "Ruth Adler")
    tomas.field(ana, "plan").focus()
    tomas.type("She asked for a call on Thursday.").press("Control+s")
    conflict = tomas.card(ana).locator(".note-conflict")
    expect(conflict).to_contain_text(ANA[4])
    expect(tomas.field(ana, "participation")).to_have_value(ANA[0])
    conflict.locator("[data-choose=both]").focus()
    tomas.press("Enter")
    tomas.saved(ana, "Tomás Vidal")
    expect(tomas.field(ana, "plan")).to_have_value(f"She asked for a call on Thursday.\n{ANA[4]}")


def sign_with_a_reason(ruth: NotesScreen, ana: str) -> None:
    """Bo's name stands in Ana's note: it is not signed, until Ruth says why the name has to stand."""
    ruth.page.reload()
    ruth.next().stands_in("group")
    ruth.press("Control+Enter").stands_in(ana)
    ruth.press("Control+Enter")
    card = ruth.card(ana)
    expect(card.locator(".note-refusal")).to_be_visible()
    expect(card.locator(".note-marks")).to_contain_text("Bo")
    expect(ruth.state(ana)).not_to_contain_text("signed")
    card.locator(".note-marks summary").focus()
    ruth.press("Enter", "Tab")
    ruth.type("He asked that it be said so.").press("Control+Enter")
    expect(ruth.state(ana)).to_contain_text("signed")
    expect(card).to_contain_text("Ruth Adler left “Bo” standing: He asked that it be said so.")


def sign_the_rest(tomas: NotesScreen, ana: str) -> None:
    tomas.page.reload()
    expect(tomas.state(ana)).to_contain_text("signed")
    tomas.page.locator("#sign-all").focus()
    tomas.press("Enter")


def cosign(ruth: NotesScreen, bo: str) -> None:
    ruth.page.reload()
    ruth.card(bo).get_by_role("button", name="Co-sign").focus()
    ruth.press("Enter")
    expect(ruth.card(bo)).to_contain_text("Co-signed by Ruth Adler")
