"""What only a real browser can show: where seats stand, what the elements do, what axe finds.

Static pages under the product's content security policy; no database.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django import forms
from django.template import engines
from django_cotton.compiler_regex import CottonCompiler
from playwright.sync_api import Browser, Page
from websockets.sync.server import ServerConnection, serve

from holdspace.ui.rules.circle import MOST_SEATS, STRETCH, Seat, Shape, places
from holdspace.ui.rules.week import describe
from holdspace.ui.week_hours import WeekHoursField
from tests.contexts.ui import render_styleguide

PAGES = [*render_styleguide.PAGES, "styleguide_ar"]
SMALL_PAGE = (
    '{% load ui %}<!doctype html><html lang="en"><head><meta charset="utf-8"><title>x</title>'
    '<link rel="icon" href="data:,">{scripts}</head><body>{body}</body></html>'
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder with the rendered pages and the address under which they are served."""
    folder = tmp_path_factory.mktemp("site")
    render_styleguide.render(folder)
    server = render_styleguide.serve(folder, port=0)
    yield folder, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    opened = context.new_page()
    opened.complaints = []  # type: ignore[attr-defined]
    opened.on("console", lambda line: line.type == "error" and opened.complaints.append(line.text))  # type: ignore[attr-defined]
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))  # type: ignore[attr-defined]
    yield opened
    context.close()


@pytest.fixture
def write(site: tuple[Path, str]) -> Callable[..., str]:
    """Write a small page with `body` and the modules of some elements; returns its address."""
    folder, address = site

    def _write(name: str, body: str, *elements: str, styled: bool = False, **context: Any) -> str:
        scripts = "".join(f'{{% element_script "{element}" %}}' for element in elements)
        if styled:
            sheets = ("tokens", "base", "components", "circle")
            scripts += "".join(f'<link rel="stylesheet" href="static/ui/{sheet}.css">' for sheet in sheets)
        source = SMALL_PAGE.replace("{scripts}", scripts).replace("{body}", body)
        shown = {"request": render_styleguide.context()["request"], **context}
        html = engines["django"].from_string(CottonCompiler().process(source)).render(shown)
        (folder / f"{name}.html").write_text(html.replace('"/static/', '"static/'))
        return f"{address}/{name}.html"

    return _write


def until(page: Page, expression: str, seconds: float = 10) -> None:
    """Wait until `expression` holds; Playwright's own way needs eval, which the policy forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"never became true: {expression}"
        page.wait_for_timeout(30)


# the look


@pytest.mark.parametrize("name", PAGES)
def test_pages_obey_the_policy_and_never_scroll_sideways(
    page: Page, site: tuple[Path, str], name: str
) -> None:
    for width in (320, 390, 640, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{site[1]}/{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page: Page, site: tuple[Path, str], name: str, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site[1]}/{name}.html")
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert [(v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]] == []


def test_everything_to_press_is_large_enough(page: Page, site: tuple[Path, str]) -> None:
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{site[1]}/styleguide.html")
        small = page.evaluate(
            """selector => [...document.querySelectorAll(selector)]
               .map(node => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
               .filter(([, box]) => box.height > 0 && (box.height < 43.9 || box.width < 43.9))
               .map(([html]) => html)""",
            "button:not(.week-all), .button, .seat, .choice, .skip-choice, summary, nav a, select, a.tag",
        )
        assert small == []


def test_seven_days_beside_each_other_are_as_high_as_a_finger_and_wide_enough(
    page: Page, site: tuple[Path, str]
) -> None:
    # WCAG 2.2, 2.5.8: 24 by 24. Seven times 44 is wider than the narrowest phone.
    for width, least in ((320, 24), (390, 43), (1280, 43)):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{site[1]}/styleguide.html")
        sizes = page.evaluate(
            """[...document.querySelectorAll('.week-hour, .week-hour input, thead .week-all, tbody .week-all')]
               .map(node => node.getBoundingClientRect()).map(box => [box.width, box.height])"""
        )
        assert len(sizes) == 98 + 98 + 7 + 14
        assert min(wide for wide, _ in sizes) >= least
        assert min(high for _, high in sizes) >= 43.9


def test_letters_twice_as_large_still_fit(page: Page, site: tuple[Path, str]) -> None:
    page.goto(f"{site[1]}/styleguide.html")
    page.evaluate(
        "document.documentElement.setAttribute('style', 'font-size: 212%')"
    )  # refused by the policy
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "17px"
    page.evaluate("document.documentElement.style.fontSize = '34px'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def group_of(count: int) -> list[Seat]:
    return [Seat(f"seat{n}", f"Name {n}", "quiet", "in the room") for n in range(count)]


SEATS = """() => [...document.querySelectorAll('.seats > li')].map(seat => {
  const box = seat.getBoundingClientRect(), room = seat.closest('.circle-room').getBoundingClientRect();
  return {x: box.x + box.width / 2 - room.x - room.width / 2,
          y: box.y + box.height / 2 - room.y - room.height / 2,
          size: box.width, left: box.left, right: box.right};
})"""


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_seats_stand_where_the_rule_says_and_do_not_touch(
    page: Page, write: Callable[..., str], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for count in range(3, MOST_SEATS + 1):
        page.goto(
            write("circle", '<c-circle :seats="seats" label="x" />', styled=True, seats=group_of(count))
        )
        seats = page.evaluate(SEATS)
        tall = width < 500
        stretch = STRETCH.get(count, 1.0) if tall else 1.0
        half = max(abs(seat["y"]) for seat in seats) / stretch
        for seat, place in zip(seats, places(count, Shape.TALL if tall else Shape.ROUND), strict=True):
            assert seat["x"] == pytest.approx(place.x * half, abs=1.5)
            assert seat["y"] == pytest.approx(place.y * half * stretch, abs=1.5)
            assert seat["left"] >= -0.5
            assert seat["right"] <= width + 0.5
        for one, other in combinations(seats, 2):
            apart = ((one["x"] - other["x"]) ** 2 + (one["y"] - other["y"]) ** 2) ** 0.5
            assert apart >= one["size"], (count, width)


# hs-draft

FORM = """<c-draft key="check-in:7" owner="ana"><form method="post" action="saved.html">
  <textarea name="brings"></textarea><input type="radio" name="open" value="4">
  <input type="password" name="secret">
  <input name="never" data-no-draft><button>Send</button></form></c-draft>"""


def kept(page: Page) -> str:
    return str(page.evaluate("JSON.stringify({...localStorage})"))


def test_what_was_typed_comes_back(page: Page, write: Callable[..., str]) -> None:
    url = write("draft", FORM, "draft")
    page.goto(url)
    page.fill("textarea", "I rang my sister")
    page.check("[value='4']")
    page.fill("[name=secret]", "hunter2")
    page.fill("[name=never]", "not kept")
    until(page, "localStorage.length === 1")
    page.reload()
    page.get_by_text("We kept what you wrote.").wait_for()
    assert page.input_value("textarea") == "I rang my sister"
    assert page.is_checked("[value='4']")
    assert page.input_value("[name=secret]") == ""
    assert "hunter2" not in kept(page)
    assert "not kept" not in kept(page)
    assert page.complaints == []  # type: ignore[attr-defined]


def test_leaving_the_page_at_once_loses_nothing(page: Page, write: Callable[..., str]) -> None:
    url = write("draft", FORM, "draft")
    page.goto(url)
    page.fill("textarea", "quick")
    page.goto(write("other", "<p>other</p>"))
    page.goto(url)
    until(page, "document.querySelector('textarea').value === 'quick'")


KEYED = """<c-draft key="words:7" owner="ana"><form method="post" action="saved.html">
  <input type="hidden" name="token" value="{key}-token"><input type="hidden" name="sent_key" value="{key}" data-sent-key>
  <textarea name="words">{words}</textarea><button>Send</button></form></c-draft>"""


def test_a_draft_keeps_the_key_of_its_form_until_the_server_has_it(
    page: Page, write: Callable[..., str]
) -> None:
    def shown(key: str, words: str = "") -> None:
        page.goto(write("keyed", KEYED.format(key=key, words=words), "draft"))

    def has(words: str, key: str) -> None:
        until(page, f"document.querySelector('textarea').value === '{words}'")
        until(page, f"document.querySelector('[name=sent_key]').value === '{key}'")

    shown("first")
    page.fill("textarea", "You stayed.")
    until(page, "localStorage.length === 1")
    shown("second")  # the answer was lost: the words are put back, and they are the same form
    has("You stayed.", "first")
    assert page.input_value("[name=token]") == "second-token"
    shown("third", "You stayed.")  # refused, and meant to be sent with a key of its own
    has("You stayed.", "third")
    until(page, "JSON.parse(Object.values(localStorage)[0]).sentKey === 'third'")
    shown("fourth")
    has("You stayed.", "third")
    page.click("text=Discard")
    has("", "fourth")
    page.fill("textarea", "Something else.")
    until(page, "localStorage.length === 1")
    page.goto(write("saved", '<p data-saved-key="words:7" data-saved-owner="ana">saved</p>', "draft"))
    until(page, "localStorage.length === 0")
    shown("fifth")
    has("", "fifth")
    assert page.complaints == []  # type: ignore[attr-defined]


def test_a_draft_can_be_discarded(page: Page, write: Callable[..., str]) -> None:
    page.goto(write("draft", FORM, "draft"))
    page.fill("textarea", "rather not")
    until(page, "localStorage.length === 1")
    page.reload()
    page.get_by_role("button", name="Discard it").click()
    assert page.input_value("textarea") == ""
    assert kept(page) == "{}"


def test_a_draft_goes_when_the_server_has_it_and_not_before(page: Page, write: Callable[..., str]) -> None:
    url = write("draft", FORM, "draft")
    page.goto(url)
    page.fill("textarea", "words")
    until(page, "localStorage.length === 1")
    page.goto(write("saved", '<p data-saved-key="check-in:8">another one</p>', "draft"))
    assert "words" in kept(page)
    page.goto(
        write("saved", '<p data-saved-key="check-in:7" data-saved-owner="bo">of somebody else</p>', "draft")
    )
    assert "words" in kept(page)
    page.goto(write("saved", '<p data-saved-key="check-in:7" data-saved-owner="ana">saved</p>', "draft"))
    until(page, "localStorage.length === 0")


def test_a_draft_is_shown_to_nobody_else(page: Page, write: Callable[..., str]) -> None:
    page.goto(write("draft", FORM, "draft"))
    page.fill("textarea", "Ana's words")
    until(page, "localStorage.length === 1")
    page.goto(write("draft_bo", FORM.replace('owner="ana"', 'owner="bo"'), "draft"))
    assert page.input_value("textarea") == ""


def test_a_draft_older_than_a_week_is_gone(page: Page, write: Callable[..., str]) -> None:
    url = write("draft", FORM, "draft")
    page.goto(url)
    page.fill("textarea", "old")
    until(page, "localStorage.length === 1")
    page.clock.install(time=page.evaluate("Date.now()") / 1000 + 7 * 86_400 + 60)
    page.reload()
    assert page.input_value("textarea") == ""
    assert kept(page) == "{}"


def test_with_a_secret_the_browser_keeps_only_ciphertext(page: Page, write: Callable[..., str]) -> None:
    secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ="[:44]
    sealed = FORM.replace('owner="ana"', f'owner="ana" secret="{secret}"')
    url = write("draft", sealed, "draft")
    page.goto(url)
    page.fill("textarea", "nobody may read this")
    until(page, "localStorage.length === 1")
    assert "nobody" not in kept(page)
    page.reload()
    until(page, "document.querySelector('textarea').value === 'nobody may read this'")


def test_a_draft_never_covers_what_is_newer_on_the_server(page: Page, write: Callable[..., str]) -> None:
    page.goto(write("draft", FORM.replace('owner="ana"', 'owner="ana" version="1"'), "draft"))
    page.fill("textarea", "mine")
    until(page, "localStorage.length === 1")
    newer = FORM.replace('owner="ana"', 'owner="ana" version="2"').replace("></textarea>", ">hers</textarea>")
    page.goto(write("draft", newer, "draft"))
    put_back = page.get_by_role("button", name="Put it back")
    put_back.wait_for()
    assert page.input_value("textarea") == "hers"
    put_back.click()
    assert page.input_value("textarea") == "mine"


# hs-leave


def leaving(write: Callable[..., str]) -> str:
    return write(
        "private",
        '<hs-leave data-url="/quick_exit.html"><a href="/quick_exit.html">Leave quickly</a></hs-leave>'
        "<p>private words</p>",
        "leave",
    )


def test_escape_three_times_leaves_and_the_back_button_does_not_lead_back(
    page: Page, write: Callable[..., str]
) -> None:
    page.goto(write("before", "<p>before</p>"))
    page.goto(leaving(write))
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("**/quick_exit.html")
    page.go_back()
    assert page.url.endswith("before.html")


def test_twice_is_not_enough(page: Page, write: Callable[..., str]) -> None:
    page.goto(leaving(write))
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.get_by_text("private words").is_visible()


def test_pages_further_back_leave_again(page: Page, write: Callable[..., str]) -> None:
    page.goto(leaving(write))
    page.goto(leaving(write) + "?second")
    page.get_by_text("Leave quickly").click()
    page.wait_for_url("**/quick_exit.html")
    page.go_back(wait_until="commit")
    page.wait_for_url("**/quick_exit.html")
    assert "private" not in page.content()


def test_coming_back_on_purpose_works(page: Page, write: Callable[..., str]) -> None:
    url = leaving(write)
    page.goto(url)
    page.get_by_text("Leave quickly").click()
    page.wait_for_url("**/quick_exit.html")
    page.goto(url)
    assert page.get_by_text("private words").is_visible()


# hs-timer


def test_a_timer_counts_down_on_the_servers_clock(page: Page, write: Callable[..., str]) -> None:
    now = render_styleguide.context()["now"]
    url = write(
        "timer",
        '<c-timer :started="starts" :seconds="200" :now="now" label="Left">soon</c-timer>',
        "timer",
        starts=render_styleguide.context()["starts"],
        now=now,
    )
    page.clock.install(time=0)
    page.goto(url)
    # Three minutes of two hundred seconds had passed when the page was made: twenty are left.
    assert page.inner_text("hs-timer") == "0:20"
    page.clock.run_for(5000)
    assert page.inner_text("hs-timer") == "0:15"
    page.clock.run_for(30_000)
    assert page.inner_text("hs-timer") == "0:00"
    assert page.get_attribute("hs-timer", "data-over") == ""


# hs-week-grid


class Coming(forms.Form):
    available = WeekHoursField(label="When can you come?", initial=["tue-18"])


WEEK = """<c-draft key="hours" owner="ana"><form method="post" action="saved.html">
  <c-week-grid :field="form.available" /><button>Save</button></form></c-draft>"""
CHANGES = "window.changes = []; addEventListener('change', (event) => changes.push(event.target.value));"


@pytest.fixture
def week(page: Page, write: Callable[..., str]) -> Page:
    page.add_init_script(CHANGES)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(write("week", WEEK, "draft", "week-grid", styled=True, form=Coming()))
    return page


@pytest.fixture
def finger(browser: Browser, write: Callable[..., str]) -> Iterator[Page]:
    """A phone that shows only a part of the week."""
    context = browser.new_context(viewport={"width": 320, "height": 500}, has_touch=True)
    page = context.new_page()
    page.add_init_script(CHANGES)
    page.goto(write("finger", WEEK, "week-grid", styled=True, form=Coming()))
    yield page
    context.close()


def hours_of(page: Page) -> list[str]:
    marked: list[str] = page.evaluate(
        "[...document.querySelectorAll('[name=available]:checked')].map((box) => box.value)"
    )
    return sorted(marked)


def middle(page: Page, cell: str) -> tuple[float, float]:
    box = page.locator(f"[value={cell}]").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def stroke(page: Page, *cells: str) -> None:
    page.mouse.move(*middle(page, cells[0]))
    page.mouse.down()
    for cell in cells[1:]:
        page.mouse.move(*middle(page, cell), steps=4)
    page.mouse.up()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.value || document.activeElement.textContent"))


def test_a_stroke_of_the_mouse_marks_a_rectangle_in_one_change(week: Page) -> None:
    stroke(week, "wed-18", "fri-20", "thu-19")
    assert hours_of(week) == ["thu-18", "thu-19", "tue-18", "wed-18", "wed-19"]
    assert week.evaluate("changes") == ["wed-18"]
    assert week.complaints == []  # type: ignore[attr-defined]


def test_a_stroke_that_begins_on_a_marked_hour_clears(week: Page) -> None:
    stroke(week, "tue-18", "thu-20")
    assert hours_of(week) == []


def test_a_stroke_that_comes_back_leaves_what_its_first_hour_says(week: Page) -> None:
    stroke(week, "wed-18", "wed-20", "wed-18")
    assert hours_of(week) == ["tue-18", "wed-18"]


def test_a_press_is_a_press(week: Page) -> None:
    stroke(week, "wed-18")
    stroke(week, "tue-18")
    assert hours_of(week) == ["wed-18"]
    assert week.evaluate("changes") == ["wed-18", "tue-18"]


def test_the_heads_mark_and_clear_a_day_and_a_time(week: Page) -> None:
    thursday = week.get_by_role("button", name="Thursday, all hours")
    thursday.click()
    assert len(hours_of(week)) == 15
    assert thursday.get_attribute("aria-pressed") == "true"
    stroke(week, "thu-8")
    assert thursday.get_attribute("aria-pressed") == "mixed"
    week.get_by_role("button", name="08:00, all days").click()
    assert len(hours_of(week)) == 14 + 1 + 6
    thursday.click()
    assert thursday.get_attribute("aria-pressed") == "false"
    assert len(hours_of(week)) == 1 + 6


def test_the_keyboard_has_one_stop_and_walks_from_there(week: Page) -> None:
    week.keyboard.press("Tab")
    assert focused(week) == "tue-18"
    week.keyboard.press("Tab")
    assert focused(week) == "Save"
    week.keyboard.press("Shift+Tab")
    for keys, place in (
        ("ArrowRight", "wed-18"),
        ("ArrowUp", "wed-17"),
        ("ArrowLeft", "tue-17"),
        ("ArrowDown", "tue-18"),
        ("Home", "mon-18"),
        ("ArrowLeft", "18:00"),
        ("ArrowLeft", "18:00"),
        ("End", "sun-18"),
        ("Control+Home", "mon-8"),
        ("ArrowUp", "Mon"),
        ("ArrowLeft", "Mon"),
        ("End", "Sun"),
        ("Control+End", "sun-21"),
        ("ArrowDown", "sun-21"),
    ):
        week.keyboard.press(keys)
        assert focused(week) == place, keys
    week.keyboard.press("Tab")
    week.keyboard.press("Shift+Tab")
    assert focused(week) == "sun-21"


def test_space_marks_and_shift_carries_the_mark_on(week: Page) -> None:
    week.keyboard.press("Tab")
    week.keyboard.press("Shift+ArrowDown")
    week.keyboard.press("Shift+ArrowDown")
    week.keyboard.press("Shift+ArrowRight")
    assert hours_of(week) == ["tue-18", "tue-19", "tue-20", "wed-20"]
    week.keyboard.press("Space")
    week.keyboard.press("Shift+ArrowLeft")
    assert hours_of(week) == ["tue-18", "tue-19"]
    assert week.evaluate("changes") == ["tue-19", "tue-20", "wed-20", "wed-20", "tue-20"]


def test_from_right_to_left_the_arrows_lead_where_they_point(page: Page, write: Callable[..., str]) -> None:
    page.goto(write("week_ar", f'<div dir="rtl">{WEEK}</div>', "week-grid", styled=True, form=Coming()))
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "wed-18"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "tue-18"


def words_of(page: Page) -> str:
    return page.inner_text(".week-words")


def test_the_line_below_says_what_the_rule_says(week: Page) -> None:
    stroke(week, "mon-20", "tue-21")
    stroke(week, "tue-9")
    until(week, "document.querySelector('.week-words').textContent.includes('Monday')")
    assert words_of(week) == f"Marked: {describe(hours_of(week))}"
    stroke(week, "tue-18", "mon-21")
    stroke(week, "tue-9")
    until(week, "document.querySelector('.week-words').textContent === 'No hours are marked.'")


def test_the_line_waits_until_nobody_is_at_it(week: Page) -> None:
    week.clock.install(time=0)
    week.reload()
    week.clock.pause_at(60)
    for cell in ("wed-18", "wed-19"):
        stroke(week, cell)
        week.clock.run_for(300)
        assert words_of(week) == "Marked: Tuesday 18:00–19:00"
    week.clock.run_for(200)
    assert words_of(week) == "Marked: Tuesday 18:00–19:00; Wednesday 18:00–20:00"


def test_a_press_that_ends_elsewhere_is_over(week: Page) -> None:
    x, y = middle(week, "sat-18")
    week.mouse.move(x, y)
    week.mouse.down()
    week.mouse.move(x, 5)  # straight to a place outside of the table
    week.mouse.up()
    before = hours_of(week)
    week.mouse.down()
    week.mouse.move(*middle(week, "sat-20"), steps=4)
    week.mouse.up()
    assert hours_of(week) == before


def test_painted_hours_are_kept_as_a_draft_and_the_words_follow(week: Page) -> None:
    stroke(week, "wed-18", "wed-20")
    until(week, "localStorage.length === 1")
    week.reload()
    week.get_by_text("We kept what you wrote.").wait_for()
    assert hours_of(week) == ["tue-18", "wed-18", "wed-19", "wed-20"]
    until(week, "document.querySelector('.week-words').textContent.includes('Wednesday 18:00–21:00')")
    week.get_by_role("button", name="Discard it").click()
    assert hours_of(week) == ["tue-18"]
    until(week, "document.querySelector('.week-words').textContent === 'Marked: Tuesday 18:00–19:00'")


def touch(page: Page, *cells: str, rest: float = 0) -> None:
    """A finger goes over `cells`, after resting for `rest` ms on the first."""
    places = [middle(page, cell) for cell in cells]
    line = page.context.new_cdp_session(page)

    def send(kind: str, *at: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in at]
        line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", places[0])
    page.wait_for_timeout(rest)
    for (x, y), (next_x, next_y) in pairwise(places):
        for step in range(1, 9):
            send("touchMove", (x + (next_x - x) * step / 8, y + (next_y - y) * step / 8))
            page.wait_for_timeout(16)
    send("touchEnd")
    line.detach()


def test_a_finger_that_sets_off_sideways_paints_and_may_then_go_down(finger: Page) -> None:
    touch(finger, "tue-9", "wed-9", "wed-12", "tue-12")
    assert hours_of(finger) == ["tue-10", "tue-11", "tue-12", "tue-18", "tue-9"]
    assert finger.evaluate("scrollY") == 0
    assert finger.evaluate("changes") == ["tue-9"]


def test_a_finger_that_sets_off_downwards_scrolls(finger: Page) -> None:
    touch(finger, "tue-13", "tue-9")
    until(finger, "scrollY > 50")
    assert hours_of(finger) == ["tue-18"]
    assert finger.evaluate("changes") == []


def test_a_finger_that_rests_first_paints_downwards(finger: Page) -> None:
    touch(finger, "tue-9", "tue-12", rest=600)
    assert hours_of(finger) == ["tue-10", "tue-11", "tue-12", "tue-18", "tue-9"]
    assert finger.evaluate("scrollY") == 0


def test_a_tap_marks_one_hour(finger: Page) -> None:
    finger.touchscreen.tap(*middle(finger, "tue-9"))
    assert hours_of(finger) == ["tue-18", "tue-9"]
    touch(finger, "wed-9", rest=600)
    assert hours_of(finger) == ["tue-18", "tue-9", "wed-9"]


def test_without_a_script_every_hour_is_pressed_by_itself(
    browser: Browser, write: Callable[..., str]
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(write("plain", WEEK, "draft", "week-grid", styled=True, form=Coming()))
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.get_by_role("checkbox", name="Wednesday, 20:00").click()
        assert page.get_by_role("checkbox", checked=True).evaluate_all("found => found.length") == 3
        assert page.get_by_role("checkbox", name="Monday, 08:00").is_checked()
        assert not page.get_by_text("Draw across the hours").is_visible()


# hs-live


class Line:
    """A small server that does what the test tells it."""

    def __init__(self) -> None:
        self.connections: list[ServerConnection] = []
        self.pings = 0
        self.server = serve(self.talk, "127.0.0.1", 0)
        self.port = self.server.socket.getsockname()[1]
        self.came = threading.Semaphore(0)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def talk(self, connection: ServerConnection) -> None:
        self.connections.append(connection)
        self.came.release()
        for text in connection:
            if json.loads(text)["t"] == "ping":
                self.pings += 1
                connection.send('{"t":"pong"}')

    def say(self, **message: Any) -> None:
        self.connections[-1].send(json.dumps(message))

    def stop(self) -> None:
        self.server.shutdown()


@pytest.fixture
def line() -> Iterator[Line]:
    opened = Line()
    yield opened
    opened.stop()


@pytest.fixture
def listening(page: Page, line: Line, write: Callable[..., str]) -> Page:
    body = f'<c-live url="ws://127.0.0.1:{line.port}/" bye="This is over." /><p>private words</p>'
    page.add_init_script(
        """window.heard = []; window.states = [];
        addEventListener('hs:version', event => heard.push(event.detail.version));
        new MutationObserver(changes => changes.forEach(({target}) =>
          states.push(`${target.dataset.state}: ${target.textContent.trim()}`))
        ).observe(document, {subtree: true, attributeFilter: ['data-state']});"""
    )
    page.goto(write("live", body, "live"))
    assert line.came.acquire(timeout=5)
    page.wait_for_selector("hs-live[data-state=live]", state="attached")
    return page


def test_a_newer_version_is_announced_once(listening: Page, line: Line) -> None:
    line.say(t="version", v=7)
    line.say(t="version", v=7)
    line.say(t="version", v=8)
    until(listening, "heard.length === 2")
    assert listening.evaluate("heard") == [7, 8]


def test_bye_takes_the_page_away_at_once_and_for_good(listening: Page, line: Line) -> None:
    line.say(t="bye")
    listening.get_by_text("This is over.").wait_for(timeout=1000)
    assert "private words" not in listening.inner_text("body")
    assert not line.came.acquire(timeout=1)


def test_being_shut_out_is_a_bye(listening: Page, line: Line) -> None:
    line.connections[-1].close(4403)
    listening.get_by_text("This is over.").wait_for(timeout=1000)


def test_a_lost_connection_comes_back_by_itself(listening: Page, line: Line) -> None:
    line.connections[-1].close(1001)
    assert line.came.acquire(timeout=10)
    until(listening, "states.length === 3")
    states = listening.evaluate("states")
    assert [state.split(":")[0] for state in states] == ["live", "reconnecting", "live"]
    assert "Trying again" in states[1]
    assert "Connected." in states[2]
    line.say(t="version", v=9)
    until(listening, "heard.includes(9)")


def test_the_line_is_felt_every_three_seconds(listening: Page, line: Line) -> None:
    listening.wait_for_timeout(3500)
    assert line.pings == 1


def test_rejoining_waits_between_a_fifth_of_a_second_and_five(
    page: Page, line: Line, write: Callable[..., str]
) -> None:
    page.add_init_script(
        """window.waits = [];
        const wait = window.setTimeout;
        const patience = 6000;  // for a socket that neither opens nor closes
        window.setTimeout = (act, time) => {
          if (time === patience) return wait(act, time);
          if (time >= 200) waits.push(time);
          return wait(act, 1);
        };"""
    )
    line.stop()
    page.goto(write("live", f'<c-live url="ws://127.0.0.1:{line.port}/" />', "live"))
    until(page, "waits.length > 12")
    waits = page.evaluate("waits")
    assert all(200 <= wait <= 5000 for wait in waits)
    assert max(waits) > 1500
    assert any(one != other for one, other in pairwise(waits[6:]))
