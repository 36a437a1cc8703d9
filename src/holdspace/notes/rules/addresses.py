"""Where somebody lives, by the address on record: its street, with a number or the kind of street it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from holdspace.notes.rules.common_words import in_dictionary
from holdspace.notes.rules.folding import Token, terms
from holdspace.notes.rules.phrases import Found, Phrase, Written, stretches
from holdspace.notes.rules.words import word_set

STREET_TYPES = word_set(
    """
    utca ut privada cerrada callejon colonia vulytsia вул улица проспект οδος شارع רחוב 号 號 路 街 町 번지 길
    street st str ave av avenue avda avenida rd road ln lane dr drive blvd boulevard ct court pl place sq
    square
    ter terrace pkwy parkway hwy highway cir circle way close crescent cres mews row walk trail trl alley aly
    grove gardens gdns hill rise parade quay wharf loop path pike plaza plz calle cl c carrer paseo po camino
    carrera cra ronda travesia glorieta rue strasse straße weg platz gasse allee ulitsa ul via viale corso
    piazza
    rua travessa largo gade gatan vej straat laan plein cad caddesi sok sokak jalan turnpike point view ул
    улица
    """
)
DIRECTIONS = word_set("n s e w ne nw se sw north south east west")
UNITS = word_set(
    "apt apartment unit suite ste flat floor fl no num numero piso puerta depto int lot bldg building"
)
SMALL = word_set("de del la las los el the of du des der den")
AT_HOME = word_set(
    """
    to by past on at in near off lives living lived moved house home flat apartment address corner vive
    vivia calle en
    casa piso
    """
)
_NUMBER = re.compile(r"\d+[a-z]?")
_ENDING = re.compile(r"(?:strasse|straße|str|weg|platz|gasse|allee|straat|laan|gatan|gade|vej)$")


class Place(NamedTuple):
    """Terms [first, last] of the text that tell where somebody lives."""

    first: int
    last: int
    certainty: float


def address_keys(address: str) -> tuple[str, ...]:
    """The words that name the street: of "12 Larkspur Lane, Apt 4B, Springfield" only "larkspur"."""
    segments = [_street(segment) for segment in re.split(r"[,;\n،、]", address)]
    numbered = [keys for keys, number in segments if number and keys]
    return next(iter(numbered or [keys for keys, _ in segments if keys]), ())


def address_numbers(address: str) -> frozenset[str]:
    """The numbers and letters of house and flat, in lower case."""
    return frozenset(term.key for term in terms(address) if _NUMBER.fullmatch(term.key))


def _street(segment: str) -> tuple[tuple[str, ...], bool]:
    keys = [term.key for term in terms(segment)]
    if any(key in UNITS for key in keys[:1]):
        return (), False
    numbered = any(key[0].isdigit() for key in keys)
    named = [stem(key) for key in keys if not _NUMBER.fullmatch(key)]
    kept = [key for key in named if key not in STREET_TYPES | SMALL | UNITS]
    core = [key for key in kept if key not in DIRECTIONS]
    return tuple(core or kept or named), numbered or any(key in STREET_TYPES for key in keys)


def stem(key: str) -> str:
    """The name of a street without its kind, where both are one word: "goethe" of "goethestr"."""
    return _ENDING.sub("", key) if len(key) > 7 else key


def find_places(
    written: Written, phrase: Phrase, numbers: Collection[str], words: Collection[str]
) -> Iterator[Place]:
    """Where the street of an address stands in the text, with what belongs to it. `words`: ordinary ones."""
    for found in stretches(written, phrase.keys, SMALL):
        if found.length == len(phrase.keys):
            place = _whole(written, found, numbers)
            if place.certainty or _told(written.terms, found, words):
                yield place._replace(certainty=place.certainty or 0.6)


def _whole(written: Written, found: Found, numbers: Collection[str]) -> Place:
    """With number, kind of street and flat around it; sure when one of the first two is there."""
    first, last = found.first, found.last
    keys = [term.key for term in written.terms]
    while first > 0 and written.adjoining(first - 1) and _belongs(keys[first - 1]):
        first -= 1
    while written.adjoining(last) and _belongs(keys[last + 1]):
        last += 1
    while first < found.first and keys[first] in SMALL:
        first += 1
    while last > found.last and keys[last] in SMALL:
        last -= 1
    around = {*keys[first : found.first], *keys[found.last + 1 : last + 1]}
    typed = bool(around & STREET_TYPES) or written.keys[found.last] != keys[found.last]
    return Place(first, last, 0.95 if around & set(numbers) else (0.85 if typed else 0.0))


def _belongs(key: str) -> bool:
    return (
        key in STREET_TYPES
        or key in DIRECTIONS
        or key in UNITS
        or key in SMALL
        or bool(_NUMBER.fullmatch(key))
    )


def _told(written: Sequence[Token], found: Found, words: Collection[str]) -> bool:
    """Only the street's name, but with a capital, no ordinary word, and where one tells of home."""
    said = written[found.first : found.last + 1]
    capitals = all(term.capital for term in said if term.key not in SMALL)
    known = all(term.key in words or in_dictionary(term.text, ("en", "es")) for term in said)
    telling = found.exact and capitals and (found.length > 1 or not known)
    before = {written[index].key for index in range(max(0, found.first - 4), found.first)}
    return telling and bool(before & AT_HOME)
