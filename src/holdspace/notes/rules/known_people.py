"""Every spelling by which the people of a group may stand in a note, ready to be looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple, TypeAlias
from uuid import UUID

from rapidfuzz import process
from rapidfuzz.distance import OSA

from holdspace.notes.rules.contact_details import kind_of, known_form
from holdspace.notes.rules.folding import is_unspaced, words
from holdspace.notes.rules.nicknames import NICKNAMES
from holdspace.notes.rules.words import word_set

PersonId: TypeAlias = UUID | str

PARTICLES = word_set(
    """
    de la las los el del da das do dos di du van von der den ter ten bin ibn bint al abu y e i st san
    mac mc o d l le jr sr ii iii
    """
)
"""Small words inside names; alone they are nobody's name, unless they are all of a name ("Le", "Do")."""

RELATIONS = word_set(
    """
    mother father mom mum mommy dad daddy sister brother wife husband partner spouse son daughter aunt
    uncle friend grandmother grandfather grandma grandpa neighbour neighbor girlfriend boyfriend fiance
    fiancee cousin niece nephew parent guardian case manager doctor roommate emergency contact home work
    mobile cell phone madre padre mama papa hermana hermano esposa esposo marido hija hijo tia tio amiga
    amigo abuela abuelo
    """
)
"""How contacts are stored beside their names ("Peter (brother)"); these are nobody's names."""

FUZZY_FROM = 4
"""Names of fewer letters are only found as they are spelt: one letter of three is too much of a name."""

ARABIC_PREFIXES = "وفبلك"
"""One-letter words that Arabic writes together with the next one: and, so, with, to, like."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the group, as the discretion check knows them.

    `names`: chosen, given, family and nicknames, in any order, each as written by the practice.
    `contacts`: the names, telephone numbers, mail addresses and account names of this person and of the
    people around them.
    """

    id: PersonId
    names: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Bearer:
    """Who bears a spelling: a member, one of a member's contacts, or somebody who may stand in the note."""

    person_id: PersonId | None
    is_contact: bool = False
    allowed: bool = False
    pairs: set[tuple[str, str]] = field(default_factory=set)
    """The first letters of two of the bearer's names, in their order: what initials are compared with."""


class Reading(NamedTuple):
    """A word read as a name of `bearer`; `rank` 0 as spelt, 1 a short form, 2 either with one letter off."""

    bearer: Bearer
    rank: int


class KnownPeople:
    """The index of a group's names. Building it for 30 people takes about a millisecond; it is never kept."""

    def __init__(self, people: Iterable[Person], own_id: PersonId | None, allowed: Sequence[str]) -> None:
        self.exact: dict[str, list[Reading]] = {}
        self.unspaced: dict[str, list[Reading]] = {}
        self.long_enough: list[str] = []
        self.bearers: list[Bearer] = []
        self.details: dict[str, PersonId] = {}
        for person in people:
            self._add(Bearer(person.id, allowed=person.id == own_id), person.names)
            self._add_contacts(person)
        self._add(Bearer(None, allowed=True), allowed)

    def read(self, key: str, *, loosely: bool) -> list[Reading]:
        """All readings of a folded word, the best ones first; one letter may be off when `loosely`."""
        readings = list(self.exact.get(key, ()))
        readings += self._arabic(key)
        if loosely and len(key) >= FUZZY_FROM - 1:
            readings += self._one_letter_off(key)
        return sorted(readings, key=lambda reading: reading.rank)

    def initials(self, letters: Sequence[str]) -> list[Bearer]:
        """Who has these initials, each letter before the next one in the order of their names."""
        pairs = set(pairwise(letters))
        return [bearer for bearer in self.bearers if pairs <= bearer.pairs]

    def _add(self, bearer: Bearer, names: Sequence[str]) -> None:
        self.bearers.append(bearer)
        spelt = [[token.key for token in words(name)] for name in names]
        parts = list(dict.fromkeys(part for keys in spelt for part in _parts(keys)))
        for part in parts:
            self._add_key(part, Reading(bearer, 0))
            for short in NICKNAMES.get(part, ()):
                self._add_key(short, Reading(bearer, 1))
        for keys in spelt:  # "O'Brien" as "obrien", "Jean-Luc" as "jeanluc"
            if len(keys) > 1 and not is_unspaced(keys[0]):
                self._add_key("".join(keys), Reading(bearer, 0))
        self._add_unspaced(bearer, parts)
        letters = [(part, part[0]) for part in parts]
        bearer.pairs.update((one, two) for at, (_, one) in enumerate(letters) for _, two in letters[at + 1 :])

    def _add_key(self, key: str, reading: Reading) -> None:
        self.exact.setdefault(key, []).append(reading)
        if len(key) >= FUZZY_FROM and not is_unspaced(key):
            self.long_enough.append(key)

    def _add_unspaced(self, bearer: Bearer, parts: Sequence[str]) -> None:
        """Names in scripts without spaces: each alone from two signs on, and two of them together."""
        signs = [part for part in parts if is_unspaced(part)]
        if not signs:
            return
        together = [one + two for one in signs for two in signs if one != two]
        for key in dict.fromkeys([*together, *(part for part in signs if len(part) > 1)]):
            self.unspaced.setdefault(key, []).append(Reading(bearer, 0))

    def _add_contacts(self, person: Person) -> None:
        for stored in person.contacts:
            for contact in re.split(r"[,;\n]", stored):
                if kind_of(contact) != "name":
                    self.details[known_form(contact)] = person.id
                elif name := re.sub(r"\([^)]*\)", " ", contact).strip():
                    kept = " ".join(token.text for token in words(name) if token.key not in RELATIONS)
                    self._add(Bearer(person.id, is_contact=True), [kept])

    def _arabic(self, key: str) -> Iterator[Reading]:
        if len(key) > FUZZY_FROM - 1 and key[0] in ARABIC_PREFIXES:
            yield from self.exact.get(key[1:], ())

    def _one_letter_off(self, key: str) -> Iterator[Reading]:
        """Names at edit distance one (a letter wrong, missing, too many, or two changed over)."""
        near = process.extract(key, self.long_enough, scorer=OSA.distance, score_cutoff=1, limit=None)
        names = {name for name, distance, _ in near if distance}
        if key.endswith("s") and len(key) == FUZZY_FROM:  # "Anas sister", written without its apostrophe
            names.add(key[:-1])
        for name in sorted(names):
            yield from (Reading(bearer, 2) for bearer, _ in self.exact.get(name, ()))


def _parts(keys: Sequence[str]) -> list[str]:
    """The folded words of a name that can stand for the person when they stand alone."""
    return [
        key for key in keys if len(keys) == 1 or (key not in PARTICLES and (len(key) > 1 or is_unspaced(key)))
    ]
