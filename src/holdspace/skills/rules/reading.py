"""Whether a skill is easy to read on a bad day, promises nothing, and calls nobody ill.

What is counted is short sentences and few steps: it can be explained to who writes, in any language. It is
no formula of readability, and not validated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from holdspace.kernel.words import Words, say
from holdspace.skills.rules.library import Text

LONGEST_SENTENCE: Final = 20
"""The most words of one sentence."""

LONGEST_MEAN: Final = 12.0
"""The most words of a sentence on average over one skill."""

FEWEST_STEPS: Final = 2
MOST_STEPS: Final = 7

LONGEST_STEP: Final = 40
"""The most words of one step."""

LONGEST_PART: Final = 70
"""The most words of the purpose, of the form of two minutes and of when not to use it."""

_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])[”’»)]*\s+")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")

_PROMISES = re.compile(
    r"\b(cures?|cured|heals? you|heal your|guarantee\w*|always works?|never fails?|will make you|get rid of|"
    r"cura|curan|curará\w*|te sanará|sana tu|garantiza\w*|garantía|siempre funciona\w*|nunca falla|"
    r"te librarás|elimina tu)\b",
    re.IGNORECASE,
)
_ILLNESS = re.compile(
    r"\b(depression|depressive|disorders?|diagnos\w+|symptoms?|patients?|ptsd|bipolar|borderline|patholog\w+|"
    r"disease|illness|depresión|depresiv\w+|trastornos?|diagnóstic\w+|síntomas?|pacientes?|tept|"
    r"patológic\w+|patología|enfermedad\w*|enferm[oa]s?)\b",
    re.IGNORECASE,
)


def faults(text: Text) -> tuple[Words, ...]:
    """What would have to change before members read it, as sentences for who wrote it; empty when nothing."""
    return tuple(_faults(text))


def _faults(text: Text) -> Iterator[Words]:
    if not FEWEST_STEPS <= len(text.steps) <= MOST_STEPS:
        yield say("Between %(few)s and %(most)s steps, please.", few=FEWEST_STEPS, most=MOST_STEPS)
    if any(_length(step) > LONGEST_STEP for step in text.steps):
        yield say("One step has more than %(most)s words. Could it be two?", most=LONGEST_STEP)
    if any(_length(part) > LONGEST_PART for part in (text.purpose, text.two_minutes, text.not_when)):
        yield say("One part has more than %(most)s words. What could be left out?", most=LONGEST_PART)
    yield from _long_sentences(text)
    whole = " ".join(parts(text))
    if found := _PROMISES.search(whole):
        yield say("“%(words)s” promises more than anybody can keep.", words=found.group())
    if found := _ILLNESS.search(whole):
        yield say("“%(words)s” is a word about illness. Could it be said plainly?", words=found.group())


def _long_sentences(text: Text) -> Iterator[Words]:
    lengths = [_length(sentence) for part in parts(text) for sentence in sentences(part)]
    if max(lengths, default=0) > LONGEST_SENTENCE:
        yield say("One sentence has more than %(most)s words. Could it be two?", most=LONGEST_SENTENCE)
    elif lengths and sum(lengths) / len(lengths) > LONGEST_MEAN:
        yield say("The sentences are long: more than %(most)s words on average.", most=int(LONGEST_MEAN))


def parts(text: Text) -> tuple[str, ...]:
    """Everything that a member reads of it, part by part."""
    return (text.name, text.purpose, *text.steps, text.two_minutes, text.not_when)


def sentences(part: str) -> list[str]:
    """The sentences of a part. A colon and a semicolon end none."""
    return [sentence for sentence in _SENTENCE_ENDS.split(part.strip()) if _WORD.search(sentence)]


def _length(words: str) -> int:
    return len(_WORD.findall(words))
