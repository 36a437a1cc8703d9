"""The brief on paper: one sheet of A4 for a circle of eight, whatever they bring."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Route, sync_playwright

from tests import services
from tests.cast import Cast
from tests.contexts.desk.story import absent, agreed, brings, circle, held_sessions, measured, rated, text_of

pytestmark = pytest.mark.django_db
LONG = "It has been a bad week, and I would like to say so in the room if I can. " * 20


def evening(cast: Cast) -> None:
    """Eight members who all bring many words and are all reliably worse; three ask for attention besides."""
    members = circle(cast, 8)
    sessions = held_sessions(cast, 6, members)
    for member in members:
        measured(cast, member, sessions[-1], 6)
        measured(cast, member, cast.sessions["tuesday_next"], 19)
        brings(cast, member, LONG)
    for session in sessions[-2:]:
        absent(cast, session, "bo")
    rated(cast, sessions[-1], members)
    agreed(cast, "ana")


def printed(html: str) -> bytes:
    """The page as Chromium prints it; its style sheets come from our own folders, nothing else is fetched."""

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
        page = browser.new_page()
        page.route("**/*", answer)
        page.goto("http://brief.test/")
        paper = page.pdf(prefer_css_page_size=True)
        browser.close()
    return paper


def test_a_circle_of_eight_fits_on_one_sheet(cast: Cast, client_of: Callable[[str], Client]) -> None:
    if services.browser() is None:
        services.skip_or_fail("browser")
    evening(cast)
    html = text_of(client_of("ruth"), reverse("desk:brief", args=[cast.sessions["tuesday_next"].pk]))
    paper = printed(html)
    assert len(re.findall(rb"/Type\s*/Page\b[^s]", paper)) == 1
    width, height = (
        float(edge) for edge in re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)", paper).groups()
    )  # type: ignore[union-attr]
    assert (round(width), round(height)) == (595, 842)  # A4 in points
