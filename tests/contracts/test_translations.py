"""What people read has been translated: no text is missing, none is left over, and none has lost its place-holders."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.utils import translation

from docs.translations import (
    KEYWORDS,
    LANGUAGES,
    SOURCES,
    catalogues,
    compiled,
    file_of,
    key_of,
    texts,
    translated,
    written,
)

PLACES = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
TAGS = re.compile(r"</?\w+[^>]*>|&\w+;")
SHOUTED = re.compile(r"[!¡]")

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def _stored(language: str) -> Iterator[tuple[str, Catalog]]:
    for path in sorted(SOURCES.glob(f"*/locale/{language}/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            yield path.relative_to(SOURCES).parts[0], read_po(file, locale=language)


def _messages(language: str) -> Iterator[tuple[str, Message]]:
    for room, catalogue in _stored(language):
        yield from ((room, message) for message in catalogue if message.id)


def _pairs(message: Message) -> Iterator[tuple[str, str]]:
    """English and its translation, for each of its forms."""
    if isinstance(message.id, str):
        yield message.id, message.string
    else:
        one, *many = message.string
        yield message.id[0], one
        yield from ((message.id[1], each) for each in many)


def _same_places(english: str, said: str) -> bool:
    """A form for one may say "a reflection" where the English counts, and the other way round."""
    kept, found = sorted(PLACES.findall(english)), sorted(PLACES.findall(said))
    return kept == found or {*kept, *found} == {"%(count)s"}


def test_the_catalogues_are_those_of_the_sources(language: str) -> None:
    """After a text has changed: `python -m docs.translations`."""
    wanted = catalogues(language)
    assert {room for room, _ in _stored(language)} == set(wanted)
    behind = [
        room
        for room, catalogue in wanted.items()
        if file_of(room, language).read_bytes() != written(catalogue)
    ]
    assert behind == []


def test_nothing_is_missing(language: str) -> None:
    assert [f"{room}: {message.id}" for room, message in _messages(language) if not translated(message)] == []


def test_the_compiled_files_say_the_same(language: str) -> None:
    behind = [
        room
        for room, catalogue in catalogues(language).items()
        if file_of(room, language).with_suffix(".mo").read_bytes() != compiled(catalogue)
    ]
    assert behind == []


def test_place_holders_and_marks_are_kept(language: str) -> None:
    wrong = [
        f"{room}: {english!r} → {said!r}"
        for room, message in _messages(language)
        for english, said in _pairs(message)
        if sorted(TAGS.findall(english)) != sorted(TAGS.findall(said))
        or not _same_places(english, said)
        or english[:1].isspace() != said[:1].isspace()
        or english[-1:].isspace() != said[-1:].isspace()
    ]
    assert wrong == []


def test_nothing_is_shouted(language: str) -> None:
    assert [
        said for _, message in _messages(language) for _, said in _pairs(message) if SHOUTED.search(said)
    ] == []


def test_a_text_stands_in_one_catalogue(language: str) -> None:
    """So one word is not called two things, whichever room is asked first."""
    found = [(key_of(message)) for _, message in _messages(language)]
    assert len(found) == len(set(found)) == len(texts())


def test_every_name_under_which_texts_are_said_is_read(language: str) -> None:
    """`gettext_lazy as _later` would say texts that no catalogue has."""
    asked = re.compile(r"import .*?\b(?:n?p?gettext(?:_lazy|_noop)?|say) as (\w+)")
    names = {name for path in SOURCES.rglob("*.py") for name in asked.findall(path.read_text())}
    assert names <= set(KEYWORDS)


def test_a_page_speaks_it(language: str) -> None:
    """The whole way: the compiled file, found by Django under the room's own name."""
    with translation.override(language):
        assert translation.gettext("Save") != "Save"
        assert translation.gettext("My path") != "My path"
