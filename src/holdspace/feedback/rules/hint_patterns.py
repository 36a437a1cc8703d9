"""In what form a language says what the hints look for: see `hints_english` and `hints_spanish`.

A pattern is written as lines, each an alternative of a regular expression over one folded sentence: lower
case, without accents and quotations, with straight apostrophes. `{NAME}` stands for a piece, which may name
others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a hint is about; the first come first where there is more than a person should be told."""

    NAME = "name"
    DIAGNOSIS = "diagnosis"
    JUDGEMENT = "judgement"
    FOR_ALL = "for-all"
    ADVICE = "advice"
    NO_I = "no-i"


@dataclass(frozen=True, slots=True)
class Language:
    """The patterns of one language.

    `reported` is what stands before words that the writer only repeats, `fond` what makes "you always" a
    kindness; `myself` what shows the writer in a text, `addressed` what shows that it speaks to somebody,
    `thanks` what is about oneself without an "I".
    """

    kinds: Mapping[Kind, re.Pattern[str]]
    reported: re.Pattern[str]
    fond: re.Pattern[str]
    myself: re.Pattern[str]
    addressed: re.Pattern[str]
    thanks: re.Pattern[str]


_PIECE = re.compile(r"\{([A-Z_]+)\}")


def any_of(lines: str, pieces: Mapping[str, str] | None = None) -> str:
    """One group of all lines, with the named pieces in their places."""
    told = (line.strip() for line in lines.strip().splitlines())
    group = f"(?:{'|'.join(told)})"
    return _PIECE.sub(lambda name: any_of(pieces[name[1]], pieces), group) if pieces else group


def words(listed: str) -> re.Pattern[str]:
    """Any of the words, which blanks set apart; `*` stands for the rest of a word."""
    return re.compile(rf"\b(?:{'|'.join(word.replace('*', '[a-z]*') for word in listed.split())})\b")
