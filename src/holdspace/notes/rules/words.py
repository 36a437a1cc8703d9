"""Lists of words as data."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words of a text written with spaces between them."""
    return frozenset(words.split())
