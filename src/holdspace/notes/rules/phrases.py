"""What is common to workplaces and addresses: phrases on record, found whole or by their telling part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from holdspace.notes.rules.folding import Token
from holdspace.notes.rules.record import Field, Kind, PersonId

_NEAR = re.compile(r"[\s,.\-–—/&+#ºª°()]{1,4}")
_LONG = 5
"""Letters that a word needs for one of them to be off."""

_ABBREVIATED = 4
"""Letters of the longest word after which a full stop may be that of an abbreviation ("Blvd.")."""


class Phrase(NamedTuple):
    """A phrase of a record, as folded words. `allowed` when it may stand in this note."""

    kind: Kind
    keys: tuple[str, ...]
    owner: PersonId | None
    field: Field
    allowed: bool


class Found(NamedTuple):
    """Terms [first, last] of the text that are words [at, at + length) of the phrase."""

    first: int
    last: int
    at: int
    length: int
    exact: bool


class Written:
    """The terms of a text, and where each of them stands; `stem` brings two forms of a word together."""

    def __init__(self, text: str, terms: Sequence[Token], stem: Callable[[str], str] = str) -> None:
        self.text, self.terms = text, terms
        self.keys = [stem(term.key) for term in terms]
        self.at: dict[str, list[int]] = {}
        for index, key in enumerate(self.keys):
            self.at.setdefault(key, []).append(index)
        self._distinct = list(self.at)

    def like(self, key: str) -> frozenset[str]:
        """The words of the text that are `key`, or one letter off where both have five letters or more."""
        if len(key) < _LONG:
            return frozenset({key} & self.at.keys())
        near = process.extract(key, self._distinct, scorer=OSA.distance, score_cutoff=1, limit=None)
        return frozenset(word for word, distance, _ in near if not distance or len(word) >= _LONG)

    def adjoining(self, index: int) -> bool:
        """Whether only a space or a sign stands between the term at `index` and the next one."""
        if not 0 <= index < len(self.terms) - 1:
            return False
        between = self.text[self.terms[index].end : self.terms[index + 1].start]
        ends_sentence = "." in between and len(self.terms[index].key) > _ABBREVIATED
        return not ends_sentence and _NEAR.fullmatch(between) is not None


def stretches(written: Written, keys: Sequence[str], skipped: frozenset[str]) -> Iterator[Found]:
    """Every longest stretch of the phrase's words that stands in the text; `skipped` may stand between."""
    like = [written.like(key) for key in keys]
    free = 0
    for first in sorted({index for words in like for word in words for index in written.at[word]}):
        if first >= free:
            begun = [at for at, words in enumerate(like) if written.keys[first] in words]
            best = max((_stretch(written, first, keys, like, at, skipped) for at in begun), key=_length)
            yield best
            free = best.last + 1


def _length(found: Found) -> int:
    return found.length


def _stretch(
    written: Written,
    first: int,
    keys: Sequence[str],
    like: Sequence[frozenset[str]],
    at: int,
    skipped: frozenset[str],
) -> Found:
    index, last, length, exact = first, first, 0, True
    while index < len(written.keys) and at + length < len(keys):
        key = written.keys[index]
        if key in like[at + length]:
            exact = exact and key == keys[at + length]
            last, length = index, length + 1
        elif key not in skipped:
            break
        if not written.adjoining(index):
            break
        index += 1
    return Found(first, last, at, length, exact)
