"""Inês takes a roster over, sets a group up, appoints who leads it, and plans when it meets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit

GOOD = """identifier,given_name,family_name,birth_date,email,language
H-1,Zoë,Okonkwo-Lindqvist,1984-02-29,zoe@example.org,en
H-2,محمد,الحسن,1990-11-03,,ar
H-3,明,李,1975-07-14,li.ming@example.org,en
"""
BAD = GOOD + "H-4,Nobody,Atall,1984-13-40,,en\n"


def test_from_a_roster_to_a_planned_series(visit: Visit, tmp_path: Path) -> None:
    page = visit("ines").open("/schedule/")
    take_the_roster_over(page, tmp_path)
    create_the_group(page)
    appoint(page, "Kit Larsen")
    plan_the_series(page)
    propose(page, "Zoë")


def upload(page: Page, folder: Path, text: str) -> None:
    file = folder / "roster.csv"
    file.write_text(text, encoding="utf-8")
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Take it over").click()


def take_the_roster_over(page: Page, folder: Path) -> None:
    """A file with one bad row is refused whole; the mended one is taken over; again, it changes nothing."""
    page.get_by_role("link", name="Roster", exact=True).click()
    page.get_by_role("link", name="Import").first.click()
    upload(page, folder, BAD)
    expect(page.get_by_text("Nothing was changed", exact=True)).to_be_visible()
    expect(page.locator("main table").first).to_contain_text("birth_date")

    upload(page, folder, GOOD)
    expect(page.locator(".messages")).to_contain_text("3")
    page.get_by_role("link", name="Roster", exact=True).click()
    for name in ("Zoë", "محمد", "明"):
        expect(page.locator("main .people")).to_contain_text(name)
    before = page.locator("main p[role=status]").inner_text()

    page.get_by_role("link", name="Import").first.click()
    upload(page, folder, GOOD)
    page.get_by_role("link", name="Roster", exact=True).click()
    expect(page.locator("main p[role=status]")).to_have_text(before)


def create_the_group(page: Page) -> None:
    page.get_by_role("link", name="Schedule", exact=True).click()
    page.get_by_role("link", name="Groups", exact=True).click()
    page.locator("main a[href='/groups/new/']").first.click()
    page.get_by_label("Name").fill("Saturday morning")
    page.get_by_label("Theme").fill("beginning again")
    page.locator("main form .actions button").first.click()
    expect(page.locator(".messages")).to_contain_text("The group is there.")


def appoint(page: Page, name: str) -> None:
    page.get_by_label("Therapist").select_option(label=name)
    page.get_by_label("Leads as").select_option(value="leader")
    page.get_by_role("button", name="Appoint", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("open to them")
    expect(page.locator("main")).to_contain_text(name)


def plan_the_series(page: Page) -> None:
    """Every Saturday at 10:00; the schedule shows it in the week of the first session."""
    first = next_saturday()
    page.get_by_role("link", name="Plan sessions").click()
    page.get_by_label("First session").fill(first.strftime("%Y-%m-%d"))
    page.get_by_label("Time").fill("10:00")
    page.get_by_role("button", name="Plan", exact=True).click()
    page.goto(page.url.split("/schedule/")[0] + first.strftime("/schedule/?week=%G-W%V"))
    slot = page.locator(".slot", has_text="Saturday morning")
    expect(slot).to_contain_text("10:00")
    expect(slot).to_contain_text("Kit Larsen")
    later = first + timedelta(weeks=4)
    page.goto(page.url.split("/schedule/")[0] + later.strftime("/schedule/?week=%G-W%V"))
    expect(page.locator(".slot", has_text="Saturday morning")).to_contain_text("10:00")


def propose(page: Page, name: str) -> None:
    """Somebody of the new roster is proposed; whether they get a seat is for the leader to say."""
    page.locator(".slot a", has_text="Saturday morning").first.click()
    page.get_by_role("link", name="Propose somebody").click()
    page.get_by_label("Look for a name on the roster").fill(name)
    page.get_by_role("button", name="Look").click()
    page.get_by_label(name).check()
    page.get_by_role("button", name="Propose", exact=True).click()
    expect(page.locator("main")).to_contain_text("Proposed, waiting for the leaders")


def next_saturday() -> datetime:
    """A Saturday at least two days ahead."""
    day = datetime.now(UTC) + timedelta(days=2)
    return day + timedelta(days=(5 - day.weekday()) % 7)
