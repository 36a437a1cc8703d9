"""Names written so that they do not look like words: "Ch1di", "A-n-a", "#AnaRuiz", "Chi di"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from holdspace.notes.rules.folding import Token, fold
from holdspace.notes.rules.known_people import Reading

_SIGNS = str.maketrans("013457@$!|€", "oieastasiie")
_SIGNED = re.compile(
    r"(?<![\w@./#])(?=[\w@$!|€]*[013457@$!|€])(?=[\w@$!|€]*[^\W\d_])[\w@$!|€]{3,20}(?![\w@/])"
)
_SPACED = re.compile(r"(?<!\w)[^\W\d_](?:([ ._*–-])[^\W\d_])(?:\1[^\W\d_]){1,18}(?!\w)")
_STARRED = re.compile(r"(?<!\w)[^\W\d_]+[*_#]+[^\W\d_]+(?!\w)")
_HUMP = re.compile(r"[^\W\d_][^\W\d_A-ZÀ-ÖØ-Þ]*")


class Disguised(NamedTuple):
    """A name at [start, end) of the text that is no word of it."""

    start: int
    end: int
    reading: Reading
    certainty: float


def find_disguised(
    text: str, tokens: Sequence[Token], exact: Mapping[str, list[Reading]], ordinary: frozenset[str]
) -> Iterator[Disguised]:
    """Every name that `exact` knows, in a disguise."""
    for match in _SIGNED.finditer(text):
        key = fold(match[0].rstrip("!|").translate(_SIGNS))
        told = key not in ordinary or re.fullmatch(r"[^\W\d_].*[^\W\d_]", match[0])
        if len(key) > 2 and told:
            yield from _read(match.start(), match.end(), exact.get(key, ()), 0.7)
    for match in _SPACED.finditer(text):
        key = fold(re.sub(r"[ ._*–-]", "", match[0]))
        yield from _read(match.start(), match.end(), exact.get(key, ()), 0.7)
    for match in _STARRED.finditer(text):
        yield from _starred(match, exact)
    for token in tokens:
        yield from _humps(token, exact)


def _read(start: int, end: int, readings: Sequence[Reading], certainty: float) -> Iterator[Disguised]:
    for reading in readings[:1]:
        if reading.rank == 0:
            yield Disguised(start, end, reading, certainty)


def _starred(match: re.Match[str], exact: Mapping[str, list[Reading]]) -> Iterator[Disguised]:
    """ "Ch*di": a letter blotted out, in a name of four letters or more."""
    written = fold(match[0])
    if len(written) > 3:
        pattern = re.compile("".join("." if sign in "*_#" else re.escape(sign) for sign in written))
        for key, readings in exact.items():
            if len(key) == len(written) and pattern.fullmatch(key):
                yield from _read(match.start(), match.end(), readings, 0.7)


def _humps(token: Token, exact: Mapping[str, list[Reading]]) -> Iterator[Disguised]:
    """ "AnaRuiz", "AnaR": a name with a capital that begins another word."""
    if token.shouted or token.key in exact or not any(letter.isupper() for letter in token.text[1:]):
        return
    for hump in _HUMP.finditer(token.text):
        if len(hump[0]) > 1:
            start = token.start + hump.start()
            yield from _read(start, start + len(hump[0]), exact.get(fold(hump[0]), ()), 0.8)
