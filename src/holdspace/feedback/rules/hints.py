"""Gentle hints while somebody writes feedback: a frame, never a rewrite.

At most `MOST` are shown before sending, and the writer goes on as they like: a hint blocks nothing, counts
nothing and is kept nowhere. What stands in quotation marks, or is told as what the other said or thinks, is
not the writer's own and is left alone. How often a hint about advice is right is measured by
`benchmarks/hints.py`; precision comes before recall, because a hint that is wrong teaches to overlook hints.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from holdspace.feedback.rules.hint_patterns import Kind, Language
from holdspace.feedback.rules.hints_english import ENGLISH
from holdspace.feedback.rules.hints_spanish import SPANISH
from holdspace.kernel.words import Words, say
from holdspace.notes.rules.discretion import Kind as Mentioned
from holdspace.notes.rules.discretion import Person, find_mentions

__all__ = ["MOST", "WORDS", "Hint", "Kind", "hints"]

MOST: Final = 2
"""More than two hints would be a correction."""

FEWEST_WORDS: Final = 9
"""A text shorter than this may do without an "I": "You were quiet tonight."."""

WORDS: Final = {
    Kind.NAME: say(
        "Somebody else of the circle is named here. Could it be told without them, as what you saw or heard "
        "yourself and what it did in you?"
    ),
    Kind.DIAGNOSIS: say(
        "This may be heard as a diagnosis. What did you see or hear yourself? One way to begin: "
        "“When I saw or heard …, I felt …”"
    ),
    Kind.JUDGEMENT: say(
        "This may be heard as being about the whole person. Is there one moment that you remember? "
        "One way to begin: “When I saw or heard …, I felt …”"
    ),
    Kind.FOR_ALL: say(
        "This speaks for others as well. What is it like for you alone? One way to begin: “For me it was …”"
    ),
    Kind.ADVICE: say(
        "This may be heard as advice. What was it in what you heard that moved you to say it? "
        "One way to begin: “When I saw or heard …, I felt …”"
    ),
    Kind.NO_I: say(
        "You yourself are not in these words yet. What did it do in you? "
        "One way to go on: “In me it stirred …”"
    ),
}

LANGUAGES: Final = {"en": ENGLISH, "es": SPANISH}
"""In another language only names are looked for."""

_QUOTED: Final = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|„[^“”]*[“”]")
_ENDS: Final = re.compile(r"(?<=[.!?;\n])\s*")


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint: what it is about, and what is said beside the text. It does not say which words led to it."""

    kind: Kind
    words: Words


def hints(text: str, *, names: Collection[str] = (), language: str = "en") -> tuple[Hint, ...]:
    """At most two hints about a text, the weightier first; often none.

    `names` are the names of the circle's other members: neither who writes nor who receives. `language` is
    that of the writer's pages, such as "es" or "es-MX"; in a language that is not known here only names are
    looked for.
    """
    found = set(_kinds(text, LANGUAGES.get(language.split("-")[0].lower())))
    if _names_somebody(text, names):
        found.add(Kind.NAME)
    return tuple(Hint(kind, WORDS[kind]) for kind in Kind if kind in found)[:MOST]


def _kinds(text: str, language: Language | None) -> Iterator[Kind]:
    if language is None:
        return
    own = _QUOTED.sub(" -- ", _folded(text))
    for sentence in _ENDS.split(own):
        yield from _in_sentence(" ".join(sentence.split()), language)
    if _lacks_an_i(own, language):
        yield Kind.NO_I


def _in_sentence(sentence: str, language: Language) -> Iterator[Kind]:
    bare = sentence.lstrip("¿¡-( ").rstrip(".!; ")
    for kind, pattern in language.kinds.items():
        if kind is Kind.JUDGEMENT and language.fond.search(bare):
            continue
        matches = pattern.finditer(bare)
        if any(not language.reported.search(bare[: match.start()]) for match in matches):
            yield kind


def _lacks_an_i(text: str, language: Language) -> bool:
    """Whether a longer text speaks to somebody and the writer is nowhere in it; a question is none."""
    return (
        len(text.split()) >= FEWEST_WORDS
        and not text.rstrip().endswith("?")
        and language.addressed.search(text) is not None
        and language.myself.search(text) is None
        and language.thanks.search(text) is None
    )


def _names_somebody(text: str, names: Collection[str]) -> bool:
    """By the rules that keep names out of notes: accents, short forms, one wrong letter, Hope and hope."""
    people = [Person(id=str(place), names=(name,)) for place, name in enumerate(names)]
    return any(found.kind is Mentioned.NAME for found in find_mentions(text, people, own_id=None))


def _folded(text: str) -> str:
    """Lower case, without accents, with straight apostrophes."""
    parts = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return "".join(each for each in parts if not unicodedata.combining(each))
