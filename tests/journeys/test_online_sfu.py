"""An evening through a media server that cannot see it: the same pages, with Janus in between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Visit, visits
from tests.journeys.house import House
from tests.journeys.online import Evening, agreed, is_filmed, sees
from tests.journeys.screens import until
from tests.journeys.sfu_house import running_janus


@pytest.fixture(scope="module")
def carried(embedded_house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose pictures and sound go through a Janus of its own."""
    with running_janus(tmp_path_factory.mktemp("janus")) as own:
        embedded_house.environment |= {
            "HOLDSPACE_MEDIA": "janus",
            "HOLDSPACE_JANUS_URL": own.url,
            "HOLDSPACE_JANUS_SECRET": own.secret,
            "HOLDSPACE_JANUS_ADMIN_KEY": own.admin_key,
        }
        embedded_house.stop()
        embedded_house.start()
        yield embedded_house


@pytest.fixture
def visit(filming_browser: Browser, carried: House, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """The cast with cameras and microphones."""
    yield from visits(filming_browser, carried, request)


def test_three_see_each_other_and_who_is_seen_off_sees_nobody(visit: Visit, carried: House) -> None:
    evening = Evening(visit, carried)
    ruth = evening.leader("ruth")
    ana, bo = evening.knock("ana"), evening.knock("bo")
    evening.let_in(ruth, ana, "Ana")
    evening.let_in(ruth, bo, "Bo")
    for page in (ruth, ana.page, bo.page):
        sees(page, 2)
        expect(page.locator(".seat-face video.seen")).to_have_count(3)
    agreed(ruth, ana.page, bo.page)

    ruth.locator("a.floor-name", has_text="Bo").click()
    ruth.get_by_text("See off", exact=True).click()
    ruth.get_by_role("button", name="Disturbs the session").click()
    bo.reads("You cannot come back to this session")
    until(bo.page, lambda: not is_filmed(bo.page), what="the camera is off")
    for page in (ruth, ana.page):
        sees(page, 1)
    agreed(ruth, ana.page)

    # The page reloads, with new connections and new keys.
    ana.page.reload()
    for page in (ruth, ana.page):
        sees(page, 1)
