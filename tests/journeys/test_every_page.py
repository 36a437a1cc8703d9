"""Every page that somebody can reach: no barrier, no stranger, no complaint, on phone and desk, light and dark."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests import services
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.house import House, copy_of, foundation
from tests.journeys.screens import overflow
from tests.journeys.walks import Kind, Walk, opened, walk

pytestmark = pytest.mark.proof

PEOPLE = ("ana", "bo", "dana", "eve", "ruth", "ines", "sam", "olu", "nobody")
"""Who walks; Eve has left, and "nobody" is not signed in."""

NOT_LINKED = {
    "front_door": "leads on to where the day begins",
    "elsewhere": "the way out",
    "live:floor": "a part of live:session",
    "live:inside": "a part of live:room",
    "live:room": "from a member's home, where the group meets at a distance",
    "live:where": "from there",
    "live:voices": "from a session in which somebody spoke",
    "agreements:state": "a part of other pages",
    "accounts:welcome": "by an invitation",
    "correspondence:feed": "by calendar programs",
    "correspondence:mails_off": "from a message",
    "attachments:door": "a part of other pages",
    "endings:line": "a part of the space",
    "billing:claims_file": "a file, from a month in which claims were made",
    "safety:take_over": "from an incident that nobody has taken yet",
    "release:decline": "from what was asked and is not answered yet",
    "measures:tablet": "by handing a device over",
    "aftercare:questions": "from a message",
    "measures:follow_up": "from the home of who has left a group that asks afterwards",
    "circle:others": "after writing, beside one's own words",
    "circle:stream": "a part of the space",
    "feedback:open_round": "while no round is open",
    "intake:told": "after telling",
    "safety:plan_worker": "a script of that page",
    "aftercare:plan_worker": "a script of that page",
    "desk:home_worker": "a script of that page",
    "desk:sending": "asked by what waits on a device",
    "manifest": "asked by a browser",
    "outcomes:my_path": "where the path was before",
    "correspondence:push_worker": "a script of the page of devices",
    "demo:choose": "in the demonstration alone",
    "billing:month_superbill": "from an account in which something was charged",
    "forming:progress": "a part of the page of a search",
    "forming:weigh": "by the form of the board, as a part of it",
    "refer:only_practice": "leads on to the page of the only practice",
    "refer:sent": "after sending",
}
"""Addresses that no link leads to, and why."""

OVER = "/welcome/over/"
"""An invitation that nobody has any more."""

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_A_THEME = ["color-contrast", "target-size"]
"""Rules that can turn out otherwise in the other theme or at the other width."""

NAMES = re.compile(r"\b(Ana|Bo|Chidi|Dana|Eve|Gus|Ruth|Tomás|Kit|Inês|Sam|Olu|Tuesday|Wednesday|Thursday)\b")
SMALLEST = {"width": 320, "height": 640}
MOST_STEPS = 70
"""How many elements of a page are gone through by keyboard."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with a life; the embedded engine alone, for pages do not depend on it."""
    with (
        foundation("embedded", tmp_path_factory.mktemp("furnished"), "furnished") as built,
        copy_of(built, tmp_path_factory.mktemp("house")) as made,
    ):
        yield made


def beside(house: House) -> dict[tuple[str, str], str]:
    """Pages that nobody of the furnished house is led to, with who opens them: name → path."""
    tuesday, ana = house.id("group:tuesday"), house.id("member:ana")
    return {
        ("ana", "desk:checked_in"): f"/check-in/{house.id('session:tuesday_next')}/kept/",
        ("ana", "desk:home_copy"): "/home/copy/",
        ("ana", "safety:plan_copy"): "/safety/my-plan/copy/",
        ("ana", "preparation:before"): "/before/",
        ("ana", "preparation:group_is"): "/before/what-a-group-is/",
        ("ana", "preparation:hopes"): f"/before/groups/{tuesday}/hopes/",
        ("ana", "preparation:joining"): f"/before/groups/{tuesday}/when-and-where/",
        ("eve", "aftercare:plan_copy"): "/after/my-plan/copy/",
        ("eve", "aftercare:plan_version"): "/after/my-plan/versions/1/",
        ("eve", "aftercare:come_back"): "/after/come-back/",
        ("ruth", "preparation:read_hopes"): f"/before/people/{tuesday}/{ana}/hopes/",
        ("ruth", "preparation:reach"): f"/before/groups/{tuesday}/missed/{ana}/",
    }


@pytest.fixture(scope="module")
def walks(house: House) -> dict[str, Walk]:
    """What each of the people can reach."""
    found = {who: walk(house, house.cookies[who][0], "/") for who in PEOPLE if who != "nobody"}
    for (who, name), path in beside(house).items():
        found[who].pages[(name, False)] = opened(house, house.cookies[who][0], path)
    found["nobody"] = walk(house, None, "/sign-in/login/")
    found["nobody"].pages[("accounts:welcome", False)] = [OVER]
    return found


def arrive(browser: Browser, house: House, who: str) -> BrowserContext:
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    if who != "nobody":
        cookie = {"name": "holdspace-session", "value": house.cookies[who][0], "url": house.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
    return context


def test_no_link_leads_nowhere_and_no_page_is_an_orphan(walks: dict[str, Walk]) -> None:
    assert {who: found.broken for who, found in walks.items() if found.broken} == {}
    declared = tomllib.loads((services.ROOT / "tests/contracts/authz.toml").read_text())["routes"]
    pages = {name for name, row in declared.items() if "GET" in row}
    reached = set().union(*(found.names for found in walks.values()))
    assert pages - reached - set(NOT_LINKED) == set()


@pytest.mark.parametrize("who", PEOPLE)
def test_pages_have_no_barriers(browser: Browser, house: House, walks: dict[str, Walk], who: str) -> None:
    context = arrive(browser, house, who)
    page, strangers, complaints = context.new_page(), set[str](), list[str]()
    page.on("request", lambda request: strangers.add(urlsplit(request.url).netloc))
    page.on("console", lambda line: _is_wrong(line, page) and complaints.append(f"{page.url}: {line.text}"))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    barriers = [barrier for kind, path in new_to(walks, who) for barrier in visit(page, house, kind, path)]
    context.close()
    assert barriers == []
    assert complaints == []
    assert strangers - {urlsplit(house.url).netloc, ""} == set()


def _is_wrong(line: ConsoleMessage, page: Page) -> bool:
    """A browser says so too where a page is missing on purpose: an invitation that is over."""
    return line.type == "error" and not page.url.endswith(OVER)


def test_pages_stand_from_right_to_left(browser: Browser, house: House, walks: dict[str, Walk]) -> None:
    people = ("ana", "ruth", "ines", "olu")
    house.backstage("speak", "ar", *people)
    wrong = []
    for who in people:
        context = arrive(browser, house, who)
        page = context.new_page()
        for _, path in new_to(walks, who):
            page.goto(house.url + path)
            root = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
            wide = [overflow(page) for _ in map(page.set_viewport_size, (SMALLEST, PHONE, DESK))]  # type: ignore[arg-type]
            wrong += [(path, root, wide)] * (root != ["ar", "rtl"] or any(wide))
        context.close()
    assert wrong == []


def new_to(walks: dict[str, Walk], who: str) -> Iterator[tuple[Kind, str]]:
    """Pages that nobody before `who` has looked at. The first page of a kind that others share comes again."""
    before = PEOPLE[: PEOPLE.index(who)]
    for kind, paths in walks[who].pages.items():
        known = any(kind in walks[other].pages for other in before)
        for path in paths[:1] if known else paths:
            if not known or not kind[0].startswith(("mfa_", "account_", "usersessions_", "safety:help")):
                yield kind, path


def visit(page: Page, house: House, kind: Kind, path: str) -> Iterator[str]:
    """Everything that is wrong with one page."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
    page.goto(house.url + path)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => fold.open = true)")
    page.wait_for_load_state("networkidle")  # cards that a page or a fold loads stand where their links stood
    yield from (f"{kind[0]} {path}: {wrong}" for wrong in (*frame_of(page), *steps_of(page), *axe_of(page)))


def frame_of(page: Page) -> Iterator[str]:
    title, language = page.title(), page.evaluate("document.documentElement.lang")
    if not title.strip(" ·") or NAMES.search(title):
        yield f"the title is {title!r}"
    if language != "en":
        yield f"the language is {language!r}"
    for size in (SMALLEST, DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        if wide := overflow(page):
            yield f"{wide} px too wide at {size['width']}"


_FOCUSABLE = """() => {
  const wanted = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const shown = (each) => each.checkVisibility({visibilityProperty: true}) && !each.disabled && each.tabIndex >= 0;
  const groups = new Set();
  const one = (each) => each.type !== 'radio' || !groups.has(each.name) && groups.add(each.name);
  window.toReach = [...document.querySelectorAll(wanted)].filter(shown).filter(one);
  window.reached = [];
  const marked = (each) => {
    const style = each && getComputedStyle(each);
    return style && (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none');
  };
  document.addEventListener('focusin', ({target}) => {
    const near = [target, target.closest('label'), target.nextElementSibling, target.parentElement];
    const names = (each) => each === target || each.type === 'radio' && each.name === target.name;
    window.reached.push([window.toReach.findIndex(names), near.some(marked), target.outerHTML.slice(0, 90)]);
  });
  document.body.focus();
  // Stops within one field: day, month, year, calendar; hour, minute, half of the day, clock.
  const parts = (each) => ({date: 4, time: 4, 'datetime-local': 8})[each.type] ?? 1;
  return [window.toReach.length, window.toReach.reduce((sum, each) => sum + parts(each), 0)];
}"""


def steps_of(page: Page) -> Iterator[str]:
    """Go through the page with Tab alone: everything is reached, and one sees where one is."""
    elements, stops = page.evaluate(_FOCUSABLE)
    count = min(elements, MOST_STEPS)
    for _ in range(count + (stops - elements) + 2):
        page.keyboard.press("Tab")
    reached = page.evaluate("window.reached")
    missed = set(range(count)) - {number for number, _, _ in reached}
    for number in sorted(missed)[:3]:
        html = page.evaluate("number => window.toReach[number].outerHTML.slice(0, 120)", number)
        yield f"not reached by Tab: {html}"
    yield from {f"focus cannot be seen: {html}" for _, seen, html in reached if not seen}


def axe_of(page: Page) -> Iterator[str]:
    """All rules on a light phone and a dark desk; what depends on theme or width, in the other two as well."""
    page.evaluate(AXE_SCRIPT)
    everything, rest = {"type": "tag", "values": WCAG}, {"type": "rule", "values": OF_A_THEME}
    for scheme, size, rules in (
        ("light", PHONE, everything),
        ("dark", PHONE, rest),
        ("dark", DESK, everything),
        ("light", DESK, rest),
    ):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", rules)
        for violation in found["violations"]:
            html = violation["nodes"][0]["html"][:160]
            yield f"{violation['id']} ({scheme}, {size['width']}): {html}"
