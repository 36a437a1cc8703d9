"""Words in what a member wrote that may say that somebody is in danger.

A list of phrases, and nothing clever: it decides that a clinician reads a text soon and that help is shown
beside it; it never decides about a person and never stops a text. Negation, past tense, quotation and figures
of speech are not told apart yet, so that what is found is more than what is meant.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """How soon a clinician reads it: at once, or on the same day."""

    RED = "red"
    AMBER = "amber"


@dataclass(frozen=True, slots=True)
class Phrases:
    """One entry of the list: its id, its tier, and one pattern over folded text."""

    code: str
    tier: Tier
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Found:
    """What the list found in a text: the more urgent tier, and which entries and words led to it."""

    tier: Tier
    codes: tuple[str, ...]
    words: tuple[str, ...]


def parse(text: str) -> tuple[Phrases, ...]:
    """The list of a TOML file, in its order; ValueError for an unknown tier or an entry without phrases."""
    file = tomllib.loads(text)
    file.pop("version")
    return tuple(
        Phrases(code, Tier(tier), _pattern(code, phrases))
        for tier, entries in file.items()
        for code, phrases in entries.items()
    )


def find(text: str, phrases: Iterable[Phrases]) -> Found | None:
    """What of the list stands in a text, or None. `words` are as folded: lower case, without accents."""
    folded = _folded(text)
    hits = [(entry, hit[0]) for entry in phrases if (hit := entry.pattern.search(folded))]
    if not hits:
        return None
    tier = Tier.RED if any(entry.tier is Tier.RED for entry, _hit in hits) else Tier.AMBER
    return Found(tier, tuple(entry.code for entry, _hit in hits), tuple(hit for _entry, hit in hits))


def _pattern(code: str, phrases: list[str]) -> re.Pattern[str]:
    if not phrases:
        raise ValueError(f"{code} has no phrases.")
    return re.compile("|".join(rf"\b{_words(phrase)}\b" for phrase in phrases))


def _words(phrase: str) -> str:
    """One phrase as a pattern: words apart by anything that is no letter, `*` and `..` as the list says."""
    pattern = ""
    for word in _folded(phrase).split():
        if word == "..":
            pattern += r"(?:\W+\w+){0,3}"
            continue
        pattern += (r"\W+" if pattern else "") + re.escape(word).replace(r"\*", r"\w*")
    return pattern


def _folded(text: str) -> str:
    """Lower case, without accents, with straight apostrophes."""
    parts = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return "".join(each for each in parts if not unicodedata.combining(each))
