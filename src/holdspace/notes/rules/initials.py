"""Initials that stand for somebody: "A.G.", "A. G.", and "AG" where somebody so called does something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from holdspace.notes.rules.folding import fold
from holdspace.notes.rules.known_people import Bearer, KnownPeople
from holdspace.notes.rules.name_context import Context
from holdspace.notes.rules.words import word_set

ACRONYMS = word_set(
    """
    aa am ad ba bp ca cm cc dc do dr dx ed er eu hi hr hx id ii iq it iv la ma md mg mh mi mr ms na nd
    no np ny ok on or ot oz pa pc pe pm pr ps pt px ra rn rx sa sw sx tb tv tx uk un us va vs ct icu usa
    phd dob dsm eg ie
    """
)
"""Abbreviations of notes: "D.C." needs somebody to do something, "DC" never means a person."""

DOTTED = re.compile(
    r"(?<![\w.])(?:([^\W\d_])\.\s?([^\W\d_])\.(?:\s?([^\W\d_])\.)?|([^\W\d_])\.([^\W\d_])(?![\w.]))(?!\w)"
)
PLAIN = re.compile(r"(?<![\w.])([A-ZÀ-ÖØ-Þ])([A-ZÀ-ÖØ-Þ])([A-ZÀ-ÖØ-Þ])?(?![\w.])")


class Initials(NamedTuple):
    """Initials at [start, end) of the text that are those of `bearer`."""

    start: int
    end: int
    bearer: Bearer
    certainty: float


def find_initials(text: str, known: KnownPeople, context: Context) -> Iterator[Initials]:
    """All initials in `text` of people who may not stand in it; those that the own member shares may."""
    for pattern, certainty in ((DOTTED, 0.7), (PLAIN, 0.5)):
        for match in pattern.finditer(text):
            letters = [letter for letter in match.groups() if letter]
            bearer = _bearer(letters, known)
            if bearer is not None and _meant(match, letters, context):
                yield Initials(match.start(), match.end(), bearer, certainty)


def _bearer(letters: Sequence[str], known: KnownPeople) -> Bearer | None:
    if not all(letter.isupper() for letter in letters):
        return None
    bearers = known.initials([fold(letter) for letter in letters])
    if any(bearer.allowed for bearer in bearers):
        return None
    return bearers[0] if bearers else None


def _meant(match: re.Match[str], letters: Sequence[str], context: Context) -> bool:
    acronym = "".join(letters).lower() in ACRONYMS
    if match.re is DOTTED and not acronym:
        return True
    if match.re is PLAIN and acronym:
        return False
    last = max(index for index, token in enumerate(context.tokens) if token.end <= match.end())
    return context.acts(last)
