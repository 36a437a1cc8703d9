"""Eight notes by keyboard alone; and somebody in training signs, is spoken to, and is co-signed."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.eight_notes import GROUP, MEMBERS, PLAN, RISK, on_one_screen, one_by_one
from tests.journeys.house import House
from tests.journeys.screens import NotesScreen, barriers


@dataclass
class CountingScreen(NotesScreen):
    """A screen that counts the keys that go down."""

    keys: int = 0

    def press(self, *keys: str) -> NotesScreen:
        self.keys += sum(len(key.split("+")) for key in keys)
        return super().press(*keys)

    def type(self, *texts: str) -> NotesScreen:
        self.keys += sum(map(len, texts))
        return super().type(*texts)


def test_eight_notes_are_written_by_keyboard_alone(visit: Visit, house: House) -> None:
    ids = house.backstage("eight-came", house.id("session:tuesday_last"))
    ruth = CountingScreen(visit("ruth").open(f"/notes/{house.id('session:tuesday_last')}/"))
    ruth.next().stands_in("group")
    ruth.type(*GROUP).press("Control+Enter")
    for each in MEMBERS:
        ruth.stands_in(ids[each.name])
        ruth.type(each.participation, each.response).press("Tab", "ArrowDown", "Enter", "Tab", "Tab")
        expect(ruth.field(ids[each.name], "goal")).to_have_value(each.goal)
        ruth.type(f";{PLAN[0]} ").press("Control+Enter")
        expect(ruth.state(ids[each.name])).to_contain_text("signed")
    expect(ruth.page.locator("#notes-closing-title")).to_have_text("All notes are signed")
    card = ruth.card(ids["hana"])
    for text in (MEMBERS[-1].participation, MEMBERS[-1].response, RISK, MEMBERS[-1].goal, PLAN[1]):
        expect(card).to_contain_text(text)
    print(f"one screen: {ruth.keys} keys; one by one: {one_by_one()} keys")  # noqa: T201
    assert ruth.keys == on_one_screen() < one_by_one() / 2
    assert barriers(ruth.page) == []


def test_a_trainee_signs_and_a_supervisor_speaks_and_co_signs(visit: Visit, house: House) -> None:
    session, dana = house.id("session:thursday_last"), house.id("member:dana")
    house.backstage("in-training", "kit", session)
    kit = NotesScreen(visit("kit").open(f"/notes/{session}/"))
    kit.next().stands_in("group")
    kit.type("Worry at night", "Grounding, then a go-round", "It slowed down.").press("Control+Enter")
    kit.stands_in(dana)
    kit.type("Told of the nights.", "Calmer.", RISK, "To sleep", "Goes on.").press("Control+Enter")
    expect(kit.state(dana)).to_contain_text("signed, to co-sign")

    page = visit("sam").open("/notes/")
    waits = page.locator("#behind-doors ~ ul li", has_text="Thursday noon")
    expect(waits).to_contain_text("2 notes")
    assert "Dana" not in page.locator("main").inner_text()
    waits.get_by_role("link").click()
    page.get_by_label("Group").select_option(label="Thursday noon")
    page.get_by_label("Why do you need to see it?").fill("Supervision of Kit's notes of this week.")
    page.locator("main form button").first.click()
    page.goto(f"{house.url}/notes/{session}/")
    page.locator(f"#card-{dana}").get_by_role("link", name="Supervision").click()
    page.get_by_label("What you want to say about this note").fill("What helped her to calm down?")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator("main")).to_contain_text("What helped her to calm down?")
    assert barriers(page) == []

    page.goto(f"{house.url}/notes/{session}/")
    page.locator("#cosign-all").click()
    expect(page.locator(f"#card-{dana}")).to_contain_text("Co-signed by Sam Okafor")
    page.goto(f"{house.url}/notes/")
    expect(page.locator("main")).to_contain_text("Nothing waits")

    kit.page.goto(f"{house.url}/notes/{session}/{dana}/supervision/")
    kit.page.get_by_role("button", name="Settled").first.click()
    expect(kit.page.locator("main")).to_contain_text("settled")
