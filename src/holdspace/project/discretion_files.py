"""What `holdspace discretion` reads: a roster as JSON, whatever its exact shape, and notes as JSON lines."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from holdspace.notes.rules.record import Entry, Field, Person

GROUPS = ("groups", "circles")
PEOPLE = ("people", "members", "persons", "participants", "clients", "roster")
LEADERS = ("leaders", "leader", "co_leaders", "co_leader", "therapists", "therapist", "facilitators")
IDS = ("id", "person_id", "member_id", "group_id", "key")

FIELDS: Mapping[str, Field] = {
    **dict.fromkeys(("chosen_name", "preferred_name", "chosen", "chosen_first"), Field.CHOSEN_NAME),
    **dict.fromkeys(("name", "full_name", "display_name", "other_names", "former_names"), Field.NAME),
    **dict.fromkeys(("legal_first", "legal_first_name", "first_name", "first", "given"), Field.LEGAL_FIRST),
    **dict.fromkeys(("legal_middle", "middle_name", "middle"), Field.LEGAL_FIRST),
    **dict.fromkeys(("legal_last", "legal_last_name", "last_name", "last", "surname"), Field.LEGAL_LAST),
    **dict.fromkeys(("chosen_last", "family", "maiden_name", "family_name"), Field.LEGAL_LAST),
    **dict.fromkeys(("nicknames", "nickname", "aliases", "alias"), Field.NICKNAME),
    **dict.fromkeys(("email", "emails", "e_mail", "mail"), Field.EMAIL),
    **dict.fromkeys(("phone", "phones", "telephone", "mobile", "cell", "tel"), Field.PHONE),
    **dict.fromkeys(("handle", "handles", "social", "username", "accounts"), Field.HANDLE),
    **dict.fromkeys(("address", "addresses", "home_address"), Field.ADDRESS),
    **dict.fromkeys(("employer", "employers", "workplace", "work"), Field.EMPLOYER),
    **dict.fromkeys(("partner", "partners", "spouse"), Field.PARTNER),
    **dict.fromkeys(("emergency_contact", "emergency_contacts"), Field.EMERGENCY_CONTACT),
    **dict.fromkeys(("contact", "contacts"), Field.CONTACT),
}
"""How a roster may call what is on record."""

_AROUND = frozenset({Field.PARTNER, Field.EMERGENCY_CONTACT, Field.CONTACT})
_REACHING = frozenset({Field.EMAIL, Field.PHONE, Field.HANDLE})
_ORDER = tuple(dict.fromkeys(FIELDS.values()))


class Unreadable(Exception):  # noqa: N818
    """A file cannot be used: where, and why."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the roster. `leaders` are names that may stand in every note."""

    id: str
    people: tuple[Person, ...]
    leaders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it was given; `about` are the ids of whom it tells, none for the group's own note."""

    id: Any
    group: str
    given_group: Any
    given_about: Any
    about: tuple[str, ...]
    text: str


# The roster


def read_roster(path: Path) -> dict[str, Group]:
    """The groups of a roster by their ids. Raises Unreadable."""
    try:
        loaded = json.loads(text_of(path))
    except ValueError as problem:
        where = (
            f"line {problem.lineno}: {problem.msg}" if isinstance(problem, json.JSONDecodeError) else problem
        )
        raise Unreadable(f"{path.name} is not JSON; {where}.") from problem
    except RecursionError as problem:
        raise Unreadable(f"{path.name} is nested too deeply.") from problem
    groups: dict[str, Group] = {}
    for key, given in _groups(loaded, path.name):
        if key in groups:
            raise Unreadable(f"{path.name}: the group {key!r} is there twice.")
        groups[key] = _group(key, given, _names_of(_first(loaded, LEADERS)), path.name)
    if not groups:
        raise Unreadable(f"{path.name} has no groups.")
    return groups


def _groups(loaded: Any, file: str) -> Iterator[tuple[str, Any]]:
    """Each group with its id: of a list, of a mapping by id, or the one group that the file is."""
    inner = _first(loaded, GROUPS)
    given = loaded if inner is None else inner
    if isinstance(given, dict) and _first(given, PEOPLE) is None:
        yield from ((str(key), group) for key, group in given.items() if isinstance(group, (dict, list)))
    elif isinstance(given, list) and given and all(_is_person(each) for each in given):
        yield from _by_group(given)
    elif isinstance(given, dict) and any(
        "group" in each for each in _listed(given) if isinstance(each, dict)
    ):
        yield from _by_group(_listed(given))
    else:
        for number, group in enumerate(given if isinstance(given, list) else [given], start=1):
            if not isinstance(group, dict):
                raise Unreadable(f"{file}: group {number} is no group with people.")
            yield _id_of(group, ("group", "name"), f"{file}: group {number}"), group


def _is_person(each: Any) -> bool:
    return isinstance(each, dict) and _first(each, PEOPLE) is None and any(key in FIELDS for key in each)


def _by_group(people: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    found: dict[str, list[Any]] = {}
    for each in people:
        found.setdefault(str(each.get("group", "")), []).append(each)
    yield from found.items()


def _group(key: str, given: Any, leaders: tuple[str, ...], file: str) -> Group:
    people: dict[str, Person] = {}
    for number, each in enumerate(_listed(given), start=1):
        where = f"{file}: group {key!r}, person {number}"
        if not isinstance(each, dict):
            raise Unreadable(f"{where} is no object with an id and names.")
        person = Person(_id_of(each, (), where), record=tuple(_entries(each, where)))
        if person.id in people:
            raise Unreadable(f"{where}: the id {person.id!r} is there twice.")
        people[str(person.id)] = person
    own = [name for word in LEADERS for name in _names_of(_first(given, (word,)))]
    return Group(key, tuple(people.values()), (*leaders, *own))


def _listed(given: Any) -> list[Any]:
    """The people of a group, as a list; from a mapping each gets its key for an id."""
    people = given if isinstance(given, list) else _first(given, PEOPLE)
    if isinstance(people, dict):
        return [{"id": key, **each} if isinstance(each, dict) else each for key, each in people.items()]
    return people if isinstance(people, list) else []


def _id_of(given: dict[str, Any], more: tuple[str, ...], where: str) -> str:
    for key in (*IDS, *more):
        if isinstance(given.get(key), (str, int)) and str(given[key]).strip():
            return str(given[key])
    raise Unreadable(f"{where} has no id.")


def _entries(given: dict[str, Any], where: str) -> Iterator[Entry]:
    """Everything on record of a person, in the order of `FIELDS`; what is unknown or empty is left out."""
    found = [entry for key, value in given.items() for entry in _entries_of(key, value, where)]
    yield from sorted(found, key=lambda entry: _ORDER.index(entry.field))


def _entries_of(key: str, value: Any, where: str) -> Iterator[Entry]:
    field = FIELDS.get(re.sub(r"[\s-]", "_", key.strip().lower()))
    if field is not None:
        yield from (Entry(field, text) for text in _texts(field, value, f"{where}: {key}"))


def _texts(field: Field, value: Any, where: str) -> Iterator[str]:
    if value is None or value is False:
        return
    if isinstance(value, list):
        for each in value:
            yield from _texts(field, each, where)
    elif isinstance(value, dict):
        yield from _of_object(field, value, where)
    elif isinstance(value, (str, int)):
        yield from _of_text(field, str(value))
    else:
        raise Unreadable(f"{where} is neither text nor a list nor an object.")


def _of_text(field: Field, text: str) -> Iterator[str]:
    separators = {
        Field.NICKNAME: r"[,;/|\n]",
        Field.PHONE: r"[,;|\n]",
        Field.EMAIL: r"[,;|\n]",
        Field.HANDLE: r"[,;|\n]",
    }
    pieces = re.split(separators[field], text) if field in separators else [text]
    yield from (piece.strip() for piece in pieces if piece.strip())


def _of_object(field: Field, value: dict[str, Any], where: str) -> Iterator[str]:
    """A contact with name and numbers, an address in parts, an employer with a name, accounts by service."""
    if field is Field.ADDRESS:
        yield ", ".join(
            str(part) for part in value.values() if isinstance(part, (str, int)) and str(part).strip()
        )
    elif field in _AROUND:
        yield from _of_contact(value, where)
    elif field in _REACHING:
        for part in value.values():
            yield from _texts(field, part, where)
    elif named := _first(value, ("name", "value", "title", "company")):
        yield from _texts(field, named, where)


def _of_contact(value: dict[str, Any], where: str) -> Iterator[str]:
    names = {Field.NAME, Field.CHOSEN_NAME, Field.LEGAL_FIRST, Field.LEGAL_LAST}
    entries = list(_entries(value, where))
    whole = " ".join(dict.fromkeys(entry.text for entry in entries if entry.field in names))
    yield from [whole] if whole else []
    yield from (entry.text for entry in entries if entry.field is Field.NICKNAME)
    for entry in entries:
        if entry.field in _REACHING:
            handle = entry.field is Field.HANDLE and not entry.text.startswith("@")
            yield f"@{entry.text}" if handle else entry.text


def _names_of(given: Any) -> tuple[str, ...]:
    """Names of leaders: strings, or objects with names; in a list or alone."""
    if isinstance(given, list):
        return tuple(name for each in given for name in _names_of(each))
    if isinstance(given, str):
        return (given,) if given.strip() else ()
    if isinstance(given, dict):
        of_people = (Field.NAME, Field.CHOSEN_NAME, Field.LEGAL_FIRST, Field.LEGAL_LAST, Field.NICKNAME)
        return tuple(entry.text for entry in _entries(given, "leaders") if entry.field in of_people)
    return ()


def _first(given: Any, keys: Collection[str]) -> Any:
    if isinstance(given, dict):
        return next((given[key] for key in keys if given.get(key) is not None), None)
    return None


# The notes


def read_notes(path: Path, groups: Mapping[str, Group]) -> list[Note]:
    """All notes of the file. Raises Unreadable for the first line that is none, or names nobody known."""
    notes = []
    for number, line in enumerate(text_of(path).split("\n"), start=1):
        if line.strip():
            notes.append(_note(line, f"{path.name}, line {number}", groups))
    return notes


def _note(line: str, where: str, groups: Mapping[str, Group]) -> Note:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"{where} is not JSON.") from problem
    if not isinstance(given, dict):
        raise Unreadable(f"{where} is no note: an object with id, group, about and text.")
    if given.get("id") is None:
        raise Unreadable(f"{where} has no id.")
    if not isinstance(given.get("text"), str):
        raise Unreadable(f"{where} has no text.")
    group = _group_of(given, where, groups)
    about = tuple(_about(given.get("about")))
    known = {str(person.id) for person in group.people}
    if unknown := [each for each in about if each not in known]:
        raise Unreadable(f"{where} is about {unknown[0]!r}, who is not in the group {group.id!r}.")
    return Note(given["id"], group.id, given.get("group"), given.get("about"), about, given["text"])


def _group_of(given: dict[str, Any], where: str, groups: Mapping[str, Group]) -> Group:
    key = given.get("group")
    if key is None and len(groups) == 1:
        return next(iter(groups.values()))
    if key is None:
        raise Unreadable(f"{where} names no group, and the roster has more than one.")
    if str(key) not in groups:
        raise Unreadable(f"{where} is of the group {key!r}, which is not in the roster.")
    return groups[str(key)]


def _about(given: Any) -> Iterator[str]:
    if isinstance(given, list):
        for each in given:
            yield from _about(each)
    elif isinstance(given, dict):
        yield from _about(_first(given, IDS))
    elif given is not None and str(given).strip():
        yield str(given)


def text_of(path: Path) -> str:
    """The text of a file, lines parted by one sign. Raises Unreadable."""
    try:
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        raise Unreadable(f"{path.name} is not text in UTF-8.") from problem
    except OSError as problem:
        raise Unreadable(f"{path.name} cannot be read: {problem.strerror}.") from problem
