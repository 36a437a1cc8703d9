"""Numbers that somebody in danger can call or write to, country by country, each with where it was read.

The numbers stand in `safety/crisis-lines.toml`; a practice adds its own in the same shape.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from holdspace.kernel.words import Words, say
from holdspace.ui.rules.telephone import dialled

COUNTRIES: Final[Mapping[str, Words]] = {
    "GB": say("United Kingdom"),
    "IE": say("Ireland"),
    "US": say("United States"),
    "CA": say("Canada"),
    "AU": say("Australia"),
    "ES": say("Spain"),
    "DE": say("Germany"),
    "EU": say("European Union, any country"),
}
"""The countries whose numbers are shipped, in the order in which they are listed."""

EUROPEAN_UNION: Final = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"

NOTES: Final[Mapping[str, Words]] = {
    "nhs-option-2": say("In England and Wales, choose option 2 for mental health."),
    "spanish-2": say("For Spanish, press 2."),
    "english-french": say("In English and French."),
    "also-germany": say("Also 0800 111 0 222 and 116 123."),
}
"""What is to be said beside a shipped number."""

_WORDS: Final = ("country", "name", "call", "text", "note", "source")
_MARKS: Final = ("emergency", "around_the_clock", "free")
_KNOWN: Final = frozenset({*_WORDS, *_MARKS, "say", "read", "page"})


class BrokenLine(ValueError):  # noqa: N818 - names what is wrong, in the field's words
    """A line of the file cannot be used."""


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """A number to call, to text, or both. `say_word` is the word to send; `emergency` means danger to life.

    `source` and `read` tell where and when the number was read, `page` is the date of that page where it
    bears one; a practice's own lines have none of them.
    """

    country: str
    name: str
    call: str = ""
    text: str = ""
    say_word: str = ""
    emergency: bool = False
    around_the_clock: bool = False
    free: bool = False
    note: Words | str = ""
    source: str = ""
    read: date | None = None
    page: date | None = None

    @property
    def call_url(self) -> str:
        """What a telephone dials."""
        return dialled(self.call)

    @property
    def text_url(self) -> str:
        """Where a telephone writes to."""
        return f"sms:{_digits(self.text)}" if self.text else ""


@dataclass(frozen=True, slots=True)
class CountryLines:
    """All lines of a country, those for danger to life first."""

    country: str
    lines: tuple[CrisisLine, ...]

    @property
    def words(self) -> Words | str:
        """The name of the country."""
        return COUNTRIES.get(self.country, self.country)


def parse(toml_text: str) -> tuple[CrisisLine, ...]:
    """The lines of a file. Raises BrokenLine for one without a source, a date, or any number."""
    return tuple(_shipped(each) for each in tomllib.loads(toml_text).get("line", []))


def own_lines(values: Iterable[object]) -> tuple[CrisisLine, ...]:
    """A practice's own lines, as kept in its settings; what is no line is left out."""
    lines = (_line(each) for each in values if isinstance(each, Mapping) and not set(each) - _KNOWN)
    return tuple(line for line in lines if line.name and (line.call or line.text))


def by_country(lines: Sequence[CrisisLine], *, first: str = "") -> tuple[CountryLines, ...]:
    """Every country with its lines; `first` (ISO 3166-1) leads, or the European Union for its members."""
    lead = first if any(line.country == first for line in lines) else _union(first)
    order = sorted(COUNTRIES, key=lambda country: country != lead)
    grouped = ((country, [line for line in lines if line.country == country]) for country in order)
    return tuple(
        CountryLines(country, tuple(sorted(found, key=lambda line: not line.emergency)))
        for country, found in grouped
        if found
    )


def _union(country: str) -> str:
    return "EU" if country in EUROPEAN_UNION.split() else ""


def _shipped(values: Mapping[str, Any]) -> CrisisLine:
    line, unknown = _line(values), sorted(set(values) - _KNOWN)
    place = line.name or str(values)
    if unknown or line.country not in COUNTRIES or not (line.call or line.text):
        raise BrokenLine(f"{place}: {unknown or 'has no known country or no number'}")
    if not line.source or line.read is None:
        raise BrokenLine(f"{place}: says neither where nor when it was read")
    if line.note and line.note not in NOTES:
        raise BrokenLine(f"{place}: there is no note {line.note!r}")
    return replace(line, note=NOTES.get(str(line.note), ""))


def _line(values: Mapping[str, Any]) -> CrisisLine:
    given: dict[str, Any] = {key: str(values.get(key, "")) for key in _WORDS}
    given |= {key: values.get(key) is True for key in _MARKS}
    given |= {key: day if isinstance(day := values.get(key), date) else None for key in ("read", "page")}
    return CrisisLine(**given, say_word=str(values.get("say", "")))


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")
