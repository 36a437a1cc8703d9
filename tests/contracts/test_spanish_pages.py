"""Whoever reads Spanish reads Spanish: every page of the house, opened by somebody who chose it.

A text of a page that is word for word a text of ours, and has a translation which says it otherwise, was left in
English: said too early (while a module was read), kept as text, or told in the language of somebody else. What
people wrote is none of our texts. Single words are not asked about: many are the same, or a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from babel.messages.pofile import read_po
from django.db import connection
from django.test import override_settings

from docs.translations import SOURCES, translated
from holdspace.accounts.models import User
from tests.contracts.authz import Outcome, Row, rows
from tests.contracts.house import MEMBERS, House, Relation
from tests.contracts.walking import Walker, address_of
from tests.scratch import held_transaction

LANGUAGE = "es"

#: Each page is opened by a member and by one of the staff, the first of these who may.
STAFF = ("leader", "coordinator", "supervisor", "owner")

#: What stands in these is for machines, or said to be in another language.
UNREAD = {"style", "script", "code", "kbd"}
READ = ("aria-label", "title", "placeholder", "alt", "label", "data-label", "summary")

PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
BETWEEN = re.compile(r"(?:, | · |: |; |\(|\)|\n)+")
WORDS = re.compile(r"[^\W\d_]{2,}")
TAG = re.compile(r"<[^>]+>")


class _Page(HTMLParser):
    """The texts of a page: what is read, and what is read out."""

    def __init__(self, body: str) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.texts: set[str] = set()
        self._silent: list[str] = []
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag in UNREAD or given.get("lang", LANGUAGE) != LANGUAGE or tag in self._silent:
            self._silent.append(tag)  # and those of its name inside, so that its end is known
        if not self._silent:
            kept = [given[name] for name in READ if name in given]
            self._keep(*kept, given.get("value", "") if given.get("type") in ("submit", "button") else "")

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._keep(data)

    def _keep(self, *texts: str) -> None:
        self.texts |= {" ".join(text.split()) for text in texts if text.strip()}


class _English:
    """Our texts of two words or more that Spanish says otherwise: as they are, and with places to be filled."""

    def __init__(self) -> None:
        self.plain: set[str] = set()
        self.open = {text for text, said in _texts() if not said}
        self._filled: list[tuple[str, re.Pattern[str]]] = []
        for english in (text for text, said in _texts() if said and text not in said):
            # Marks cut a text of a page into several; each of them is asked about.
            for part in TAG.split(english):
                text = " ".join(part.split())
                if len(WORDS.findall(PLACE.sub(" ", text))) >= 2:
                    self._add(text)

    def _add(self, text: str) -> None:
        fixed = PLACE.split(text)
        if len(fixed) == 1:
            self.plain.add(text)
            return
        longest = max((part.strip() for part in fixed), key=len)
        if len(WORDS.findall(longest)) >= 2:  # else almost anything could be it
            self._filled.append((longest, re.compile(".+?".join(map(re.escape, fixed)))))

    def in_text(self, text: str) -> bool:
        """Whether it, or one of its parts, is one of ours; not what nobody has translated yet."""
        if text in self.open:
            return False
        parts = {text, *(part.strip(" .") for part in BETWEEN.split(text))}
        parts |= {f"{part}." for part in parts}
        if parts & self.plain:
            return True
        return any(longest in text and shape.fullmatch(text) for longest, shape in self._filled)


def _texts() -> Iterator[tuple[str, list[str]]]:
    """Each text, in English, and what is said for it; nothing where nobody has translated it yet."""
    for path in sorted(SOURCES.glob(f"*/locale/{LANGUAGE}/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=LANGUAGE):
                if message.id:
                    english = [message.id] if isinstance(message.id, str) else list(message.id)
                    said = [message.string] if isinstance(message.string, str) else list(message.string)
                    yield from ((text, said if translated(message) else []) for text in english)


def _visits() -> Iterator[tuple[Row, str, Relation]]:
    for row in rows():
        if row.method == "GET":
            for people in (MEMBERS, STAFF):
                found = [
                    (actor, relation)
                    for actor in people
                    for (other, relation), outcome in row.lets_in.items()
                    if other == actor and outcome is Outcome.IN
                ]
                yield from ((row, *each) for each in found[:1])


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """One transaction for all pages; each is asked for in a savepoint of it."""
    if connection.vendor != "sqlite":
        pytest.skip("texts are the same on either engine")
    with django_db_blocker.unblock(), held_transaction():  # type: ignore[attr-defined]
        yield


@pytest.fixture(scope="module")
def walker(db: None) -> Iterator[Walker]:
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=hashers, ACCOUNT_REAUTHENTICATION_TIMEOUT=24 * 3600):
        house = House.build()
        User.objects.update(language=LANGUAGE)
        yield Walker(house)


def test_every_page_speaks_spanish(walker: Walker) -> None:
    english, wrong, opened = _English(), [], 0
    asked: dict[str, bool] = {}
    for row, actor, relation in _visits():
        address = address_of(walker.house, row.name, actor, relation)
        answer = walker.ask(actor, "GET", address) if address else None
        if answer is None or answer.status != 200 or "<" not in answer.body:
            continue
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        page = _Page(answer.body)
        opened += 1
        if "<html" in answer.body and page.language != LANGUAGE:
            wrong.append(f"{row} as {actor} says it is in {page.language!r}")
        for text in page.texts - asked.keys():
            asked[text] = text != walker.house.here.practice.name and english.in_text(text)
        wrong += [f"{row} as {actor}: {text}" for text in sorted(page.texts) if asked[text]]
    assert wrong == []
    assert opened > 240


def test_what_was_left_in_english_is_noticed() -> None:
    english = _English()
    assert english.in_text("Back to the group")
    assert english.in_text("Ana · Back to the group")  # part of a line
    assert english.in_text("At most 64 MB.")  # with its places filled
    assert not english.in_text("Volver al grupo")
    assert not english.in_text("Ruth and Tomás")
