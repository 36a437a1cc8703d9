"""Ana's membership ends while she has her circle open: page and socket are cut off within a second."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, expect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.journeys.conftest import PHONE, Visit
from tests.journeys.house import House
from tests.journeys.screens import patience, until

WITHIN = 1.0
"""Seconds from the commit of the removal to the closed page and the closed socket (issue 2; R6)."""

_STAMP_FAREWELL = """() => new MutationObserver(() => {
  if (document.querySelector('main.bye')) window.byeAt ??= Date.now() / 1000;
}).observe(document.body, {childList: true, subtree: true})"""

Knock = Callable[[str, str], ClientConnection]


@pytest.fixture
def knock(house: House) -> Knock:
    """`knock("ana", "/ws/…/")`: a socket without a browser, with the cookie of one of the cast."""

    def _knock(name: str, path: str) -> ClientConnection:
        headers = {"Cookie": f"holdspace-session={house.cookies[name][1]}"}
        return connect(
            house.url.replace("http", "ws", 1) + path, origin=house.url, additional_headers=headers
        )  # type: ignore[arg-type]

    return _knock


def goodbye(socket: ClientConnection) -> tuple[str, float]:
    """The reason the server gives before it closes, and the moment of closing; a heartbeat until then."""
    why = ""
    while True:
        try:
            said = json.loads(socket.recv(timeout=3))
            why = said["why"] if said["t"] == "bye" else why
        except TimeoutError:
            socket.send('{"t":"ping"}')
        except ConnectionClosed:
            return why, time.time()


def open_circle(page: Page) -> Page:
    expect(page.locator("hs-live[data-state=live]")).to_be_attached()
    page.evaluate(_STAMP_FAREWELL)
    return page


def test_a_removed_members_page_and_socket_are_cut_off(visit: Visit, house: House, knock: Knock) -> None:
    group, ana = house.id("group:tuesday"), house.id("member:ana")
    anas, bos = visit("ana", viewport=PHONE), visit("bo", viewport=PHONE)
    page, other = open_circle(anas.open("/circle/")), open_circle(bos.open("/circle/"))
    expect(page.get_by_role("heading", name="Tuesday evening")).to_be_visible()

    with knock("ana", f"/ws/group/{group}/") as socket, ThreadPoolExecutor() as beside:
        heard = beside.submit(goodbye, socket)
        committed = house.backstage("end-membership", ana)
        until(page, lambda: page.evaluate("window.byeAt ?? 0") > 0, what="the farewell")
        why, closed = heard.result()

    assert why == "removed"
    assert closed - committed < patience(WITHIN)
    assert page.evaluate("window.byeAt") - committed < patience(WITHIN)

    # Nothing of the group is left on the page, and nothing comes back on request.
    expect(page.locator("main.bye")).to_contain_text(
        "You are no longer in this group, so this page has closed."
    )
    assert "Tuesday evening" not in page.content()
    page.reload()
    assert "Tuesday evening" not in page.content()
    assert "Bo" not in page.locator("main").inner_text()
    with pytest.raises(InvalidStatus) as answer:
        knock("ana", f"/ws/group/{group}/")
    assert answer.value.response.status_code == 404

    # Bo stays, and sees the empty seat when he looks again.
    assert other.evaluate("window.byeAt ?? 0") == 0
    expect(other.locator("hs-live[data-state=live]")).to_be_attached()
    other.reload()
    assert "Ana" not in other.locator("main").inner_text()
