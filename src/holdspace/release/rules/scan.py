"""Before anything leaves: every other person of the practice is looked for in the finished files.

Two nets. `notes.rules.discretion` reads each text for the people of the circles in which the member sat, with
short forms, initials and typing errors. And here everybody of the practice is looked for, as they are
written, in all that the files hold: the text of each page, properties, values of FHIR, names of files. A name
that is also a word ("Will") counts here only as a whole name; a row's id counts whoever it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from holdspace.notes.rules.discretion import Person, finder
from holdspace.notes.rules.folding import fold, is_unspaced, words
from holdspace.notes.rules.known_people import PARTICLES
from holdspace.notes.rules.ordinary_words import ordinary
from holdspace.release.rules.contents import Item

ROW_ID: Final = re.compile(
    r"\b[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\b", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"\+?\d[\d\s()./\-\u00a0]{5,}\d")
_SPACES: Final = re.compile(r"\s+")

SHORTEST_NUMBER = 7
"""Digits from which a telephone number is compared; national and international forms share their ends."""

SHORTEST_WORDS = 6
"""Characters from which an address or a chart number without a digit is looked for inside other words."""


class Kind(StrEnum):
    """What was found."""

    NAME = "name"
    CONTACT = "contact"
    NUMBER = "number"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody of the practice who is not the person of the package.

    `full` are whole names ("Bo Lindqvist"), `names` their parts, `contacts` telephone numbers, addresses and
    the names of people around them, `numbers` chart numbers.
    """

    names: tuple[str, ...]
    full: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a file and where it stands: "record.pdf, page 2"."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody else, found. `item` is the key of the item of the package, empty for the rest of a file."""

    place: str
    found: str
    kind: Kind
    item: str = ""


def search_items(
    items: Sequence[Item], circle: Sequence[Person], *, own_id: object, allowed: Sequence[str], region: str
) -> list[Hit]:
    """The people of the member's circles in each item's text, as the editor of notes looks for them."""
    named = finder(circle, own_id=own_id, region=region, allowed=allowed)  # type: ignore[arg-type]
    return [
        Hit(item.title, mention.found, Kind.NAME, item.key)
        for item in items
        for mention in named(item.text)
        if mention.person_id is not None and mention.person_id != own_id
    ]


def search_files(
    texts: Iterable[Text], strangers: Sequence[Stranger], *, may_stand: Sequence[str], own_ids: frozenset[str]
) -> list[Hit]:
    """Everybody of the practice in everything that the files hold.

    `may_stand` are the names and contacts that belong in the package: the person's own, the staff's, the
    receiver's, the practice's. `own_ids` are the ids that were made for this package.
    """
    needles = _Needles(strangers, may_stand)
    return list(dict.fromkeys(hit for text in texts for hit in needles.found(text, own_ids)))


class _Needles:
    """Everything that is looked for, ready to be compared with many texts."""

    def __init__(self, strangers: Sequence[Stranger], may_stand: Sequence[str]) -> None:
        fine = {token.key for each in may_stand for token in words(each)}
        said = {_plain(each) for each in may_stand}
        fine_numbers = {_digits(each) for each in may_stand}
        self.names: set[str] = set()
        self.phrases: set[str] = set()
        self.unspaced: set[str] = set()
        self.literal: set[str] = set()
        self.numbers: set[str] = set()
        for person in strangers:
            self._names(person, fine, said)
            self._contacts(person, said, fine_numbers)
        self.names -= ordinary(self.names)

    def _names(self, person: Stranger, fine: set[str], said: set[str]) -> None:
        for name in person.names:
            keys = [token.key for token in words(name)]
            self.unspaced.update(key for key in keys if is_unspaced(key) and key not in fine)
            parts = keys if len(keys) == 1 else [key for key in keys if key not in PARTICLES and len(key) > 2]
            self.names.update(key for key in parts if len(key) > 1 and key not in fine)
        for name in person.full:
            keys = [token.key for token in words(name)]
            if len(keys) > 1 and _plain(name) not in said:
                self.phrases.add(" ".join(keys))

    def _contacts(self, person: Stranger, said: set[str], fine_numbers: set[str]) -> None:
        for contact in (*person.contacts, *person.numbers):
            digits = _digits(contact)
            letters = any(sign.isalpha() for sign in contact)
            if len(digits) >= SHORTEST_NUMBER and not letters:
                if not any(_same_number(digits, fine) for fine in fine_numbers):
                    self.numbers.add(digits)
            elif _plain(contact) not in said and _tells(contact):
                self.literal.add(_plain(contact))

    def found(self, text: Text, own_ids: frozenset[str]) -> Iterator[Hit]:
        """Every hit in one text."""
        yield from self._rows(text, own_ids)
        plain = ROW_ID.sub(" ", text.text)
        yield from self._by_name(text.place, plain)
        yield from self._by_contact(text.place, plain)

    def _rows(self, text: Text, own_ids: frozenset[str]) -> Iterator[Hit]:
        for match in ROW_ID.findall(text.text):
            if match.lower() not in own_ids:
                yield Hit(text.place, match, Kind.ROW)

    def _by_name(self, place: str, plain: str) -> Iterator[Hit]:
        tokens = words(plain)
        for token in tokens:
            if token.key in self.names or (
                token.unspaced and any(name in token.key for name in self.unspaced)
            ):
                yield Hit(place, token.text, Kind.NAME)
        line = f" {' '.join(token.key for token in tokens)} "
        for phrase in self.phrases:
            if f" {phrase} " in line:
                yield Hit(place, phrase, Kind.NAME)

    def _by_contact(self, place: str, plain: str) -> Iterator[Hit]:
        line = f" {_plain(plain)} "
        for literal in self.literal:
            if literal in line:
                yield Hit(place, literal, Kind.CONTACT)
        for match in _NUMBER.findall(plain):
            digits = _digits(match)
            if any(_same_number(digits, number) for number in self.numbers):
                yield Hit(place, match.strip(), Kind.NUMBER)


def _plain(text: str) -> str:
    return _SPACES.sub(" ", fold(text)).strip()


def _digits(text: str) -> str:
    """The digits of a number without a leading zero, nor the one that is written in brackets: +44 (0)7700."""
    return "".join(sign for sign in text.replace("(0)", "") if sign.isdigit()).lstrip("0")


def _same_number(one: str, other: str) -> bool:
    """Whether two numbers end alike: +44 7700 900123 and 07700 900123."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= SHORTEST_NUMBER and longer.endswith(shorter)


def _tells(contact: str) -> bool:
    """Whether a text without a telephone number is particular enough to be looked for as it stands."""
    plain = _plain(contact)
    if " " not in plain and plain in ordinary({plain}):
        return False
    return len(plain) >= SHORTEST_WORDS or (len(plain) > 3 and any(sign.isdigit() for sign in plain))
