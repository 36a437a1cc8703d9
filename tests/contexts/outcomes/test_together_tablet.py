"""A group looks at its climate on a tablet in the room: all of it in one glance, without a barrier, without a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route, sync_playwright

from tests import services
from tests.cast import Cast
from tests.contexts.desk.story import text_of
from tests.contexts.outcomes.evenings import FALL, REGAINED, together_url, told
from tests.contexts.outcomes.test_climate import NAMES

pytestmark = pytest.mark.django_db
TABLET = {"width": 1024, "height": 768}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@contextmanager
def on_a_tablet(html: str) -> Iterator[Page]:
    """The page in a browser; its style sheets come from our own folders, nothing else is fetched."""

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        if path == "/":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif isinstance(found, str):
            route.fulfill(path=found)
        else:
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.browser(), args=["--no-sandbox"])
        page = browser.new_page(viewport=TABLET)  # type: ignore[arg-type]
        page.route("**/*", answer)
        page.goto("http://room.test/")
        yield page
        browser.close()


def barriers(page: Page) -> Iterator[str]:
    page.evaluate(AXE_SCRIPT)
    rules = {"type": "tag", "values": WCAG}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", rules)
        yield from (f"{each['id']} ({scheme})" for each in found["violations"])


def test_a_group_looks_at_its_picture_on_a_tablet(cast: Cast, client_of: Callable[[str], Client]) -> None:
    if services.browser() is None:
        services.skip_or_fail("browser")
    told(cast, [*FALL, REGAINED])
    html = text_of(client_of("ruth"), together_url(cast))
    with on_a_tablet(html) as page:
        read = page.locator("body").inner_text()
        question = page.get_by_text("What do you recognise?").bounding_box()
        doors = [link.inner_text() for link in page.locator("a:visible, button:visible").all()]
        width = page.evaluate("document.documentElement.scrollWidth")
        found = list(barriers(page))
    assert found == []
    assert not NAMES.search(read)
    assert doors == ["Skip to the content", "Holdspace", "Back"]
    assert question is not None
    assert question["y"] + question["height"] <= TABLET["height"]
    assert width == TABLET["width"]
