"""What two people may have in common that a clinician should ask about: a surname, an address, a telephone.

Nothing here decides that they know each other. Each thing is brought to one spelling and then only kept as a
keyed hash, so that equal things are found without being read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum


class Kind(StrEnum):
    """What is alike."""

    SURNAME = "surname"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"


_NOT_LETTERS = re.compile(r"[^\w]+")


def folded(text: str) -> str:
    """Without case, accents, punctuation and spaces: “O’Brien-Núñez” → “obriennunez”."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return _NOT_LETTERS.sub("", bare)


def likenesses(
    *, surname: str, phones: Iterable[str], emails: Iterable[str], addresses: Iterable[str]
) -> Iterator[tuple[Kind, str]]:
    """What to index of one person: kind and the one spelling; nothing for what is too short to tell."""
    yield from _kept(Kind.SURNAME, [surname], least=2)
    yield from _kept(Kind.PHONE, phones, least=6)
    yield from _kept(Kind.EMAIL, emails, least=6)
    yield from _kept(Kind.ADDRESS, addresses, least=6)


def _kept(kind: Kind, texts: Iterable[str], *, least: int) -> Iterator[tuple[Kind, str]]:
    spelled = {folded(text) for text in texts}
    return ((kind, text) for text in sorted(spelled) if len(text) >= least)
