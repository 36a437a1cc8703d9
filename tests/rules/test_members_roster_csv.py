"""A coordinator exports a table from a spreadsheet, in whatever shape spreadsheets give it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.kernel.refusals import Refused
from holdspace.members.rules.roster import (
    EmergencyContact,
    Identifier,
    RosterPerson,
    RowProblem,
    check_roster,
)
from holdspace.members.rules.roster_csv import (
    COLUMNS,
    LONGEST_CELL,
    LONGEST_LINE,
    MOST_ROWS,
    read_csv,
    text_lines,
)

TODAY = date(2026, 6, 2)

TABLE = (
    "identifier,identifier_system,given_name,family_name,chosen_name,pronouns,birth_date,email,phone,language,"
    "emergency_name,emergency_relation,emergency_phone,access_needs\n"
    'HS-1,,Ana,Silva,Ani,she/her,1990-03-04,ana@example.org,+12127365000,"pt, en",Noor,sister,555 0100,'
    '"step-free,\nnear the door"\n'
    "\n"
    "HS-2,urn:chart,Bo,Novák,,,,,,,,,,\n"
)


def read(table: str) -> list[RosterPerson | RowProblem]:
    return list(read_csv(io.StringIO(table, newline="")))


def read_bytes(raw: bytes, size: int = 7) -> list[RosterPerson | RowProblem]:
    """The rows of a file that arrives in pieces of `size` bytes."""
    pieces = (raw[start : start + size] for start in range(0, len(raw), size))
    return list(read_csv(text_lines(pieces)))


def refusal(table: str) -> str:
    with pytest.raises(Refused) as refused:
        read(table)
    return str(refused.value)


def test_each_row_is_a_person() -> None:
    ana, bo = read(TABLE)
    assert ana == RosterPerson(
        identifiers=(Identifier("", "HS-1"), Identifier("", "")),
        given="Ana",
        family="Silva",
        chosen_name="Ani",
        pronouns="she/her",
        birth_date=date(1990, 3, 4),
        phones=("+12127365000",),
        emails=("ana@example.org",),
        languages=("pt", "en"),
        emergency_contacts=(EmergencyContact("Noor", "sister", "555 0100"),),
        access_needs="step-free,\nnear the door",
    )
    assert isinstance(bo, RosterPerson)
    # Row 3 is blank; a cell with a line break is still one row of the spreadsheet.
    assert (ana.row, bo.row) == (2, 4)
    roster = check_roster([ana, bo], today=TODAY)
    assert roster.is_good
    assert roster.people[0].access_needs == "step-free, near the door"
    assert roster.people[1].identifiers == (Identifier("urn:chart", "HS-2"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("size", [1, 2, 7, 65536])
def test_encodings_ends_of_line_and_delimiters(
    encoding: str, newline: str, delimiter: str, size: int
) -> None:
    rows = [
        ["Family name", "GIVEN_NAME", "birth-date", "chosen_name"],
        ["Núñez", "Élodie", "1990-03-04", 'a, b; c\t"d"'],
        ["王", "秀英", "", ""],
    ]
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator=newline).writerows(rows)
    raw = written.getvalue().encode(encoding)
    assert read_bytes(raw, size) == [
        RosterPerson(
            identifiers=(Identifier("", ""),) * 2,
            given="Élodie",
            family="Núñez",
            chosen_name='a, b; c\t"d"',
            birth_date=date(1990, 3, 4),
            phones=("",),
            emails=("",),
            emergency_contacts=(EmergencyContact("", "", ""),),
        ),
        RosterPerson(
            identifiers=(Identifier("", ""),) * 2,
            given="秀英",
            family="王",
            phones=("",),
            emails=("",),
            emergency_contacts=(EmergencyContact("", "", ""),),
        ),
    ]


def test_utf_16_of_the_other_byte_order() -> None:
    assert len(read_bytes(b"\xfe\xff" + TABLE.encode("utf-16-be"))) == 2


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("given_name\nTomás\n".encode("latin-1"), "UTF-8"),
        ("given_name\nTomas\n".encode("utf-16-le"), "not a table"),
        (b"\xff\xfe" + "given_name\nBo".encode("utf-16-le") + b"x", "UTF-8"),
        (b"PK\x03\x04\x14\x00", "not a table"),
        (b"", "has to name the columns"),
        (b"given_name\n" + b"A" * (LONGEST_LINE + 1), "longer than any"),
    ],
)
def test_files_that_are_no_text(raw: bytes, says: str) -> None:
    with pytest.raises(Refused) as refused:
        read_bytes(raw, size=65536)
    assert says in str(refused.value)


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    def endless() -> Iterator[bytes]:
        yield b"given_name\n"
        while True:
            yield b"A" * 65_535 + b"\n"

    with pytest.raises(Refused) as refused:
        list(text_lines(endless()))
    assert "64 MB" in str(refused.value)


def test_an_unknown_column_is_refused_with_the_nearest_known_one() -> None:
    said = refusal("identifer,given_name,e-mail,shoe size\nHS-1,Ana,a@b.example,38\n")
    assert "“identifer” (identifier)" in said
    assert "“e_mail” (email)" in said
    assert "“shoe_size”" in said
    assert "given_name" not in said


def test_a_first_row_that_is_a_person_is_not_repeated() -> None:
    said = refusal("Ana,Silva,1990-03-04\nBo,Novák,\n")
    assert "chosen_name" in said
    assert "ilva" not in said


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("given_name,given_name\nAna,Ana\n", "appear twice: given_name"),
        ("identifier,email\n1,a@b.example\n", "has to be there: given_name, family_name, chosen_name"),
        ('given_name\nBo\n"Ana\n', "After row 2"),
        ('given_name\n"Ana" Silva\n', "After row 1"),
    ],
)
def test_tables_without_a_trustworthy_shape(table: str, says: str) -> None:
    assert says in refusal(table)


def test_rows_have_a_limit() -> None:
    assert str(MOST_ROWS) in refusal("given_name\n" + "Ana\n" * MOST_ROWS)
    assert len(read("given_name\n" + "Ana\n" * (MOST_ROWS - 1))) == MOST_ROWS - 1


def test_what_a_row_can_get_wrong_is_collected_and_reading_goes_on() -> None:
    rows = read(
        "given_name,birth_date,access_needs\n"
        f"Ana,04.03.1990,{'x' * (LONGEST_CELL + 1)}\n"
        "Bo,1990-02-30,,surplus\n"
        "Chidi,19900304,\n"
        "Dana,1990-03-04,,\n"
    )
    assert [(row.row, row.field) for row in rows if isinstance(row, RowProblem)] == [
        (2, "access_needs"),
        (2, "birth_date"),
        (3, "-"),
        (3, "birth_date"),
        (4, "birth_date"),
    ]
    assert [row.given for row in rows if isinstance(row, RosterPerson)] == ["Dana"]


def test_columns_without_a_name_may_only_be_empty() -> None:
    assert isinstance(read("given_name,,\nAna,,\n")[0], RosterPerson)
    assert isinstance(read("given_name,,\nAna,,x\n")[0], RowProblem)


def test_blank_rows_above_the_header_count() -> None:
    (ana,) = read("\n\ngiven_name\nAna\n")
    assert ana.row == 4


@pytest.mark.parametrize("typed", ["=1+1", "+SUM(A1)", "-2", "@cmd", '=HYPERLINK("x")'])
def test_a_formula_stays_text(typed: str) -> None:
    written = io.StringIO()
    csv.writer(written).writerows([["given_name", "chosen_name"], ["Ana", typed]])
    (person,) = read(written.getvalue())
    assert isinstance(person, RosterPerson)
    assert person.chosen_name == typed


@given(st.text() | st.text(alphabet=',;\t"\n\ra=\x00').map("given_name,birth_date,email\n".__add__))
def test_any_text_is_read_or_refused(table: str) -> None:
    with suppress(Refused):
        check_roster(read(table), today=TODAY, region="GB")


@given(st.binary() | st.binary().map(b"given_name,phone\n".__add__), st.integers(1, 9))
def test_any_bytes_are_read_or_refused(raw: bytes, size: int) -> None:
    with suppress(Refused):
        read_bytes(raw, size)


cells = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=20)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, cells)), max_size=5), st.sampled_from(",;\t"))
def test_what_a_table_says_is_what_is_read(rows: list[dict[str, str]], delimiter: str) -> None:
    written = io.StringIO()
    table = csv.DictWriter(written, COLUMNS, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    read_rows = {row.row: row for row in read(written.getvalue()) if isinstance(row, RosterPerson)}
    for number, row in enumerate(rows, start=2):
        if number in read_rows:
            assert read_rows[number].family == row["family_name"].strip()
            assert read_rows[number].access_needs == row["access_needs"].strip()
