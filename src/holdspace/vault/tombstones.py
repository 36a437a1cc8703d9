"""Who was erased, kept outside of the database: so that an old backup, put back, does not bring them back.

A backup of the database holds people's wrapped keys as they were. Put back after somebody was erased, it
would
open them again, tombstone and all forgotten. Therefore each erasure is also written into a file beside the
root keys, which is never part of a backup of the data, and whoever serves looks into it first
(`project.erasing.replay`).

The file is only ever appended to, one JSON object a line. Each line names the hash of the line before and is
authenticated with a key derived from the root: nobody without the root can have somebody erased by writing
their id here, nor take a line out of the middle unnoticed. That its end was cut off does not show in the file
itself; people who stand in the database as erased are written into it again (`keep_all`). It holds ids and
moments.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings

from holdspace.vault import roots
from holdspace.vault.models import PersonKey, Tombstone


@dataclass
class Kept:
    """The people of the file and when each was erased. A line that is authentic counts, whatever is wrong
    around it: to erase once more does no harm, to bring somebody back would."""

    people: dict[UUID, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    last_line: str = ""


def file() -> Path:
    """Where the list lies: beside the keys, or where HOLDSPACE_TOMBSTONES says."""
    named = settings.HOLDSPACE_TOMBSTONES
    return Path(named) if named else Path(settings.HOLDSPACE_KEYS) / "tombstones" / "erased.jsonl"


def read() -> Kept:
    """Everything in the file that holds; nothing where there is none."""
    try:
        return _read(file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Kept()


def keep(people: Iterable[tuple[UUID, datetime]]) -> int:
    """Write down who was erased; returns how many were not there yet. Raises OSError where it cannot be
    written."""
    with _opened() as (stream, kept):
        new = {person: at for person, at in people if person not in kept.people}
        last = kept.last_line
        for person, at in new.items():
            last = _line(person, at.isoformat(), hashlib.sha256(last.encode()).hexdigest())
            stream.write(last + "\n")
        stream.flush()
        os.fsync(stream.fileno())
        return len(new)


def keep_all() -> int:
    """Write down whoever the database knows as erased and the file does not; returns how many."""
    known = read().people
    rows = [row for row in Tombstone.objects.all() if row.person_id not in known]
    return keep((row.person_id, row.shredded_at) for row in rows) if rows else 0


def come_back() -> list[UUID]:
    """Who stands in the file, and whom this database does not know as erased, or has keys of."""
    people = read().people
    if not people:
        return []
    known = set(Tombstone.objects.filter(person_id__in=people).values_list("person_id", flat=True))
    keyed = set(PersonKey.objects.filter(person_id__in=people).values_list("person_id", flat=True))
    return [person for person in people if person not in known or person in keyed]


@contextmanager
def _opened() -> Iterator[tuple[IO[str], Kept]]:
    path = file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        kept = _read(stream.read())
        stream.seek(0, os.SEEK_END)
        yield stream, kept


def _read(text: str) -> Kept:
    kept = Kept()
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            said = json.loads(line)
            person, at, previous = UUID(said["person"]), said["at"], said["previous"]
            authentic = hmac.compare_digest(line, _line(person, at, previous))
        except (ValueError, KeyError, TypeError):
            authentic = False
        if not authentic:
            kept.problems.append(f"line {number} was changed")
            continue
        if previous != hashlib.sha256(kept.last_line.encode()).hexdigest():
            kept.problems.append(f"something is missing before line {number}")
        kept.people[person], kept.last_line = at, line
    return kept


def _line(person: UUID, at: str, previous: str) -> str:
    said = {"person": str(person), "at": at, "previous": previous}
    seal = hmac.digest(roots.derived("tombstones"), json.dumps(said, sort_keys=True).encode(), "sha256").hex()
    return json.dumps(said | {"seal": seal}, sort_keys=True)
