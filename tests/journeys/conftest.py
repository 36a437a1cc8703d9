"""A real server, a real browser. Each module of stories has a house of its own, on each engine."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests import services
from tests.journeys import house as houses
from tests.journeys.house import House, copy_of

PHONE, DESK, TABLET = (
    {"width": 390, "height": 844},
    {"width": 1280, "height": 900},
    {"width": 1024, "height": 768},
)


expect.set_options(timeout=30_000)


def _foundation(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with houses.foundation(engine, tmp_path_factory.mktemp(engine)) as built:
        yield built


@pytest.fixture(scope="session")
def embedded_foundation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The practice on the embedded database."""
    yield from _foundation("embedded", tmp_path_factory)


@pytest.fixture(scope="session")
def postgres_foundation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The practice on PostgreSQL, with a role for the application that owns nothing."""
    if services.postgres() is None:
        services.skip_or_fail("postgres")
    yield from _foundation("postgres", tmp_path_factory)


#: Stories in which several act at once: they are told on both engines always. All others are told on PostgreSQL
#: too when somebody asks for it: the rooms' own tests run there in any case, and a run has to end in time.
SEVERAL_AT_ONCE = ("two_leaders", "messages", "notes_races")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On which engines the stories of a module are told (HOLDSPACE_TEST_STORIES=everywhere: on both)."""
    if "house" in metafunc.fixturenames:
        story = metafunc.module.__name__.rpartition(".test_")[2]
        everywhere = os.environ.get("HOLDSPACE_TEST_STORIES") == "everywhere" or story in SEVERAL_AT_ONCE
        engines = ["embedded", "postgres"] if everywhere else ["embedded"]
        metafunc.parametrize("house", engines, indirect=True, scope="module")


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house per module and engine, with the cast of `tests.cast`."""
    built: House = request.getfixturevalue(f"{request.param}_foundation")
    with copy_of(built, tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def embedded_house(embedded_foundation: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house on the embedded database alone, for what does not depend on the engine."""
    with copy_of(embedded_foundation, tmp_path_factory.mktemp("house")) as made:
        yield made


QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
CAMERAS = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""A camera and a microphone that Chromium makes itself, and nobody who has to allow them."""


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers."""
    with sync_playwright() as driver:
        yield driver


def _chromium(playwright: Playwright, *flags: str) -> Iterator[Browser]:
    path = services.browser()
    if path is None:
        services.skip_or_fail("browser")
    chromium = playwright.chromium.launch(executable_path=path, args=[*QUIET, *flags])
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for the whole run."""
    yield from _chromium(playwright)


@pytest.fixture(scope="module")
def filming_browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium with cameras and microphones; it costs more, so only for the modules that need it."""
    yield from _chromium(playwright, *CAMERAS)


@dataclass
class Visitor:
    """Somebody at a browser: a context of their own, signed in or not."""

    context: BrowserContext
    house: House
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """A page at `path`; what the browser complains about is collected."""
        page = self.context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda line: self._heard(line.type, line.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.house.url + path)
        return page

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and ("Content Security Policy" in text or "Refused to" in text):
            self.complaints.append(text)


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser, house: House, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """`visit("ana", viewport=PHONE, java_script_enabled=False)`: one of the cast, signed in."""
    yield from visits(browser, house, request)


@pytest.fixture
def film(filming_browser: Browser, embedded_house: House, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """The same with cameras and microphones, on the embedded database."""
    yield from visits(filming_browser, embedded_house, request)


@pytest.fixture
def fresh_house(embedded_foundation: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house for one story alone, because an evening in it can be told once."""
    with copy_of(embedded_foundation, tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture
def fresh_film(
    filming_browser: Browser, fresh_house: House, request: pytest.FixtureRequest
) -> Iterator[Visit]:
    """The cast with cameras and microphones, in that house."""
    yield from visits(filming_browser, fresh_house, request)


def visits(browser: Browser, house: House, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """How the cast comes to a house; afterwards no browser may have complained.

    With HOLDSPACE_PICTURES set, what stood on the screens of a story that failed is kept in that folder.
    """
    visitors: list[Visitor] = []

    def arrive(name: str | None, *, device: int = 0, **options: Any) -> Visitor:
        options.setdefault("viewport", DESK)
        context = browser.new_context(**options)
        if name is not None:
            cookie = house.cookies[name][device]
            context.add_cookies([{"name": "holdspace-session", "value": cookie, "url": house.url}])
        visitor = Visitor(context, house)
        visitors.append(visitor)
        return visitor

    yield arrive
    if "HOLDSPACE_PICTURES" in os.environ and getattr(request.node, "failed", False):
        _take_pictures(visitors, Path(os.environ["HOLDSPACE_PICTURES"]) / request.node.name)
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert complaints == []


def _take_pictures(visitors: list[Visitor], folder: Path) -> None:
    pages = [page for visitor in visitors for page in visitor.context.pages]
    for number, page in enumerate(pages):
        page.screenshot(path=folder / f"{number}.png", full_page=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the fixtures of a story know whether it failed."""
    report = yield
    item.failed = getattr(item, "failed", False) or report.failed  # type: ignore[attr-defined]
    return report


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a journey; those with cameras run one after the other, for they take both cores, and
    so do the elements, which are drawn upon by the mouse faster than a busy machine follows."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)
        if "filming_browser" in getattr(item, "fixturenames", ()) or item.path.name == "test_ui_elements.py":
            item.add_marker(pytest.mark.filmed)
