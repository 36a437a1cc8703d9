"""Inês brings a roster over from another system, in her browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from holdspace.members.models import Member, RosterImport
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]

FIXTURES = Path(__file__).parents[2] / "fixtures" / "fhir"
PAGE = "/roster/import/"
TABLE = "identifier,given_name,family_name,birth_date\nC-1,Imani,Okafor,1990-05-01\nC-2,Thảo,Trần,\n"


def send(client: Client, content: bytes | str, name: str = "people.txt") -> HttpResponse:
    raw = content.encode() if isinstance(content, str) else content
    return client.post(PAGE, {"file": SimpleUploadedFile(name, raw)})  # type: ignore[return-value]


def people_here(cast: Cast) -> int:
    with acting_as(cast.system):
        return Member.visible_to(cast.system).count()


def test_a_table_is_taken_over_and_again_changes_nothing(cast: Cast, client_of: Browser) -> None:
    ines = client_of("ines")
    assert "Up to 1000 people" in ines.get(PAGE).content.decode()
    response = send(ines, TABLE)
    assert (response.status_code, response["Location"]) == (302, "/roster/")
    page = ines.get("/roster/").content.decode()
    assert "Taken over: 2 new, 0 changed, 0 as they were." in page
    assert "Thảo" in page
    send(ines, TABLE)
    assert "Taken over: 0 new, 0 changed, 2 as they were." in ines.get("/roster/").content.decode()
    with acting_as(cast.system):
        first, second = RosterImport.visible_to(cast.system).order_by("at")
        assert (first.source, first.by_id) == ("csv", cast.users["ines"].pk)
        assert (first.created, second.created, second.unchanged) == (2, 0, 2)
    assert "Taken over before" in ines.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("us-core-patient-example.json", 1),
        ("us-core-patient-deceased-example.json", 1),
        ("hl7-patients.json", 7),
        ("hl7-json-edge-cases.json", 1),
    ],
)
def test_patients_that_nobody_here_wrote_are_taken_over(
    cast: Cast, client_of: Browser, name: str, people: int
) -> None:
    """The number of Patients in each file, counted by hand in `tests/fixtures/fhir`."""
    ines = client_of("ines")
    assert send(ines, (FIXTURES / name).read_bytes(), "whatever.csv").status_code == 302
    assert people_here(cast) == 5 + people
    assert send(ines, (FIXTURES / name).read_bytes()).status_code == 302
    assert people_here(cast) == 5 + people
    with acting_as(cast.system):
        done = RosterImport.visible_to(cast.system).latest("at")
        assert (done.source, done.created, done.changed) == ("fhir", 0, 0)


def test_a_file_is_refused_whole_with_each_row_and_why(cast: Cast, client_of: Browser) -> None:
    wrong = TABLE + "C-1,Somebody,Else,\nC-3,Nobody,,2001-02-30\nC-4,Imani,,2999-01-01\n"
    response = send(client_of("ines"), wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Nothing was changed" in page
    for said in (
        "Row 2 has the same identifier, but says something else.",
        "A date is written as 2001-12-31",
        "The birth date lies in the future.",
    ):
        assert said in page, said
    for row in ("4", "5", "6"):
        assert f'class="number">{row}<' in page
    assert "Somebody" not in page, "rows are told by number, and nobody by name"
    assert people_here(cast) == 5


def test_one_person_described_twice_is_refused(cast: Cast, client_of: Browser) -> None:
    """HL7's pair of merged records share their identifiers and differ in the name."""
    response = send(client_of("ines"), (FIXTURES / "hl7-merged-pair.json").read_bytes())
    assert response.status_code == 422
    assert "Patient/merge-subsumed" in response.content.decode()
    assert people_here(cast) == 5


def test_a_copy_is_left_out_and_said(cast: Cast, client_of: Browser) -> None:
    ines = client_of("ines")
    send(ines, TABLE + "C-1,Imani,Okafor,1990-05-01\n")
    assert "One row was left out" in ines.get("/roster/").content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The first row has to name the columns"),
        (b"PK\x03\x04rest", "a spreadsheet or a compressed file"),
        (b"<Bundle xmlns='http://hl7.org/fhir'/>", "This is XML."),
        (b'{"resourceType": "Bundle", "type": "document"}', "Only these types of Bundle"),
        (b'{"resourceType": "Patient", "name": [{"family"', "This file is cut off"),
        (b'{"resourceType": "Observation"}', "There is no Patient in this file."),
        (b"\xff\xfe\x00\x00", "This is not a table of text."),
        ("Nom;Prénom\nSilva;Ana\n".encode(), "The first row has to name the columns"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "This is not text in UTF-8."),
    ],
)
def test_what_is_no_roster_is_refused_with_a_sentence(
    cast: Cast, client_of: Browser, content: bytes, sentence: str
) -> None:
    response = send(client_of("ines"), content)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert people_here(cast) == 5


def test_more_people_than_a_page_takes_are_for_the_command(cast: Cast, client_of: Browser) -> None:
    rows = "".join(f"K-{n},Imani\n" for n in range(1_001))
    response = send(client_of("ines"), "identifier,given_name\n" + rows)
    assert response.status_code == 422
    assert "holds more than 1000 people" in response.content.decode()
    assert people_here(cast) == 5


def test_a_file_past_the_limit_is_not_kept_and_said(cast: Cast, client_of: Browser) -> None:
    response = send(client_of("ines"), b"x" * (64 * 1024**2))
    assert response.status_code == 422
    assert "larger than 64 MB" in response.content.decode()
    assert not response.wsgi_request.FILES  # type: ignore[attr-defined]


def test_without_a_file_the_page_asks_for_one(cast: Cast, client_of: Browser) -> None:
    response = client_of("ines").post(PAGE, {})
    assert response.status_code == 422
    assert "Choose a file." in response.content.decode()


def test_a_file_lies_in_memory_and_only_where_one_is_asked_for(cast: Cast, client_of: Browser) -> None:
    """Nothing that anybody uploads lies unencrypted on a disk, whatever its size; other pages keep no file."""
    large = TABLE.encode() + b"\n" * 5 * 1024**2
    kept = send(client_of("ines"), large).wsgi_request.FILES["file"]  # type: ignore[attr-defined]
    assert isinstance(kept, InMemoryUploadedFile)
    for name, path in (("ines", "/roster/new/"), ("ana", PAGE), ("olu", PAGE)):
        response = client_of(name).post(path, {"file": SimpleUploadedFile("x.csv", TABLE.encode())})
        assert not response.wsgi_request.FILES, (name, path)
    response = Client().post(PAGE, {"file": SimpleUploadedFile("x.csv", TABLE.encode())})
    assert not response.wsgi_request.FILES
