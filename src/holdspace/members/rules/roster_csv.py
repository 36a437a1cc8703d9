"""A roster as a table: what people export from a spreadsheet.

The first row names the columns, in any order: `identifier`, `identifier_system`, `given_name`, `family_name`,
`chosen_name`, `pronouns`, `birth_date` (2001-12-31), `email`, `phone`, `language` (tags such as `es`, or
`es, en`), `emergency_name`, `emergency_relation`, `emergency_phone`, `access_needs`; a second number of the
same person goes into `identifier_2` and `identifier_system_2`. One of the three name columns has to be there.
Columns are parted by comma, semicolon or tab; cells may be quoted and then hold line breaks; blank rows are
skipped. The text is UTF-8, or UTF-16 with its byte order mark (what Excel calls "Unicode text"). RFC 4180 is
the common ground.

A file whose shape cannot be trusted (no header, an unknown column, broken quotes) is `Refused` at once: what
follows could not be read safely. What is wrong in a row becomes a `RowProblem`, and reading goes on.

Cells that begin like a formula (`=`, `+`, `-`, `@`) stay the text they are: nothing here evaluates them, and
whoever writes a table again has to defuse them there.
"""

from __future__ import annotations

import codecs
import csv
import difflib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say
from holdspace.members.rules.normal_forms import languages_apart
from holdspace.members.rules.roster import EmergencyContact, Identifier, RosterPerson, RowProblem

COLUMNS = (
    "identifier",
    "identifier_system",
    "identifier_2",
    "identifier_system_2",
    "given_name",
    "family_name",
    "chosen_name",
    "pronouns",
    "birth_date",
    "email",
    "phone",
    "language",
    "emergency_name",
    "emergency_relation",
    "emergency_phone",
    "access_needs",
)
NAMES = ("given_name", "family_name", "chosen_name")
DELIMITERS = (",", ";", "\t")

MOST_ROWS = 50_000
MOST_BYTES = 64 * 1024 * 1024
LONGEST_LINE = 256 * 1024
"""Characters in one line of text, before cells are told apart: bounds the memory that a line can take."""
LONGEST_CELL = 4_000
"""Characters in one cell."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
DATE_AS: Final = say("A date is written as 2001-12-31: year, month, day.")

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHOWN = 40


def text_lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """The lines of a file that arrives in pieces of some kilobytes, ends included.

    Raises Refused when the bytes are no text in UTF-8 or UTF-16 with a byte order mark, or are too many.
    """
    try:
        yield from _whole_lines(_decoded(_limited(chunks)))
    except UnicodeError:
        raise Refused(
            say("This is not text in UTF-8. Save the table as “CSV UTF-8” and try again.")
        ) from None


def _limited(chunks: Iterable[bytes]) -> Iterator[bytes]:
    seen = 0
    for chunk in chunks:
        seen += len(chunk)
        if seen > MOST_BYTES:
            raise Refused(say("This file is larger than %(size)s MB.", size=MOST_BYTES // 1024**2))
        yield chunk


def _decoded(chunks: Iterator[bytes]) -> Iterator[str]:
    """Text with every end of line as a line feed; the first bytes say which encoding it is."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= len(codecs.BOM_UTF8):
            break
    encoding = next((name for bom, name in _BOMS if head.startswith(bom)), "utf-8")
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
    yield decoder.decode(head)
    for chunk in chunks:
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _whole_lines(pieces: Iterator[str]) -> Iterator[str]:
    kept = ""
    for piece in pieces:
        *lines, kept = (kept + piece).split("\n")
        yield from (line + "\n" for line in lines)
        if len(kept) > LONGEST_LINE:
            raise _line_too_long()
    if kept:
        yield kept


def _line_too_long() -> Refused:
    return Refused(say("A line of this file is longer than any roster's. Is it a table?"))


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row as it was written, by its columns, without spaces around; and what is wrong with its shape."""

    number: int
    cells: Mapping[str, str]
    problems: tuple[RowProblem, ...] = ()


def read_csv(lines: Iterable[str]) -> Iterator[RosterPerson | RowProblem]:
    """One person for each row, or all that is wrong with it; rows are counted as a spreadsheet counts them.

    Raises Refused when the table as a whole cannot be read.
    """
    for row in read_rows(lines, COLUMNS):
        person, problems = person_of(row)
        if person is None:
            yield from problems
        else:
            yield person


def read_rows(lines: Iterable[str], known: Sequence[str]) -> Iterator[WrittenRow]:
    """The rows of a table of people whose header names `known` columns and none besides; blank ones left out.

    Raises Refused when the table as a whole cannot be read.
    """
    bounded = _bounded(lines)
    above, header = next(((at, line) for at, line in enumerate(bounded) if line.strip()), (0, ""))
    delimiter = _delimiter(header, known)
    columns = _columns(_cells_of_header(header, delimiter), known)
    for number, cells in _records(bounded, delimiter, first=above + 2):
        if number > MOST_ROWS:
            raise Refused(say("A roster can have %(rows)s rows at most.", rows=MOST_ROWS))
        if any(map(str.strip, cells)):
            yield _written(number, columns, cells, known)


def person_of(row: WrittenRow) -> tuple[RosterPerson | None, list[RowProblem]]:
    """The person in a row; or None, and everything that is wrong with the row."""
    problems, born = list(row.problems), iso_date(row.cells.get("birth_date", ""))
    if row.cells.get("birth_date") and born is None:
        problems.append(RowProblem(row.number, "", "birth_date", DATE_AS))
    return (None if problems else _person(row, born)), problems


def _bounded(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if len(line) > LONGEST_LINE:
            raise _line_too_long()
        if "\0" in line:
            raise Refused(say("This is not a table of text. Save it as “CSV UTF-8” and try again."))
        yield line


def _delimiter(header: str, known: Sequence[str]) -> str:
    """The delimiter under which the header names most known columns."""
    return max(DELIMITERS, key=lambda each: sum(name in known for name in _cells_of_header(header, each)))


def _cells_of_header(header: str, delimiter: str) -> list[str]:
    """The names in the header, small and with underscores: `Given name` is `given_name`."""
    try:
        cells = next(csv.reader([header], delimiter=delimiter), [])
    except csv.Error:
        return []
    return ["_".join(cell.strip("\ufeff \t\n").lower().replace("-", " ").split()) for cell in cells]


def _columns(names: list[str], known: Sequence[str]) -> list[str]:
    """`names` if they make the header of such a table, else Refused.

    A first row without any known column is most likely a person: nothing of it is repeated.
    """
    if not set(names) & set(known):
        raise Refused(say("The first row has to name the columns: %(columns)s.", columns=", ".join(known)))
    unknown = [name for name in names if name and name not in known]
    repeated = sorted({name for name in names if names.count(name) > 1 and name in known})
    if unknown:
        raise Refused(_unknown_columns(unknown, known))
    if repeated:
        raise Refused(say("These columns appear twice: %(columns)s.", columns=", ".join(repeated)))
    if not set(names) & set(NAMES):
        raise Refused(say("One of these columns has to be there: %(columns)s.", columns=", ".join(NAMES)))
    return names


def _unknown_columns(unknown: list[str], known: Sequence[str]) -> Words:
    """Each unknown column, with the nearest known one in brackets where there is one."""
    shown = ", ".join(_with_nearest(name, known) for name in unknown[:10])
    return say("These columns are not known (the nearest known one in brackets): %(columns)s.", columns=shown)


def _with_nearest(name: str, known: Sequence[str]) -> str:
    shown = f"“{name[:_SHOWN]}”"
    nearest = difflib.get_close_matches(name[:_SHOWN], known, n=1, cutoff=0.6)
    return f"{shown} ({nearest[0]})" if nearest else shown


def _records(lines: Iterator[str], delimiter: str, *, first: int) -> Iterator[tuple[int, list[str]]]:
    """The rows after the header with their numbers, from `first` on; blank rows count."""
    number = first - 1
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), start=first):
            yield number, cells
    except csv.Error:
        raise Refused(
            say(
                "After row %(row)s the quotes are broken: each quote in a cell has to be doubled.", row=number
            )
        ) from None


def _written(number: int, columns: list[str], cells: list[str], known: Sequence[str]) -> WrittenRow:
    named = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column}
    problems = tuple(_row_problems(number, columns, cells))
    return WrittenRow(number, dict.fromkeys(known, "") | named, problems)


def _row_problems(number: int, columns: list[str], cells: list[str]) -> Iterator[RowProblem]:
    named = list(zip(columns, cells, strict=False))
    nameless = [cell for column, cell in named if not column] + cells[len(columns) :]
    if any(map(str.strip, nameless)):
        yield RowProblem(number, "", "-", say("There is something in a cell outside the named columns."))
    for column, cell in named:
        if len(cell) > LONGEST_CELL:
            reason = say("This is longer than %(longest)s characters.", longest=LONGEST_CELL)
            yield RowProblem(number, "", column, reason)


def iso_date(typed: str) -> date | None:
    """The date that is written as 2001-12-31; None for everything else."""
    if not _ISO_DATE.fullmatch(typed):
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _person(row: WrittenRow, born: date | None) -> RosterPerson:
    written = dict.fromkeys(COLUMNS, "") | dict(row.cells)
    return RosterPerson(
        row=row.number,
        identifiers=(
            Identifier(written["identifier_system"], written["identifier"]),
            Identifier(written["identifier_system_2"], written["identifier_2"]),
        ),
        given=written["given_name"],
        family=written["family_name"],
        chosen_name=written["chosen_name"],
        pronouns=written["pronouns"],
        birth_date=born,
        languages=languages_apart(written["language"]),
        phones=(written["phone"],),
        emails=(written["email"],),
        emergency_contacts=(
            EmergencyContact(
                written["emergency_name"], written["emergency_relation"], written["emergency_phone"]
            ),
        ),
        access_needs=written["access_needs"],
    )
