"""The space in between: four members on their phones and two leaders, all at once."""

from __future__ import annotations

from http.client import HTTPConnection

import pytest
from playwright.sync_api import Route, expect

from holdspace.kernel import clock
from tests.journeys.conftest import Visit
from tests.journeys.house import House
from tests.journeys.phone import Phone

LONELY = "I set the table for two again, out of habit."
QUIET = "I go quiet when my brother gets loud."


@pytest.fixture
def group(house: House) -> str:
    """Tuesdays."""
    return house.id("group:tuesday")


def post(who: Phone, text: str) -> str:
    """A selector for the post with this text."""
    key = who.page.locator(".post", has_text=text).first.get_attribute("data-key")
    return f"#words-{key}"


def open_space(ruth: Phone, group: str) -> None:
    ruth.go(f"/between/{group}/contact/")
    ruth.page.get_by_label("Members may write in the circle").check()
    ruth.press("Save").reads("Saved")


def share(
    who: Phone, group: str, text: str, *, theme: str = "", readers: str = "My circle, with my name"
) -> None:
    who.go(f"/between/{group}/write/").write("What do you want to put into words?", text)
    if theme:
        who.page.get_by_text("What is it about? (if you like)").click()
        who.page.get_by_label(theme, exact=True).check()
    who.page.get_by_label(readers).check()
    who.press("Keep it")


def arrives(who: Phone, path: str, form: str, *, session: str) -> int:
    """A form as the browser sent it, beside the browser: the status of the answer, which nobody hears.

    In another session of the same person, so that no word about it waits for them either: the server died after
    it had committed.
    """
    found = {each["name"]: each["value"] for each in who.visitor.context.cookies()}
    cookies = "; ".join(f"{name}={value}" for name, value in (found | {"holdspace-session": session}).items())
    connection = HTTPConnection(who.visitor.house.url.removeprefix("http://"), timeout=30)
    kind = "application/x-www-form-urlencoded"
    connection.request("POST", path, form, {"Cookie": cookies, "Content-Type": kind})
    try:
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_week_between_two_sessions(visit: Visit, house: House, group: str) -> None:
    house.backstage("sit", house.id("member:dana"), group)
    ruth, tomas = Phone(visit, "ruth"), Phone(visit, "tomas")
    ana, bo, chidi, dana = (Phone(visit, name) for name in ("ana", "bo", "chidi", "dana"))

    # Ruth opens the space and asks a question; Tomás finds both.
    open_space(ruth, group)
    ruth.go(f"/between/{group}/question/").write("In your own words", "What did you not say on Tuesday?")
    ruth.press("Ask this")
    tomas.go(f"/between/{group}/question/").reads("What did you not say on Tuesday?")

    # Ana answers it for herself first, then for the circle; Bo, who has the space open, sees it appear.
    bo.go(f"/between/{group}/").reads("What did you not say on Tuesday?")
    expect(bo.page.locator("hs-live[data-state=live]")).to_be_attached()
    ana.go(f"/between/{group}/write/?question=1").write("What do you want to put into words?", LONELY)
    ana.page.get_by_text("What is it about? (if you like)").click()
    ana.page.get_by_label("being alone too much", exact=True).check()
    ana.press("Keep it").looked_at().reads("Only you read this.")
    bo.no_longer_reads(LONELY)
    ana.press("Change or share it")
    ana.page.get_by_label("My circle, with my name").check()
    ana.press("Keep it").reads("Your circle reads this.")
    bo.reads(LONELY)

    # He knows the feeling: Ana alone is told. Then he writes, and asks who else carries it.
    bo.press("I know this feeling", within=post(bo, LONELY)).reads("Told to whoever wrote it.")
    ana.go(f"/between/{group}/").reads("Bo told you: I know this feeling.")
    chidi.go(f"/between/{group}/").reads(LONELY).no_longer_reads("Bo told you")
    share(bo, group, "It is quiet at home since spring.", theme="being alone too much")
    bo.press("Do others carry this?").looked_at().reads(LONELY)
    dana.go(f"/between/{group}/").reads("It is quiet at home since spring.")

    # Chidi encourages Ana, which Bo does not read; Ana tells him that it helped.
    chidi.press("Encourage somebody").looked_at()
    chidi.page.get_by_label("For whom?").select_option(label="Ana")
    chidi.write("Your words", "You stayed with it on Tuesday. I saw it.").press("Send it").reads("Sent.")
    bo.go(f"/between/{group}/").no_longer_reads("You stayed with it")
    ana.go(f"/between/{group}/").reads("You stayed with it on Tuesday.")
    ana.press("This helped me", within=post(ana, "You stayed with it")).looked_at()
    ana.write("What was it that helped?", "I needed that on Wednesday.").press("Give it back")
    chidi.go(f"/between/{group}/came/").reads("I needed that on Wednesday.").reads(
        "What you said helped Ana once."
    )

    # Ruth sees what went between their seats, and what the circle carries; both have their table.
    ruth.go(f"/between/{group}/reciprocity/").reads(
        "Chidi to Ana: encouragement (once), something that helped (once)"
    )
    ruth.reads("Outside in this time")
    ruth.go(f"/between/{group}/themes/").reads("being alone too much").reads("Ana, Bo")

    # Chidi reports something; Ruth takes it out with a word, and it goes from Bo's open page.
    share(ana, group, "It is always Dana who spoils it.")
    bo.go(f"/between/{group}/").reads("who spoils it")
    expect(bo.page.locator("hs-live[data-state=live]")).to_be_attached()
    dana.go(f"/between/{group}/").press(
        "Something is not right", within=post(dana, "who spoils it")
    ).looked_at()
    dana.write("What is not right?", "This is about me.").press("Tell my therapists")
    dana.reads("Your therapists know, and look at it.")
    ruth.go(f"/between/{group}/hold/").reads("This is about me.")
    ruth.write("A word to the writer", "Let us speak about this together.").press("Take it out of the circle")
    bo.no_longer_reads("who spoils it")
    ruth.write("What Dana reads", "I have taken it out.").press("Answer the report")
    ana.go("/between/mine/").reads("Your therapists took it out of the circle.")

    # Tomás pauses the space while Bo is writing: nothing is lost, and he is told why.
    bo.go(f"/between/{group}/write/").write("What do you want to put into words?", QUIET)
    tomas.go(f"/between/{group}/hold/").press("Pause it", within="body")
    bo.page.get_by_label("My circle, with my name").check()
    bo.press("Keep it").reads("Your therapists have paused this space.").reads(QUIET).reads(
        "Only you read this."
    )
    dana.go(f"/between/{group}/").reads("paused this space").no_longer_reads(QUIET)
    tomas.press("End the pause", within="body")


def test_words_of_danger_reach_the_leaders_and_help_is_there_at_once(
    visit: Visit, house: House, group: str
) -> None:
    ruth, ana, bo = Phone(visit, "ruth"), Phone(visit, "ana"), Phone(visit, "bo")
    open_space(ruth, group)
    share(ana, group, "I want to die, and I do not know whom to tell.")
    ana.looked_at().reads("You do not have to wait with this").reads("Your therapists read it first")
    bo.go(f"/between/{group}/").no_longer_reads("I want to die")
    ruth.go("/safety/concerns/").reads("something that the member wrote").press("Ana")
    ruth.looked_at().reads("I want to die, and I do not know whom to tell.")
    ruth.go(f"/between/{group}/hold/").reads("words of danger")


def test_how_one_sees_oneself_beside_how_one_is_seen(visit: Visit, house: House, group: str) -> None:
    house.backstage("sit", house.id("member:dana"), group)
    ruth = Phone(visit, "ruth")
    ana, bo, chidi, dana = (Phone(visit, name) for name in ("ana", "bo", "chidi", "dana"))
    ruth.go(f"/feedback/groups/{group}/portraits/").press("Ask for words").looked_at().reads("they choose")
    portrait = ruth.page.url.removeprefix(house.url)

    # Ana chooses for herself, the others for her; nobody is shown what another chose.
    ana.go("/feedback/").press("Words for each other").looked_at().reads("For yourself")
    chose = {ana: ("yourself", "steady", "gentle"), bo: ("Ana", "steady"), chidi: ("Ana", "curious")}
    for who, (about, *words) in (*chose.items(), (dana, ("Ana", "curious", "steady"))):
        who.go("/feedback/portraits/").press("Choose", within=f"li:has-text('For {about}')").looked_at()
        for word in words:
            who.page.get_by_label(word, exact=True).check()
        who.press("Keep these words").reads("Kept.")
    ruth.go(portrait).reads("1 of 3").no_longer_reads("curious")

    # Ruth ends it, reads Ana's picture first, and lets each see their own.
    ruth.press("End it and put the pictures together", within="body").looked_at().reads("for you to read")
    ana.go("/feedback/portraits/").no_longer_reads("Your picture is ready")
    ruth.press("Read it", within="tr:has-text('Ana')").looked_at().reads("curious")
    ruth.go(portrait).press("Let each of them see their own", within="body").looked_at()
    ana.go("/feedback/portraits/").reads("Your picture is ready").press("Look at it").looked_at()
    for pane, word in ((".open", "steady"), (".hidden", "gentle"), (".blind", "curious")):
        expect(ana.page.locator(f".pane{pane}")).to_contain_text(word)

    # Bo, for whom nobody chose, is told that it was too little; Ana's picture is nowhere for him.
    bo.go("/feedback/portraits/").press("Look at it").looked_at().reads("Too few of the others")
    seen = ana.page.url
    assert bo.page.goto(seen).status == 404  # type: ignore[union-attr]


def test_an_answer_that_is_lost_on_its_way_doubles_nothing(visit: Visit, house: House, group: str) -> None:
    ruth, bo, chidi = Phone(visit, "ruth"), Phone(visit, "bo"), Phone(visit, "chidi")
    open_space(ruth, group)
    address, courage = f"/between/{group}/encourage/", "You came back, and I was glad."
    chidi.go(address).write("Your words", courage)
    chidi.page.wait_for_timeout(1500)
    sent: list[str] = []

    def hold_back(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.abort()

    chidi.page.route("**/encourage/", hold_back)
    chidi.page.get_by_role("button", name="Send it").click()
    chidi.page.wait_for_timeout(500)
    chidi.page.unroute("**/encourage/")
    other = house.cookies["chidi"][1]
    assert arrives(chidi, address, sent[0], session=other) == 302  # and Chidi's phone does not know
    chidi.page.goto(house.url + address)
    expect(chidi.page.get_by_label("Your words")).to_have_value(courage)
    chidi.press("Send it").reads("Sent.")
    bo.go(f"/between/{group}/")
    expect(bo.page.locator(".post", has_text=courage)).to_have_count(1)

    # The next words are new ones.
    chidi.go(address).write("Your words", courage).press("Send it").reads("Sent.")
    bo.go(f"/between/{group}/")
    expect(bo.page.locator(".post", has_text=courage)).to_have_count(2)


def test_hours_a_draft_without_a_network_and_a_seat_that_is_lost(
    visit: Visit, house: House, group: str
) -> None:
    ruth, bo, chidi = Phone(visit, "ruth"), Phone(visit, "bo"), Phone(visit, "chidi")
    open_space(ruth, group)

    # Chidi writes on the bus; the network goes; what he wrote is there when it comes back.
    chidi.go(f"/between/{group}/write/").write("What do you want to put into words?", QUIET)
    expect(chidi.page.locator("hs-draft")).to_be_attached()
    chidi.page.wait_for_timeout(1500)
    chidi.visitor.context.set_offline(True)
    chidi.page.get_by_role("button", name="Keep it").click()
    chidi.page.wait_for_timeout(500)
    chidi.visitor.context.set_offline(False)
    chidi.page.goto(house.url + f"/between/{group}/write/")
    expect(chidi.page.get_by_label("What do you want to put into words?")).to_have_value(QUIET)
    chidi.press("Keep it").reads("Only you read this.")

    # Closed hours: the page says so, and one can still write for oneself.
    hour, opens = (
        ("wed-10", "Wednesday 10:00") if clock.now().isoweekday() > 5 else ("sun-21", "Sunday 21:00")
    )
    ruth.go(f"/between/{group}/contact/")
    ruth.page.locator(f"input[value={hour}]").check(force=True)
    ruth.press("Save").reads("Saved")
    bo.go(f"/between/{group}/").reads(f"It is closed now, and opens again on {opens}.")
    share(bo, group, "For later.", readers="Only me, for now")
    bo.reads("Only you read this.")
    ruth.go(f"/between/{group}/contact/").page.locator(f"input[value={hour}]").uncheck(force=True)
    ruth.press("Save").reads("Saved")

    # Bo's membership ends: the page that he has open is gone at once, and does not come back.
    bo.go(f"/between/{group}/")
    expect(bo.page.locator("hs-live[data-state=live]")).to_be_attached()
    house.backstage("end-membership", house.id("member:bo"))
    expect(bo.page.locator("main.bye")).to_contain_text("You are no longer in this group")
    assert bo.page.goto(house.url + f"/between/{group}/").status == 404  # type: ignore[union-attr]


def test_a_feedback_round_that_ruth_reads_first(visit: Visit, house: House, group: str) -> None:
    ruth, ana, chidi = Phone(visit, "ruth"), Phone(visit, "ana"), Phone(visit, "chidi")
    ruth.go(f"/feedback/groups/{group}/").press("Open a round").looked_at()
    ruth.page.get_by_label("Something else, in your own words").check()
    ruth.page.get_by_label("In your own words", exact=True).fill("What did you see in each other?")
    ruth.press("Open the round").looked_at().reads("0 of")
    round_page = ruth.page.url.removeprefix(house.url)

    chidi.go("/feedback/").reads("For Ana").press("Write", within="li:has-text('For Ana')").looked_at()
    chidi.write("What did you see or hear?", "I heard you say no to your sister.")
    chidi.write("What did it do in you?", "I felt proud, and a little envious.")
    chidi.press("Send").reads("Your therapists read it first.")
    ana.go("/feedback/").no_longer_reads("From Chidi")
    ruth.go(round_page).press("Read the one that waits").looked_at().reads(
        "I heard you say no to your sister."
    )
    ruth.press("Let it go on")
    ana.go("/feedback/").reads("From Chidi").no_longer_reads("I heard you say no")
    ana.press("Open", within="li:has-text('From Chidi')").looked_at().reads(
        "I felt proud, and a little envious."
    )
    ruth.go(round_page).reads("opened")


def test_a_page_that_outlasts_its_session_leads_to_the_sign_in(
    visit: Visit, house: House, group: str
) -> None:
    """Somebody writes while Chidi's telephone lies on the table, signed out meanwhile: the whole page goes."""
    house.backstage("open-space", group)
    chidi = Phone(visit, "chidi").go(f"/between/{group}/")
    chidi.visitor.context.clear_cookies()
    chidi.page.evaluate("document.body.dispatchEvent(new CustomEvent('hs:version', { bubbles: true }))")
    expect(chidi.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert chidi.page.url == f"{house.url}/sign-in/login/?next=/between/{group}/"
