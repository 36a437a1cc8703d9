"""A text as it is compared with the lexicon: lower case, no accents, no apostrophes, disguises undone.

"I can't", "i cant" and "I CAN’T" become the same; so do "su1c1de", "s*icide", "k i l l" and "sucide". Where
each folded character stood in the text is kept, so that quotation marks and capitals can still be seen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA

_APOSTROPHES = "'’‘`´ʼ"
_SIGNS = {
    "🔪": " knife ", "🗡": " knife ", "💊": " pills ", "🔫": " gun ", "🩸": " blood ", "⚰": " coffin ",
    "🪦": " grave ", "😂": " lol ", "🤣": " lol ", "😆": " lol ", "😅": " lol ", "😹": " lol ", "💀": " lol ",
    "…": ", ", "&": " and ",
}  # fmt: skip
_LEET = str.maketrans("0134578@$!€", "oieastbasie")
_DOTS = re.compile(r"\.{2,}")
_TOKEN = re.compile(r"[\w*@$!€]*\w[\w*@$€]*")
_TORN = re.compile(
    r"\b(?:i (?:m|ve|ll|d)|(?:do|ca|wo|is|did|does|would|could|should|have|has|are|was|were)n t)\b"
)
_SPELLED = re.compile(r"(?<!\w)(?:\w[ .\-_*]){2,}\w(?!\w)")
_AMOUNT = re.compile(r"(\d+)(mgs?|g|pills?|tabs?|tablets|pastillas|years?|yrs?|hrs?|mins?)")
_STRETCHED = re.compile(r"([^\W\d])\1{2,}")
_SHORTEST_MISSPELT = 6  # of shorter words too many others are one letter away
_CLITICS = ("me", "te", "se", "le", "lo", "la", "les", "los", "las", "nos")
_NOT_MISSPELT = frozenset({"overdone", "suicides", "suicidas", "kilting", "survival"})


@dataclass(frozen=True)
class Folded:
    """`text` folded; `at[i]` is where its i-th character stood in `original`."""

    original: str
    text: str
    at: tuple[int, ...]

    def shown(self, start: int, end: int) -> str:
        """The original words of a folded stretch, never empty for a stretch of letters."""
        return self.original[self.at[start] : self.at[end - 1] + 1]

    @cached_property
    def quotes(self) -> list[tuple[int, int]]:
        """Stretches of the original between quotation marks."""
        return [match.span() for match in _QUOTED.finditer(self.original)]


_QUOTED = re.compile(
    r"“[^“”]{1,400}”|«[^«»]{1,400}»|„[^„“”]{1,400}[“”]|\"[^\"\n]{1,400}\"|(?<!\w)[‘'](?=\w)[^‘’'\n]{1,80}(?:[’']\w[^‘’'\n]{0,80})*[’'](?!\w)"
)


def fold(text: str, vocabulary: Vocabulary) -> Folded:
    """The text as the lexicon reads it; words disguised or misspelt are put right by the vocabulary."""
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if char in _APOSTROPHES:
            continue
        plain = _SIGNS.get(char) or _plain(char)
        chars.extend(plain)
        places.extend([place] * len(plain))
    return _righted(text, "".join(chars), places, vocabulary)


def _plain(char: str) -> str:
    if char.isascii():
        return char.lower()
    parts = unicodedata.normalize("NFKD", char.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each))


def _righted(original: str, plain: str, places: list[int], vocabulary: Vocabulary) -> Folded:
    """Each token replaced by what it stands for; its characters keep the token's first place."""
    out: list[str] = []
    at: list[int] = []
    done = 0
    for start, end, word in sorted(_replacements(plain, vocabulary)):
        if start < done:
            continue
        out.append(plain[done:start])
        at.extend(places[done:start])
        out.append(word)
        last = places[end - 1]
        at.extend([places[start]] * (len(word) - 1) + [last])
        done = end
    out.append(plain[done:])
    at.extend(places[done:])
    return Folded(original, "".join(out), tuple(at))


def _replacements(plain: str, vocabulary: Vocabulary) -> Iterable[tuple[int, int, str]]:
    for match in _DOTS.finditer(plain):
        yield match.start(), match.end(), ","
    for match in _TORN.finditer(plain):
        yield match.start(), match.end(), match[0].replace(" ", "")
    for match in _SPELLED.finditer(plain):
        joined = re.sub(r"[ .\-_*]", "", match[0])
        for skipped in (0, 1):  # "I w a n t": a word of one letter may stand before
            if joined[skipped:] in vocabulary.words:
                yield match.start() + 2 * skipped, match.end(), joined[skipped:]
                break
    for match in _TOKEN.finditer(plain):
        word = vocabulary.meant(match[0])
        if word != match[0]:
            yield match.start(), match.end(), word


class Vocabulary:
    """The words of the lexicon, and which of them somebody meant who wrote something near."""

    def __init__(self, words: frozenset[str], misspelt: frozenset[str]) -> None:
        self.words = words
        self._long = tuple(sorted(word for word in misspelt if len(word) >= _SHORTEST_MISSPELT))
        self.meant = lru_cache(maxsize=20_000)(self._meant)

    def _meant(self, token: str) -> str:
        if token in self.words:
            return token
        if amount := _AMOUNT.fullmatch(token):
            return f"{amount[1]} {amount[2]}"
        bare = token.strip("!")
        for candidate in (bare, _STRETCHED.sub(r"\1", bare), _STRETCHED.sub(r"\1\1", bare)):
            if candidate in self.words:
                return candidate
        if not bare.isalpha() and any(char.isalpha() for char in bare) and (word := self._undisguised(bare)):
            return word
        if not bare.isalpha():
            return token
        return self._near(_STRETCHED.sub(r"\1", bare)) or token

    def _undisguised(self, token: str) -> str | None:
        if "*" in token[1:-1]:
            hidden = re.compile(re.escape(token).replace(r"\*", r"\w{1,2}"))
            return next((word for word in self._long if hidden.fullmatch(word)), None) or next(
                (word for word in ("kill", "die", "dead", "rape", "raped") if hidden.fullmatch(word)), None
            )
        plain = token.translate(_LEET)
        if plain in self.words:
            return plain
        return plain if token.isascii() and plain.isalpha() and self._near(plain) else None

    def _near(self, token: str) -> str | None:
        """The word of the lexicon that one slip of the finger away gave this token, or None."""
        if not _SHORTEST_MISSPELT - 1 <= len(token) <= 16 or token in _NOT_MISSPELT:
            return None
        for word in self._long:
            if (
                word[0] == token[0]
                and abs(len(word) - len(token)) <= 1
                and OSA.distance(word, token, score_cutoff=1) <= 1
                and _same_clitic(word, token)
            ):
                return word
        return None


def _same_clitic(word: str, token: str) -> bool:
    """Spanish says with its last letters whom it is about: "matarte" is no misspelt "matarme"."""
    own = next((end for end in _CLITICS if word.endswith("r" + end)), None)
    if own is None:
        return True
    return token.endswith(own[-1]) and not any(token.endswith("r" + end) for end in _CLITICS if end != own)
