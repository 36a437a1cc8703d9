"""A skill as a file says it: what it is for, its steps, a form of two minutes, when not to use it.

The format stands in `docs/reference/skill-file.md`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from holdspace.kernel.words import Words, say

LANGUAGES: Final = ("en", "es")
"""A file has to be complete in each of these."""


class Area(StrEnum):
    """What a skill is about."""

    COMMUNICATION = "communication"
    BOUNDARIES = "boundaries"
    REGULATION = "regulation"
    COMPASSION = "compassion"
    REACHING = "reaching"


AREA_WORDS: Final[Mapping[Area, Words]] = {
    Area.COMMUNICATION: say("Talking and listening"),
    Area.BOUNDARIES: say("Saying yes and no"),
    Area.REGULATION: say("When a feeling is strong"),
    Area.COMPASSION: say("Being kind to yourself"),
    Area.REACHING: say("Reaching out"),
}
"""What a member reads above each area."""

PARTS: Final = ("name", "purpose", "steps", "two_minutes", "not_when")
"""The parts of a text, all of them needed."""


class BrokenSkill(ValueError):  # noqa: N818
    """A file is no skill; says where and why."""


@dataclass(frozen=True, slots=True)
class Text:
    """A skill in one language. `two_minutes` is its short form."""

    name: str
    purpose: str
    steps: tuple[str, ...]
    two_minutes: str
    not_when: str


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill. `code` keeps its meaning for ever; `credit` says whose idea it is; `written` by language."""

    code: str
    area: Area
    credit: str
    written: Mapping[str, Text]
    is_own: bool = False
    """Whether the practice wrote it, and not Holdspace."""

    @property
    def area_words(self) -> Words:
        return AREA_WORDS[self.area]

    def language(self, wanted: str) -> str:
        """In which language it is read by somebody who wants `wanted`, such as "es" or "es-MX"."""
        short = wanted.split("-")[0].lower()
        return short if short in self.written else next(iter(self.written))

    def words(self, wanted: str) -> Text:
        """The skill in that language."""
        return self.written[self.language(wanted)]


def parse(toml: str) -> Skill:
    """The skill of a file. Raises BrokenSkill where a part is missing, empty, unknown or of another kind."""
    try:
        found = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as problem:
        raise BrokenSkill(f"This is no TOML: {problem}.") from problem
    _only(found, {"code", "area", "credit", *LANGUAGES}, "the file")
    code = _text(found, "code", "the file")
    area = _text(found, "area", code)
    if area not in set(Area):
        raise BrokenSkill(f"{code}: {area} is no area.")
    written = {language: _written(found.get(language), f"{code}, {language}") for language in LANGUAGES}
    return Skill(code, Area(area), _credit(found.get("credit"), code), written)


def _written(part: Any, place: str) -> Text:
    if not isinstance(part, dict):
        raise BrokenSkill(f"{place} is missing.")
    _only(part, set(PARTS), place)
    steps = part.get("steps")
    if not isinstance(steps, list) or not steps or not all(isinstance(s, str) and s.strip() for s in steps):
        raise BrokenSkill(f"{place}: steps have to be a list of texts.")
    texts = {name: _text(part, name, place) for name in PARTS if name != "steps"}
    return Text(**texts, steps=tuple(step.strip() for step in steps))


def _credit(part: Any, code: str) -> str:
    """ "Who, “Work” (year)"; a credit has a name, a work and a year that is believable."""
    if not isinstance(part, dict):
        raise BrokenSkill(f"{code}: credit is missing.")
    _only(part, {"who", "work", "year"}, f"{code}, credit")
    year = part.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not 1800 <= year <= 2100:
        raise BrokenSkill(f"{code}: the year of the credit has to be a year.")
    return f"{_text(part, 'who', code)}, “{_text(part, 'work', code)}” ({year})"


def _only(part: Mapping[str, Any], known: set[str], place: str) -> None:
    if unknown := sorted(set(part) - known):
        raise BrokenSkill(f"{place}: {', '.join(unknown)} is not known.")


def _text(part: Mapping[str, Any], name: str, place: str) -> str:
    value = part.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BrokenSkill(f"{place}: {name} is missing.")
    return value.strip()
