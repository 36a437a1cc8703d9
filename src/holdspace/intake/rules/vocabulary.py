"""The words of a screening as data: themes, traits, styles, reasons, access needs, each with a lasting code.

What ships stands in `vocabulary.toml`; a practice's own words come after it, and it may put ours away.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from holdspace.kernel.words import Words, say


class Kind(StrEnum):
    """What a term says something about."""

    THEME = "themes"
    TRAIT = "traits"
    STYLE = "styles"
    IN_FAVOUR = "reasons_for"
    AGAINST = "reasons_against"
    NOT_NOW = "reasons_not_now"
    NEED = "needs"


OPEN_KINDS: Final = tuple(kind for kind in Kind if kind is not Kind.STYLE)
"""What a practice adds to and puts away: the octants of the interpersonal circle stay eight."""
LONGEST_OWN: Final = 60
"""Characters of a practice's own words."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the vocabulary; `of` is its heading, `own` whether the practice added it.

    Shipped words are looked up in the reader's language, a practice's own stand as they were written.
    """

    kind: Kind
    code: str
    written: str
    of: str = ""
    own: bool = False

    @property
    def words(self) -> str:
        return self.written if self.own else str(say(self.written))

    @property
    def heading(self) -> str:
        return str(say(self.of)) if self.of else str(say("Our own"))


@dataclass(frozen=True)
class Vocabulary:
    """All terms, by kind and code. Codes that nobody knows any more are shown as they are."""

    terms: Mapping[Kind, Mapping[str, Term]]

    def of(self, kind: Kind) -> list[Term]:
        """The terms of one kind, in order."""
        return list(self.terms.get(kind, {}).values())

    def headed(self, kind: Kind) -> list[tuple[str, list[tuple[str, str]]]]:
        """The terms of one kind under their headings, as grouped choices of a form."""
        found: dict[str, list[tuple[str, str]]] = {}
        for term in self.of(kind):
            found.setdefault(term.heading, []).append((term.code, term.words))
        return list(found.items())

    def words(self, kind: Kind, code: str) -> str:
        term = self.terms.get(kind, {}).get(code)
        return term.words if term else code

    def all_words(self, kind: Kind, codes: Iterable[str]) -> list[str]:
        """The words of several codes, in the vocabulary's order; unknown ones last."""
        known = list(self.terms.get(kind, {}))
        places = {code: place for place, code in enumerate(known)}
        return [self.words(kind, c) for c in sorted(codes, key=lambda c: (places.get(c, len(known)), c))]

    def knows(self, kind: Kind, code: str) -> bool:
        return code in self.terms.get(kind, {})

    def with_own(self, own: Iterable[Term], put_away: Iterable[tuple[Kind, str]]) -> Vocabulary:
        """The practice's vocabulary: ours without what it put away, and its own after it."""
        away = set(put_away)
        kept = {
            kind: {code: term for code, term in terms.items() if (kind, code) not in away}
            for kind, terms in self.terms.items()
        }
        for term in own:
            kept.setdefault(term.kind, {})[term.code] = term
        return Vocabulary(kept)


def parse(text: str) -> Vocabulary:
    """The vocabulary of a TOML file. Raises ValueError for an unknown kind or a code that stands twice."""
    terms: dict[Kind, dict[str, Term]] = {}
    for kind, headings in tomllib.loads(text).items():
        known = terms.setdefault(Kind(kind), {})
        for term in _terms(Kind(kind), headings):
            if term.code in known:
                raise ValueError(f"{term.code} stands twice among the {kind}.")
            known[term.code] = term
    return Vocabulary(terms)


def _terms(kind: Kind, headings: list[dict[str, object]]) -> Iterator[Term]:
    for heading in headings:
        for each in heading["terms"]:  # type: ignore[attr-defined]
            yield Term(kind, each["code"], each["words"], str(heading["of"]))


def refusal_of_own(words: str, known: Vocabulary, kind: Kind) -> Words | None:
    """Why a practice's own words cannot be added, or None."""
    if not words.strip():
        return say("Write a few words.")
    if len(words.strip()) > LONGEST_OWN:
        return say("Keep it under 60 characters: it stands in lists.")
    if words.strip().casefold() in {term.words.casefold() for term in known.of(kind)}:
        return say("These words are there already, in use or put away.")
    return None
