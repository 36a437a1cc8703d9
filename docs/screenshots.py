"""Takes the README's pictures from the demo practice: phone and desktop, light and dark.

    python -m docs.screenshots [FOLDER] [--at http://127.0.0.1:8000]

Builds and serves a demo practice of its own unless `--at` names one that runs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from tests import services

SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}

LONGEST = 2400
"""Pixels: a list of seventy people is not shown to its end."""


class Picture(NamedTuple):
    """A page as one person sees it: from `path` on, the first link that fits each selector is followed."""

    name: str
    who: str
    path: str
    links: tuple[str, ...] = ()


TO_GROUP = ("a[href*='/brief/']", "a[href*='/group/']")
"""From *Today* to a group."""

PICTURES = (
    Picture("home", "Ana", "/home/"),
    Picture("check-in", "Ana", "/home/", ("a[href*='/check-in/']",)),
    Picture("circle", "Ana", "/circle/"),
    Picture("my-record", "Ana", "/record/"),
    Picture("today", "Ruth Adler", "/today/"),
    Picture("brief", "Ruth Adler", "/today/", ("a[href*='/brief/']",)),
    Picture(
        "session",
        "Ruth Adler",
        "/today/",
        (
            "a[href*='/brief/']",
            "a[href*='/session/']",
        ),
    ),
    Picture(
        "group",
        "Ruth Adler",
        "/today/",
        (
            "a[href*='/brief/']",
            "a[href*='/group/']",
        ),
    ),
    Picture("notes", "Ruth Adler", "/today/", ("a[href*='/notes/']",)),
    Picture("concerns", "Ruth Adler", "/safety/concerns/"),
    Picture("schedule", "Inês Duarte", "/schedule/"),
    Picture("attendance", "Inês Duarte", "/schedule/attendance/"),
    Picture("roster", "Inês Duarte", "/roster/"),
    Picture("people", "Olu Bright", "/people/"),
    Picture("help", "Ana", "/safety/help/"),
    Picture("waiting-list", "Inês Duarte", "/intake/"),
    Picture("forming", "Ruth Adler", "/forming/", ("a[href*='/plans/']",)),
    Picture("screening", "Ruth Adler", "/intake/", ("a[href*='/screenings/']",)),
    Picture("fair-access", "Olu Bright", "/intake/fairness/"),
    Picture("refer", "Ana", "/refer/"),
    Picture(
        "path",
        "Ruth Adler",
        "/today/",
        (*TO_GROUP, "a[href*='/outcomes/groups/']:not([href*='climate'])", "a[href*='/outcomes/members/']"),
    ),
    Picture("climate", "Ruth Adler", "/today/", (*TO_GROUP, "a[href*='/climate/']")),
    Picture(
        "together", "Ruth Adler", "/today/", (*TO_GROUP, "a[href*='/climate/']", "a[href*='/together/']")
    ),
    Picture("my-path", "Ana", "/path/"),
    Picture("space", "Ana", "/circle/", ("a[href^='/between/']:not([href*='mine'])",)),
    Picture("hold", "Ruth Adler", "/today/", (*TO_GROUP, "a[href*='/between/'][href$='/hold/']")),
    Picture("themes", "Ruth Adler", "/today/", (*TO_GROUP, "a[href$='/hold/']", "a[href$='/themes/']")),
    Picture(
        "reciprocity", "Ruth Adler", "/today/", (*TO_GROUP, "a[href$='/hold/']", "a[href$='/reciprocity/']")
    ),
    Picture("my-picture", "Ana", "/feedback/portraits/", ("main a[href^='/feedback/pictures/']",)),
    Picture("programme", "Olu Bright", "/outcomes/programme/"),
    Picture("billing", "Inês Duarte", "/billing/"),
    Picture("account", "Inês Duarte", "/billing/accounts/", ("main a[href*='/billing/accounts/']",)),
    Picture("skills", "Ana", "/practising/"),
    Picture("skill", "Ana", "/practising/", ("main a[href*='/practising/skills/']",)),
    Picture("releases", "Ruth Adler", "/releases/"),
    Picture("formats", "Ruth Adler", "/notes/formats/"),
    Picture("ask-for-a-copy", "Ana", "/releases/mine/"),
    Picture("reminders", "Ana", "/reminders/"),
    Picture("on-device", "Ana", "/home/device/"),
    Picture("harder-time", "Ana", "/after/my-plan/"),
    Picture("what-stays", "Eve", "/home/"),
    Picture("those-who-come-after", "Eve", "/between/after/"),
    Picture("goodbyes", "Ana", "/endings/mine/"),
    Picture("group-goodbyes", "Ruth Adler", "/today/", (*TO_GROUP, "a[href^='/endings/groups/']")),
    Picture("newcomers", "Ruth Adler", "/today/", (*TO_GROUP, "a[href^='/before/'][href$='/newcomers/']")),
    Picture("on-the-way", "Inês Duarte", "/before/people/"),
)


@contextmanager
def demo() -> Iterator[str]:
    """A demo practice of its own, served on a free port."""
    port = services.free_port()
    with tempfile.TemporaryDirectory(prefix="holdspace-pictures-") as home:
        process = subprocess.Popen(
            [sys.executable, "-m", "holdspace.project", "demo", "--port", str(port)],
            env=os.environ | {"HOLDSPACE_DEMO_HOME": home},
            stdout=subprocess.DEVNULL,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            _wait_for(url)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_for(url: str) -> None:
    for _ in range(1200):
        try:
            urllib.request.urlopen(url + "/demo/", timeout=2)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("the demo practice did not come up")


def take(browser: Browser, url: str, folder: Path, only: set[str]) -> None:
    """Every picture in both sizes and both themes."""
    for who in dict.fromkeys(picture.who for picture in PICTURES):
        wanted = [p for p in PICTURES if p.who == who and (not only or p.name in only)]
        for size, viewport in SIZES.items():
            for theme in ("light", "dark") if wanted else ():
                context = browser.new_context(viewport=viewport, color_scheme=theme, locale="en-GB")
                page = context.new_page()
                page.goto(url + "/demo/")
                page.get_by_role("button", name=who).first.click()
                for picture in wanted:
                    _take(page, url, picture, folder / f"{picture.name}-{size}-{theme}.png")
                context.close()


def _take(page: Page, url: str, picture: Picture, path: Path) -> None:
    page.goto(url + picture.path)
    for link in picture.links:
        page.goto(url + (page.locator(link).first.get_attribute("href", timeout=5000) or "/"))
    page.wait_for_load_state("networkidle")
    size = page.viewport_size or SIZES["desktop"]
    height = min(page.evaluate("document.documentElement.scrollHeight"), LONGEST)
    page.screenshot(
        path=path, full_page=True, clip={"x": 0, "y": 0, "width": size["width"], "height": height}
    )


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default="docs/screenshots")
    parser.add_argument("--at")
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    folder = Path(chosen.folder)
    folder.mkdir(parents=True, exist_ok=True)
    only = set(filter(None, chosen.only.split(",")))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.browser(), args=["--no-sandbox"])
        if chosen.at:
            take(browser, chosen.at, folder, only)
            return
        with demo() as url:
            take(browser, url, folder, only)


if __name__ == "__main__":
    main()
