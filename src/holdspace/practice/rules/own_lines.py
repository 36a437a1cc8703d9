"""A practice's own crisis lines: numbers that its members see before those of any country.

They are kept as plain dictionaries of the shape that the help page reads; what it cannot use it leaves out
without a word, so that nothing unusable may get there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from holdspace.kernel.words import Words, say
from holdspace.practice.rules.typed import dialled, one_line

MOST_LINES: Final = 6
"""How many lines a practice keeps. Whoever is in danger reads the first ones."""

LONGEST: Final[Mapping[str, int]] = {"name": 80, "call": 24, "text": 24, "say": 20, "note": 160}
"""The most characters of each word."""

_NUMBER: Final = re.compile(r"\+?[0-9][ .-]*(?:[0-9][ .-]*){0,17}[0-9]")


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A number to call, to text, or both; `say` is the word to text, `emergency` means danger to life."""

    name: str = ""
    call: str = ""
    text: str = ""
    say: str = ""
    note: str = ""
    emergency: bool = False
    around_the_clock: bool = False
    free: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no word stands in it; marks alone make no line."""
        return not any(getattr(self, name) for name in LONGEST)

    @property
    def summary(self) -> str:
        """The line in one row: its name and numbers."""
        return " · ".join(part for part in (self.name, self.call, self.text) if part)

    def kept(self) -> dict[str, str | bool]:
        """The line as it is stored."""
        return asdict(self)


def normal(line: OwnLine) -> OwnLine:
    """The line with its words in one row each and its numbers in the digits 0 to 9."""
    return replace(
        line,
        name=one_line(line.name),
        call=dialled(line.call),
        text=dialled(line.text),
        say=one_line(line.say),
        note=one_line(line.note),
    )


def faults(line: OwnLine) -> dict[str, Words]:
    """What is wrong with a line in normal form, by the name of the word; nothing where it can be used."""
    wrong = {
        name: say("Write the number as it is dialled: digits and blanks, with + before a country's code.")
        for name in ("call", "text")
        if getattr(line, name) and not _NUMBER.fullmatch(getattr(line, name))
    }
    if not line.name:
        wrong["name"] = say("Say whose number this is.")
    if not (line.call or line.text):
        wrong["call"] = say("Without a number to call or to text, this line helps nobody.")
    if line.say and not line.text:
        wrong["say"] = say("There is no number to text this word to.")
    return wrong | _too_long(line)


def _too_long(line: OwnLine) -> dict[str, Words]:
    return {
        name: say("This is longer than %(most)s characters.", most=most)
        for name, most in LONGEST.items()
        if len(getattr(line, name)) > most
    }


def read(values: Iterable[object]) -> list[OwnLine]:
    """The lines as they are stored; what is no line is left out, as the help page does."""
    return [_line(value) for value in values if isinstance(value, Mapping)]


def _line(value: Mapping[str, Any]) -> OwnLine:
    given: dict[str, Any] = {name: str(value.get(name, "")) for name in LONGEST}
    given |= {name: value.get(name) is True for name in ("emergency", "around_the_clock", "free")}
    return OwnLine(**given)
