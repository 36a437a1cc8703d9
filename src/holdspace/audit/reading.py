"""The chain as it lies in the database, read once, in order, side by side with the index over it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

from holdspace.audit.models import Entry
from holdspace.audit.rules.chain import START, Kind, Mark, Problem, Row, check

#: Rows fetched at once.
STEP = 5_000

_IDS = ("practice_id", "actor_user_id", "actor_person_id", "subject_id", "group_id", "member_id")
_DASHES = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
_MOMENT = {
    "postgresql": """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')""",
    "sqlite": "substr(at, 1, 10) || 'T' || substr(substr(at, 12) || '.000000', 1, 15) || '+00:00'",
}
_ID = {
    "postgresql": "{0}::text",
    "sqlite": " || '-' || ".join(f"substr({{0}}, {at}, {length})" for at, length in _DASHES),
}
"""How each engine says a moment and an id as they are hashed: a million rows leave no time for objects."""


def check_tail(after: Mark) -> tuple[Mark, list[Problem]]:
    """Check what was written after `after`; the newest mark, and what was found on the way to it."""
    newest = after
    reading = Reading(after.seq)

    def rows() -> Iterator[Row]:
        nonlocal newest
        for row in reading.rows():
            newest = Mark(row.seq, row.digest)
            yield row

    problems = list(check(rows(), after=after))
    return newest, problems + reading.orphans


def mark_at(seq: int) -> Mark | None:
    """Sequence number and digest of an entry as it stands now; the beginning for 0, None when it is gone."""
    if seq == 0:
        return START
    found = Entry.objects.filter(seq=seq).values_list("seq", "digest").first()
    return Mark(*found) if found else None


class Reading:
    """The entries after a sequence number in order, each with what the index says of it."""

    def __init__(self, after: int = 0) -> None:
        self.orphans: list[Problem] = []
        self._after = after
        self._index = _stream(("entry_id", "member_id"), "audit_concerned", "entry_id", after)
        self._next: tuple[Any, ...] = (0, "")

    def rows(self) -> Iterator[Row]:
        """Every entry as it is hashed."""
        self._step()
        last = self._after
        for values in _stream(Row._fields[:-1], "audit_entry", "seq", self._after):
            last = values[0]
            yield Row._make((*values, self._members(last)))
        self._left_over()

    def _members(self, seq: int) -> tuple[str, ...]:
        """What the index says of entry `seq`; what it says of entries that are not there is noted."""
        while self._next[0] < seq and self._next[1]:
            self._orphan()
        members = []
        while self._next[0] == seq and self._next[1]:
            members.append(self._next[1])
            self._step()
        return tuple(sorted(members)) if len(members) > 1 else tuple(members)

    def _left_over(self) -> None:
        """Index rows beyond the end: of entries written meanwhile, or of entries that were cut off."""
        while self._next[1]:
            if mark_at(self._next[0]) is not None:
                return
            self._orphan()

    def _orphan(self) -> None:
        seq = self._next[0]
        self.orphans.append(Problem(seq, Kind.INDEX))
        while self._next[0] == seq and self._next[1]:
            self._step()

    def _step(self) -> None:
        self._next = next(self._index, (0, ""))


def _stream(columns: tuple[str, ...], table: str, by: str, after: int) -> Iterator[tuple[Any, ...]]:
    """Every row of `table` whose number `by` comes after `after`, in order, as text."""
    said = ", ".join(map(_as_text, columns))
    with connection.chunked_cursor() as cursor:
        # Every name comes from this module.
        cursor.execute(f"SELECT {said} FROM {table} WHERE {by} > %s ORDER BY {by}", [after])  # noqa: S608
        while rows := cursor.fetchmany(STEP):
            yield from rows


def _as_text(column: str) -> str:
    if column == "at":
        return _MOMENT[connection.vendor]
    return _ID[connection.vendor].format(column) if column in _IDS else column
