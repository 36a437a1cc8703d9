"""The lexicon as files: signs of danger, figures of speech, and what changes how a sign is to be read.

One TOML file a language. `[words]` names groups of words that phrases use as `{name}`. `[red]` and `[amber]`
hold signs: an id that keeps its meaning, and phrases; `by_others` names those in which somebody else acts.
`[figures]` are ways of speaking in which a sign means nothing. `[cues]` say that a sign is denied, long ago,
about somebody else, quoted, a title, or said in jest; or (`meant`) that what looks like a figure is none.

A phrase is words in order. `*` is the rest of a word, or any word; `..` up to three words in between; `#` a
number, `##` one of two digits or more; `(a|b c)` one of several, an empty one meaning that it may be missing.
Between any two words up to two fillers ("just", "really") may stand, but no end of a sentence.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from holdspace.safety.rules.language.folding import Vocabulary


class Tier(StrEnum):
    """How soon a clinician reads it: at once, or on the same day."""

    RED = "red"
    AMBER = "amber"


class Cue(StrEnum):
    """What changes how a sign is to be read; the names of `[cues]` in the files."""

    DENIED = "denied"
    NOT_DENIED = "not_denied"
    LONG_AGO = "long_ago"
    NOW = "now"
    OTHERS = "others"
    ONESELF = "oneself"
    TITLE = "title"
    JEST = "jest"
    TRIFLE = "trifle"
    APART = "apart"
    MEANT = "meant"


@dataclass(frozen=True, slots=True)
class Sign:
    """One entry of `[red]`, `[amber]` (with its tier) or `[figures]` (without).

    `by_others` where somebody else acts, so that another who is named before it says nothing.
    """

    code: str
    tier: Tier | None
    by_others: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase over folded text, and the words that it can begin with (`be*` for any that begin so)."""

    pattern: str
    firsts: frozenset[str]


class Index:
    """Signs by the words that their phrases begin with, so that a text costs what its words cost.

    A phrase is compiled when its first word is first met: all of them at once take seconds.
    """

    def __init__(self, phrases: Iterable[tuple[Sign, Phrase]]) -> None:
        by_first: dict[str, list[tuple[Sign, str]]] = defaultdict(list)
        for sign, phrase in phrases:
            for first in phrase.firsts:
                by_first[first].append((sign, phrase.pattern))
        self._by_first = dict(by_first)
        self._lengths = sorted({len(first) for first in by_first if first.endswith("*")})
        self._compiled = cache(lambda pattern: re.compile(rf"{pattern}(?!\w)"))

    def hits(self, text: str) -> Iterator[tuple[Sign, int, int]]:
        """Every place of a folded text at which a sign stands, in the order of the text."""
        for word in _WORD.finditer(text):
            for first in self._keys(word[0]):
                for sign, pattern in self._by_first.get(first, ()):
                    if hit := self._compiled(pattern).match(text, word.start()):
                        yield sign, hit.start(), hit.end()

    def _keys(self, word: str) -> Iterator[str]:
        yield word
        for length in self._lengths:
            if length - 1 <= len(word):
                yield word[: length - 1] + "*"
        if word[0].isdigit():
            yield "#"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that the files of all languages hold."""

    index: Index
    cues: dict[Cue, re.Pattern[str]]
    vocabulary: Vocabulary


_WORD = re.compile(r"\w+")


class _File:
    """One language: phrases become patterns with its groups of words and its fillers."""

    def __init__(self, text: str) -> None:
        content = tomllib.loads(text)
        content.pop("version")
        self.apart = rf"[^\w.!?;]+(?:(?:{'|'.join(content.pop('fillers'))})[^\w.!?;]+){{0,2}}"
        self.by_others = frozenset(content.pop("by_others"))
        self.misspelt = frozenset(content.pop("misspelt"))
        self.groups: dict[str, list[str]] = content.pop("words")
        self.figures: dict[str, list[str]] = content.pop("figures")
        self.cues: dict[str, list[str]] = content.pop("cues")
        self.signs: dict[str, dict[str, list[str]]] = content
        self.used: set[str] = set()

    def phrases(self) -> Iterator[tuple[Sign, Phrase]]:
        """Every phrase of every sign and figure."""
        for tier, entries in self.signs.items():
            for code, phrases in entries.items():
                yield from self._read(Sign(code, Tier(tier), code in self.by_others), phrases)
        for code, phrases in self.figures.items():
            yield from self._read(Sign(code, None), phrases)

    def _read(self, sign: Sign, phrases: list[str]) -> Iterator[tuple[Sign, Phrase]]:
        if not phrases:
            raise ValueError(f"{sign.code} has no phrases.")
        for phrase in phrases:
            yield sign, self.phrase(phrase)

    def phrase(self, phrase: str) -> Phrase:
        """One phrase; ValueError where it cannot be read."""
        read, rest = self._sequence(re.findall(r"\.\.|[(){}|]|#+|[^\s(){}|#.]+", phrase))
        if rest:
            raise ValueError(f"“{phrase}” has a bracket too many.")
        return read

    def _sequence(self, tokens: list[str]) -> tuple[Phrase, list[str]]:
        """What stands up to the next `|` or `)`, and what comes after."""
        pattern, joined, firsts, begins = "", False, set[str](), True
        while tokens and tokens[0] not in ("|", ")"):
            token, *tokens = tokens
            if token == "..":  # noqa: S105 - a mark, no password
                pattern += rf"(?:{self.apart}\w+){{0,3}}"
                continue
            optional = False
            if token == "(":  # noqa: S105 - a mark, no password
                item, optional, tokens = self._choice(tokens)
            elif token == "{":  # noqa: S105
                item, tokens = self._group(tokens)
            else:
                item = self._word(token)
            if begins:
                firsts |= item.firsts
                begins = optional
            if optional and not joined:
                pattern += f"(?:{item.pattern}{self.apart})?"
                continue
            each = f"{self.apart}{item.pattern}" if joined else item.pattern
            pattern += f"(?:{each})?" if optional else each
            joined = True
        return Phrase(pattern, frozenset(firsts)), tokens

    def _choice(self, tokens: list[str]) -> tuple[Phrase, bool, list[str]]:
        parts: list[Phrase] = []
        while True:
            part, tokens = self._sequence(tokens)
            parts.append(part)
            if not tokens:
                raise ValueError("A bracket is not closed.")
            closing, *tokens = tokens
            if closing == ")":
                filled = [part for part in parts if part.pattern]
                return _one_of(filled), len(filled) < len(parts), tokens

    def _group(self, tokens: list[str]) -> tuple[Phrase, list[str]]:
        name, closing, *rest = tokens
        if closing != "}":
            raise ValueError(f"{{{name} is not closed.")
        return _one_of([self.phrase(phrase) for phrase in self.groups[name]]), rest

    def _word(self, token: str) -> Phrase:
        if token.startswith("#"):
            return Phrase(r"\d" * (len(token) - 1) + r"\d[\d.,]*", frozenset({"#"}))
        if token == "*":  # noqa: S105 - any word, no password
            return Phrase(r"\w+", frozenset({"*"}))
        if not token.replace("*", "").isalnum():
            raise ValueError(f"“{token}” is no word.")
        if "*" not in token:
            self.used.add(token)
        return Phrase(token.replace("*", r"\w*"), frozenset({token}))

    def cue(self, cue: Cue) -> list[str]:
        """Patterns of one cue."""
        return [self.phrase(phrase).pattern for phrase in self.cues.get(cue, [])]


def _one_of(phrases: list[Phrase]) -> Phrase:
    firsts: frozenset[str] = frozenset().union(*(each.firsts for each in phrases))
    return Phrase(f"(?:{'|'.join(each.pattern for each in phrases)})", firsts)


def parse(*files: str) -> Lexicon:
    """The lexicon of TOML files, one a language. ValueError says what is wrong with them."""
    read = [_File(text) for text in files]
    if unknown := {name for file in read for name in file.cues} - set(Cue):
        raise ValueError(f"There are no cues called {', '.join(sorted(unknown))}.")
    index = Index(pair for file in read for pair in file.phrases())
    cues = {cue: _anywhere([each for file in read for each in file.cue(cue)]) for cue in Cue}
    misspelt: frozenset[str] = frozenset().union(*(file.misspelt for file in read))
    used: frozenset[str] = frozenset().union(*(file.used for file in read))
    return Lexicon(index, cues, Vocabulary(used | misspelt, misspelt))


def _anywhere(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)" if patterns else r"(?!)")
