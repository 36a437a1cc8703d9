"""Reads the tables of an instrument's file so that every mistake is told with the place where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from holdspace.measures.rules.format import TABLES

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class BrokenInstrument(ValueError):  # noqa: N818 - names what is wrong, in the field's words
    """An instrument's file cannot be used; the message names the place: `phq-9: items[3].text: …`."""


@dataclass(frozen=True, slots=True)
class Text:
    """One wording in its languages; the first one is the original. Empty in a shell."""

    wordings: tuple[tuple[str, str], ...] = ()

    def __call__(self, language: str = "en") -> str:
        """The wording in `language` ("es", "es-MX"), or the original where there is none."""
        if not self.wordings:
            return ""
        by_language = dict(self.wordings)
        return by_language.get(language) or by_language.get(language.split("-")[0]) or self.wordings[0][1]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(language for language, _ in self.wordings)

    def only(self, languages: tuple[str, ...]) -> Text:
        """The same in these languages alone."""
        return Text(tuple(each for each in self.wordings if each[0] in languages))


NO_WORDS = Text()


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the file and its place in it. Reading a missing or wrong value raises BrokenInstrument."""

    values: Mapping[str, object]
    place: str

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def broken(self, key: str, why: str) -> BrokenInstrument:
        """The error to raise about `key` of this table."""
        separator = ": " if self.place.count(":") == 0 else "."
        return BrokenInstrument(f"{self.place}{separator}{key}: {why}")

    def only(self, name: str) -> None:
        """Refuse keys that the format's table `name` does not have: none may be misspelt in silence."""
        for key in self.values:
            if key not in TABLES[name]:
                raise self.broken(key, "is not a known setting")

    def string(self, key: str, default: str | None = None) -> str:
        value = self._of(key, str, default)
        if not value.strip() and default is None:
            raise self.broken(key, "is empty")
        return value

    def choice(self, key: str, kind: type[E], default: E | None = None) -> E:
        """One of the words of `kind`."""
        word = self.string(key, default)
        try:
            return kind(word)
        except ValueError as error:
            *most, last = (f"`{each}`" for each in kind)
            raise self.broken(key, f"must be {', '.join(most)} or {last}") from error

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of texts; an absent one is empty."""
        found = self._of(key, list, [])
        if not all(isinstance(each, str) for each in found):
            raise self.broken(key, "must be a list of texts")
        return tuple(found)

    def integer(self, key: str, default: int | None = None) -> int:
        return self._of(key, int, default)

    def boolean(self, key: str, default: bool | None = None) -> bool:
        return self._of(key, bool, default)

    def number(self, key: str) -> float | None:
        """A number that may be unknown: None when the key is absent. A whole one stays whole."""
        if key not in self:
            return None
        value = self.values[key]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.broken(key, "must be a number")
        return value

    def points(self, key: str) -> float:
        """A number that must be there."""
        value = self.number(key)
        if value is None:
            raise self.broken(key, "is missing")
        return value

    def table(self, key: str) -> Table:
        value = self._of(key, dict)
        return Table(value, self._inside(key))

    def tables(self, key: str) -> list[Table]:
        """The tables of the list `key`; an absent list is an empty one."""
        found = self._of(key, list, [])
        return [self._numbered(key, number, each) for number, each in enumerate(found, start=1)]

    def words(self, key: str) -> Text:
        """A wording that may be absent: then it is empty."""
        return self.text(key) if key in self else NO_WORDS

    def text(self, key: str) -> Text:
        inside = self.table(key)
        if "en" not in inside:
            raise self.broken(key, "needs its original wording, in `en`")
        return Text(tuple((language, inside.string(language)) for language in inside.values))

    def _of(self, key: str, kind: type[T], default: T | None = None) -> T:
        value = self.values.get(key, default)
        if value is None:
            raise self.broken(key, "is missing")
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.broken(key, f"must be {_KINDS[kind]}")
        return value

    def _numbered(self, key: str, number: int, value: object) -> Table:
        if not isinstance(value, dict):
            raise self.broken(f"{key}[{number}]", f"must be {_KINDS[dict]}")
        return Table(value, self._inside(f"{key}[{number}]"))

    def _inside(self, key: str) -> str:
        return f"{self.place}{': ' if ':' not in self.place else '.'}{key}"


_KINDS: Mapping[type, str] = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    dict: "a table",
    list: "a list",
}
