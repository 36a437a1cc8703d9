"""What two people may have in common that a clinician should ask about: a surname, an address, a telephone.

Nothing here decides that they know each other. Each thing is brought to one spelling and then only kept as a
keyed hash, so that equal things are found without being read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum


class Kind(StrEnum):
    """What is alike."""

    SURNAME = "surname"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"


def folded(text: str) -> str:
    """Without case, accents, punctuation and spaces: “O’Brien-Núñez” → “obriennunez”."""
    apart = unicodedata.normalize("NFKD", text)
    alike = unicodedata.normalize(
        "NFKD", apart.casefold()
    )  # some letters come apart only once they are small
    return "".join(char for char in alike if _counts(char))


def _counts(char: str) -> bool:
    """Letters, numbers, and the vowel signs of scripts that write them beside a letter; no accents."""
    return unicodedata.category(char)[0] in "LNM" and not unicodedata.combining(char)


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
