"""Templates keep what pages promise: nothing inline, nothing foreign, no name in a title, every word translatable."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.contracts.models import SOURCE
from tests.contracts.source import templates, where

PAGES = [path for path in templates() if path.suffix == ".html"]
each_page = pytest.mark.parametrize("page", PAGES, ids=where)

#: What a title may show: the app's neutral name, and a title handed on from a library's page.
IN_TITLES = {"app_name", "block.super", "head_title", "site_name"}

#: Words that stay as they are in every language.
SAME_EVERYWHERE = {"PHQ", "GAD", "RFC", "ICS", "CSV", "FHIR", "NDJSON", "Holdspace", "UTC", "TOTP"}

#: Pages that are shown to developers alone.
NOT_FOR_PEOPLE = {"styleguide.html"}

#: What stands in these is not read as words: styles, scripts, names of keys.
UNREAD = {"style", "script", "kbd", "code"}


class _Markup(HTMLParser):
    """What the browser would run, fetch or read, found in a template's markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inline: list[str] = []
        self.foreign: list[str] = []
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in UNREAD:
            self._silent += 1
        runs = tag == "script" and given.get("type") != "application/json"
        if tag == "style" or (runs and not ({"src", "nonce"} & set(given))):
            self.inline.append(f"<{tag}>")
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name == "style" or name.startswith(("on", "hx-on")) or value.strip().startswith("javascript:"):
            self.inline.append(f"{tag} {name}")
        fetched = {"src", "srcset", "action", "data", "poster", "hx-get", "hx-post"} | (
            {"href"} if tag == "link" else set()
        )
        if name in fetched and re.match(r"\s*(https?:)?//", value):
            self.foreign.append(f"{tag} {name}={value}")
        if name in ("aria-label", "title", "placeholder", "alt", "label", "caption", "text", "low", "high"):
            self.words.extend(_words(value))

    def handle_endtag(self, tag: str) -> None:
        if tag in UNREAD and self._silent:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.extend(_words(data))


def _words(text: str) -> list[str]:
    found = re.findall(r"[^\W\d_]{2,}", text)
    return [word for word in found if word not in SAME_EVERYWHERE]


def _markup(page: Path) -> str:
    """The template without its own language: what is left is what reaches a browser as written."""
    text = page.read_text()
    text = re.sub(r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}", "", text, flags=re.S)
    text = re.sub(r"\{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%\}", "", text, flags=re.S)
    text = re.sub(r"\{% block \w+_class %\}.*?\{% endblock", "", text, flags=re.S)
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.S)


def _read(page: Path) -> _Markup:
    markup = _Markup()
    markup.feed(_markup(page))
    return markup


@each_page
def test_nothing_is_written_inline(page: Path) -> None:
    """The content security policy would silently switch it off."""
    assert _read(page).inline == []


@each_page
def test_nothing_is_fetched_from_elsewhere(page: Path) -> None:
    assert _read(page).foreign == []


@each_page
def test_the_title_names_nobody(page: Path) -> None:
    """Titles stand in tabs, histories and screen shares."""
    text = page.read_text()
    titles = re.findall(r"<title>(.*?)</title>|\{% block (?:head_)?title %\}(.*?)\{% endblock", text, re.S)
    shown = {name for title in titles for name in re.findall(r"\{\{\s*([\w.]+)", "".join(title))}
    assert shown <= IN_TITLES
    sentences = "".join("".join(title) for title in titles)
    assert "blocktrans" not in sentences or not re.search(r"with\s+\w+=", sentences)


@each_page
def test_no_day_is_written_in_the_order_of_one_language(page: Path) -> None:
    """`long_day`, `plain_day` and their like ask the catalogue; a pattern in a page asks nobody."""
    patterns = re.findall(r"""\|(?:date|time):["']([^"']*)["']""", page.read_text())
    machine = {"Y-m-d", "H:i", "c"}
    of_django = {"DATE_FORMAT", "TIME_FORMAT", "DATETIME_FORMAT"}
    assert {found for found in patterns if len(found) > 1} - machine - of_django == set()


@each_page
def test_every_word_can_be_translated(page: Path) -> None:
    if page.name in NOT_FOR_PEOPLE:
        return
    assert _read(page).words == []


def test_style_sheets_and_scripts_fetch_nothing_from_elsewhere() -> None:
    files = [path for path in SOURCE.rglob("static/**/*") if path.suffix in (".css", ".js", ".svg")]
    assert files
    foreign = re.compile(
        r"""url\(\s*['"]?(?:https?:)?//|@import|import\s*\(?\s*['"]https?:|fetch\(\s*['"]https?:"""
    )
    assert [where(path) for path in files if foreign.search(path.read_text())] == []


def test_scripts_write_no_html_and_run_no_text() -> None:
    """Texts of people reach a page as text; a script that writes HTML would undo the escaping."""
    risky = re.compile(
        r"\.innerHTML\s*=|\.outerHTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function\("
    )
    scripts = list(SOURCE.rglob("static/**/*.js"))
    assert [where(path) for path in scripts if risky.search(path.read_text())] == []
