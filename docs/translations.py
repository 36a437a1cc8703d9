"""Reads every text that people see out of the sources, and keeps the translated catalogues in step with them.

    python -m docs.translations            new texts in, old ones out, all catalogues compiled
    python -m docs.translations --missing  what has not been translated yet, and nothing is written

A text stands in the catalogue of the room that says it (`ROOM/locale/LANGUAGE/LC_MESSAGES/django.po`). What
several rooms say stands in that of `ui`, once, so that one word is not called two things. The compiled files
lie beside them: whoever installs Holdspace needs no tool for it.
"""

from __future__ import annotations

import argparse
import io
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCES: Final = Path(__file__).parents[1] / "src" / "holdspace"
SHARED: Final = "ui"
LANGUAGES: Final = ("es",)
"""Those that have words of their own. Arabic, the third that can be chosen, has none yet: it shows the way of
writing, in English words."""
KEYWORDS: Final = {
    "_": None,
    "_lazy": None,
    "_now": None,
    "say": None,
    "Words": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
DATA: Final = {"intake/vocabulary.toml": ("of", "words"), "release/retention.toml": ("name",)}
"""Files of data whose texts are looked up like those of code, and the keys under which they stand."""

Key = tuple[str, str | tuple[str, ...]]
"""Context ("" for none) and the text, or its singular and plural."""


class Said(NamedTuple):
    """A text, the room whose catalogue keeps it, and the files that say it."""

    room: str
    places: tuple[str, ...]
    comments: tuple[str, ...]


@cache
def texts() -> dict[Key, Said]:
    """Every text of the sources, in the order of the files that say it first."""
    places: dict[Key, dict[str, None]] = {}
    comments: dict[Key, dict[str, None]] = {}
    for path in _files():
        name = path.relative_to(SOURCES).as_posix()
        for key, said in _read(path):
            places.setdefault(key, {})[name] = None
            comments.setdefault(key, {}).update(dict.fromkeys(said))
    return {key: Said(_room(found), tuple(found), tuple(comments[key])) for key, found in places.items()}


def _files() -> Iterator[Path]:
    found = [*SOURCES.rglob("*.py"), *SOURCES.rglob("*.html"), *SOURCES.rglob("*.txt")]
    found += [SOURCES / name for name in DATA]
    yield from sorted(path for path in found if "migrations" not in path.parts)


def _room(places: dict[str, None]) -> str:
    rooms = {place.partition("/")[0] for place in places}
    return rooms.pop() if len(rooms) == 1 else SHARED


def _read(path: Path) -> Iterator[tuple[Key, list[str]]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        keys = DATA[path.relative_to(SOURCES).as_posix()]
        yield from ((("", text), []) for text in dict.fromkeys(_under(tomllib.loads(source), keys)))
        return
    if path.suffix != ".py":
        # What is left of a template are calls in the midst of fillers; lines that begin without a space do
        # not trouble the reader of Python.
        source = "\n".join(line.strip() for line in templatize(source).splitlines())
    options = {"encoding": "utf-8"}
    found = extract("python", io.BytesIO(source.encode()), KEYWORDS, ("Translators:",), options, True)
    for _line, text, said, context in found:
        if text and text != ("", ""):
            yield (context or "", text if isinstance(text, str) else tuple(text)), said


def _under(found: object, keys: tuple[str, ...]) -> Iterator[str]:
    """The texts that stand under one of `keys`, however deep, in the order of the file."""
    if isinstance(found, dict):
        yield from (found[key] for key in keys if isinstance(found.get(key), str))
    inner = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    for each in inner:
        yield from _under(each, keys)


def file_of(room: str, language: str) -> Path:
    """Where the catalogue of a room lies."""
    return SOURCES / room / "locale" / language / "LC_MESSAGES" / "django.po"


def catalogues(language: str) -> dict[str, Texts]:
    """Room to the catalogue that belongs to the sources as they are now, with what has been translated."""
    known = _known(language)
    found: dict[str, Texts] = {}
    for (context, text), said in texts().items():
        catalogue = found.setdefault(said.room, _empty(language))
        catalogue.add(
            text,
            known.get((context, text), ""),
            locations=[(place, 0) for place in said.places],
            auto_comments=said.comments,
            context=context or None,
        )
    return dict(sorted(found.items()))


class Texts(Catalog):
    """A catalogue whose head holds no date and no name, so that nothing but words changes its file."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """What a reader needs to know of the file."""
        return [
            ("Language", str(self.locale)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def _empty(language: str) -> Texts:
    return Texts(locale=language, fuzzy=False, header_comment="# Written by python -m docs.translations.")


def _known(language: str) -> dict[Key, str | tuple[str, ...]]:
    found: dict[Key, str | tuple[str, ...]] = {}
    for path in sorted(SOURCES.glob(f"*/locale/{language}/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and translated(message):
                    found[key_of(message)] = (
                        message.string if isinstance(message.string, str) else tuple(message.string)
                    )
    return found


def key_of(message: Message) -> Key:
    """The context and text of an entry."""
    text = message.id if isinstance(message.id, str) else tuple(message.id)
    return message.context or "", text


def translated(message: Message) -> bool:
    """Whether nothing of it is left open."""
    return all((message.string,) if isinstance(message.string, str) else message.string) and not message.fuzzy


def written(catalogue: Catalog) -> bytes:
    """The catalogue as its file."""
    out = io.BytesIO()
    write_po(out, catalogue, width=110, include_lineno=False)
    return out.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as what a running Holdspace reads."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main() -> int:
    """Bring all catalogues up to date, or tell what is missing."""
    parser = argparse.ArgumentParser(description="Keep the translated catalogues in step with the sources.")
    parser.add_argument("--missing", action="store_true", help="only tell what is not translated")
    asked = parser.parse_args()
    settings.configure()
    django.setup()
    missing = 0
    for language in LANGUAGES:
        for room, catalogue in catalogues(language).items():
            open_ = [message for message in catalogue if message.id and not translated(message)]
            missing += len(open_)
            print(f"{language} {room}: {len(catalogue)} texts, {len(open_)} not translated")
            if not asked.missing:
                path = file_of(room, language)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(written(catalogue))
                path.with_suffix(".mo").write_bytes(compiled(catalogue))
    return 1 if missing and asked.missing else 0


if __name__ == "__main__":
    sys.exit(main())
