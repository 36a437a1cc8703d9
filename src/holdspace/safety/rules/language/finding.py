"""What of the lexicon stands in a text, and what becomes of it where it stands.

A sign in a figure of speech or in the name of a song is none. A sign that is denied, long ago, about somebody
else, quoted, or said in jest counts one tier less, and never for nothing: only a clinician who reads the text
can tell "I don't want to die" from a wish to be contradicted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from holdspace.safety.rules.language.folding import Folded, fold
from holdspace.safety.rules.language.lexicon import Cue, Lexicon, Sign, Tier


class Sensitivity(StrEnum):
    """How much a practice wants to be told of; what is red is told always."""

    WIDE = "wide"  # everything: the default
    PLAIN = "plain"  # amber only where nothing lowered it


class Lowered(StrEnum):
    """Why a sign counts one tier less."""

    DENIED = "denied"
    LONG_AGO = "long ago"
    OTHERS = "about somebody else"
    QUOTED = "quoted"
    JEST = "in jest"


@dataclass(frozen=True, slots=True)
class Reason:
    """One sign in a text: its id, the words as written, the tier it counts for, why it is not its own."""

    code: str
    words: str
    tier: Tier
    lowered: Lowered | None = None

    def __str__(self) -> str:
        why = f" ({self.lowered})" if self.lowered else ""
        return f"{self.code}{why}: “{self.words}”"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a text: the most urgent tier, and what led to it, the most urgent first."""

    tier: Tier
    reasons: tuple[Reason, ...]

    def told(self, sensitivity: Sensitivity) -> Found | None:
        """What of it a practice of this sensitivity is told; None where that is nothing."""
        if sensitivity is Sensitivity.WIDE:
            return self
        # What is lowered is amber.
        return _found(reason for reason in self.reasons if not reason.lowered)

    @property
    def codes(self) -> tuple[str, ...]:
        """The ids of the signs, each once."""
        return tuple(dict.fromkeys(reason.code for reason in self.reasons))

    @property
    def words(self) -> tuple[str, ...]:
        """The words that led to it, as they were written."""
        return tuple(dict.fromkeys(reason.words for reason in self.reasons))


def find(text: str, lexicon: Lexicon) -> Found | None:
    """The signs of danger in a text, or None."""
    return _found(_Reading(fold(text, lexicon.vocabulary), lexicon).reasons())


def _found(reasons: Iterable[Reason]) -> Found | None:
    """The most urgent first; None where there are none."""
    urgent_first = tuple(sorted(reasons, key=lambda reason: reason.tier is not Tier.RED))
    return Found(urgent_first[0].tier, urgent_first) if urgent_first else None


_END = re.compile(r"[.!?;\n]+")
_OPENS_CLAUSE = re.compile(
    r"[,:()\u2013\u2014]| - |\b(?:but|and|because|so|although|though|yet|pero|y|porque|aunque|sino|asi que)\b"
)
_NEAR = 45  # how many characters around a sign a word that belongs to it stands
_FAR = 90  # how many for a word of time: texts without any full stop are common


class _Reading:
    """One text while it is read."""

    def __init__(self, folded: Folded, lexicon: Lexicon) -> None:
        self.folded, self.cues = folded, lexicon.cues
        self.hits = list(lexicon.index.hits(folded.text))
        self._ends = [0, *(match.end() for match in _END.finditer(folded.text)), len(folded.text)]

    def reasons(self) -> Iterator[Reason]:
        """Every sign that is meant, in the order of the text; of several in one place, the longest."""
        figures = [(start, end) for sign, start, end in self.hits if sign.tier is None]
        done: dict[str, int] = {}
        for sign, start, end in sorted(self.hits, key=lambda hit: (hit[1], -hit[2])):
            if sign.tier is None or start < done.get(sign.code, 0):
                continue
            if self._figure(start, end, figures) or self._titled(start, end):
                continue
            done[sign.code] = end
            yield self._read(sign, sign.tier, start, end)

    def _figure(self, start: int, end: int, figures: list[tuple[int, int]]) -> bool:
        """Whether a sign is part of a figure of speech or an accident, and nothing says that it is meant."""
        if not any(first < end and start < last for first, last in figures):
            return False
        first, last = self._sentence(start)
        return not self._has(Cue.MEANT, self.folded.text[first:last])

    def _read(self, sign: Sign, tier: Tier, start: int, end: int) -> Reason:
        lowered = self._lowered(sign, start, end)
        words = self.folded.shown(start, end)
        return Reason(sign.code, words, Tier.AMBER if lowered else tier, lowered)

    def _lowered(self, sign: Sign, start: int, end: int) -> Lowered | None:
        sentence, clause = self._sentence(start), self._clause(start)
        whole = self.folded.text[max(sentence[0], start - _FAR) : min(sentence[1], end + _FAR)]
        before = self.folded.text[max(clause, start - _NEAR) : start]
        hit = self.folded.text[start:end]
        if not sign.by_others and self._about_others(before, hit):
            now = self._has(Cue.NOW, whole)
            return None if now and not self._has(Cue.LONG_AGO, whole) else Lowered.OTHERS
        if self._has(Cue.DENIED, before) and not self._has(Cue.NOT_DENIED, before):
            return Lowered.DENIED
        if self._has(Cue.LONG_AGO, whole) and not self._has(Cue.NOW, whole):
            return Lowered.LONG_AGO
        if self._quoted(start, end):
            return Lowered.QUOTED
        after = self.folded.text[end : min(sentence[1] + 15, end + _NEAR)]
        if self._has(Cue.JEST, after) or self._has(Cue.TRIFLE, whole):
            return Lowered.JEST
        return None

    def _has(self, cue: Cue, text: str) -> bool:
        return self.cues[cue].search(text) is not None

    def _sentence(self, start: int) -> tuple[int, int]:
        place = bisect_right(self._ends, start)
        return self._ends[place - 1], self._ends[min(place, len(self._ends) - 1)]

    def _clause(self, start: int) -> int:
        first = self._sentence(start)[0]
        opens = [match.end() for match in _OPENS_CLAUSE.finditer(self.folded.text, first, start)]
        return opens[-1] if opens else first

    def _about_others(self, before: str, hit: str) -> bool:
        """Whether who was named last before a sign is not the writer, and the sign names nobody."""
        if self.cues[Cue.ONESELF].search(hit):
            return False
        others = [match.start() for match in self.cues[Cue.OTHERS].finditer(before)]
        oneself = [match.start() for match in self.cues[Cue.ONESELF].finditer(before)]
        return bool(others) and (not oneself or others[-1] > oneself[-1])

    def _quoted(self, start: int, end: int) -> bool:
        """Whether a sign stands in another's words: between marks, and not said or written by oneself."""
        quote = self._quote(start, end)
        if quote is None:
            return False
        before = self.folded.text[max(0, start - _FAR) : start]
        return not self._has(Cue.APART, before)

    def _quote(self, start: int, end: int) -> tuple[int, int] | None:
        first, last = self.folded.at[start], self.folded.at[end - 1]
        return next((span for span in self.folded.quotes if span[0] <= first and last < span[1]), None)

    def _titled(self, start: int, end: int) -> bool:
        """Whether a sign is of the name of a song, a film or a book: named as one, in marks or capitals."""
        sentence = self._sentence(start)
        if not self._has(Cue.TITLE, self.folded.text[sentence[0] : sentence[1]]):
            return False
        return self._quote(start, end) is not None or self._capitals(start, end)

    def _capitals(self, start: int, end: int) -> bool:
        words = re.findall(r"[^\W\d_]{4,}", self.folded.shown(start, end))
        text = self.folded.original
        return bool(words) and all(word.istitle() for word in words) and not text.isupper()
