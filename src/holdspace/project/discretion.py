"""What `holdspace discretion` does: says of each note of a file whom else it names, and where."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from holdspace.notes.rules.discretion import Field, Kind, Mention, Person, find_mentions
from holdspace.project.discretion_files import Group, Note, Unreadable, read_notes, read_roster

__all__ = ["Asked", "Unreadable", "checked", "write_whole"]

KINDS: Mapping[Kind, str] = {
    Kind.NAME: "name",
    Kind.INITIALS: "initials",
    Kind.CONTACT: "contact",
    Kind.PHONE: "phone",
    Kind.MAIL: "email",
    Kind.HANDLE: "handle",
    Kind.ADDRESS: "address",
    Kind.EMPLOYER: "employer",
}
"""What a span is called; described in docs/reference/discretion.md."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How to look: in which country numbers are dialled, and whether beyond the group and the roster."""

    region: str = "US"
    whole_roster: bool = False
    strangers: bool = False


def checked(roster: Path, notes: Path, asked: Asked) -> Iterator[str]:
    """A line of JSON for each note, in their order. Raises Unreadable before the first line, or never."""
    groups = read_roster(roster)
    everybody = _once_each(groups) if asked.whole_roster else ()
    for note in read_notes(notes, groups):
        group = groups[note.group]
        yield _as_json(note, _spans(note, group, everybody or group.people, asked))


def _once_each(groups: Mapping[str, Group]) -> tuple[Person, ...]:
    return tuple({person.id: person for group in groups.values() for person in group.people}.values())


def _spans(note: Note, group: Group, people: tuple[Person, ...], asked: Asked) -> list[dict[str, object]]:
    found = find_mentions(
        note.text, people, own_id=frozenset(note.about), region=asked.region, allowed=group.leaders
    )
    return [_span(mention) for mention in found if mention.person_id is not None or asked.strangers]


def _span(mention: Mention) -> dict[str, object]:
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.found,
        "kind": _kind(mention),
        "person": mention.person_id,
        "field": mention.field.value if mention.field else None,
        "certainty": round(mention.certainty, 2),
        "suggestion": mention.suggestion,
    }


def _kind(mention: Mention) -> str:
    """The kind in the words of a roster: a nickname, and whose name it is of those around somebody."""
    if mention.kind is Kind.NAME and mention.field is Field.NICKNAME:
        return "nickname"
    if mention.kind is Kind.CONTACT and mention.field is not None:
        return mention.field.value
    return KINDS[mention.kind]


def _as_json(note: Note, spans: list[dict[str, object]]) -> str:
    told = {"id": note.id, "group": note.given_group, "about": note.given_about, "spans": spans}
    line = json.dumps(told, ensure_ascii=False)
    return line if line.isprintable() else json.dumps(told)


def write_whole(lines: list[str], file: Path) -> None:
    """Write a file at once or not at all: what stood there stays until the new one is complete."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in lines)
    Path(name).replace(file)
