"""Likeness of texts by the words that they share: the way that is always there, without a model.

Word TF-IDF with cosine similarity (Salton & Buckley 1988, "Term-weighting approaches in automatic text
retrieval"): 1 + log(tf), idf smoothed as if one more text held every word, unit length. Words are compared
without case and accents, so that "mamá" typed in haste as "mama" is the same word; any script works.
"""

import math
from collections import Counter
from collections.abc import Sequence

from holdspace.notes.rules import folding


def words_of(text: str) -> list[str]:
    """The words of a text, case- and accent-folded, in order, without numbers and single letters."""
    return [token.key for token in folding.words(text) if len(token.key) > 1]


class CommonWords:
    """An index of a pool of texts by their words."""

    def __init__(self, pool: Sequence[str]) -> None:
        counts = [Counter(words_of(text)) for text in pool]
        held = Counter(word for count in counts for word in count)
        self._idf = {word: 1 + math.log((1 + len(pool)) / (1 + n)) for word, n in held.items()}
        self._pool = [self._weights(count) for count in counts]

    def likeness(self, text: str) -> list[float]:
        """Cosine in [0, 1] of the text with each of the pool, in the pool's order."""
        asked = self._weights(Counter(words_of(text)))
        return [sum(weight * held.get(word, 0.0) for word, weight in asked.items()) for held in self._pool]

    def _weights(self, count: Counter[str]) -> dict[str, float]:
        """Unit-length weights; words that nobody in the pool uses can match nothing and are left out."""
        raw = {word: (1 + math.log(n)) * self._idf[word] for word, n in count.items() if word in self._idf}
        length = math.sqrt(sum(weight * weight for weight in raw.values()))
        return {word: weight / length for word, weight in raw.items()}
