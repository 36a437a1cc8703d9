"""What a file is, its content says: no name, no ending."""

from __future__ import annotations

import codecs
import hashlib
import io
from datetime import date

import pytest

from holdspace.fhir.intake import Form, RosterFile, read_roster
from holdspace.kernel.refusals import Refused

TODAY = date(2026, 6, 1)
PATIENT = '{"resourceType": "Patient", "id": "%s", "name": [{"given": ["Ngọc"]}]}\n'
TABLE = "given_name,family_name\nNgọc,Trần\n"


def file(content: str | bytes) -> RosterFile:
    return RosterFile(io.BytesIO(content if isinstance(content, bytes) else content.encode()))


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ((PATIENT % "1").encode(), Form.FHIR),
        (codecs.BOM_UTF8 + b" \n" + (PATIENT % "1").encode(), Form.FHIR),
        (b"[]", Form.FHIR),
        (b"<Bundle/>", Form.FHIR),
        (TABLE.encode(), Form.CSV),
        (codecs.BOM_UTF8 + TABLE.encode(), Form.CSV),
        (TABLE.encode("utf-16"), Form.CSV),
        (b"", Form.CSV),
    ],
)
def test_the_content_says_what_it_is(content: bytes, form: Form) -> None:
    assert file(content).form is form


@pytest.mark.parametrize("content", [TABLE.encode(), TABLE.encode("utf-16"), (PATIENT % "1").encode()])
def test_the_digest_is_of_every_byte(content: bytes) -> None:
    read = file(content)
    [person] = read_roster(read, today=TODAY, region="GB").people
    assert person.chosen_name == "Ngọc"
    assert read.sha256 == hashlib.sha256(content).hexdigest()


def test_a_large_file_is_digested_whole() -> None:
    content = "".join(PATIENT % number for number in range(3_000)).encode()
    assert len(content) > 3 * 64 * 1024
    read = file(content)
    read_roster(read, today=TODAY, region="GB")
    assert read.sha256 == hashlib.sha256(content).hexdigest()


def test_a_workbook_is_refused_before_it_is_read() -> None:
    with pytest.raises(Refused, match="spreadsheet"):
        file(b"PK\x03\x04" + b"0" * 100)


@pytest.mark.parametrize("most", [3, 4])
def test_at_most_so_many_people_are_read(most: int) -> None:
    content = "given_name\n" + "".join(f"Imani {number}\n" for number in range(4))
    if most == 4:
        assert len(read_roster(file(content), today=TODAY, region="GB", most_people=most).people) == 4
    else:
        with pytest.raises(Refused, match="more than 3 people"):
            read_roster(file(content), today=TODAY, region="GB", most_people=most)
