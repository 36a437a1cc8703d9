"""The hash chain: what a row's digest must be, and how an edited, cut or reordered chain shows.

The digest of a row is SHA-256 over its twelve values as canonical JSON; the last of them is the digest of the
row before. Whoever changes one row breaks it; whoever recomputes it breaks the next; whoever recomputes all
that follow contradicts the signed checkpoints, which lie outside the data. What came after the newest
checkpoint (at most an hour) is held by the chain alone: cut off there, it leaves no trace.

Everything here is text, as it is hashed: ids with dashes, moments in ISO 8601 with microseconds and offset.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

BEGINNING: Final = "0" * 64
"""What the first row names as the digest before it."""

_quote = json.encoder.encode_basestring_ascii


class Kind(StrEnum):
    """What was done to the chain."""

    EDITED = "edited"
    DELETED = "deleted"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    FORGED = "forged"
    """The chain agrees with itself and not with a signed checkpoint, or a signature is wrong."""
    INDEX = "index"
    """`Concerned` does not say what the entry itself says about whose record was opened."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What was found, and at which sequence number."""

    seq: int
    kind: Kind

    def __str__(self) -> str:
        return f"entry {self.seq}: {self.kind.value}"


class Row(NamedTuple):
    """One entry as it is hashed; `digest` is what the row itself claims, `members` what the index says."""

    seq: int
    at: str
    practice_id: str | None
    act: str
    actor_kind: str
    actor_user_id: str | None
    actor_person_id: str | None
    subject_kind: str
    subject_id: str | None
    group_id: str | None
    detail: str
    previous: str
    digest: str
    members: tuple[str, ...] = ()


class Mark(NamedTuple):
    """What a checkpoint says: at this sequence number the chain had this digest."""

    seq: int
    digest: str


START: Final = Mark(0, BEGINNING)
"""Before the first row."""


def digest_of(row: Row) -> str:
    """The digest that a row must have, from its content and the digest before it; empty when it has none."""
    try:
        values = ["null" if value is None else _quote(value) for value in row[1:12]]
    except TypeError:  # bytes where a text belongs: SQLite lets them in
        return ""
    return hashlib.sha256(f'["{row.seq}",{",".join(values)}]'.encode()).hexdigest()


def check(rows: Iterable[Row], marks: Sequence[Mark] = (), *, after: Mark = START) -> Iterator[Problem]:
    """Every problem of a chain, given in the order of its sequence numbers.

    `marks` are the checkpoints, in order; `after` is the row before the first (for a check of the newest
    part alone). One act of tampering may show as several problems; a sound chain shows none.
    """
    waiting = _Marks(marks, after)
    last = after
    for row in rows:
        yield from _row_problems(row, last)
        if row.seq >= waiting.next_seq:
            yield from waiting.passed_by(row)
        last = Mark(row.seq, row.digest)
    yield from waiting.beyond(last.seq)


def _row_problems(row: Row, last: Mark) -> Iterator[Problem]:
    if row.seq > last.seq + 1:
        yield Problem(last.seq + 1, Kind.DELETED)
    elif row.seq <= last.seq:
        yield Problem(row.seq, Kind.REORDERED)
    sound, linked = row.digest == digest_of(row), row.previous == last.digest
    if not sound:
        yield Problem(row.seq, Kind.EDITED if linked else Kind.REORDERED)
    elif not linked and row.seq == last.seq + 1:
        # This row is as it was written, so the one before it is not: changed and hashed anew.
        yield Problem(last.seq, Kind.EDITED)
    if row.members != members_in(row.detail):
        yield Problem(row.seq, Kind.INDEX)


def members_in(detail: str | None) -> tuple[str, ...]:
    """Whose record an entry says it opened, sorted; nobody when the detail cannot be read any more."""
    if not detail or '"members"' not in detail:
        return ()
    try:
        return tuple(sorted(str(member) for member in json.loads(detail)["members"]))
    except (ValueError, KeyError, TypeError):
        return ()


class _Marks:
    """The checkpoints still ahead of the row that is being read."""

    def __init__(self, marks: Sequence[Mark], after: Mark) -> None:
        self._ahead = [mark for mark in marks if mark.seq > after.seq][::-1]

    @property
    def next_seq(self) -> float:
        """The number of the next checkpoint; endless without one."""
        return self._ahead[-1].seq if self._ahead else math.inf

    def passed_by(self, row: Row) -> Iterator[Problem]:
        """The checkpoints at this row or in a gap before it, where they are contradicted."""
        while self._ahead and self._ahead[-1].seq <= row.seq:
            mark = self._ahead.pop()
            if mark != (row.seq, row.digest):
                yield Problem(mark.seq, Kind.FORGED)

    def beyond(self, newest: int) -> Iterator[Problem]:
        """What a checkpoint has seen after the newest row."""
        if self._ahead:
            yield Problem(newest + 1, Kind.TRUNCATED)
