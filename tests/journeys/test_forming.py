"""Nia writes by herself, is met by Ruth, seated by the search and by Ruth's hand, asked, and joins.

Inês and Ruth each see only what is theirs: Inês never what Nia carries, Ruth never a surname.
"""

from __future__ import annotations

import email
import email.policy
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.house import House

BRINGS = "Since my father died the flat is too quiet."
PASSWORD = "the tide comes in twice a day"
TELLING = re.compile(r"therap|group|circle|clinic|patient|Wednesday|Ruth", re.IGNORECASE)


def test_from_a_referral_to_a_seat(visit: Visit, house: House) -> None:
    house.backstage("five-wait")
    refer_oneself(visit(None, viewport=PHONE).open("/refer/"))

    ines = visit("ines").open("/intake/")
    take_up(ines)

    ruth = visit("ruth").open("/intake/")
    screen(ruth)
    expect(ruth.locator("main")).not_to_contain_text("Frost")

    form_circles(ruth, house)
    what_if_by_keyboard(ruth)
    accept(ruth)

    reads_no_reason(ines, house)

    nia = visit(None, viewport=PHONE, java_script_enabled=False)
    join(nia.open("/"), mailed_link(house), house)

    ines.goto(house.url + "/forming/")
    expect(ines.get_by_role("row").filter(has_text="Nia Frost")).to_contain_text("has joined")
    ruth.goto(house.url + "/forming/")
    expect(ruth.get_by_role("row").filter(has_text="Nia")).to_contain_text("has joined")


def refer_oneself(page: Page) -> None:
    """On a phone, without an account."""
    page.get_by_label("What shall we call you?").fill("Nia")
    page.get_by_label("Given name").fill("Nia")
    page.get_by_label("Family name").fill("Frost")
    page.get_by_label("E-mail").fill("nia@example.org")
    for hour in ("18:00", "19:00"):
        page.get_by_label(f"Wednesday, {hour}").press("Space")
        expect(page.get_by_label(f"Wednesday, {hour}")).to_be_checked()
    page.get_by_label("What brings you here?").fill(BRINGS)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("main")).to_contain_text("get in touch")  # not sent without agreeing to that
    expect(page.get_by_label("What brings you here?")).to_have_value(BRINGS)
    expect(page.get_by_label("Wednesday, 19:00")).to_be_checked()
    page.get_by_label("You may get in touch with me").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("What brings you here?")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text(BRINGS)


def take_up(page: Page) -> None:
    """Inês puts Nia on the list; what Nia wrote is not hers to read."""
    page.get_by_role("link", name="1 new referral").click()
    page.get_by_role("link", name="Nia").click()
    expect(page.locator("main")).to_contain_text("They wrote something for the therapists.")
    expect(page.locator("main")).not_to_contain_text(BRINGS)
    page.get_by_role("link", name="Put on the waiting list").click()
    page.get_by_role("button", name="Put on the waiting list").click()
    expect(page.get_by_role("heading", name="Nia Frost")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(BRINGS)


def screen(page: Page) -> None:
    """Ruth meets Nia and decides."""
    row = page.get_by_role("row").filter(has_text="Nia")
    row.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text(BRINGS)
    for heading, theme in (("Loss", "a parent who died"), ("Closeness", "being alone too much")):
        page.locator("summary", has_text=heading).first.click()
        page.get_by_label(theme, exact=True).check()
    page.get_by_label("wants to work in a group").check()
    page.get_by_label("in favour: they wait for a group that fits").check()
    page.get_by_role("button", name="Save and decide").click()
    expect(page.locator("main")).to_contain_text("how much they can work with")  # nothing was lost
    expect(page.get_by_label("a parent who died", exact=True)).to_be_checked()
    page.locator("input[name=strength][value='6']").check(force=True)
    page.get_by_role("button", name="Save and decide").click()
    expect(page.locator("main")).to_contain_text("Waits for a group that fits")


def form_circles(page: Page, house: House) -> None:
    """A round, an hour for the new group by keyboard, and a proposal from the worker."""
    page.goto(house.url + "/forming/")
    page.get_by_role("button", name="Begin a round").click()
    page.get_by_role("link", name=re.compile("Let it take part.*Wednesday evening")).click()
    page.get_by_label("Wednesday, 18:00").press("Space")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Seconds to search").fill("2")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("main")).to_contain_text("Looking for who could sit with whom")
    house.backstage("work")
    expect(page.get_by_role("heading", name="Wednesday evening")).to_be_visible()
    expect(page.locator("main")).to_contain_text("6 people would have a seat.")
    page.locator("summary", has_text="What is shared").click()
    expect(page.locator("main")).to_contain_text("a parent who died: Bibi, Nia")
    page.locator("summary", has_text="Nia").click()
    expect(page.locator("main")).to_contain_text("Shares a parent who died in Wednesday evening with Bibi.")


def what_if_by_keyboard(page: Page) -> None:
    """Up and set down with keys alone: Fen waits, which costs something, and is kept as a second proposal."""
    page.get_by_role("link", name=re.compile("Move\\s+Fen")).press("Enter")
    expect(page.get_by_label("Where")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    weighed = page.locator("#weighed")
    expect(weighed).to_contain_text("Fen waits")
    expect(weighed).to_contain_text("Urgency and waiting placed:")
    keep = page.get_by_role("button", name="Keep this move")
    for _ in range(5):
        page.keyboard.press("Tab")
        if keep.evaluate("button => button === document.activeElement"):
            break
    expect(keep).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Proposal 2")).to_be_visible()
    expect(page.locator("main")).to_contain_text("5 people would have a seat.")
    page.get_by_role("link", name="proposal 1").click()
    expect(page.get_by_role("table").filter(has_text="waits")).to_contain_text("Fen")


def accept(page: Page) -> None:
    """The first proposal after all."""
    page.get_by_role("link", name="Back to the proposal").click()
    page.get_by_role("link", name="Back to forming").click()
    page.get_by_role("link", name="Proposal 1").click()
    page.get_by_role("link", name="Accept this circle").click()
    page.get_by_role("button", name="Offer these places").click()
    expect(page.get_by_role("row").filter(has_text="Nia")).to_contain_text("asked")


def reads_no_reason(page: Page, house: House) -> None:
    """Inês sees full names and seats on the same board, and nothing of why."""
    page.goto(house.url + "/forming/")
    expect(page.get_by_role("row").filter(has_text="Nia Frost")).to_contain_text("asked")
    page.get_by_role("link", name="Proposal 1").click()
    main = page.locator("main")
    expect(main).to_contain_text("Bibi")
    for clinical in (
        "a parent who died",
        "loneliness",
        "being alone",
        "Spread of strength",
        "What if",
        BRINGS,
    ):
        expect(main).not_to_contain_text(clinical)


def mailed_link(house: House) -> str:
    """The one mail to Nia: neutral words and a link."""
    letters = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in Path(house.home / "mail").glob("*")
    ]
    [mail] = [letter for letter in letters if letter["To"] == "nia@example.org"]
    body = mail.get_content()
    link = re.search(r"https?://\S+", body)
    assert link is not None
    assert not TELLING.search(f"{mail['Subject']} {mail['From']} {body.replace(link[0], '')}")
    return link[0]


def join(page: Page, link: str, house: House) -> None:
    """On a phone without JavaScript: a password, the place, the agreement."""
    page.goto(link)
    page.get_by_label("A password").fill(PASSWORD)
    page.get_by_role("button", name="Save and go on").click()
    page.goto(house.url + "/home/")
    expect(page.locator("main")).to_contain_text("Wednesday 18:00, with Ruth Adler")
    for other in ("Bibi", "Cleo", "Dov"):
        expect(page.locator("main")).not_to_contain_text(other)
    page.get_by_role("link", name="Read and answer").click()
    page.get_by_role("button", name="Yes, I take the place").click()
    page.get_by_role("link", name="Read and sign").click()
    page.get_by_label("Your name, as you would sign a letter").fill("Nia Frost")
    page.get_by_label("I have read this, and I agree.").check()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator("main")).to_contain_text("Signed.")
    page.goto(house.url + "/circle/")
    expect(page.locator("main")).to_contain_text("Wednesday evening")
