"""The grain of X12: segments, elements, and the signs between them.

X12 knows no way to write a separator as part of a text: a value that holds one is refused, never changed.
Letters with marks are written without them, in capitals, as clearing houses want them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

ELEMENT: Final = "*"
PART: Final = ":"
REPEAT: Final = "^"
END: Final = "~"

_SEPARATORS: Final = frozenset(ELEMENT + PART + REPEAT + END)
_ALSO: Final = str.maketrans(
    {
        "ß": "SS",
        "ẞ": "SS",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "ı": "i",
        "’": "'",
        "‘": "'",
        "–": "-",
        "—": "-",
    }
)


class CannotBeWritten(ValueError):  # noqa: N818
    """A text holds a separator of X12, or a letter that has no plain form."""


def said(text: str) -> str:
    """`text` as an element holds it: capitals of ASCII. Raises CannotBeWritten."""
    taken_apart = unicodedata.normalize("NFKD", text.translate(_ALSO))
    plain = "".join(letter for letter in taken_apart if not unicodedata.combining(letter))
    plain = " ".join(plain.split()).upper()
    if not plain.isascii() or not plain.isprintable() or _SEPARATORS & set(plain):
        raise CannotBeWritten("A text holds a letter or a sign that a claims file cannot carry.")
    return plain


def can_be_written(text: str) -> bool:
    """Whether `said` can write it."""
    try:
        said(text)
    except CannotBeWritten:
        return False
    return True


def segment(name: str, *elements: str | Iterable[str]) -> str:
    """One segment with its end. An element that is not a text is a composite; empty ends are left away."""
    written = [said(each) if isinstance(each, str) else _composite(each) for each in elements]
    while written and not written[-1]:
        written.pop()
    return ELEMENT.join((name, *written)) + END


def _composite(parts: Iterable[str]) -> str:
    return PART.join(map(said, parts)).rstrip(PART)


def number(amount: Decimal) -> str:
    """A decimal as X12 writes it: 60 and not 60.00, 60.5 and not 60.50."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
