"""Words of a text and the form in which two spellings of a name are compared.

`fold` makes "JOSÉ", "Jose" and a decomposed "José" the same, and takes out invisible characters. It folds
marks of the Latin, Greek, Cyrillic, Arabic and Hebrew scripts only: in Indic scripts a mark is a vowel.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
    "\ufe00-\ufe0f\ufeff\u0640"
)
"""For a character class: soft hyphen, zero-width and direction marks, variation selectors, and the Arabic
tatweel, which only stretches a word."""

_FOLDED_MARKS = re.compile(f"[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670{INVISIBLE}]")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i",
                          "ى": "ي", "ё": "е"})  # fmt: skip

_LOOKS_LATIN = dict(
    zip("авекмнорстухіјѕһԁԛԝαβεζηικμνορτυχω", "abekmhopctyxijshdqwabezhikmvoptuxw", strict=True)
)
_LOOKS_CYRILLIC = {"a": "а", "b": "в", "c": "с", "e": "е", "h": "н", "i": "і", "k": "к", "m": "м",
"o": "о", "p": "р",
                   "t": "т", "x": "х", "y": "у"}  # fmt: skip
"""Small letters of one script that look like (or whose capitals look like) one of another."""

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


_APART = "ʼʻ"
"""Letters to Unicode, apostrophes to people."""
_LETTER = f"[^\\W\\d_{_APART}{UNSPACED}]"
_WORD = re.compile(f"[{UNSPACED}][{UNSPACED}{INVISIBLE}]*|{_LETTER}(?:{_LETTER}|[{_marks()}{INVISIBLE}])*")
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
    folded = unicodedata.normalize("NFC", without_marks.casefold().translate(_LETTERS))
    return folded if folded.isascii() else _of_one_script(folded)


def lookalike(key: str) -> str:
    """A word of another script whose letters all look like Latin ones, in Latin letters; else nothing."""
    if key.isascii() or not all(letter in _LOOKS_LATIN for letter in key):
        return ""
    return "".join(_LOOKS_LATIN[letter] for letter in key)


def _of_one_script(folded: str) -> str:
    """A word in which single letters were swapped for their doubles of another script, in one script."""
    if not re.search("[a-z]", folded) or not re.search("[\u0370-\u052f]", folded):
        return folded
    foreign = [letter for letter in folded if "\u0370" <= letter <= "\u052f"]
    if all(letter in _LOOKS_LATIN for letter in foreign):
        return "".join(_LOOKS_LATIN.get(letter, letter) for letter in folded)
    return "".join(_LOOKS_CYRILLIC.get(letter, letter) for letter in folded)


def is_unspaced(text: str) -> bool:
    return not text.isascii() and _UNSPACED.match(text) is not None


def words(text: str) -> list[Token]:
    """Every run of letters; hyphens and apostrophes part runs: "O'Brien" is two."""
    return [Token(found.start(), found.end(), found[0], fold(found[0])) for found in _WORD.finditer(text)]


@dataclass(frozen=True, slots=True)
class Plain:
    """A text as plain characters, and where each of them stood in the text as it was written."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) of the plain text in the one that was written."""
        return self.places[start], self.places[end - 1] + 1


def plain(text: str) -> Plain:
    """Without invisible characters; digits, full-width signs, dashes and spaces in their plain form."""
    kept = [
        (place, letter.translate(_PLAIN)) for place, letter in enumerate(text) if not _HIDDEN.match(letter)
    ]
    return Plain("".join(letter for _, letter in kept), tuple(place for place, _ in kept))


def _plain_signs() -> dict[int, str]:
    """One sign for one sign: what stands for an ASCII character in other scripts and widths."""
    signs = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for code in range(0x80, 0x1FBFA):
        if unicodedata.category(chr(code)) == "Nd":
            signs[code] = str(unicodedata.digit(chr(code)))
    signs |= dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0x30FB, 0xB7, 0x2022], "-")
    return signs | dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ") | {0x3002: "."}


_PLAIN = _plain_signs()
_HIDDEN = re.compile(f"[{INVISIBLE}]")


_TERM = re.compile(f"[^\\W_](?:[^\\W_]|[{_marks()}{INVISIBLE}'’])*")


def terms(text: str) -> list[Token]:
    """Every run of letters and digits, with apostrophes inside and folded away: "Mary's" is "marys"."""
    found = (match for match in _TERM.finditer(text))
    return [
        Token(match.start(), match.end(), match[0], re.sub("['’]", "", fold(match[0]))) for match in found
    ]
