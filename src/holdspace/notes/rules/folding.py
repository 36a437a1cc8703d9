"""Words of a text and the form in which two spellings of a name are compared.

`fold` makes "JOSÉ", "Jose" and a decomposed "José" the same, and takes out invisible characters. It folds
marks of the Latin, Greek, Cyrillic, Arabic and Hebrew scripts only: in Indic scripts a mark is a vowel.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u0640"
"""Soft hyphen, zero-width characters, and the Arabic tatweel, which only stretches a word."""

_FOLDED_MARKS = re.compile(f"[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670{INVISIBLE}]")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i",
                          "ى": "ي", "ё": "е"})  # fmt: skip

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
)
"""Thai, Lao, Burmese, Khmer, kana, Han, Hangul: scripts in which a name is not set apart by spaces."""


def _marks() -> str:
    """All combining marks of the basic plane, as ranges for a character class: they continue a word."""
    ranges: list[list[int]] = []
    for code in range(0x300, 0x10000):
        if unicodedata.category(chr(code)).startswith("M"):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


_WORD = re.compile(f"[{UNSPACED}]+|[^\\W\\d_{UNSPACED}](?:[^\\W\\d_{UNSPACED}]|[{_marks()}{INVISIBLE}])*")
_UNSPACED = re.compile(f"[{UNSPACED}]")


class Token(NamedTuple):
    """A run of letters at [start, end) of the text, and its folded form."""

    start: int
    end: int
    text: str
    key: str

    @property
    def unspaced(self) -> bool:
        """Whether this run is of a script without spaces, so that it may hold several words."""
        return is_unspaced(self.text)

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() or self.text[0].istitle()

    @property
    def shouted(self) -> bool:
        """Whether it is written in capitals throughout, so that they say nothing about the word."""
        return len(self.text) > 1 and self.text.isupper()


def fold(text: str) -> str:
    """The form in which names are compared."""
    if text.isascii():
        return text.lower()
    without_marks = _FOLDED_MARKS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", without_marks.casefold().translate(_LETTERS))


def is_unspaced(text: str) -> bool:
    return not text.isascii() and _UNSPACED.match(text) is not None


def words(text: str) -> list[Token]:
    """Every run of letters; hyphens and apostrophes part runs: "O'Brien" is two."""
    return [Token(found.start(), found.end(), found[0], fold(found[0])) for found in _WORD.finditer(text)]
