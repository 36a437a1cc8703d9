"""Somebody chooses on a phone how they are reminded, gets a mail, and switches such mails off with one touch."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests import services
from tests.journeys.conftest import PHONE, Visit
from tests.journeys.house import House
from tests.journeys.phone import Phone
from tests.journeys.screens import barriers, overflow


def test_chosen_on_a_phone_sent_and_switched_off_in_a_browser_that_is_not_signed_in(
    visit: Visit, house: House
) -> None:
    ana = Phone(visit, "ana").go("/home/")
    ana.press("When and how I am written to", within="body").looked_at().reads(
        "always reaches you by one way at least"
    )
    ana.page.get_by_label("How long before we meet?").select_option(label="4 hours")
    ana.page.get_by_label("Questions after we met").select_option(label="not at all")
    ana.press("Save").looked_at().reads("Saved.")
    assert ana.page.get_by_label("How long before we meet?").input_value() == "4"

    [letter] = [each for each in house.backstage("remind") if "To: ana@example.org" in each]
    assert "You have an appointment soon." in letter
    found = re.search(r"^List-Unsubscribe:\s+<(\S+)>", letter, re.MULTILINE)
    assert found is not None
    assert "\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n" in letter.replace("\r\n", "\n")

    stranger = visit(None, viewport=PHONE, has_touch=True)
    page = stranger.open("/" + found.group(1).split("/", 3)[3])
    assert (overflow(page), barriers(page)) == (0, [])
    page.get_by_role("button", name="Switch them off").click()
    page.get_by_text("Done. Nothing else was changed.").wait_for()
    assert (overflow(page), barriers(page)) == (0, [])

    ana.go("/reminders/")
    assert ana.page.get_by_label("Before we meet", exact=True).input_value() == "none"
    page.get_by_role("button", name="Switch them on again").click()
    page.get_by_text("Done. They come again.").wait_for()
    ana.go("/reminders/")
    assert ana.page.get_by_label("Before we meet", exact=True).input_value() == "mail"


@pytest.mark.proof
@pytest.mark.parametrize("engine", ["embedded", "postgres"])
def test_a_hundred_leave_though_a_worker_is_killed(engine: str) -> None:
    """The benchmark, small: nothing is lost, whatever was handed over twice bore the same Message-ID."""
    if engine == "postgres" and services.postgres() is None:
        services.skip_or_fail("postgres")
    command = [sys.executable, "-m", "benchmarks.reminders", "--reminders", "100", "--kills", "1"]
    done = subprocess.run(
        [*command, "--engine", engine], cwd=services.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
    assert "100 wanted, 100 queued, 100 came; 1 workers killed; 0 lost, 0 that nobody queued" in done.stdout
