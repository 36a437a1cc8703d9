"""Words in which members see themselves and each other, as data: what ships stands in `adjectives.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from holdspace.kernel.words import Words, say

LANGUAGES: Final = frozenset({"en", "es"})
"""Every adjective has to be there in each of these."""

MOST: Final = 6
"""How many of them describe one person in one answer: few enough that each is chosen."""

SUGGESTED: Final = 5
"""How many a page asks for; fewer are as welcome."""

HEADINGS: Final[Mapping[str, Words]] = {
    "with-others": say("With others"),
    "steady": say("Holding on"),
    "lively": say("On the move"),
    "thinking": say("Thinking"),
    "feeling": say("Feeling"),
}


@dataclass(frozen=True, slots=True)
class Adjective:
    """One word, with a code that keeps its meaning; `of` is the code of its heading."""

    code: str
    of: str
    written: Mapping[str, str]

    @property
    def heading(self) -> Words:
        return HEADINGS[self.of]

    def words(self, language: str) -> str:
        """The adjective in a language such as "es" or "es-MX"; in English where it is not there."""
        return self.written.get(language.split("-")[0].lower(), self.written["en"])


def parse(text: str) -> tuple[Adjective, ...]:
    """The adjectives of a TOML file, in its order.

    Raises ValueError for an unknown heading, a code that stands twice, and one that lacks a language.
    """
    found: dict[str, Adjective] = {}
    for heading, entries in tomllib.loads(text).items():
        if heading not in HEADINGS:
            raise ValueError(f"{heading} is no heading.")
        for code, written in entries.items():
            if code in found:
                raise ValueError(f"{code} stands twice.")
            if lacking := sorted(each for each in LANGUAGES if not written.get(each, "").strip()):
                raise ValueError(f"{code} has no words in: {', '.join(lacking)}.")
            found[code] = Adjective(code, heading, written)
    return tuple(found.values())


def why_not(chosen: Collection[str], known: Collection[str]) -> Words | None:
    """Why an answer cannot be taken, in words for people; None where it can. No word at all is an answer."""
    if not set(chosen) <= set(known):
        return say("One of these words is not in the list.")
    if len(set(chosen)) > MOST:
        return say("These are more than %(most)s. Which would you leave out?", most=MOST)
    return None
