"""The words of a text read as names of the people on record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from holdspace.notes.rules.common_words import in_dictionary
from holdspace.notes.rules.folding import Token, fold
from holdspace.notes.rules.initials import ACRONYMS
from holdspace.notes.rules.known_people import PARTICLES, Bearer, KnownPeople, Reading
from holdspace.notes.rules.name_context import Case, Context
from holdspace.notes.rules.ordinary_words import languages
from holdspace.notes.rules.record import Field
from holdspace.notes.rules.sounding import sound
from holdspace.notes.rules.word_names import WordNames

_WITHIN_NAME = re.compile(r"[ \u00a0]{1,3}|[-‐‑'’]|[ \t]*\n[ \t]*")
_AFTER_INITIAL = re.compile(r"\.?[ \u00a0]?")
INITIAL_AFTER = re.compile(r"\s([^\W\d_])(?:\.(?!\w)|(?![\w'’.]))")


class Named(NamedTuple):
    """A name at [start, end) of the text."""

    start: int
    end: int
    bearer: Bearer
    certainty: float
    field: Field


class _Run(NamedTuple):
    """Words [first, last] of the text, read together as the names of bearers, the best reading first."""

    first: int
    last: int
    readings: tuple[Reading, ...]


class NameSearch:
    """One text and the people to look for in it by their names."""

    def __init__(self, context: Context, known: KnownPeople) -> None:
        self.context, self.known, self.tokens, self.text = context, known, context.tokens, context.text
        self.languages = languages({token.key for token in self.tokens})
        self.readings = [self._read(token) for token in self.tokens]
        self.word_names = WordNames(context, self._is_name)

    def runs(self) -> Iterator[Named]:
        """Every name that may not stand in the text."""
        index = 0
        while index < len(self.tokens):
            run = self._run(index)
            if run is not None:
                yield from self._judged(run)
            elif self.tokens[index].unspaced:
                yield from self._inside(self.tokens[index])
            else:
                yield from self._in_two(index)
            index = run.last + 1 if run is not None else index + 1

    def _read(self, token: Token) -> list[Reading]:
        loosely = token.capital or not self.context.is_word(token.key)
        return self.known.read(token.key, loosely=loosely, capital=token.capital)

    def _run(self, first: int) -> _Run | None:
        """The longest run of words from `first` that one bearer's names cover."""
        if not self.readings[first] or self.context.contraction(first):
            return None
        best = _best(self.readings[first])
        last, index = first, self._next_in_name(first)
        while index is not None:
            further = _best(self.readings[index])
            both = {
                bearer: max(reading, further[bearer], key=lambda each: each.rank)
                for bearer, reading in best.items()
                if bearer in further
            }
            if not both:
                break
            best, last, index = both, index, self._next_in_name(index)
        return _Run(first, last, tuple(sorted(best.values(), key=_order)))

    def _next_in_name(self, index: int) -> int | None:
        """The next word, if it can belong to the same name: a space, a hyphen, "de la", "M." between."""
        while self._adjoins(index):
            index += 1
            if self.readings[index]:
                return index if self.tokens[index].capital or not self._is_word(index) else None
            initial = len(self.tokens[index].key) == 1 and self.tokens[index].capital
            if self.tokens[index].key not in PARTICLES and not initial:
                return None
        return None

    def _adjoins(self, index: int) -> bool:
        between = self.context.between(index)
        if len(self.tokens[index].key) == 1 and _AFTER_INITIAL.fullmatch(between):
            return index + 1 < len(self.tokens)
        return index + 1 < len(self.tokens) and _WITHIN_NAME.fullmatch(between) is not None

    def _judged(self, run: _Run) -> Iterator[Named]:
        if run.readings[0].bearer.allowed:
            yield from self._namesake(run)
            return
        others = [reading for reading in run.readings if not reading.bearer.allowed]
        certainty = max(self._certainty(run, reading.rank) for reading in others)
        reading = others[0]
        start, end = self._start(run.first, reading.bearer), self._end(run, reading.bearer)
        if end - start > self.tokens[run.last].end - self.tokens[run.first].start:  # an initial stands beside
            certainty = max(certainty, 0.85)
        if certainty > 0:
            yield Named(start, end, reading.bearer, certainty, reading.field)

    def _start(self, first: int, bearer: Bearer) -> int:
        """Where the name begins: with the O of O'Brien, with the initial of "A. García"."""
        before, start = self.tokens[first - 1], self.tokens[first].start
        if first == 0 or len(before.key) != 1 or not before.capital:
            return start
        initial = (before.key, self.tokens[first].key[0]) in bearer.pairs
        spaced = initial and self.context.between(first - 1) in {". ", " ", "."}
        return before.start if spaced or self.context.apostrophe_after(first - 1) else start

    def _end(self, run: _Run, bearer: Bearer) -> int:
        """Where the name ends: after the initial of "Ana G."."""
        end = self.tokens[run.last].end
        initial = INITIAL_AFTER.match(self.text, end)
        if initial is None or not initial[1].isupper() or initial[0].endswith("I"):
            return end
        pair = (self.tokens[run.first].key[0], fold(initial[1]))
        if pair not in bearer.pairs:
            return end
        stopped = (
            self.text[initial.end() :].strip() == "" or self.text[initial.end() : initial.end() + 1] == "\n"
        )
        return initial.end(1) if stopped and not bearer.around else initial.end()

    def _namesake(self, run: _Run) -> Iterator[Named]:
        """Ana G. in the note of Ana Ruiz, when there is an Ana García: an initial that only she has."""
        initial = INITIAL_AFTER.match(self.text, self.tokens[run.last].end)
        if initial is None or not initial[1].isupper():
            return
        pair = (self.tokens[run.first].key[0], fold(initial[1]))
        if any(reading.bearer.allowed and pair in reading.bearer.pairs for reading in run.readings):
            return
        for reading in self.readings[run.first]:
            if not reading.bearer.allowed and reading.rank < 2 and pair in reading.bearer.pairs:
                start = self.tokens[run.first].start
                yield Named(start, initial.end(), reading.bearer, 0.8, reading.field)
                return

    # How surely it is a name

    def _certainty(self, run: _Run, rank: int) -> float:
        """How surely the run is a name; 0 when it is none."""
        if run.last > run.first:
            return 0.99 if rank < 2 else 0.85
        judge = (self._as_spelt, self._short_form, self._one_letter_off, self._short_and_off)[rank]
        return judge(run.first)

    def _as_spelt(self, index: int) -> float:
        token = self.tokens[index]
        if self._is_word(index):
            return self.word_names.certainty(index)
        if self.context.of_a_place(index):
            return 0
        if len(token.key) == 1 and token.key.isascii():
            return 0.5 if token.capital and self.context.only_people(index) else 0
        if len(token.key) <= 2 and not token.capital:
            return 0 if token.key in ACRONYMS or self._in_dictionary(index) else 0.7
        if len(token.key) <= 2 and token.shouted and token.key in ACRONYMS and not self.context.is_shouted:
            return 0.5 if self.context.acts(index) else 0
        return 0.95

    def _short_form(self, index: int) -> float:
        token = self.tokens[index]
        if self._is_word(index) or (token.shouted and len(token.key) < 4):
            return 0.85 * self._as_spelt(index)
        if token.capital or token.text[0].upper() == token.text[0].lower():
            return 0 if self._somebody_else(index) else 0.8
        if len(token.key) <= 3:
            return 0.5 if self.context.says(index) else 0
        return 0.6

    def _one_letter_off(self, index: int) -> float:
        token, case = self.tokens[index], self.context.case(index)
        if self._is_word(index):
            return self._word_and_off(index, case)
        if token.shouted:
            return self._shouted_and_off(index)
        if case is Case.LOWER:
            return self._small_and_off(index)
        if self._somebody_else(index):
            return 0
        if self._in_dictionary(index) and (case is Case.UNTOLD or len(token.key) <= 4):
            told = self.context.acts(index) or (case is Case.CAPITAL and self.context.names_whom(index))
            return 0.4 if told else 0
        return 0.7 if case is Case.CAPITAL else 0.6

    def _somebody_else(self, index: int) -> bool:
        """Mary Oliver, where only a short form would be ours: another surname follows."""
        return self.context.followed_by_a_name(index) and not self.readings[index + 1]

    def _word_and_off(self, index: int, case: Case) -> float:
        """ "Grave" for Grace: a word, but where only somebody's name can stand."""
        context = self.context
        other = (
            context.has_article(index) or context.place_or_phrase(index) or context.followed_by_a_name(index)
        )
        if case is Case.CAPITAL and not other:
            return 0.4 if context.acts(index) or context.names_whom(index) else 0
        small_or_first = context.says(index) if case is Case.LOWER else context.only_people(index)
        return 0.4 if small_or_first and not context.has_article(index) else 0

    def _shouted_and_off(self, index: int) -> float:
        if len(self.tokens[index].key) > 3 and not self._in_dictionary(index):
            return 0.5 if len(self.tokens[index].key) > 4 or self.context.is_shouted else 0
        return 0.4 if self.context.only_people(index) else 0

    def _small_and_off(self, index: int) -> float:
        if len(self.tokens[index].key) > 3 and not self._in_dictionary(index):
            return 0.5
        whom = self.context.names_whom(index) and not self._in_dictionary(index)
        return 0.4 if whom or self.context.says(index) else 0

    def _short_and_off(self, index: int) -> float:
        token = self.tokens[index]
        if not token.capital or token.shouted or self._is_word(index) or self._in_dictionary(index):
            return 0
        return 0.4 if len(token.key) > 3 or self.context.acts(index) or self.context.names_whom(index) else 0

    def _is_word(self, index: int) -> bool:
        """Whether the word is one of the language; English ones have no accents."""
        token = self.tokens[index]
        return self.context.is_word(token.key) and (token.text.isascii() or "es" in self.languages)

    def _in_dictionary(self, index: int) -> bool:
        return in_dictionary(self.tokens[index].text, self.languages)

    def _is_name(self, index: int) -> bool:
        """Whether the word at `index` is somebody's name as spelt or in short, and no mere word."""
        named = any(reading.rank < 2 for reading in self.readings[index])
        return named and (not self._is_word(index) or self.context.case(index) is Case.CAPITAL)

    # Names that are not one word

    def _in_two(self, index: int) -> Iterator[Named]:
        """ "Xiao Ming" for Xiaoming, "Mary Ann" for Maryann."""
        if self.context.between(index) not in {" ", "-"} or not self.tokens[index].capital:
            return
        one, two = self.tokens[index], self.tokens[index + 1]
        if self._is_word(index) or (not two.capital and self.context.between(index) == " "):
            return
        for reading in self.known.read(one.key + two.key, loosely=False)[:1]:
            if not reading.bearer.allowed and reading.rank == 0:
                yield Named(one.start, two.end, reading.bearer, 0.9, reading.field)

    def _inside(self, token: Token) -> Iterator[Named]:
        """Names inside a run of a script without spaces; the whole run where folding changed its length."""
        for key, readings in self.known.unspaced.items():
            if any(reading.bearer.allowed for reading in readings):
                continue
            for place in _places(key, token.key):
                yield self._part(token, place, len(key), readings[0], 0.95)
        if self.known.has_latin:
            yield from self._heard(token)

    def _heard(self, token: Token) -> Iterator[Named]:
        """Stretches of two to five signs that sound like a name in Latin letters."""
        for place in range(len(token.key) - 1):
            for length in range(2, min(6, len(token.key) - place + 1)):
                heard = sound(token.key[place : place + length])
                found = [reading for key, reading in self.known.sounds.get(heard, ()) if key.isascii()]
                if len(heard) > 2 and found and not any(reading.bearer.allowed for reading in found):
                    yield self._part(token, place, length, found[0], 0.6)

    def _part(self, token: Token, place: int, length: int, reading: Reading, certainty: float) -> Named:
        same_length = len(token.key) == len(token.text)
        start = token.start + place if same_length else token.start
        end = start + length if same_length else token.end
        return Named(start, end, reading.bearer, certainty, reading.field)


def _best(readings: Sequence[Reading]) -> dict[Bearer, Reading]:
    """Each bearer of a word with the best of its readings; readings come best first."""
    best: dict[Bearer, Reading] = {}
    for reading in readings:
        best.setdefault(reading.bearer, reading)
    return best


def _order(reading: Reading) -> tuple[int, bool, bool]:
    """The best rank first; who may stand wins a tie, then members before people around them."""
    return reading.rank, not reading.bearer.allowed, reading.bearer.around is not None


def _places(key: str, run: str) -> Iterator[int]:
    """Where `key` stands in `run`."""
    place = run.find(key)
    while place >= 0:
        yield place
        place = run.find(key, place + len(key))
