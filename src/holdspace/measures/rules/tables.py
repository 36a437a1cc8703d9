"""Reads the tables of an instrument's file so that every mistake is told with the place where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


class BrokenInstrument(ValueError):  # noqa: N818 - names what is wrong, in the field's words
    """An instrument's file cannot be used; the message names the place: `phq-9: items[3].text: …`."""


@dataclass(frozen=True, slots=True)
class Text:
    """One wording in its languages; the first one is the original."""

    wordings: tuple[tuple[str, str], ...]

    def __call__(self, language: str = "en") -> str:
        """The wording in `language` ("es", "es-MX"), or the original where there is none."""
        by_language = dict(self.wordings)
        return by_language.get(language) or by_language.get(language.split("-")[0]) or self.wordings[0][1]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(language for language, _ in self.wordings)


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

    def only(self, *known: str) -> None:
        """Refuse keys that nobody reads: a misspelt `at_leats` must not pass in silence."""
        for key in self.values:
            if key not in known:
                raise self.broken(key, "is not a known setting")

    def string(self, key: str, default: str | None = None) -> str:
        value = self._of(key, str, default)
        if not value.strip() and default is None:
            raise self.broken(key, "is empty")
        return value

    def integer(self, key: str) -> int:
        return self._of(key, int)

    def boolean(self, key: str, default: bool | None = None) -> bool:
        return self._of(key, bool, default)

    def number(self, key: str) -> float | None:
        """A number that may be unknown: None when the key is absent."""
        if key not in self:
            return None
        value = self.values[key]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.broken(key, "must be a number")
        return float(value)

    def table(self, key: str) -> Table:
        value = self._of(key, dict)
        return Table(value, self._inside(key))

    def tables(self, key: str) -> list[Table]:
        """The tables of the list `key`; an absent list is an empty one."""
        found = self._of(key, list, [])
        return [self._numbered(key, number, each) for number, each in enumerate(found, start=1)]

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
    list: "a list of tables",
}
