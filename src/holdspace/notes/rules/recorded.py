"""What is on record of a group's people, made ready to be looked for in one note."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from holdspace.notes.rules.addresses import address_keys
from holdspace.notes.rules.contact_details import kind_of, known_form
from holdspace.notes.rules.employers import employer_keys
from holdspace.notes.rules.folding import fold
from holdspace.notes.rules.known_details import Stored
from holdspace.notes.rules.known_people import Bearer, KnownPeople, allowed_names, contact_name
from holdspace.notes.rules.phrases import Phrase
from holdspace.notes.rules.record import NAMES, PEOPLE_AROUND, Entry, Field, Kind, Person, PersonId

_KIND_OF_FIELD = {Field.PHONE: Kind.PHONE, Field.EMAIL: Kind.MAIL, Field.HANDLE: Kind.HANDLE}
_KIND_OF_CONTACT = {"phone": Kind.PHONE, "mail": Kind.MAIL, "handle": Kind.HANDLE}


@dataclass(frozen=True, slots=True)
class Recorded:
    """The people by their names, their contact details, and their addresses and workplaces."""

    people: KnownPeople
    details: tuple[Stored, ...]
    phrases: tuple[tuple[Phrase, str], ...]
    """Each with the whole entry as written."""


def recorded(people: Sequence[Person], own: Collection[PersonId], allowed: Sequence[str]) -> Recorded:
    """What to look for in a note of `own`; what theirs is, and what they share with others, may stand."""
    known = KnownPeople()
    shared = {form for person in people if person.id in own for form in _forms(person)}
    for person in people:
        _add_member(known, person, person.id in own)
    for person in people:
        for name, field in _around(person):
            may = person.id in own or fold(name) in shared
            known.add(Bearer(person.id, field, allowed=may), [(field, name)])
    for title in allowed_names(allowed):
        known.add(Bearer(None, allowed=True), [title])
    details = tuple(each for person in people for each in _details(person, person.id in own, shared))
    phrases = tuple(each for person in people for each in _phrases(person, person.id in own, shared))
    return Recorded(known, details, phrases)


def _add_member(known: KnownPeople, person: Person, allowed: bool) -> None:
    named = [(entry.field, entry.text) for entry in person.entries() if entry.field in NAMES]
    known.add(Bearer(person.id, allowed=allowed), named)


def _pieces(entry: Entry) -> Iterable[str]:
    """The parts of an entry about somebody around: names, numbers, addresses, by comma or line."""
    return (piece.strip() for piece in re.split(r"[,;\n]", entry.text))


def _around(person: Person) -> Iterator[tuple[str, Field]]:
    for entry in person.entries():
        if entry.field in PEOPLE_AROUND:
            for piece in _pieces(entry):
                if kind_of(piece) == "name" and (name := contact_name(piece)):
                    yield name, entry.field


def _details(person: Person, own: bool, shared: Collection[str]) -> Iterator[Stored]:
    for kind, text, field in _reachable(person):
        may = own or known_form(text) in shared
        yield Stored(kind, text, person.id, field, may)


def _reachable(person: Person) -> Iterator[tuple[Kind, str, Field]]:
    for entry in person.entries():
        if entry.field in _KIND_OF_FIELD:
            yield _KIND_OF_FIELD[entry.field], entry.text, entry.field
        elif entry.field in PEOPLE_AROUND:
            for piece in _pieces(entry):
                if (kind := _KIND_OF_CONTACT.get(kind_of(piece))) is not None:
                    yield kind, piece, entry.field


def _phrases(person: Person, own: bool, shared: Collection[str]) -> Iterator[tuple[Phrase, str]]:
    for entry in person.entries():
        if entry.field in {Field.EMPLOYER, Field.ADDRESS}:
            read = employer_keys if entry.field is Field.EMPLOYER else address_keys
            kind = Kind.EMPLOYER if entry.field is Field.EMPLOYER else Kind.ADDRESS
            may = own or " ".join(read(entry.text)) in shared
            yield Phrase(kind, read(entry.text), person.id, entry.field, may), entry.text


def _forms(person: Person) -> Iterator[str]:
    """All that is on record of the note's own member, in the forms in which others' entries are compared."""
    yield from (fold(name) for name, _ in _around(person))
    yield from (known_form(text) for _, text, _ in _reachable(person))
    yield from (" ".join(phrase.keys) for phrase, _ in _phrases(person, own=True, shared=()))
