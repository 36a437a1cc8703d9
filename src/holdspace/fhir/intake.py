"""A file that holds a roster, in whichever form it arrives: its content says which, not its name.

Reading is pure and bounded (`reading`, `members.rules.roster_csv`): nothing is kept while it lasts, and all
problems of a file are found at once. It needs no transaction and is done before one begins.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Final

from holdspace.fhir.reading import ByteSource, patients
from holdspace.fhir.rules.patients import rows_from_patients
from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import say
from holdspace.members.rules.roster import Roster, RosterPerson, Row, check_roster
from holdspace.members.rules.roster_csv import read_csv, text_lines

_CHUNK: Final = 64 * 1024
_BOM: Final = b"\xef\xbb\xbf"
#: How a file begins that is for the reader of FHIR: JSON, or what it has a sentence for (XML, compressed).
_NOT_A_TABLE: Final = (b"{", b"[", b"<", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"(\xb5/\xfd")
_ZIP: Final = b"PK\x03\x04"


class Form(StrEnum):
    """What kind of file it is."""

    FHIR = "fhir"
    CSV = "csv"


class RosterFile:
    """A file that is read once, from its beginning to its end; afterwards `sha256` is known."""

    def __init__(self, stream: ByteSource) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self._head = stream.read(_CHUNK)
        self.form = _form_of(self._head.removeprefix(_BOM).lstrip())

    def read(self, size: int) -> bytes:
        """The next bytes; none when the file is over."""
        if size == 0:
            return b""
        chunk, self._head = self._head or self._stream.read(size), b""
        self._hash.update(chunk)
        return chunk

    @property
    def sha256(self) -> str:
        """The digest of what was read."""
        return self._hash.hexdigest()


def read_roster(
    file: RosterFile, *, today: date, region: str | None, most_people: int | None = None
) -> Roster:
    """Everybody in the file, and everything that is wrong with it.

    `today` and `region` are those of the practice. Raises Refused for what is no roster as a whole, and past
    `most_people` rows about people.
    """
    rows = _rows(file, today)
    return check_roster(_at_most(rows, most_people) if most_people else rows, today=today, region=region)


def _form_of(head: bytes) -> Form:
    if head.startswith(_ZIP):
        raise Refused(say("This is a spreadsheet or a compressed file. Save the table as “CSV UTF-8”."))
    return Form.FHIR if head.startswith(_NOT_A_TABLE) else Form.CSV


def _rows(file: RosterFile, today: date) -> Iterator[Row]:
    if file.form is Form.FHIR:
        return rows_from_patients(patients(file), today=today)
    return read_csv(text_lines(iter(partial(file.read, _CHUNK), b"")))


def _at_most(rows: Iterator[Row], most: int) -> Iterator[Row]:
    people = 0
    for row in rows:
        people += isinstance(row, RosterPerson)
        if people > most:
            raise Refused(
                say(
                    "This file holds more than %(most)s people. A roster of that size is taken over on the "
                    "server, with the command “holdspace import-roster”.",
                    most=most,
                )
            )
        yield row
