"""Every spelling by which the people of a group may stand in a note, ready to be looked up."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise, product
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from holdspace.notes.rules.folding import fold, is_unspaced, lookalike, words
from holdspace.notes.rules.nicknames import short_forms
from holdspace.notes.rules.record import NAMES, Field, PersonId
from holdspace.notes.rules.sounding import consonants, is_abjad, is_latin, nominatives, sound, spellings
from holdspace.notes.rules.words import word_set

PARTICLES = word_set(
    """
    de la las los el del da das do dos di du van von der den ter ten bin ibn bint al abu y e i st san
    mac mc o d l le jr sr ii iii und
    """
)
"""Small words inside names; alone they are nobody's name, unless they are all of a name ("Le", "Do")."""

RELATIONS = word_set(
    """
    mother father mom mum mommy dad daddy sister brother wife husband partner spouse son daughter aunt
    uncle friend grandmother grandfather grandma grandpa neighbour neighbor girlfriend boyfriend fiance
    fiancee cousin niece nephew parent guardian case manager doctor roommate emergency contact home work
    mobile cell phone madre padre mama papa hermana hermano esposa esposo marido hija hijo tia tio amiga
    amigo abuela abuelo none na unknown dr mr mrs ms
    """
)
"""How contacts are stored beside their names ("Peter (brother)"); these are nobody's names."""

FUZZY_FROM = 4
"""Names of fewer letters are only found as they are spelt, or with a capital: one letter of three is much."""

ARABIC_PREFIXES = "وفبلك"
"""One-letter words that Arabic writes together with the next one: and, so, with, to, like."""

_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ñ": "ny"}


@dataclass(frozen=True, slots=True, eq=False)
class Bearer:
    """Who bears a spelling: a member, somebody around a member, or somebody who may stand in the note.

    `around` is the field that names somebody around the member; None for the member.
    """

    person_id: PersonId | None
    around: Field | None = None
    allowed: bool = False
    pairs: set[tuple[str, str]] = field(default_factory=set)
    """The first letters of two of the bearer's names, in their order: what initials are compared with."""
    letters: set[str] = field(default_factory=set)
    """The first letters of what the bearer is called, surnames left out."""


class Reading(NamedTuple):
    """A word read as a name of `bearer`, as it stands in `field` of the record.

    `rank` is 0 as spelt, 1 a short form, 2 as spelt with one letter off, 3 a short form with one letter off.
    """

    bearer: Bearer
    rank: int
    field: Field


Named = Sequence[tuple[Field, str]]


class KnownPeople:
    """The index of a group's names. Building it for 30 people takes a few milliseconds; it is never kept."""

    def __init__(self) -> None:
        self.exact: dict[str, list[Reading]] = {}
        self.unspaced: dict[str, list[Reading]] = {}
        self.sounds: dict[str, list[tuple[str, Reading]]] = {}
        self.abjad: dict[str, list[Reading]] = {}
        self.long_enough: dict[str, None] = {}
        self.three_letters: dict[str, None] = {}
        self._near: dict[tuple[str, bool], list[str]] = {}
        self.bearers: list[Bearer] = []

    def add(self, bearer: Bearer, named: Named) -> None:
        """Enter somebody's names, each with the field in which it stands."""
        self.bearers.append(bearer)
        spelt = [(where, _keys(name), name) for where, name in named]
        for where, keys, name in spelt:
            for part in _parts(keys):
                self._add_part(part, Reading(bearer, 0, where))
            self._add_together(keys, name, Reading(bearer, 0, where))
        self._add_joined(bearer, spelt)
        parts = list(dict.fromkeys(part for _, keys, _ in spelt for part in _parts(keys)))
        self._add_unspaced(bearer, parts, spelt[0][0] if spelt else Field.NAME)
        bearer.letters.update(
            keys[0][0] for where, keys, _ in spelt if keys and where is not Field.LEGAL_LAST
        )
        letters = [part[0] for part in parts]
        bearer.pairs.update(
            (part[0], keys[0][0]) for part in parts for _, keys, _ in spelt if keys and part != keys[0]
        )
        bearer.pairs.update((one, two) for at, one in enumerate(letters) for two in letters[at + 1 :])

    def read(self, key: str, *, loosely: bool, capital: bool = True) -> list[Reading]:
        """All readings of a folded word, the best ones first; one letter may be off when `loosely`."""
        readings = list(self.exact.get(key, ()))
        if not key.isascii():
            readings += self._of_other_scripts(key)
        elif self.abjad:
            readings += self._of_abjad_names(key)
        readings += self._sounding_alike(key)
        if loosely and len(key) >= FUZZY_FROM - 1:
            readings += self._one_letter_off(key, capital=capital)
        return sorted(readings, key=lambda reading: reading.rank)

    def initials(self, letters: Sequence[str]) -> list[Bearer]:
        """Who has these initials, each letter before the next one in the order of their names."""
        pairs = set(pairwise(letters))
        return [bearer for bearer in self.bearers if pairs <= bearer.pairs]

    def lettered(self, letter: str) -> list[Bearer]:
        """Who is called by a name with this letter, members only, and those who may stand."""
        return [
            each for each in self.bearers if letter in each.letters and (each.allowed or each.around is None)
        ]

    @cached_property
    def has_latin(self) -> bool:
        return any(key.isascii() for key in self.exact)

    def _add_part(self, part: str, reading: Reading) -> None:
        self._add_key(part, reading)
        if reading.field is not Field.LEGAL_LAST:
            for short in short_forms(part):
                self._add_key(short, reading._replace(rank=1))
        if not is_unspaced(part):
            self.sounds.setdefault(sound(part), []).append((part, reading))
        if is_abjad(part):
            self.abjad.setdefault(part, []).append(reading)

    def _add_together(self, keys: Sequence[str], name: str, reading: Reading) -> None:
        """Names of several words in one ("O'Brien" as "obrien"), and "Jürgen" as "Juergen"."""
        if len(keys) > 1 and not is_unspaced(keys[0]):
            together = "".join(keys)
            self._add_key(together, reading)
            self.sounds.setdefault(sound(together), []).append((together, reading))
        for key in _with_digraphs(name):
            self._add_key(key, reading)
        for key in keys:
            if key.startswith("mc") and len(key) > 4:
                self._add_key(f"mac{key[2:]}", reading)

    def _add_joined(self, bearer: Bearer, spelt: Sequence[tuple[Field, list[str], str]]) -> None:
        """ "anaruiz", "ruizana", "aruiz": as in account names."""
        last = {"".join(keys) for where, keys, _ in spelt if where is Field.LEGAL_LAST or len(spelt) == 1}
        last |= {keys[-1] for _, keys, _ in spelt[-1:] if keys}
        first = {keys[0] for where, keys, _ in spelt if keys and where is not Field.LEGAL_LAST}
        for one, two in product(sorted(first), sorted(last)):
            if one != two and not is_unspaced(one):
                for key in (one + two, two + one, one[0] + two):
                    if len(key) > 4:
                        self.exact.setdefault(key, []).append(Reading(bearer, 0, Field.NAME))

    def _add_key(self, key: str, reading: Reading) -> None:
        self.exact.setdefault(key, []).append(reading)
        if is_unspaced(key):
            return
        if len(key) >= FUZZY_FROM:
            self.long_enough[key] = None
        elif len(key) == FUZZY_FROM - 1 and reading.rank == 0 and not reading.bearer.around:
            self.three_letters[key] = None

    def _add_unspaced(self, bearer: Bearer, parts: Sequence[str], where: Field) -> None:
        """Names in scripts without spaces: each alone from two signs on, and two of them together."""
        signs = [part for part in parts if is_unspaced(part)]
        together = [one + two for one in signs for two in signs if one != two]
        for key in dict.fromkeys([*together, *(part for part in signs if len(part) > 1)]):
            self.unspaced.setdefault(key, []).append(Reading(bearer, 0, where))
            self.sounds.setdefault(sound(key), []).append((key, Reading(bearer, 0, where)))

    def _arabic(self, key: str) -> Iterator[Reading]:
        if len(key) > FUZZY_FROM - 1 and key[0] in ARABIC_PREFIXES:
            yield from self.exact.get(key[1:], ())

    def _of_other_scripts(self, key: str) -> Iterator[Reading]:
        yield from self._arabic(key)
        yield from self.exact.get(lookalike(key), ())
        for form in nominatives(key)[1:]:
            yield from (reading._replace(rank=1) for reading in self.exact.get(form, ()) if reading.rank == 0)
        if is_abjad(key) and consonants(key) > 1:
            pattern = spellings(key)
            names = (name for name in self.exact if name.isascii() and pattern.fullmatch(name))
            yield from (
                reading._replace(rank=1)
                for name in names
                for reading in self.exact[name]
                if reading.rank == 0
            )

    def _of_abjad_names(self, key: str) -> Iterator[Reading]:
        for name, readings in self.abjad.items():
            if consonants(name) > 1 and len(key) < 20 and spellings(name).fullmatch(key):
                yield from (reading._replace(rank=2) for reading in readings)

    def _sounding_alike(self, key: str) -> Iterator[Reading]:
        """Names of another script that sound the same."""
        for form in nominatives(key):
            heard = sound(form)
            for name, reading in self.sounds.get(heard, ()) if len(heard) > 1 else ():
                if is_latin(name) is not is_latin(key):
                    yield reading._replace(rank=1)

    def _one_letter_off(self, key: str, *, capital: bool) -> Iterator[Reading]:
        """Names at edit distance one (a letter wrong, missing, too many, or two changed over)."""
        with_short = len(key) <= FUZZY_FROM and capital
        if (key, with_short) not in self._near:  # a long note says most of its words many times
            self._near[key, with_short] = self._names_near(key, with_short=with_short)
        for name in self._near[key, with_short]:
            for bearer, rank, where in self.exact.get(name, ()):
                yield Reading(bearer, 3 if rank else 2, where)

    def _names_near(self, key: str, *, with_short: bool) -> list[str]:
        known = [*self.long_enough, *self.three_letters] if with_short else list(self.long_enough)
        near = process.extract(key, known, scorer=OSA.distance, score_cutoff=1, limit=None)
        names = {name for name, distance, _ in near if distance}
        if key.endswith("s") and len(key) == FUZZY_FROM:  # "Anas sister", written without its apostrophe
            names.add(key[:-1])
        return sorted(names)


def contact_name(stored: str) -> str:
    """Who a contact is, without what they are to somebody: "Peter" of "Peter (brother)"."""
    without = re.sub(r"\([^)]*\)", " ", stored)
    return " ".join(token.text for token in words(without) if token.key not in RELATIONS)


def allowed_names(names: Collection[str]) -> Named:
    """Names that may stand in any note, without titles and licences."""
    return [(Field.NAME, contact_name(re.sub(r",.*| - .*", "", name))) for name in names]


def first_reading(readings: Iterable[Reading]) -> Reading | None:
    """The best reading that names the member themself, or the best of all."""
    best = list(readings)
    own = [reading for reading in best if reading.field in NAMES]
    return next(iter(own or best), None)


def _keys(name: str) -> list[str]:
    return [token.key for token in words(name)]


def _with_digraphs(name: str) -> Iterator[str]:
    """ "Jürgen" as "juergen", word by word."""
    for token in words(name):
        small = token.text.casefold()
        if any(letter in _UMLAUTS for letter in small):
            yield fold("".join(_UMLAUTS.get(letter, letter) for letter in small))
        if "ß" in small:
            yield fold(small.replace("ß", "s"))


def _parts(keys: Sequence[str]) -> list[str]:
    """The folded words of a name that can stand for the person when they stand alone."""
    return [
        key for key in keys if len(keys) == 1 or (key not in PARTICLES and (len(key) > 1 or is_unspaced(key)))
    ]
