"""Inês brings over the list that was kept in a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory

from holdspace.audit.models import Entry
from holdspace.intake.models import Referral, ReferralWords, Screening
from holdspace.intake.web import uploads
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]

PAGE = "/intake/referrals/import/"
TABLE = (
    "given_name;family_name;phone;received;available;said;may_contact\n"
    'Imani;Okafor;07700 900111;2026-03-01;"tue 18-20; thu-12";Cannot be alone;yes\n'
    "Thảo;Trần;07700 900222;;;;no\n"
)


def send(client: Client, content: bytes | str) -> HttpResponse:
    raw = content.encode() if isinstance(content, str) else content
    return client.post(PAGE, {"file": SimpleUploadedFile("people.csv", raw)})  # type: ignore[return-value]


def referrals(cast: Cast) -> list[Referral]:
    with acting_as(cast.system):
        return list(Referral.visible_to(cast.system).order_by("received_at"))


def test_every_row_becomes_a_referral(cast: Cast, client_of: Browser) -> None:
    ines = client_of("ines")
    assert "2000 rows" in ines.get(PAGE).content.decode()
    sent = send(ines, TABLE)
    assert (sent.status_code, sent["Location"]) == (302, "/intake/referrals/")
    page = ines.get("/intake/referrals/").content.decode()
    assert "2 referrals were taken over." in page
    assert "Imani Okafor" in page
    assert "Cannot be alone" not in page
    imani, thao = referrals(cast)
    with acting_as(cast.system):
        assert (imani.source, imani.may_contact, thao.may_contact) == ("import", True, False)
        assert imani.available == ["thu-12", "tue-18", "tue-19"]
        assert imani.received_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
        assert [each.said for each in ReferralWords.visible_to(cast.system)] == ["Cannot be alone"]
        entry = Entry.objects.get(act="intake.referrals_imported")
    assert json.loads(entry.detail)["referrals"] == 2


def test_what_a_file_says_reaches_whoever_meets_them(cast: Cast, client_of: Browser) -> None:
    ines = client_of("ines")
    send(ines, TABLE)
    assert ines.post(f"/intake/referrals/{referrals(cast)[0].pk}/take-up/").status_code == 302
    ruth = cast.actor("ruth")
    with acting_as(ruth):
        assert Screening.visible_to(ruth).get().said == "Cannot be alone"


def test_a_file_is_refused_whole_with_each_row_and_why(cast: Cast, client_of: Browser) -> None:
    wrong = TABLE + "Zed;Quill;07700 900333;2999-01-01;whenever;;perhaps\nImani;Okafor;07700 900444;;;;\n"
    answer = send(client_of("ines"), wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nothing was changed" in page
    for said in ("This day lies in the future.", "Hours are written as", "Row 2 has the same name"):
        assert said in page, said
    for cell in ("Zed", "Quill", "whenever", "perhaps", "900444"):
        assert cell not in page, cell
    assert referrals(cast) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The first row has to name the columns"),
        (b"identifier,given_name\n1,A\n", "These columns are not known"),
        (b"\xff\xfe\x00\x00", "This is not a table of text."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "This is not text in UTF-8."),
        (b"given_name,phone\n", "There is nobody in this file."),
    ],
)
def test_what_is_no_such_table_is_refused(
    cast: Cast, client_of: Browser, content: bytes, sentence: str
) -> None:
    answer = send(client_of("ines"), content)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_too_large_a_file_is_not_even_kept_in_memory(
    cast: Cast, client_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ines = client_of("ines")
    answer = send(ines, b"x" * (uploads.MOST_BYTES + uploads.ENVELOPE))
    assert answer.status_code == 422
    assert "larger than 2 MB" in answer.content.decode()
    just = send(ines, b"x" * (uploads.MOST_BYTES + 1))
    assert just.status_code == 422
    assert "larger than 2 MB" in just.content.decode()
    assert "Choose a file." in ines.post(PAGE).content.decode()


def test_files_are_kept_for_this_page_and_this_person_alone(cast: Cast, client_of: Browser) -> None:
    """What others upload, or here what is no coordinator's, is read off the line."""
    assert send(client_of("ruth"), TABLE).status_code == 404
    assert send(Client(), TABLE).status_code == 302
    request = RequestFactory().post(PAGE, {"file": SimpleUploadedFile("people.csv", b"x")})
    assert not isinstance(request.FILES.get("file"), InMemoryUploadedFile)
    assert referrals(cast) == []


@pytest.mark.parametrize("name", ["ruth", "sam", "olu", "ana"])
def test_importing_is_the_coordinators(cast: Cast, client_of: Browser, name: str) -> None:
    assert client_of(name).get(PAGE).status_code == 404
